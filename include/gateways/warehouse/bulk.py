"""Many rows into a table by the fastest road of each driver: `executemany` of SQLite, COPY of PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

Rows = Iterable[tuple[Any, ...]]  # values as the driver takes them: moments and days as text


def add(connection: sa.Connection, table: sa.Table, names: list[str], rows: Rows) -> None:
    """Add the rows, with their values in the order of these columns."""
    if connection.dialect.name == "postgresql":
        copy(connection, quoted(connection, table.name), names, rows)
    else:
        execute(connection, sa.insert(table), names, rows)


def add_new(connection: sa.Connection, table: sa.Table, names: list[str], rows: Rows) -> None:
    """Add the rows; one whose key is there already is left as it is."""
    if connection.dialect.name == "postgresql":
        copy_new(connection, table, names, rows)
    else:
        execute(connection, sqlite.insert(table).on_conflict_do_nothing(), names, rows)


def copy_new(connection: sa.Connection, table: sa.Table, names: list[str], rows: Rows) -> None:
    came = sa.table(f"came_{table.name}", *map(sa.column, names))
    mine, theirs = quoted(connection, came.name), quoted(connection, table.name)
    connection.execute(sa.text(f"create temporary table {mine} (like {theirs} including defaults) on commit drop"))
    copy(connection, mine, names, rows)
    fresh = postgresql.insert(table).from_select(names, sa.select(*came.c), include_defaults=False)
    connection.execute(fresh.on_conflict_do_nothing())
    connection.execute(sa.text(f"drop table {mine}"))


def execute(connection: sa.Connection, statement: sa.Insert, names: list[str], rows: Rows) -> None:
    text = str(statement.compile(dialect=connection.dialect, column_keys=names))
    cursor: Any = connection.connection.cursor()
    cursor.executemany(text, rows)


def copy(connection: sa.Connection, target: str, names: list[str], rows: Rows) -> None:
    columns = ", ".join(quoted(connection, name) for name in names)
    cursor: Any = connection.connection.cursor()
    with cursor.copy(f"copy {target} ({columns}) from stdin") as stream:
        for row in rows:
            stream.write_row(row)


def quoted(connection: sa.Connection, name: str) -> str:
    return connection.dialect.identifier_preparer.quote(name)
