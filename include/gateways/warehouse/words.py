"""Words of LAPOR: those that people have taught, and those that exports and histories have used."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import datetime
from typing import Any, NamedTuple

import sqlalchemy as sa

from include.gateways.warehouse.inserts import INSERTS
from include.gateways.warehouse.schema import ACTS, SNAPSHOTS, TAUGHT_WORDS

# Where the words of each vocabulary stand.
COLUMNS = {
    "status": (SNAPSHOTS.c.status, ACTS.c.status_old, ACTS.c.status_new),
    "classification": (SNAPSHOTS.c.classification,),
    "kind": (SNAPSHOTS.c.kind,),
    "agency": (SNAPSHOTS.c.agency_name, ACTS.c.from_name, ACTS.c.to_name),
}


class Taught(NamedTuple):
    """A word, and what a person said that it means; columns as in the warehouse's schema."""

    vocabulary: str
    word: str
    meaning: str
    taught_at: datetime
    taught_by: str


class Spoken(NamedTuple):
    """Words that stood beside each other, and from when to when they did; None where none stood."""

    status: str | None
    classification: str | None
    kind: str | None
    agency_lapor_id: str
    agency_name: str
    first_at: datetime
    last_at: datetime


def list_taught(connection: sa.Connection) -> list[Taught]:
    """The words that were taught and not withdrawn, by vocabulary and word."""
    columns = [TAUGHT_WORDS.c[name] for name in Taught._fields]
    query = sa.select(*columns).where(TAUGHT_WORDS.c.withdrawn_at.is_(None))
    with connection.begin():
        rows = connection.execute(query.order_by(TAUGHT_WORDS.c.vocabulary, TAUGHT_WORDS.c.word))
        return [Taught(*row) for row in rows]


def put_taught(connection: sa.Connection, taught: Taught) -> None:
    """Teach a word; one that was taught before, or withdrawn, means this from now on."""
    fresh = INSERTS[connection.dialect.name](TAUGHT_WORDS).values(**taught._asdict(), withdrawn_at=None)
    anew = {name: fresh.excluded[name] for name in ("meaning", "taught_at", "taught_by", "withdrawn_at")}
    with connection.begin():
        connection.execute(fresh.on_conflict_do_update(index_elements=["vocabulary", "word"], set_=anew))


def withdraw(connection: sa.Connection, vocabulary: str, word: str, at: datetime) -> bool:
    """Take a taught word back; whether it was taught."""
    mine = (TAUGHT_WORDS.c.vocabulary == vocabulary) & (TAUGHT_WORDS.c.word == word)
    holds = sa.update(TAUGHT_WORDS).where(mine, TAUGHT_WORDS.c.withdrawn_at.is_(None))
    with connection.begin():
        return connection.execute(holds.values(withdrawn_at=at)).rowcount > 0


def list_spoken(connection: sa.Connection) -> list[Spoken]:
    """All that exports and histories have ever said in words that the rulebook reads."""
    with connection.begin():
        return [Spoken(*row) for query in spoken() for row in connection.execute(query)]


def spoken() -> Iterator[sa.Select[Any]]:
    words = [SNAPSHOTS.c[name] for name in Spoken._fields[:-2]]
    yield sa.select(*words, *ends(SNAPSHOTS.c.fetched_at)).group_by(*words)
    acts = ACTS.c
    for status, *agency in (
        (acts.status_old, acts.from_lapor_id, acts.from_name),
        (acts.status_new, acts.to_lapor_id, acts.to_name),
    ):
        changed = sa.func.nullif(status, "")  # most acts change no status
        yield sa.select(changed, sa.null(), sa.null(), *agency, *ends(acts.at)).group_by(status, *agency)


def ends(at: sa.Column[datetime]) -> tuple[sa.ColumnElement[datetime], sa.ColumnElement[datetime]]:
    return sa.func.min(at), sa.func.max(at)


def find_speakers(connection: sa.Connection, vocabulary: str, words: Collection[str]) -> list[tuple[str, str]]:
    """Each of these words, exactly as it was written, with the id of each ticket of which it was used."""
    pairs = [sa.select(column, column.table.c.ticket_id).where(column.in_(words)) for column in COLUMNS[vocabulary]]
    with connection.begin():
        return [(word, ticket_id) for word, ticket_id in connection.execute(sa.union(*pairs))]
