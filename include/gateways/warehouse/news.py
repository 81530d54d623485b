"""What is new: the tickets of which LAPOR said something since a moment, and up to which moment rows are worked out."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

import sqlalchemy as sa

from include.gateways.warehouse.schema import CALLS, CLOCKS, DERIVED, EXPORTS, SCORECARD_TICKETS, SNAPSHOTS


class Mark(NamedTuple):
    """Up to what a part of the derived rows is worked out."""

    rulebook_version: str
    read_at: datetime


class Window(NamedTuple):
    """A time in which the warehouse read exports and asked the API; its end belongs to it, its beginning does not."""

    after: datetime
    until: datetime


class Concern(NamedTuple):
    """The tickets that an agency was told of in a week, or that its clocks in place are of."""

    week: str
    agency_id: str


def tickets(window: Window | Concern) -> sa.CompoundSelect[tuple[str]]:
    """The ids of the tickets that an export read in this time shows, or that the API was asked of in it; or of those
    that concern an agency."""
    if isinstance(window, Concern):
        told, clocks = SCORECARD_TICKETS.c, CLOCKS.c
        mine = sa.select(told.ticket_id).where(told.week == window.week, told.agency_id == window.agency_id)
        return sa.union(mine, sa.select(clocks.ticket_id).where(clocks.agency_id == window.agency_id))
    exported = sa.select(SNAPSHOTS.c.ticket_id).join(EXPORTS, EXPORTS.c.digest == SNAPSHOTS.c.digest)
    asked = sa.select(CALLS.c.ticket_id)
    return sa.union(
        exported.where(EXPORTS.c.read_at > window.after, EXPORTS.c.read_at <= window.until),
        asked.where(CALLS.c.fetched_at > window.after, CALLS.c.fetched_at <= window.until),
    )


def within(column: sa.ColumnElement[str], window: Window | Concern | None) -> list[sa.ColumnElement[bool]]:
    """The condition that a ticket has news in this time, or concerns an agency; none at all for all tickets."""
    return [] if window is None else [column.in_(tickets(window))]


def newest(connection: sa.Connection) -> datetime | None:
    """When the warehouse last read an export or asked the API; None before the first time."""
    moments = [
        connection.execute(sa.select(sa.func.max(column))).scalar()
        for column in (EXPORTS.c.read_at, CALLS.c.fetched_at)
    ]
    return max((moment for moment in moments if moment), default=None)


def read_mark(connection: sa.Connection, part: str) -> Mark | None:
    """Where this part stands: tickets | clocks; None when it was never worked out."""
    query = sa.select(DERIVED.c.rulebook_version, DERIVED.c.read_at).where(DERIVED.c.part == part)
    row = connection.execute(query).one_or_none()
    return None if row is None else Mark(*row)


def put_mark(connection: sa.Connection, part: str, mark: Mark) -> None:
    connection.execute(sa.delete(DERIVED).where(DERIVED.c.part == part))
    connection.execute(sa.insert(DERIVED), mark._asdict() | {"part": part})
