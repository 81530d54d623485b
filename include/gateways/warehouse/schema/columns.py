"""How tables are written down: columns with their comments, and moments that keep their zone."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa

metadata = sa.MetaData()


class Moment(sa.types.TypeDecorator[datetime]):
    """An aware moment, kept in UTC; SQLite knows no time zones, so the zone is put back on reading."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value} has no time zone.")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        return None if value is None else value.replace(tzinfo=value.tzinfo or UTC).astimezone(UTC)


def key(name: str, kind: Any, comment: str) -> sa.Column[Any]:
    return sa.Column(name, kind, primary_key=True, comment=comment)


def must(name: str, kind: Any, comment: str, **options: Any) -> sa.Column[Any]:
    return sa.Column(name, kind, nullable=False, comment=comment, **options)


def may(name: str, kind: Any, comment: str) -> sa.Column[Any]:
    return sa.Column(name, kind, nullable=True, comment=comment)


def table(name: str, comment: str, *parts: sa.schema.SchemaItem) -> sa.Table:
    return sa.Table(name, metadata, *parts, comment=comment)
