#!/bin/sh
# Copies the inbox, the outbox and the offices, then both databases, into a new folder, with their check sums. The files
# come first: what is read from the inbox meanwhile is in it once more, and is known by its content.
set -eu
umask 077
folder="${1:-backups/$(date -u +%Y%m%dT%H%M%SZ)}"
mkdir -p "$folder"
docker compose exec -T api-server tar -C /var/rapor -cz . >"$folder/files.tar.gz"
for database in airflow warehouse; do
    docker compose exec -T postgres pg_dump -U postgres --format custom --create "$database" >"$folder/$database.dump"
done
(cd "$folder" && sha256sum -- files.tar.gz ./*.dump >SHA256SUMS)
echo "$folder"
