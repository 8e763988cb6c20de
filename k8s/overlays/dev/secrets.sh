#!/usr/bin/env bash
#
# Prints the namespace and the Secrets of the dev overlay, with new passwords each time:
#
#     ./secrets.sh | kubectl apply -f -
#
# RabbitMQ reads its users when it starts. After another run, restart everything:
#
#     kubectl -n callevents rollout restart statefulset,deployment

set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

host=rabbitmq:5672 vhost=callevents
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

secret() {
    echo '---'
    kubectl create secret generic --namespace callevents --dry-run=client --output yaml "$@"
}

printf '%s\n' 'publisher poller' 'subscriber crm-updater crm-log-call' 'subscriber alerting alerting-raise-alerts' >"$work/users"
../../../deploy/rabbitmq/definitions.sh --passwords "$work/passwords" --users "$work/users" --vhost "$vhost" >"$work/definitions.json"

broker() { echo "amqp://$1:$(cat "$work/passwords/$1")@$host/$vhost"; }

cat ../../base/namespace.yaml
secret poller-settings \
    --from-literal=Revont__Workspaces__main__ApiKey="$(head -c 16 /dev/urandom | od -An -v -tx1 | tr -d ' \n')" \
    --from-literal=ConnectionStrings__RabbitMq="$(broker poller)"
secret crm-updater-settings --from-literal=ConnectionStrings__RabbitMq="$(broker crm-updater)"
secret alerting-settings --from-literal=ConnectionStrings__RabbitMq="$(broker alerting)"
secret rabbitmq-definitions --from-file=definitions.json="$work/definitions.json"
