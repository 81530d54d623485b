"""The archive of letters: what was written for an office, kept as it was once a delivery of it was approved."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

import sqlalchemy as sa

from include.gateways.warehouse.ledger import REWRITABLE, WEEKLY
from include.gateways.warehouse.schema import ATTACHMENTS, DELIVERIES, DELIVERY_MOVES, LETTERS

KEY = ("period", "agency_id", "kind")
File = tuple[str, str, bytes]  # name, media type, content


@dataclass(frozen=True)
class Archived:
    """A letter as it lies in the archive."""

    period: str
    agency_id: str
    kind: str
    subject: str
    html: str
    text: str
    digest: str
    files: tuple[File, ...] = ()

    @property
    def key(self) -> dict[str, str]:
        return {name: getattr(self, name) for name in KEY}


def archive_letter(connection: sa.Connection, letter: Archived) -> bool:
    """Archive a letter; False, and nothing changes, when one of its key was approved or is on its way."""
    row = {name: value for name, value in vars(letter).items() if name != "files"}
    files = [
        letter.key | {"position": position, "name": name, "media_type": media_type, "content": content}
        for position, (name, media_type, content) in enumerate(letter.files, start=1)
    ]
    with connection.begin():
        frozen = DELIVERIES.c.state.not_in(REWRITABLE)
        if connection.execute(sa.select(DELIVERIES.c.delivery_id).filter_by(**letter.key).where(frozen)).first():
            return False
        for table in (ATTACHMENTS, LETTERS):
            connection.execute(sa.delete(table).where(*(table.c[name] == value for name, value in letter.key.items())))
        connection.execute(sa.insert(LETTERS), row)
        if files:
            connection.execute(sa.insert(ATTACHMENTS), files)
    return True


def withdraw_others(connection: sa.Connection, period: str, written: Collection[tuple[str, str]]) -> None:
    """Take the week's letters out of the archive that were not written again, by agency and kind, nor ever approved."""
    deliveries, frozen = DELIVERIES.c, DELIVERIES.c.state.not_in(REWRITABLE)
    with connection.begin():
        bound = connection.execute(
            sa.select(deliveries.agency_id, deliveries.kind).where(deliveries.period == period, frozen)
        )
        kept = {tuple(row) for row in bound} | set(written)
        rows = connection.execute(sa.select(LETTERS.c.agency_id, LETTERS.c.kind).where(LETTERS.c.period == period))
        for agency_id, kind in {tuple(row) for row in rows} - kept:
            for table in (ATTACHMENTS, LETTERS):
                connection.execute(sa.delete(table).filter_by(period=period, agency_id=agency_id, kind=kind))


def has_left(connection: sa.Connection, period: str, by: datetime | None = None) -> bool:
    """Whether any letter of that week was approved or is on its way; with `by`, whether one was approved by then."""
    query = sa.select(DELIVERIES.c.period).where(DELIVERIES.c.period == period, DELIVERIES.c.kind.in_(WEEKLY))
    if by is None:
        query = query.where(DELIVERIES.c.state.not_in(REWRITABLE))
    else:
        moved = DELIVERY_MOVES.c.delivery_id == DELIVERIES.c.delivery_id
        query = query.join(DELIVERY_MOVES, moved)
        query = query.where(DELIVERY_MOVES.c.at <= by, DELIVERY_MOVES.c.to_state == "approved")
    with connection.begin():
        return connection.execute(query.limit(1)).first() is not None


def read_letters(connection: sa.Connection, period: str, agency_ids: Collection[str]) -> list[Archived]:
    """The archived letters of that period to these agencies, by agency and kind."""
    with connection.begin():
        files = dict(read_files(connection, period, agency_ids))
        rows = connection.execute(select(LETTERS, period, agency_ids))
        return [Archived(**row._mapping, files=files.get((row.agency_id, row.kind), ())) for row in rows]


def read_files(
    connection: sa.Connection, period: str, agency_ids: Collection[str]
) -> Iterator[tuple[tuple[str, str], tuple[File, ...]]]:
    """The files that come with letters, by agency and kind."""
    rows = connection.execute(select(ATTACHMENTS, period, agency_ids).order_by(ATTACHMENTS.c.position))
    for key, found in groupby(rows, key=lambda row: (row.agency_id, row.kind)):
        yield key, tuple((row.name, row.media_type, row.content) for row in found)


def read_letter(connection: sa.Connection, period: str, agency_id: str, kind: str) -> Archived | None:
    """The archived letter of this key, if there is one."""
    return next((one for one in read_letters(connection, period, [agency_id]) if one.kind == kind), None)


def select(table: sa.Table, period: str, agency_ids: Collection[str]) -> sa.Select[Any]:
    query = sa.select(table).where(table.c.period == period, table.c.agency_id.in_(agency_ids))
    return query.order_by(table.c.agency_id, table.c.kind)
