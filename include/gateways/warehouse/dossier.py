"""All that the warehouse holds about one ticket; and the clocks of all tickets that have not stopped."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple, TypeVar

import pandas as pd
import sqlalchemy as sa

from include.gateways.warehouse import frames
from include.gateways.warehouse.schema import (
    ACTS,
    CALLS,
    CLOCKS,
    DATA_FAULTS,
    DEADLINE_MOVES,
    EVENTS,
    EXPORTS,
    QUARANTINE,
    SCORECARD_TICKETS,
    SCORECARDS,
    SNAPSHOTS,
    TICKETS,
    TITLES,
)
from include.sla import tables


class Snapshot(NamedTuple):
    """What an export said, in LAPOR's words, and which row of which file."""

    fetched_at: datetime
    received_at: datetime
    classification: str
    category: str
    kind: str
    channel: str
    agency_name: str
    status: str
    district: str
    rating: str
    row: int
    file: str


class Act(NamedTuple):
    """One line of the history that LAPOR's API told."""

    at: datetime
    list: str
    from_name: str
    to_name: str
    status_old: str
    status_new: str
    template: str
    fetched_at: datetime


class Call(NamedTuple):
    fetched_at: datetime
    outcome: str


class Fault(NamedTuple):
    at: datetime
    fault: str
    agency_id: str


class Move(NamedTuple):
    """A due date that a new calendar moved."""

    seen_at: datetime
    stage: str
    agency_id: str
    policy: str
    was_due_on: date
    due_on: date
    because: str
    announced_on: date | None


class Unread(NamedTuple):
    """A row that could not be read, and the file that brought it mended, if one has."""

    file: str
    row: int
    column: str
    reason: str
    mended_in: str | None


class Told(NamedTuple):
    """Where it stood in a week's scorecard."""

    week: str
    agency_id: str
    agency_name: str
    list: str
    stage: str
    outcome: str
    due_on: date
    days_late: int


class Title(NamedTuple):
    fetched_at: datetime
    title: str
    text: str


@dataclass(frozen=True)
class Dossier:
    """One ticket; lists in the order in which things happened, the weeks from the newest on."""

    ticket_id: str
    tickets: pd.DataFrame  # TICKETS: one row, or none before it has been worked out
    events: pd.DataFrame  # EVENTS
    snapshots: list[Snapshot]
    acts: list[Act]
    calls: list[Call]
    faults: list[Fault]
    moves: list[Move]
    unread: list[Unread]
    weeks: list[Told]
    title: Title | None

    @property
    def known(self) -> bool:
        return bool(self.snapshots or self.unread)


T = TypeVar("T")
MOVED = [DEADLINE_MOVES.c[name] for name in ("seen_at", "stage", "policy", "round")]


def read_dossier(connection: sa.Connection, ticket_id: str) -> Dossier:
    """Of a ticket that nothing is known about, an empty one."""
    with connection.begin():
        return Dossier(
            ticket_id,
            tickets=frames.read(connection, of(TICKETS, tables.TICKETS, ticket_id), tables.TICKETS),
            events=frames.read(connection, of(EVENTS, tables.EVENTS, ticket_id), tables.EVENTS),
            snapshots=fetch(connection, Snapshot, snapshots(ticket_id)),
            acts=fetch(connection, Act, of(ACTS, Act._fields, ticket_id).order_by(ACTS.c.at, ACTS.c.list)),
            calls=fetch(connection, Call, of(CALLS, Call._fields, ticket_id).order_by(CALLS.c.fetched_at)),
            faults=fetch(connection, Fault, of(DATA_FAULTS, Fault._fields, ticket_id).order_by(DATA_FAULTS.c.at)),
            moves=fetch(connection, Move, of(DEADLINE_MOVES, Move._fields, ticket_id).order_by(*MOVED)),
            unread=fetch(connection, Unread, unread(ticket_id)),
            weeks=fetch(connection, Told, weeks(ticket_id)),
            title=next(iter(fetch(connection, Title, of(TITLES, Title._fields, ticket_id))), None),
        )


def of(table: sa.Table, names: Iterable[str], ticket_id: str) -> sa.Select[Any]:
    return sa.select(*[table.c[name] for name in names]).where(table.c.ticket_id == ticket_id)


def fetch(connection: sa.Connection, shape: Callable[..., T], query: sa.Select[Any]) -> list[T]:
    return [shape(*row) for row in connection.execute(query)]


def snapshots(ticket_id: str) -> sa.Select[Any]:
    columns = [SNAPSHOTS.c[name] for name in Snapshot._fields[:-1]]
    file = sa.func.coalesce(EXPORTS.c.name, "")
    query = sa.select(*columns, file).outerjoin(EXPORTS, EXPORTS.c.digest == SNAPSHOTS.c.digest)
    return query.where(SNAPSHOTS.c.ticket_id == ticket_id).order_by(SNAPSHOTS.c.fetched_at, SNAPSHOTS.c.source)


def unread(ticket_id: str) -> sa.Select[Any]:
    """As written: some exports write an id like a number with decimals."""
    came, mended = EXPORTS.alias("came"), EXPORTS.alias("mended")
    columns = came.c.name, *(QUARANTINE.c[name] for name in ("row", "column", "reason")), mended.c.name
    query = sa.select(*columns).join(came, came.c.digest == QUARANTINE.c.source)
    query = query.outerjoin(mended, mended.c.digest == QUARANTINE.c.repaired_by)
    written = QUARANTINE.c.ticket_id.in_((ticket_id, f"{ticket_id}.0"))
    return query.where(written).order_by(came.c.read_at, QUARANTINE.c.row)


def weeks(ticket_id: str) -> sa.Select[Any]:
    own = ("list", "stage", "outcome", "due_on", "days_late")
    of_card = [SCORECARDS.c[name] for name in ("week", "agency_id", "agency_name")]
    same = [SCORECARDS.c[name] == SCORECARD_TICKETS.c[name] for name in ("week", "agency_id")]
    query = sa.select(*of_card, *(SCORECARD_TICKETS.c[name] for name in own)).join(SCORECARDS, sa.and_(*same))
    order = SCORECARD_TICKETS.c.week.desc(), SCORECARD_TICKETS.c.agency_id, SCORECARD_TICKETS.c.stage
    return query.where(SCORECARD_TICKETS.c.ticket_id == ticket_id).order_by(*order)


def is_known(connection: sa.Connection, ticket_id: str) -> bool:
    """Whether any export has named this ticket."""
    with connection.begin():
        return any(
            connection.execute(sa.select(table.c.ticket_id).where(table.c.ticket_id == ticket_id).limit(1)).first()
            for table in (SNAPSHOTS, QUARANTINE)
        )


def read_open_clocks(connection: sa.Connection, agency_id: str = "") -> pd.DataFrame:
    """CLOCKS in place of the national policy that are not known to have stopped; with an agency, its alone."""
    query = sa.select(*[CLOCKS.c[name] for name in tables.CLOCKS])
    query = query.where(CLOCKS.c.stopped_at.is_(None), CLOCKS.c.policy == tables.NATIONAL)
    if agency_id:
        query = query.where(CLOCKS.c.agency_id == agency_id)
    with connection.begin():
        return frames.read(connection, query, tables.CLOCKS)
