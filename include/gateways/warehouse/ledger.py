"""The ledger of deliveries: a row before the letter leaves, and every change of its state for good."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from include.gateways.warehouse.inserts import INSERTS
from include.gateways.warehouse.schema import DELIVERIES, DELIVERY_MOVES, LETTERS

Connection = sa.Connection

INWARD = ("outbox", "redirect")  # the carriers whose letters reach no office
WEEKLY = ("rapor", "ikhtisar")  # the kinds of letter that tell a week's scorecards
KINDS = (*WEEKLY, "pengingat", "evaluasi")
OTHERS = "lain"  # looked for as one kind: each notice to the staff is of a kind of its own
SEEN = ("delivery_id", "state", "attempts", "digest", "carrier")  # what must still be so when a delivery moves
REWRITABLE = ("draft", "cancelled", "suppressed", "refused")  # nobody has it, and nobody is about to


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
    state: str = "draft"
    attempts: int = 0
    claimed_at: datetime | None = None
    finished_at: datetime | None = None
    reference: str | None = None
    reason: str | None = None
    reopened_at: datetime | None = None

    @property
    def outward(self) -> bool:
        """Whether letters by its carrier reach offices; a carrier nobody knows is taken for one whose do."""
        return self.carrier not in INWARD


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
    reason: str | None
    subject: str


@dataclass(frozen=True)
class Search:
    """Which deliveries are looked for; what is empty may be anything."""

    period: str = ""
    state: str = ""
    kind: str = ""  # one of KINDS, or OTHERS
    agency_id: str = ""


@dataclass(frozen=True)
class Found:
    """One delivery that was looked for; `moved_at` is when something was last written about it."""

    delivery_id: str
    period: str
    agency_id: str
    kind: str
    recipient: str
    carrier: str
    state: str
    reason: str | None
    moved_at: datetime


@dataclass(frozen=True)
class Move:
    """One change of a delivery's state, or, where both states are the same, a remark."""

    at: datetime
    from_state: str | None
    to_state: str
    cause: str
    actor: str


def open_entry(connection: Connection, entry: Entry, cause: str, at: datetime) -> bool:
    """Commit this entry; False when its delivery is known already."""
    insert = INSERTS[connection.dialect.name](DELIVERIES).values(vars(entry)).on_conflict_do_nothing()
    insert = insert.execution_options(preserve_rowcount=True)  # SQLAlchemy keeps it of updates and deletes only
    with connection.begin():
        opened = connection.execute(insert).rowcount == 1
        if opened:
            record(connection, entry.delivery_id, None, entry.state, cause, at)
    return opened


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


def move(
    connection: Connection, entry: Entry, state: str, cause: str, at: datetime, actor: str = "rapor", **values: Any
) -> bool:
    """Commit a new state, with the columns that change along; False when the entry is not as it was seen.

    The attempts are part of what was seen: of two that find the same abandoned claim, one takes it over. So are the
    digest and the carrier: what was written anew meanwhile is not what somebody approved. So is when it was reopened.
    """
    update = (
        sa.update(DELIVERIES)
        .where(*(DELIVERIES.c[name] == getattr(entry, name) for name in SEEN))
        .where(DELIVERIES.c.reopened_at.is_not_distinct_from(entry.reopened_at))
        .values(state=state, **values)
    )
    with connection.begin():
        moved = connection.execute(update).rowcount == 1
        if moved:
            record(connection, entry.delivery_id, entry.state, state, cause, at, actor)
    return moved


def remark(connection: Connection, entry: Entry, cause: str, at: datetime, actor: str = "rapor") -> None:
    """Keep beside the moves why a delivery stays as it is; the same remark once only."""
    same = {"delivery_id": entry.delivery_id, "to_state": entry.state, "cause": cause}
    with connection.begin():
        if not connection.execute(sa.select(DELIVERY_MOVES.c.move_id).filter_by(**same).limit(1)).first():
            record(connection, entry.delivery_id, entry.state, entry.state, cause, at, actor)


def record(
    connection: Connection, delivery_id: str, from_state: str | None, to_state: str, cause: str, at: datetime,
    actor: str = "rapor",
) -> None:  # fmt: skip
    row = {"delivery_id": delivery_id, "from_state": from_state, "to_state": to_state, "cause": cause, "at": at}
    connection.execute(sa.insert(DELIVERY_MOVES), row | {"actor": actor})


