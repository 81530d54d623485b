"""What a week comes to: scorecards with their lines and lists."""

from __future__ import annotations

import pandas as pd
import sqlalchemy as sa

from include.gateways.warehouse import frames
from include.gateways.warehouse.schema import SCORECARD_LINES, SCORECARD_TICKETS, SCORECARDS
from include.sla import tables
from include.sla.tables import ScorecardFrames


def put_scorecards(connection: sa.Connection, week: str, figures: ScorecardFrames) -> None:
    """Put this week's scorecards in the place of those that were there."""
    with connection.begin():
        frames.replace(connection, SCORECARDS, figures.scorecards, SCORECARDS.c.week == week)
        frames.replace(connection, SCORECARD_LINES, figures.lines, SCORECARD_LINES.c.week == week)
        frames.replace(connection, SCORECARD_TICKETS, figures.tickets, SCORECARD_TICKETS.c.week == week)


def read_scorecards(connection: sa.Connection, week: str) -> ScorecardFrames:
    with connection.begin():
        return ScorecardFrames(
            read(connection, SCORECARDS, tables.SCORECARDS, week),
            read(connection, SCORECARD_LINES, tables.SCORECARD_LINES, week),
            read(connection, SCORECARD_TICKETS, tables.SCORECARD_TICKETS, week),
        )


def read(connection: sa.Connection, table: sa.Table, columns: dict[str, str], week: str) -> pd.DataFrame:
    query = sa.select(table).where(table.c.week == week).order_by(*table.primary_key.columns)
    return frames.read(connection, query, columns)
