#!/usr/bin/env bash
#
# Generates what docker-compose.yml needs and git must not contain: passwords, connection strings, the broker's definitions, an API key for
# the simulator. All in deploy/compose/secrets, readable by you only. Running it again changes no password.
#
#     ./deploy/compose/prepare.sh
#
# For your own account, put its key, and nothing else, into deploy/compose/secrets/revont-api-key.

set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
umask 077
secrets=secrets
mkdir -p "$secrets"

# A container mounts single files of the folder, and runs as another user: the files are readable, the folder is not.
put() {
    printf '%s' "$2" >"$secrets/$1"
    chmod 444 "$secrets/$1"
}

random() { head -c "$1" /dev/urandom | od -An -v -tx1 | tr -d ' \n'; }

once() { [[ -s $secrets/$1 ]] || put "$1" "$2"; }

../rabbitmq/definitions.sh --passwords "$secrets/rabbitmq" >"$secrets/rabbitmq-definitions.json"
chmod 444 "$secrets/rabbitmq-definitions.json"

once simulator-api-key "simulated-$(random 16)"
[[ -e $secrets/revont-api-key ]] || put revont-api-key ''
once postgres-password "$(random 24)"
for database in poller crm-updater alerting; do
    once "postgres-$database" "$(random 24)"
    put "database-$database" "Host=postgres;Username=$database;Password=$(cat "$secrets/postgres-$database");Database=$database"
    put "rabbitmq-$database" "amqp://$database:$(cat "$secrets/rabbitmq/$database")@rabbitmq:5672/callevents"
done
echo "Ready: docker compose up --build --wait"
