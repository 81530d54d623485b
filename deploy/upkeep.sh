#!/bin/sh
# Deletes Airflow's rows and task logs older than half a year; the warehouse and its archive are not touched.
set -eu
before=$(date -u -d '-180 days' +%Y-%m-%d 2>/dev/null || date -u -v-180d +%Y-%m-%d)
docker compose exec -T scheduler airflow db clean --clean-before-timestamp "$before" --skip-archive --yes
docker compose exec -T scheduler find /opt/airflow/logs -type f -mtime +180 -delete
docker compose exec -T postgres vacuumdb -U postgres --all --analyze --quiet
