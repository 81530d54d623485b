"""Bring the warehouse of the settings to the newest schema: `python -m include.gateways.warehouse`."""

from include.gateways.warehouse.connection import migrate
from include.settings import settings

migrate(settings().warehouse_url)
