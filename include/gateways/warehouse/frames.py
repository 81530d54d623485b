"""Frames in and out of tables: the same rows, moments in UTC, nothing where pandas says missing."""

from __future__ import annotations

from typing import Any, cast

import numpy as np
import pandas as pd
import sqlalchemy as sa

from include.gateways.warehouse import bulk
from include.sla.tables import DAY, MOMENT

MOMENT_LENGTH = len("2026-01-31 12:00:00.000000")


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
    names = [column.name for column in table.columns if column.name in frame]
    bulk.add_new(connection, table, names, zip(*(values(frame[name]) for name in names), strict=True))


def replace(connection: sa.Connection, table: sa.Table, frame: pd.DataFrame, *where: Any) -> None:
    """Put these rows in the place of all that meet the conditions."""
    connection.execute(sa.delete(table).where(*where))
    names = [column.name for column in table.columns]
    bulk.add(connection, table, names, zip(*(values(frame[name]) for name in names), strict=True))


def values(column: pd.Series[Any]) -> list[Any]:
    """Values as both drivers take them: moments and days as text, None where one is missing."""
    missing = column.isna().to_numpy()
    if isinstance(column.dtype, pd.DatetimeTZDtype):
        plain = moments(column)
    elif str(column.dtype).startswith("datetime64"):
        plain = np.datetime_as_string(column.to_numpy(), unit="D").tolist()
    else:
        plain = column.tolist()
    return [None if gone else value for value, gone in zip(plain, missing, strict=True)] if missing.any() else plain


def moments(column: pd.Series[Any]) -> list[str]:
    """As SQLAlchemy writes them for SQLite; PostgreSQL reads them in the time zone of its session, which is UTC."""
    texts = np.datetime_as_string(column.dt.tz_convert(None).to_numpy().astype("datetime64[us]"), unit="us")
    letters = texts.astype(f"<U{MOMENT_LENGTH}").view("<U1").reshape(len(texts), MOMENT_LENGTH)
    letters[:, len("2026-01-31")] = " "
    return cast("list[str]", letters.view(f"<U{MOMENT_LENGTH}").ravel().tolist())
