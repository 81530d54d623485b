"""How sound the data was and is, as plain rows for whoever looks at a page: checks, files, faults, rows, gaps."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple

import sqlalchemy as sa

from include.gateways.warehouse.schema import CHECKS, CONTROL_GAPS, DATA_FAULTS, EXPORTS, QUARANTINE, RECAPS

WAITING = QUARANTINE.c.repaired_by.is_(None)


class Finding(NamedTuple):
    """One finding on the data; columns as in the warehouse's schema."""

    checked_at: datetime
    check: str
    severity: str
    value: float


class File(NamedTuple):
    """A file that was read or refused as an export; columns as in the warehouse's schema."""

    digest: str
    name: str
    state: str
    generated_at: datetime | None
    dated_by: str | None
    read_at: datetime
    rows: int
    new: int
    changed: int
    unchanged: int
    quarantined: int
    ignored: int
    repaired: int
    reason: str | None


class Came(NamedTuple):
    """When a file came, and under which name."""

    name: str
    read_at: datetime


class Faults(NamedTuple):
    """How many faults of a kind there are, of how many tickets, and the first so many of these."""

    fault: str
    number: int
    tickets: int
    some: list[str]


class Unread(NamedTuple):
    """A row that could not be read, and the file it stands in."""

    source: str
    name: str
    generated_at: datetime
    row: int
    column: str
    reason: str
    ticket_id: str
    cells: str  # JSON
    repaired_by: str | None


class Gap(NamedTuple):
    """An open gap; columns as in the warehouse's schema."""

    agency_id: str
    status: str
    ours: int
    theirs: int
    tickets: str  # ids, with a space between


def list_check_runs(connection: sa.Connection, limit: int) -> list[list[Finding]]:
    """The findings of the last so many times that the data was checked, the newest first."""
    moments = sa.select(CHECKS.c.checked_at).distinct().order_by(CHECKS.c.checked_at.desc()).limit(limit)
    columns = [CHECKS.c[name] for name in Finding._fields]
    query = sa.select(*columns).where(CHECKS.c.checked_at.in_(moments.scalar_subquery()))
    runs: dict[datetime, list[Finding]] = {}
    with connection.begin():
        for row in connection.execute(query.order_by(CHECKS.c.checked_at.desc(), CHECKS.c.check)):
            runs.setdefault(row.checked_at, []).append(Finding(*row))
    return list(runs.values())


def list_files(connection: sa.Connection, limit: int) -> list[File]:
    """The files that were read or refused last, the newest first."""
    return [*find_files(connection, sa.select(*of_file()).order_by(EXPORTS.c.read_at.desc()).limit(limit))]


def count_files(connection: sa.Connection) -> dict[str, int]:
    """By state, how many there are."""
    query = sa.select(EXPORTS.c.state, sa.func.count()).group_by(EXPORTS.c.state)
    with connection.begin():
        return {state: number for state, number in connection.execute(query)}  # noqa: C416 - as below


def find_file(connection: sa.Connection, digest: str) -> File | None:
    """What became of the file with this content; None when it never came, or is a recap."""
    found = find_files(connection, sa.select(*of_file()).where(EXPORTS.c.digest == digest))
    return next(iter(found), None)


def find_recap(connection: sa.Connection, digest: str) -> Came | None:
    """The recap with this content; None when it never came."""
    query = sa.select(RECAPS.c.name, RECAPS.c.read_at).where(RECAPS.c.digest == digest)
    with connection.begin():
        found = connection.execute(query).one_or_none()
    return None if found is None else Came(*found)


def of_file() -> list[sa.Column[Any]]:
    return [EXPORTS.c[name] for name in File._fields]


def find_files(connection: sa.Connection, query: sa.Select[Any]) -> list[File]:
    with connection.begin():
        return [File(*row) for row in connection.execute(query)]


def list_faults(connection: sa.Connection, some: int) -> list[Faults]:
    """By kind, what cannot be right in what LAPOR said."""
    fault, ticket = DATA_FAULTS.c.fault, DATA_FAULTS.c.ticket_id
    counts = sa.select(fault, sa.func.count(), sa.func.count(ticket.distinct())).group_by(fault)
    each = sa.select(fault, ticket).distinct().subquery()
    place = sa.func.row_number().over(partition_by=each.c.fault, order_by=each.c.ticket_id).label("place")
    ranked = sa.select(each, place).subquery()
    first = sa.select(ranked.c.fault, ranked.c.ticket_id).where(ranked.c.place <= some).order_by(ranked.c.place)
    with connection.begin():
        found = {kind: Faults(kind, number, tickets, []) for kind, number, tickets in connection.execute(counts)}
        for kind, ticket_id in connection.execute(first):
            found[kind].some.append(ticket_id)
    return sorted(found.values(), key=lambda one: (-one.number, one.fault))


def count_unread(connection: sa.Connection) -> dict[str, int]:
    """By column, how many rows wait to be mended; the column with most of them first."""
    number = sa.func.count()
    query = sa.select(QUARANTINE.c.column, number).where(WAITING).group_by(QUARANTINE.c.column)
    with connection.begin():
        rows = connection.execute(query.order_by(number.desc(), QUARANTINE.c.column))
        return {column: count for column, count in rows}  # noqa: C416 - the types of a row are not a pair's


def list_unread(connection: sa.Connection, limit: int, column: str = "") -> list[Unread]:
    """The rows that wait to be mended, of the newest export first; with a column, those at fault in it."""
    query = unread().where(WAITING, *([QUARANTINE.c.column == column] if column else []))
    order = EXPORTS.c.generated_at.desc(), EXPORTS.c.digest, QUARANTINE.c.row
    with connection.begin():
        return [Unread(*row) for row in connection.execute(query.order_by(*order).limit(limit))]


def find_unread(connection: sa.Connection, digest: str, row: int) -> Unread | None:
    """This row of the file with this content, mended since or not; None when it was never set aside."""
    mine = (QUARANTINE.c.source == digest) & (QUARANTINE.c.row == row)
    with connection.begin():
        found = connection.execute(unread().where(mine)).one_or_none()
    return None if found is None else Unread(*found)


def unread() -> sa.Select[Any]:
    at_fault = [QUARANTINE.c[name] for name in Unread._fields[3:]]
    columns = QUARANTINE.c.source, EXPORTS.c.name, EXPORTS.c.generated_at, *at_fault
    return sa.select(*columns).join(EXPORTS, EXPORTS.c.digest == QUARANTINE.c.source)


def list_open_gaps(connection: sa.Connection, digest: str) -> list[Gap]:
    """Where our counts are not those of this recap and nobody has accepted it, by agency and status."""
    gaps = CONTROL_GAPS.c
    mine = sa.select(*[gaps[name] for name in Gap._fields])
    mine = mine.where(gaps.digest == digest, gaps.accepted_at.is_(None)).order_by(gaps.agency_id, gaps.status)
    with connection.begin():
        return [Gap(*row) for row in connection.execute(mine)]
