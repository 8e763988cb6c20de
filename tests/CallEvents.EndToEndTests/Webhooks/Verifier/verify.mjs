// Verifies a stored webhook as its receiver would: node verify.mjs FOLDER SECRET
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Webhook } from "standardwebhooks";

const [folder, secret] = process.argv.slice(2);
const headers = JSON.parse(readFileSync(join(folder, "headers.json"), "utf8"));
const body = readFileSync(join(folder, "body"));

const verified = new Webhook(secret).verify(body, headers);
console.log(JSON.stringify(verified));
