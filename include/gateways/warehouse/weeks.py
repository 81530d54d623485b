"""What a week comes to: scorecards with their lines and lists, what they rest on, and what would differ by now."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

import pandas as pd
import sqlalchemy as sa

from include.gateways.warehouse import frames
from include.gateways.warehouse.rulebooks import Version
from include.gateways.warehouse.schema import (
    DIFFERENCES,
    GATHERINGS,
    SCORECARD_LINES,
    SCORECARD_TICKETS,
    SCORECARD_WEEKS,
    SCORECARDS,
)
from include.sla import tables
from include.sla.tables import OUTCOMES, ScorecardFrames


class Scored(NamedTuple):
    """What a week's scorecards rest on."""

    known_at: datetime
    scored_at: datetime | None  # None for weeks scored before that was kept
    version: Version


def put_scorecards(connection: sa.Connection, week: str, figures: ScorecardFrames, scored_at: datetime) -> None:
    """Put this week's scorecards in the place of those that were there."""
    rows = {
        SCORECARDS: figures.scorecards.assign(scored_at=pd.Timestamp(scored_at)),
        SCORECARD_LINES: figures.lines,
        SCORECARD_TICKETS: figures.tickets,
        SCORECARD_WEEKS: figures.weeks,
        GATHERINGS: figures.gatherings,
    }
    with connection.begin():
        for table, frame in rows.items():
            frames.replace(connection, table, frame, table.c.week == week)


def read_scorecards(connection: sa.Connection, week: str, before: str, agency_id: str = "") -> ScorecardFrames:
    """The scorecards of this week, with the corrections of the one before; of all agencies, or of this one alone."""
    with connection.begin():
        return ScorecardFrames(
            read(connection, SCORECARDS, tables.SCORECARDS, week, agency_id),
            read(connection, SCORECARD_LINES, tables.SCORECARD_LINES, week, agency_id),
            read(connection, SCORECARD_TICKETS, tables.SCORECARD_TICKETS, week, agency_id),
            read(connection, SCORECARD_WEEKS, tables.SCORECARD_WEEKS, week, agency_id),
            read(connection, GATHERINGS, tables.GATHERINGS, week),
            read(connection, DIFFERENCES, tables.DIFFERENCES, before, agency_id),
        )


def list_silent(connection: sa.Connection) -> set[tuple[str, str]]:
    """Week and agency of every scorecard with nothing on it: nothing received, and no clock on any line."""
    counts = sum((SCORECARD_LINES.c[name] for name in OUTCOMES[1:]), SCORECARD_LINES.c[OUTCOMES[0]])
    key = SCORECARDS.c.week, SCORECARDS.c.agency_id
    same = [SCORECARDS.c[name] == SCORECARD_LINES.c[name] for name in ("week", "agency_id")]
    query = sa.select(*key).outerjoin(SCORECARD_LINES, sa.and_(*same)).where(SCORECARDS.c.received == 0)
    with connection.begin():
        rows = connection.execute(query.group_by(*key).having(sa.func.coalesce(sa.func.sum(counts), 0) == 0))
        return {(row.week, row.agency_id) for row in rows}


def read_scored(connection: sa.Connection, week: str) -> Scored | None:
    """What the scorecards of that week rest on; None when there are none."""
    columns = [SCORECARDS.c[name] for name in ("known_at", "scored_at", *Version._fields)]
    with connection.begin():
        row = connection.execute(sa.select(*columns).where(SCORECARDS.c.week == week).limit(1)).one_or_none()
    return None if row is None else Scored(row.known_at, row.scored_at, Version(*row[2:]))


def put_differences(connection: sa.Connection, week: str, differences: pd.DataFrame) -> None:
    """Put the DIFFERENCES of this week in the place of those that were there."""
    with connection.begin():
        frames.replace(connection, DIFFERENCES, differences, DIFFERENCES.c.week == week)


def read_differences(connection: sa.Connection, week: str, agency_id: str = "") -> pd.DataFrame:
    """DIFFERENCES of this week, as they were when the week after it was scored; of all agencies, or of this one."""
    with connection.begin():
        return read(connection, DIFFERENCES, tables.DIFFERENCES, week, agency_id)


def read(
    connection: sa.Connection, table: sa.Table, columns: dict[str, str], week: str, agency_id: str = ""
) -> pd.DataFrame:
    query = sa.select(table).where(table.c.week == week).order_by(*table.primary_key.columns)
    return frames.read(connection, query.where(table.c.agency_id == agency_id) if agency_id else query, columns)
