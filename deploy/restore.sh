#!/bin/sh
# Puts a backup in the place of both databases and of the files; the secrets must be those of its time, for the roles' sake.
set -eu
folder="$1"
(cd "$folder" && sha256sum --check --quiet SHA256SUMS)
docker compose stop proxy worker scheduler triggerer dag-processor api-server
docker compose up --no-build --wait postgres
for database in airflow warehouse; do
    docker compose exec -T postgres pg_restore -U postgres --dbname postgres --clean --if-exists --create --exit-on-error \
        <"$folder/$database.dump"
done
docker compose run --rm --no-deps -T --entrypoint tar migrate -C /var/rapor -xz <"$folder/files.tar.gz"
docker compose up --no-build --wait
