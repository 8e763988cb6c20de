#!/usr/bin/env bash
#
# Prints RabbitMQ's definitions: the virtual host, users with salted password hashes, least permissions, the exchanges of the contracts,
# policies.
#
#     ./definitions.sh --passwords DIR [--users FILE] [--vhost NAME] >definitions.json
#
# DIR contains a password for each user, in a file of the user's name; missing ones are generated. Only the services need them in
# plaintext. The broker reads the definitions at each start (load_definitions), or immediately: rabbitmqctl import_definitions FILE.
#
# An import deletes nothing: for a user that has a password in DIR and no line in the list any more, the script says on stderr what to run.

set -euo pipefail
here=$(dirname "${BASH_SOURCE[0]}")

passwords= users=$here/users vhost=callevents
while [[ $# -gt 0 ]]; do
    case $1 in
        --passwords) passwords=${2:?} && shift 2 ;;
        --users) users=${2:?} && shift 2 ;;
        --vhost) vhost=${2:?} && shift 2 ;;
        *) echo "definitions.sh: found '$1', expected --passwords DIR, --users FILE or --vhost NAME" >&2 && exit 2 ;;
    esac
done
[[ -n $passwords ]] || { echo 'definitions.sh: found no --passwords, expected a folder for them' >&2 && exit 2; }
mkdir -p "$passwords"

random() { head -c "$1" /dev/urandom | od -An -v -tx1 | tr -d ' \n'; }

bytes() { printf '%b' "$(sed 's/../\\x&/g' <<<"$1")"; }

# Letters and digits: they need no escaping in a connection string.
password() {
    [[ -s $passwords/$1 ]] || (umask 077 && random 24 >"$passwords/$1")
    cat "$passwords/$1"
}

# RabbitMQ's format: a salt, and SHA-256 of salt and password, in base64.
hash() {
    local salt digest
    salt=$(random 4)
    digest=$({ bytes "$salt" && printf %s "$1"; } | sha256sum | cut -d ' ' -f 1)
    bytes "$salt$digest" | base64 -w 0
}

# Escapes a name for a regular expression in JSON.
quoted() { sed 's/[][\.*^$+?(){}|]/\\\\&/g' <<<"$1"; }

contracts='CallEvents\\.Contracts:.+'
exchanges=(CallRecorded CallTranscribed CallUpdated CallTranscriptUnavailable)
names=() user_items=() permission_items=() exchange_items=() all_queues=()

user() { # NAME TAGS
    names+=("$1")
    user_items+=("{\"name\": \"$1\", \"password_hash\": \"$(hash "$(password "$1")")\", \"hashing_algorithm\": \"rabbit_password_hashing_sha256\", \"tags\": [$2]}")
}

permit() { # NAME CONFIGURE WRITE READ
    permission_items+=("{\"user\": \"$1\", \"vhost\": \"$vhost\", \"configure\": \"$2\", \"write\": \"$3\", \"read\": \"$4\"}")
}

line=0
while read -r kind name queues; do
    line=$((line + 1))
    [[ -n $kind && $kind != '#'* ]] || continue
    if [[ ! $name =~ ^[A-Za-z0-9_.-]+$ ]]; then
        echo "$users:$line: found '$name', expected a user's name of letters, digits, '.', '_' and '-'" >&2 && exit 2
    fi
    case $kind in
        publisher)
            user "$name" ''
            # The default exchange, for replays to a single queue.
            permit "$name" "^$contracts\$" "^($contracts|amq\\\\.default)\$" '^$'
            ;;
        subscriber)
            [[ -n $queues ]] || { echo "$users:$line: found no queue, expected 'subscriber NAME QUEUE...'" >&2 && exit 2; }
            own=
            for queue in $queues; do
                queue=${queue%%=*}
                own+="${own:+|}$(quoted "$queue")"
                all_queues+=("$(quoted "$queue")")
            done
            user "$name" ''
            # Read on the contracts' exchanges allows binding its queues to them. Without write it cannot publish; without configure it can
            # neither delete an exchange, and with it all bindings, nor declare it in another way.
            [[ $own != *'|'* ]] || own="($own)"
            own+='(_error|_skipped)?'
            permit "$name" "^$own\$" "^$own\$" "^($own|$contracts)\$"
            ;;
        monitor)
            user "$name" '"monitoring"'
            permit "$name" '^$' '^$' '^$'
            ;;
        admin)
            user "$name" '"administrator"'
            permit "$name" '.*' '.*' '.*'
            ;;
        *) echo "$users:$line: found '$kind', expected publisher, subscriber, monitor or admin" >&2 && exit 2 ;;
    esac
done <"$users"
[[ ${#user_items[@]} -gt 0 ]] || { echo "$users: found no line, expected at least a publisher" >&2 && exit 2; }

# An import overwrites a user's permissions and adds users, and deletes none.
for file in "$passwords"/*; do
    name=$(basename "$file")
    [[ -f $file && " ${names[*]} " != *" $name "* ]] || continue
    echo "definitions.sh: $name is not in $users any more, but an import deletes no user: run 'rabbitmqctl delete_user $name', then" \
        "delete its queues and the file $file" >&2
done

join() { local IFS=,; echo "$*" | sed 's/},{/},\n    {/g'; }
own_queues=$(IFS='|' && echo "(${all_queues[*]-})")

policy() { # NAME PATTERN DEFINITION
    echo "{\"vhost\": \"$vhost\", \"name\": \"$1\", \"pattern\": \"$2\", \"apply-to\": \"queues\", \"priority\": 1, \"definition\": {$3}}"
}

# No limit here makes a queue reject a publish: one full queue would stop the events of all others. A subscriber's queue keeps everything.
# Messages returned a hundred thousand times, and those beyond the limits of _error and _skipped, are dead-lettered to callevents-dead and
# kept there for a month.
returns='"delivery-limit": 100000' dead='"dead-letter-exchange": "callevents-dead"' limits='"max-length": 100000, "message-ttl": 2592000000'
policies=(
    "$(policy subscribers "^$own_queues\$" "$returns, $dead")"
    "$(policy errors "^${own_queues}_(error|skipped)\$" "$returns, $dead, $limits")"
    "$(policy dead-letters '^callevents-dead$' "$returns, $limits")"
)

exchange() { # NAME
    exchange_items+=("{\"name\": \"$1\", \"vhost\": \"$vhost\", \"type\": \"fanout\", \"durable\": true, \"auto_delete\": false, \"internal\": false, \"arguments\": {}}")
}

for message in "${exchanges[@]}"; do
    exchange "CallEvents.Contracts:$message"
done
exchange callevents-dead

cat <<END
{
  "vhosts": [{"name": "$vhost"}],
  "users": [
    $(join "${user_items[@]}")
  ],
  "permissions": [
    $(join "${permission_items[@]}")
  ],
  "policies": [
    $(join "${policies[@]}")
  ],
  "exchanges": [
    $(join "${exchange_items[@]}")
  ],
  "queues": [{"name": "callevents-dead", "vhost": "$vhost", "durable": true, "auto_delete": false, "arguments": {"x-queue-type": "quorum"}}],
  "bindings": [{"source": "callevents-dead", "vhost": "$vhost", "destination": "callevents-dead", "destination_type": "queue", "routing_key": "", "arguments": {}}]
}
END
