#!/usr/bin/env bash
#
# Builds the solution and runs every test. Needs the .NET SDK; installs what else is missing, and says so.
#
#     ./test.sh                                      all tests
#     ./test.sh --filter-class '*JourneyTests'       options go to `dotnet test`
#
# The tests need RabbitMQ and PostgreSQL. Where a Docker engine answers and has their images, or can pull them, they run
# in containers; otherwise as local processes, installed from Debian's packages if necessary. No process is left running.
# CALLEVENTS_TEST_SERVERS=container or =local overrides the choice.

set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

export DOTNET_NOLOGO=1 DOTNET_GENERATE_ASPNET_CERTIFICATE=false
# Profiling for optimization costs more than it saves in processes that live for minutes, and idle threads that spin take
# processor time from those that work.
export DOTNET_TieredPGO=0 DOTNET_ThreadPool_UnfairSemaphoreSpinLimit=0
images=(rabbitmq:4-management postgres:17-alpine)
engine_api=1.44 # the oldest that Testcontainers speaks

have() { command -v "$1" >/dev/null 2>&1; }

die() {
    echo "test.sh: $*" >&2
    exit 1
}

at_least() { [[ $(printf '%s\n' "$1" "$2" | sort -V | head -n 1) == "$1" ]]; }

engine_answers() {
    local api
    have docker || return 1
    api=$(timeout 10 docker version --format '{{.Server.APIVersion}}' 2>/dev/null) && at_least "$engine_api" "$api"
}

# An engine that cannot pull is of use only if it has the images already.
has_images() {
    local image
    for image in "${images[@]}"; do
        docker image inspect "$image" >/dev/null 2>&1 || timeout 120 docker pull --quiet "$image" >/dev/null 2>&1 || return 1
    done
}

has_rabbitmq() { [[ -x /usr/lib/rabbitmq/bin/rabbitmq-server ]] || have rabbitmq-server; }

has_chromium() { have chromium || have chromium-browser || have google-chrome; }

has_postgresql() { have initdb || compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null; }

install() {
    local log status=0 policy=/usr/sbin/policy-rc.d
    if [[ $EUID -ne 0 ]] || ! have apt-get; then
        die "install $* (or start a Docker engine for RabbitMQ and PostgreSQL) and run this again"
    fi
    # Debian's packages start their servers unless this file forbids it. The tests start their own.
    if [[ -e $policy ]]; then policy=; else printf '#!/bin/sh\nexit 101\n' >"$policy" && chmod +x "$policy"; fi
    log=$(mktemp)
    export DEBIAN_FRONTEND=noninteractive
    { apt-get update && apt-get install --yes --no-install-recommends "$@"; } </dev/null >"$log" 2>&1 || status=$?
    [[ -z $policy ]] || rm -f "$policy"
    if [[ $status -ne 0 ]]; then
        tail -n 20 "$log" >&2
        die "apt-get could not install $*"
    fi
    rm -f "$log"
    printf 'Installed %s.\n' "$@"
}

have dotnet || die "install the .NET SDK that global.json names, and run this again"

servers=${CALLEVENTS_TEST_SERVERS:-}
if [[ -z $servers ]]; then
    if engine_answers && has_images; then servers=container; else servers=local; fi
fi
export CALLEVENTS_TEST_SERVERS=$servers

missing=()
if [[ $servers == local ]]; then
    has_rabbitmq || missing+=(rabbitmq-server)
    has_postgresql || missing+=(postgresql)
fi
# For the alerts and the dashboard.
have promtool || missing+=(prometheus)
# For the tests of the status page.
has_chromium || missing+=(chromium)
# For the completion of commands.
have zsh || missing+=(zsh)
have fish || missing+=(fish)
# For the subscriber in JavaScript.
have node || missing+=(nodejs)
have npm || missing+=(npm)
[[ ${#missing[@]} -eq 0 ]] || install "${missing[@]}"
echo "RabbitMQ and PostgreSQL: $servers."

log=$(mktemp)
trap 'rm -f "$log"' EXIT

dotnet build CallEvents.sln --disable-build-servers --nologo --verbosity quiet </dev/null || {
    echo '0 passed, 0 failed'
    exit 1
}

# Prints the number of passed tests now and then instead of a line and the output of each, and all lines of the others.
show_progress() {
    awk '
        /^passed / { passing = 1; if (++passed % 25 == 0) print passed " tests passed"; fflush(); next }
        /^[^ ]/    { passing = 0 }
        !passing   { print; fflush() }'
}

# One project after the other: both keep the processors busy, and a test that waits too long for its turn fails.
# A filter may leave one project without a test (exit code 8). The check of the count below fails if all are.
status=0
rm -rf artifacts/reports
dotnet test --solution CallEvents.sln --no-build --no-ansi --no-progress --output Detailed --max-parallel-test-modules 1 \
    --ignore-exit-code 8 "$@" </dev/null 2>&1 | show_progress | tee "$log" || status=$?

count() { awk -v name="$1:" '$1 == name { n = $2 } END { print n + 0 }' "$log"; }
passed=$(count succeeded) failed=$(count failed) skipped=$(count skipped)
[[ $passed -gt 0 && $failed -eq 0 ]] || status=1

# The reports of the longer tests.
for report in artifacts/reports/*.txt; do
    [[ ! -e $report ]] || { echo && cat "$report"; }
done
# Once more what has failed, at the end, where it is looked for: the message and the first lines of the stack trace.
awk '/^[^ ]/ { failing = /^failed /; n = 0 } failing && n++ < 20' "$log"
echo
echo "$passed passed, $failed failed$([[ $skipped -eq 0 ]] || echo ", $skipped skipped")"
exit "$status"
