#!/usr/bin/env bash
#
# Adds an EF Core migration for both databases of a service.
#
#     ./add-migration.sh Poller AddSomething      the poller's ledger
#     ./add-migration.sh Erasures AddSomething    the poller's store of erasures
#     ./add-migration.sh CrmUpdater AddSomething  the CRM updater's state
#     ./add-migration.sh Alerting AddSomething    alerting's state

set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

case ${1:-} in
    Poller) service=Poller folder=Ledger context=LedgerDbContext connection=Ledger ;;
    Erasures) service=Poller folder=Ledger/Erasures context=ErasureDbContext connection=Erasures ;;
    CrmUpdater) service=CrmUpdater folder=State context=CrmDbContext connection=State ;;
    Alerting) service=Alerting folder=State context=AlertingDbContext connection=State ;;
    *) echo 'Usage: ./add-migration.sh Poller|Erasures|CrmUpdater|Alerting NAME' >&2 && exit 2 ;;
esac
name=${2:?the name of the migration}

# The tool builds the service's host to find the context, so the settings that must be set are set; nothing is connected to.
export ConnectionStrings__RabbitMq=amqp://localhost Polling__StartFrom=now Revont__Workspaces__main__ApiKey=unused
dotnet tool restore
dotnet build "src/CallEvents.$service"
for database in Sqlite PostgreSql; do
    case $database in
        Sqlite) export "ConnectionStrings__$connection=Data Source=unused.db" ;;
        PostgreSql) export "ConnectionStrings__$connection=Host=unused" ;;
    esac
    dotnet ef migrations add "$name" --no-build --project "src/CallEvents.$service" --context "$database$context" \
        --output-dir "$folder/Migrations/$database"
done
