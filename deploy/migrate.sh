#!/bin/sh
# Brings both databases to the schema of this version, and makes the roles and the first user of Airflow.
set -eu
airflow db migrate
RAPOR_WAREHOUSE_URL=$(cat /run/secrets/owner_database) python -m include.gateways.warehouse warehouse
# Without this right, who may look or start runs finds no page of ours in the navigation.
for role in Viewer User; do
    airflow roles add-perms "$role" --resource Plugins --action can_read
done
airflow users create --role Admin --username "$RAPOR_ADMIN" --email "$RAPOR_ADMIN_ADDRESS" \
    --firstname Admin --lastname Rapor --password "$(cat /run/secrets/admin_password)"
