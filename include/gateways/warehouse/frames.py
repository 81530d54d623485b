"""Frames in and out of tables: the same rows, moments in UTC, nothing where pandas says missing."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, cast

import pandas as pd
import sqlalchemy as sa

from include.gateways.warehouse.inserts import INSERTS
from include.sla.tables import DAY, MOMENT

BATCH = 10_000  # rows a statement


def read(connection: sa.Connection, query: sa.Select[Any], columns: dict[str, str]) -> pd.DataFrame:
    """The rows of the query as a frame with exactly these columns and dtypes."""
    frame = pd.DataFrame(connection.execute(query).all(), columns=list(query.selected_columns.keys()))
    return pd.DataFrame({name: convert(frame[name], dtype) for name, dtype in columns.items()})


def convert(column: pd.Series[Any], dtype: str) -> pd.Series[Any]:
    if dtype == MOMENT:
        return pd.to_datetime(column, utc=True).astype(MOMENT)
    return pd.to_datetime(column).astype(DAY) if dtype == DAY else column.astype(cast("Any", dtype))


def insert(connection: sa.Connection, table: sa.Table, frame: pd.DataFrame) -> None:
    """Add the rows; one whose key is there already is left as it is."""
    statement = INSERTS[connection.dialect.name](table).on_conflict_do_nothing()
    for rows in batches(frame[[column.name for column in table.columns if column.name in frame]]):
        connection.execute(statement, rows)


def replace(connection: sa.Connection, table: sa.Table, frame: pd.DataFrame, *where: Any) -> None:
    """Put these rows in the place of all that meet the conditions."""
    connection.execute(sa.delete(table).where(*where))
    for rows in batches(frame[[column.name for column in table.columns]]):
        connection.execute(sa.insert(table), rows)


def batches(frame: pd.DataFrame) -> Iterable[list[dict[str, Any]]]:
    """The rows as plain Python values, in portions."""
    values = {str(name): plain(frame[name]) for name in frame}
    for first in range(0, len(frame), BATCH):
        part = {name: column[first : first + BATCH] for name, column in values.items()}
        yield [dict(zip(part, row, strict=True)) for row in zip(*part.values(), strict=True)]


def plain(column: pd.Series[Any]) -> list[Any]:
    """Python's own values: moments aware, days as dates, None where a value is missing."""
    if str(column.dtype).startswith("datetime64"):
        days = column.dt.tz is None
        return [None if pd.isna(value) else value.date() if days else value.to_pydatetime() for value in column]
    return [None if missing else value for value, missing in zip(column.tolist(), column.isna(), strict=True)]
