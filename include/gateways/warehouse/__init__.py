"""The warehouse: the only place that speaks SQL; the same statements on SQLite and PostgreSQL."""

from include.gateways.warehouse.connection import connect, migrate

__all__ = ["connect", "migrate"]
