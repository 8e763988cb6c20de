#!/usr/bin/env bash
#
# Prints the namespace and the Secrets of the dev overlay, with new passwords each time:
#
#     ./secrets.sh | kubectl apply -f -
#
# RabbitMQ reads its users when it starts. After a second time, restart all of it:
#
#     kubectl -n callevents rollout restart statefulset,deployment

set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

host=rabbitmq:5672 vhost=callevents users=() rights=()

random() { head -c "$1" /dev/urandom | od -An -v -tx1 | tr -d ' \n'; }

bytes() { printf '%b' "$(sed 's/../\\x&/g' <<<"$1")"; }

# As RabbitMQ keeps a password: a salt, and SHA-256 of the salt and the password, in base64.
hash_of() {
    local salt digest
    salt=$(random 4)
    digest=$({ bytes "$salt" && printf %s "$1"; } | sha256sum | cut -d ' ' -f 1)
    bytes "$salt$digest" | base64 -w 0
}

# Name, password, and what it may configure, write and read, each a regular expression as JSON has it.
user() {
    users+=("{\"name\":\"$1\",\"password_hash\":\"$(hash_of "$2")\",\"hashing_algorithm\":\"rabbit_password_hashing_sha256\",\"tags\":[]}")
    rights+=("{\"user\":\"$1\",\"vhost\":\"$vhost\",\"configure\":\"$3\",\"write\":\"$4\",\"read\":\"$5\"}")
}

subscriber() {
    local own="$3(_error|_skipped)?"
    local all="^($own|$exchanges.+)\$"
    user "$1" "$2" "$all" "^$own\$" "$all"
}

joined() {
    local IFS=,
    printf %s "$*"
}

secret() {
    echo '---'
    kubectl create secret generic --namespace callevents --dry-run=client --output yaml "$@"
}

exchanges='CallEvents\\.Contracts:'
poller=$(random 24) crm_updater=$(random 24) alerting=$(random 24)

user poller "$poller" "^$exchanges.*\$" "^$exchanges.*\$" '^$'
subscriber crm-updater "$crm_updater" crm-log-call
subscriber alerting "$alerting" alerting-raise-alerts

policy() { echo "{\"vhost\":\"$vhost\",\"name\":\"$1\",\"pattern\":\"$2\",\"apply-to\":\"queues\",\"priority\":0,\"definition\":$3}"; }

dead='"dead-letter-exchange":"callevents-dead"' limits='"max-length":100000,"message-ttl":2592000000' returns='"delivery-limit":100000'
policies=(
    "$(policy subscribers '^(crm-log-call|alerting-raise-alerts)$' "{$returns,$dead}")"
    "$(policy errors '^(crm-log-call|alerting-raise-alerts)_(error|skipped)$' "{$returns,$dead,$limits}")"
    "$(policy dead-letters '^callevents-dead$' "{$returns,$limits}")"
)

definitions=$(
    cat <<JSON
{
  "vhosts": [{"name": "$vhost"}],
  "users": [$(joined "${users[@]}")],
  "permissions": [$(joined "${rights[@]}")],
  "policies": [$(joined "${policies[@]}")],
  "exchanges": [{"name":"callevents-dead","vhost":"$vhost","type":"fanout","durable":true,"auto_delete":false,"internal":false,"arguments":{}}],
  "queues": [{"name":"callevents-dead","vhost":"$vhost","durable":true,"auto_delete":false,"arguments":{"x-queue-type":"quorum"}}],
  "bindings": [{"source":"callevents-dead","vhost":"$vhost","destination":"callevents-dead","destination_type":"queue","routing_key":"","arguments":{}}]
}
JSON
)

cat ../../base/namespace.yaml
secret poller-settings \
    --from-literal=Revont__Workspaces__main__ApiKey="$(random 16)" \
    --from-literal=ConnectionStrings__RabbitMq="amqp://poller:$poller@$host/$vhost"
secret crm-updater-settings --from-literal=ConnectionStrings__RabbitMq="amqp://crm-updater:$crm_updater@$host/$vhost"
secret alerting-settings --from-literal=ConnectionStrings__RabbitMq="amqp://alerting:$alerting@$host/$vhost"
secret rabbitmq-definitions --from-file=definitions.json=<(printf %s "$definitions")