def read_moves(connection: Connection, delivery_id: str) -> list[Move]:
    """The whole story of a delivery, remarks too, as it happened."""
    columns = [DELIVERY_MOVES.c[name] for name in Move.__dataclass_fields__]
    query = sa.select(*columns).where(DELIVERY_MOVES.c.delivery_id == delivery_id).order_by(DELIVERY_MOVES.c.move_id)
    with connection.begin():
        return [Move(**row._mapping) for row in connection.execute(query)]


def list_entries(
    connection: Connection, *, period: str = "", states: Sequence[str] = (), agency_id: str = "", kind: str = ""
) -> list[Entry]:
    """The deliveries of that period, in these states, to that agency, of that kind, or of any; as they were claimed.

    What was never claimed comes last, by its key.
    """
    named = {"period": period, "agency_id": agency_id, "kind": kind}
    query = sa.select(DELIVERIES).filter_by(**{name: value for name, value in named.items() if value})
    if states:
        query = query.where(DELIVERIES.c.state.in_(states))
    key = (DELIVERIES.c[name] for name in ("period", "kind", "agency_id", "recipient"))
    with connection.begin():
        rows = connection.execute(query.order_by(DELIVERIES.c.claimed_at.nulls_last(), *key))
        return [Entry(**row._mapping) for row in rows]


def list_deliveries(connection: Connection) -> list[Listed]:
    """Every delivery with the subject of its letter, by period, kind and agency."""
    archived = [DELIVERIES.c[name] == LETTERS.c[name] for name in ("period", "agency_id", "kind")]
    columns = [DELIVERIES.c[name] for name in Listed.__dataclass_fields__ if name != "subject"]
    query = (
        sa.select(*columns, sa.func.coalesce(LETTERS.c.subject, "").label("subject"))
        .select_from(DELIVERIES.outerjoin(LETTERS, sa.and_(*archived)))
        .order_by(DELIVERIES.c.period, DELIVERIES.c.kind, DELIVERIES.c.agency_id, DELIVERIES.c.recipient)
    )
    with connection.begin():
        return [Listed(**row._mapping) for row in connection.execute(query)]


def search(connection: Connection, wanted: Search, limit: int) -> list[Found]:
    """The deliveries that are looked for, at most so many, those first of which something was written last."""
    moved_at = sa.func.max(DELIVERY_MOVES.c.at).label("moved_at")
    last = sa.select(DELIVERY_MOVES.c.delivery_id, moved_at).group_by(DELIVERY_MOVES.c.delivery_id).subquery()
    columns = [DELIVERIES.c[name] for name in Found.__dataclass_fields__ if name != "moved_at"]
    query = sa.select(*columns, last.c.moved_at).join(last, last.c.delivery_id == DELIVERIES.c.delivery_id)
    key = (DELIVERIES.c[name] for name in ("period", "kind", "agency_id", "recipient"))
    with connection.begin():
        rows = connection.execute(query.where(*fitting(wanted)).order_by(last.c.moved_at.desc(), *key).limit(limit))
        return [Found(**row._mapping) for row in rows]


def count_states(connection: Connection, wanted: Search) -> dict[str, int]:
    """How many deliveries of each state there are that are looked for, whatever the state that is."""
    state = DELIVERIES.c.state
    query = sa.select(state, sa.func.count().label("number")).where(*fitting(replace(wanted, state=""))).group_by(state)
    with connection.begin():
        return {row.state: row.number for row in connection.execute(query)}


def fitting(wanted: Search) -> list[sa.ColumnElement[bool]]:
    told = {name: word for name, word in vars(wanted).items() if word and word != OTHERS}
    others = [DELIVERIES.c.kind.not_in(KINDS)] if wanted.kind == OTHERS else []
    return others + [DELIVERIES.c[name] == word for name, word in told.items()]


def list_periods(connection: Connection, limit: int) -> list[str]:
    """The last so many periods of deliveries: weeks, then days, each from the newest on."""
    query = sa.select(DELIVERIES.c.period).distinct().order_by(DELIVERIES.c.period.desc()).limit(limit)
    with connection.begin():
        return list(connection.execute(query).scalars())
