"""The archive of letters: what was written for an office, kept as it was once a delivery has claimed it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from include.gateways.warehouse.schema import DELIVERIES, DELIVERY_MOVES, LETTERS


@dataclass(frozen=True)
class Archived:
    """A letter as it lies in the archive."""

    week: str
    agency_id: str
    kind: str
    subject: str
    html: str
    text: str
    digest: str


def archive_letter(connection: sa.Connection, letter: Archived) -> bool:
    """Archive a letter; False, and nothing changes, when one of that week, agency and kind has been claimed already."""
    same = [LETTERS.c[name] == getattr(letter, name) for name in ("week", "agency_id", "kind")]
    claimed = [DELIVERIES.c[name] == getattr(letter, name) for name in ("week", "agency_id", "kind")]
    with connection.begin():
        if connection.execute(sa.select(DELIVERIES.c.delivery_id).where(*claimed)).first():
            return False
        connection.execute(sa.delete(LETTERS).where(*same))
        connection.execute(sa.insert(LETTERS), vars(letter))
    return True


def has_left(connection: sa.Connection, week: str, by: datetime | None = None) -> bool:
    """Whether a delivery has claimed any letter of that week; with `by`, whether one had by then."""
    query = sa.select(DELIVERIES.c.week).where(DELIVERIES.c.week == week)
    if by is not None:
        moved = DELIVERY_MOVES.c.delivery_id == DELIVERIES.c.delivery_id
        query = query.join(DELIVERY_MOVES, moved).where(DELIVERY_MOVES.c.at <= by)
    with connection.begin():
        return connection.execute(query.limit(1)).first() is not None


def read_letters(connection: sa.Connection, week: str, agency_ids: Collection[str]) -> list[Archived]:
    """The archived letters of that week to these agencies, by agency."""
    query = sa.select(LETTERS).where(LETTERS.c.week == week, LETTERS.c.agency_id.in_(agency_ids))
    with connection.begin():
        rows = connection.execute(query.order_by(LETTERS.c.agency_id, LETTERS.c.kind))
        return [Archived(**row._mapping) for row in rows]
