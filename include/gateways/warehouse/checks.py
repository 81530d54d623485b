"""What is found out about the data, kept; and what that is found out from."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

import pandas as pd
import sqlalchemy as sa

from include.gateways.warehouse import frames
from include.gateways.warehouse.schema import CALLS, CHECKS, DATA_FAULTS, EXPORTS, QUARANTINE, SNAPSHOTS
from include.sla import tables

TOLD = "told"
ANSWERED = (TOLD, "unknown")  # that LAPOR has no such ticket is an answer too


class Share(NamedTuple):
    """How many of how many."""

    part: int
    whole: int


def file_checks(connection: sa.Connection, checks: pd.DataFrame, checked_at: datetime) -> None:
    """Add CHECKS to those of earlier moments."""
    with connection.begin():
        frames.insert(connection, CHECKS, checks.assign(checked_at=pd.Timestamp(checked_at)))


def read_checks(connection: sa.Connection) -> pd.DataFrame:
    """CHECKS of the last time that the data was checked; none before the first."""
    columns = [CHECKS.c[name] for name in tables.CHECKS]
    last = sa.select(sa.func.max(CHECKS.c.checked_at)).scalar_subquery()
    with connection.begin():
        query = sa.select(*columns).where(CHECKS.c.checked_at == last).order_by(CHECKS.c.check)
        return frames.read(connection, query, tables.CHECKS)


def read_newest(connection: sa.Connection) -> pd.DataFrame:
    """SNAPSHOTS: what was said last about each ticket."""
    place = sa.func.row_number().over(partition_by=SNAPSHOTS.c.ticket_id, order_by=SNAPSHOTS.c.fetched_at.desc())
    ranked = sa.select(SNAPSHOTS, place.label("place")).subquery()
    query = sa.select(*[ranked.c[name] for name in tables.SNAPSHOTS]).where(ranked.c.place == 1)
    with connection.begin():
        return frames.read(connection, query, tables.SNAPSHOTS)


def count_quarantined(connection: sa.Connection, since: datetime) -> Share:
    """Of the rows of exports generated since then, those that wait in quarantine to be mended."""
    late = sa.select(EXPORTS.c.digest).where(EXPORTS.c.generated_at >= since)
    waiting = sa.select(sa.func.count()).where(QUARANTINE.c.source.in_(late), QUARANTINE.c.repaired_by.is_(None))
    rows = sa.select(sa.func.coalesce(sa.func.sum(EXPORTS.c.rows), 0)).where(EXPORTS.c.generated_at >= since)
    return count(connection, waiting, rows)


def count_failed(connection: sa.Connection, since: datetime) -> Share:
    """Of the askings of LAPOR's API since then, those that brought no answer."""
    asked = sa.select(sa.func.count()).where(CALLS.c.fetched_at >= since)
    return count(connection, asked.where(CALLS.c.outcome.not_in(ANSWERED)), asked)


def count_faulty(connection: sa.Connection) -> Share:
    """Of all tickets that exports ever showed, those with a data fault."""
    faulty, all_ = (sa.select(sa.func.count(table.c.ticket_id.distinct())) for table in (DATA_FAULTS, SNAPSHOTS))
    return count(connection, faulty, all_)


def count(connection: sa.Connection, part: sa.Select[int], whole: sa.Select[int]) -> Share:
    with connection.begin():
        return Share(*(int(connection.execute(query).scalar_one()) for query in (part, whole)))
