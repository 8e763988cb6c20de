#!/usr/bin/env bash
#
# Generates what docker-compose.yml needs and git must not contain: passwords, connection strings, the broker's definitions, an API key for
# the simulator. All in deploy/compose/secrets, readable by you only. Running it again changes no password, and applies
# a change in deploy/rabbitmq/users.
#
#     ./deploy/compose/prepare.sh
#
# For your own account, put its key, and nothing else, into deploy/compose/secrets/revont-api-key; the settings of your CRM go into
# deploy/compose/secrets/crm.env, those of your alert channels into deploy/compose/secrets/alerts.env.

set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
umask 077
secrets=secrets
mkdir -p "$secrets"

# A container mounts single files of the folder, and runs as another user: the files are readable, the folder is not. Each is replaced by a
# new file: its owner may not write to one that is read-only.
put() {
    rm -f "$secrets/.new"
    printf '%s' "$2" >"$secrets/.new"
    chmod 444 "$secrets/.new"
    mv -f "$secrets/.new" "$secrets/$1"
}

random() { head -c "$1" /dev/urandom | od -An -v -tx1 | tr -d ' \n'; }

once() { [[ -s $secrets/$1 ]] || put "$1" "$2"; }

definitions=$(../rabbitmq/definitions.sh --passwords "$secrets/rabbitmq")
put rabbitmq-definitions.json "$definitions"

once simulator-api-key "simulated-$(random 16)"
# These are written by you.
for own in revont-api-key crm.env alerts.env; do
    [[ -e $secrets/$own ]] || put "$own" ''
    chmod 644 "$secrets/$own"
done
once postgres-password "$(random 24)"
for database in poller crm-updater alerting; do
    once "postgres-$database" "$(random 24)"
    put "database-$database" "Host=postgres;Username=$database;Password=$(cat "$secrets/postgres-$database");Database=$database"
    put "rabbitmq-$database" "amqp://$database:$(cat "$secrets/rabbitmq/$database")@rabbitmq:5672/callevents"
done

# Which queues the poller expects to be bound, and where it can see whether they are.
put rabbitmq-management "http://monitor:$(cat "$secrets/rabbitmq/monitor")@rabbitmq:15672/callevents"
put poller.env "$(awk '$1 == "subscriber" { for (i = 3; i <= NF; i++) print "Publishing__ExpectQueues__" n++ "=" $i }' n=0 ../rabbitmq/users)"
echo "Ready: docker compose up --build --wait"
