"""Connections to the warehouse, and the road to its newest schema."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory

MIGRATIONS = Path(__file__).parent / "migrations"


class OutdatedWarehouse(Exception):
    """The warehouse's schema is not the one this code was written for."""


@contextmanager
def connect(url: str) -> Iterator[sa.Connection]:
    """A connection to a warehouse of the newest schema; the caller begins its transactions."""
    with engine(url).connect() as connection:
        check_revision(connection)
        yield connection


def migrate(url: str) -> None:
    """Create the warehouse, or bring it to the newest schema; does nothing when it is there already."""
    database = sa.make_url(url).database
    if url.startswith("sqlite") and database:
        Path(database).parent.mkdir(parents=True, exist_ok=True)
    with engine(url).begin() as connection:
        command.upgrade(alembic_config(connection), "head")


def check_revision(connection: sa.Connection) -> None:
    with connection.begin():  # asked by ourselves, for Alembic would write two lines into each task's log
        made = sa.inspect(connection).has_table("alembic_version")
        found = connection.execute(sa.text("select version_num from alembic_version")).scalar() if made else None
    newest = newest_revision()
    if found != newest:
        raise OutdatedWarehouse(
            f"The warehouse's schema is {found or 'missing'}, this code needs {newest}: "
            "run `python -m include.gateways.warehouse`."
        )


@cache
def newest_revision() -> str | None:
    return ScriptDirectory(str(MIGRATIONS)).get_current_head()


def alembic_config(connection: sa.Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    return config


@cache
def engine(url: str) -> sa.Engine:
    made = sa.create_engine(url, pool_pre_ping=True, hide_parameters=True)  # errors go into logs
    sa.event.listen(made, "connect", prepare_sqlite if made.dialect.name == "sqlite" else prepare_postgres)
    return made


def prepare_sqlite(connection: Any, _: object) -> None:
    """Readers don't wait for the writer, and a second writer waits instead of failing."""
    connection.execute("pragma journal_mode = wal")
    connection.execute("pragma busy_timeout = 30000")


def prepare_postgres(connection: Any, _: object) -> None:
    """Moments go in as text without a zone, in UTC."""
    connection.execute("set time zone 'UTC'")
    connection.commit()
