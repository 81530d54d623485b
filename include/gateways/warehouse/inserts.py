"""Inserts that leave a row alone when its key is there already: SQLAlchemy writes them for each database by itself."""

from __future__ import annotations

from typing import Any

from sqlalchemy.dialects import postgresql, sqlite

INSERTS: dict[str, Any] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}
