#!/bin/sh
# Run by PostgreSQL's image when its volume is new: creates a database and a user for each service, without access to the others.
set -eu
for name in poller crm-updater alerting; do
    psql -v ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname "$POSTGRES_DB" \
        -v name="$name" -v password="$(cat "/run/secrets/postgres-$name")" <<'SQL'
CREATE ROLE :"name" LOGIN PASSWORD :'password';
CREATE DATABASE :"name" OWNER :"name";
REVOKE CONNECT ON DATABASE :"name" FROM PUBLIC;
SQL
done
