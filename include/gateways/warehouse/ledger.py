"""The ledger of deliveries: a row before the letter leaves, and every change of its state for good."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from include.gateways.warehouse.inserts import INSERTS
from include.gateways.warehouse.schema import DELIVERIES, DELIVERY_MOVES, LETTERS

Connection = sa.Connection

INWARD = "outbox"  # the one carrier whose letters never leave the house


@dataclass(frozen=True)
class Entry:
    """One delivery as the ledger last saw it; columns as in the warehouse's schema."""

    delivery_id: str
    period: str
    agency_id: str
    kind: str
    recipient: str
    digest: str
    carrier: str
    state: str = "approved"
    attempts: int = 0
    claimed_at: datetime | None = None
    finished_at: datetime | None = None
    reference: str | None = None
    reason: str | None = None

    @property
    def outward(self) -> bool:
        """Whether letters by its carrier leave the house; a carrier nobody knows is taken for one whose do."""
        return self.carrier != INWARD


@dataclass(frozen=True)
class Listed:
    """One delivery as a list shows it; the subject is empty when the letter is not in the archive."""

    delivery_id: str
    period: str
    agency_id: str
    kind: str
    recipient: str
    carrier: str
    state: str
    subject: str


def open_entry(connection: Connection, entry: Entry, at: datetime) -> Entry:
    """Commit this entry unless its delivery is known already; return what the ledger says now."""
    if (known := find(connection, entry.delivery_id)) is not None:
        return known
    insert = INSERTS[connection.dialect.name](DELIVERIES).values(vars(entry)).on_conflict_do_nothing()
    insert = insert.execution_options(preserve_rowcount=True)  # SQLAlchemy keeps it of updates and deletes only
    with connection.begin():
        if connection.execute(insert).rowcount == 1:
            record(connection, entry.delivery_id, None, entry.state, "the letter is ready", at)
    return read(connection, entry.delivery_id)


def read(connection: Connection, delivery_id: str) -> Entry:
    """The entry of this delivery; KeyError when there is none."""
    if (entry := find(connection, delivery_id)) is None:
        raise KeyError(delivery_id)
    return entry


def find(connection: Connection, delivery_id: str) -> Entry | None:
    query = sa.select(DELIVERIES).where(DELIVERIES.c.delivery_id == delivery_id)
    with connection.begin():
        row = connection.execute(query).one_or_none()
    return None if row is None else Entry(**row._mapping)


def move(connection: Connection, entry: Entry, state: str, cause: str, at: datetime, **values: Any) -> bool:
    """Commit a new state, with the columns that change along; False when the entry is not as it was seen.

    The attempts are part of what was seen: of two that find the same abandoned claim, one takes it over. What was
    accepted by a carrier whose letters leave the house does not move at all.
    """
    mailed = sa.and_(DELIVERIES.c.state == "accepted", DELIVERIES.c.carrier != INWARD)
    update = (
        sa.update(DELIVERIES)
        .where(DELIVERIES.c.delivery_id == entry.delivery_id)
        .where(DELIVERIES.c.state == entry.state, DELIVERIES.c.attempts == entry.attempts, sa.not_(mailed))
        .values(state=state, **values)
    )
    with connection.begin():
        moved = connection.execute(update).rowcount == 1
        if moved:
            record(connection, entry.delivery_id, entry.state, state, cause, at)
    return moved


def record(
    connection: Connection, delivery_id: str, from_state: str | None, to_state: str, cause: str, at: datetime
) -> None:
    row = {"delivery_id": delivery_id, "from_state": from_state, "to_state": to_state, "cause": cause, "at": at}
    connection.execute(sa.insert(DELIVERY_MOVES), row)


def list_unknown(connection: Connection) -> list[Entry]:
    """Every delivery of which nobody knows yet whether it was accepted, in the order they were claimed."""
    query = sa.select(DELIVERIES).where(DELIVERIES.c.state == "unknown")
    with connection.begin():
        rows = connection.execute(query.order_by(DELIVERIES.c.claimed_at, DELIVERIES.c.delivery_id))
        return [Entry(**row._mapping) for row in rows]


def list_deliveries(connection: Connection) -> list[Listed]:
    """Every delivery with the subject of its letter, by period, kind and agency."""
    archived = [DELIVERIES.c[name] == LETTERS.c[name] for name in ("period", "agency_id", "kind")]
    columns = [
        DELIVERIES.c[name] for name in ("delivery_id", "period", "agency_id", "kind", "recipient", "carrier", "state")
    ]
    query = (
        sa.select(*columns, sa.func.coalesce(LETTERS.c.subject, "").label("subject"))
        .select_from(DELIVERIES.outerjoin(LETTERS, sa.and_(*archived)))
        .order_by(DELIVERIES.c.period, DELIVERIES.c.kind, DELIVERIES.c.agency_id, DELIVERIES.c.recipient)
    )
    with connection.begin():
        return [Listed(**row._mapping) for row in connection.execute(query)]
