"""Control totals: the platform's recaps, where its counts are not ours, and which of that somebody has accepted."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, NamedTuple

import pandas as pd
import sqlalchemy as sa

from include.gateways.warehouse import frames
from include.gateways.warehouse.inserts import INSERTS
from include.gateways.warehouse.schema import CONTROL_GAPS, RECAP_LINES, RECAPS
from include.sla import tables

KEY = [column.name for column in CONTROL_GAPS.primary_key.columns]
CELL = sa.tuple_(CONTROL_GAPS.c.agency_id, CONTROL_GAPS.c.status)


class Filed(NamedTuple):
    """A recap in the warehouse; columns as in its schema."""

    digest: str
    name: str
    generated_at: datetime
    since_on: date | None
    until_on: date | None
    read_at: datetime


def file_recap(connection: sa.Connection, recap: Filed, lines: pd.DataFrame) -> None:
    """File a recap with its RECAP_LINES; one that has been filed before stays as it is."""
    with connection.begin():
        filing = insert(connection, RECAPS).values(recap._asdict()).on_conflict_do_nothing()
        if connection.execute(filing.returning(RECAPS.c.digest)).first():
            frames.insert(connection, RECAP_LINES, lines.assign(digest=recap.digest))


def newest_recap(connection: sa.Connection) -> Filed | None:
    """The recap that was made last; None before there is one."""
    columns = [RECAPS.c[name] for name in Filed._fields]
    newest = [RECAPS.c.generated_at.desc(), RECAPS.c.read_at.desc(), RECAPS.c.digest]
    with connection.begin():
        row = connection.execute(sa.select(*columns).order_by(*newest).limit(1)).one_or_none()
    return None if row is None else Filed(*row)


def read_lines(connection: sa.Connection, digest: str) -> pd.DataFrame:
    """RECAP_LINES of this recap, in its order."""
    columns = [RECAP_LINES.c[name] for name in tables.RECAP_LINES]
    query = sa.select(*columns).where(RECAP_LINES.c.digest == digest).order_by(RECAP_LINES.c.row)
    with connection.begin():
        return frames.read(connection, query, tables.RECAP_LINES)


def put_gaps(connection: sa.Connection, digest: str, gaps: pd.DataFrame) -> None:
    """Put the CONTROL_GAPS of this recap in place; an accepted one stays accepted while its counts are the same."""
    cells = list(zip(gaps["agency_id"], gaps["status"], strict=True))
    with connection.begin():
        closed = [CELL.not_in(cells)] if cells else []
        connection.execute(sa.delete(CONTROL_GAPS).where(CONTROL_GAPS.c.digest == digest, *closed))
        if cells:
            rows = [{str(name): value for name, value in row.items()} for row in gaps.to_dict("records")]
            connection.execute(put(connection), [row | {"digest": digest} for row in rows])


def put(connection: sa.Connection) -> Any:
    """Insert gaps, or bring those that are there up to date: one statement, for somebody may be accepting one."""
    fresh = insert(connection, CONTROL_GAPS)
    came, there = fresh.excluded, CONTROL_GAPS.c
    same = (there.ours == came.ours) & (there.theirs == came.theirs)
    kept = {
        "accepted_at": sa.case((same, there.accepted_at)),
        "accepted_because": sa.case((same, there.accepted_because), else_=""),
    }
    return fresh.on_conflict_do_update(
        index_elements=KEY, set_={name: came[name] for name in ("ours", "theirs", "tickets")} | kept
    )


def read_gaps(connection: sa.Connection, digest: str) -> pd.DataFrame:
    """CONTROL_GAPS of this recap that nobody has accepted, by agency and status."""
    columns = [CONTROL_GAPS.c[name] for name in tables.CONTROL_GAPS]
    unaccepted = sa.select(*columns).where(*is_open(digest)).order_by(*CONTROL_GAPS.primary_key.columns)
    with connection.begin():
        return frames.read(connection, unaccepted, tables.CONTROL_GAPS)


def accept_gaps(connection: sa.Connection, digest: str, agency_id: str, because: str, at: datetime) -> int:
    """Accept what is open of this agency, and why; returns how many gaps that were."""
    mine = sa.update(CONTROL_GAPS).where(*is_open(digest), CONTROL_GAPS.c.agency_id == agency_id)
    with connection.begin():
        return connection.execute(mine.values(accepted_at=at, accepted_because=because)).rowcount


def is_open(digest: str) -> tuple[sa.ColumnElement[bool], ...]:
    return CONTROL_GAPS.c.digest == digest, CONTROL_GAPS.c.accepted_at.is_(None)


def insert(connection: sa.Connection, table: sa.Table) -> Any:
    return INSERTS[connection.dialect.name](table)
