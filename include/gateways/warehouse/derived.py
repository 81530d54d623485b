"""What is worked out from LAPOR's words: tickets, events, faults and clocks, put in place whole."""

from __future__ import annotations

from datetime import datetime

import pandas as pd
import sqlalchemy as sa

from include.gateways.warehouse import frames
from include.gateways.warehouse.rulebooks import Version
from include.gateways.warehouse.schema import CLOCK_RULES, CLOCKS, DATA_FAULTS, DEADLINE_MOVES, EVENTS, TICKETS
from include.sla import tables


def put_tickets(connection: sa.Connection, tickets: pd.DataFrame, events: pd.DataFrame, faults: pd.DataFrame) -> None:
    with connection.begin():
        frames.replace(connection, TICKETS, tickets)
        frames.replace(connection, EVENTS, events)
        frames.replace(connection, DATA_FAULTS, faults)


def put_clocks(
    connection: sa.Connection, clocks: pd.DataFrame, rules: Version, moves: pd.DataFrame, seen_at: datetime
) -> None:
    """Put these CLOCKS in place and say what they rest on; DEADLINE_MOVES are added to those seen before."""
    with connection.begin():
        frames.replace(connection, CLOCKS, clocks)
        frames.insert(connection, DEADLINE_MOVES, moves.assign(seen_at=pd.Timestamp(seen_at)))
        connection.execute(sa.delete(CLOCK_RULES))
        connection.execute(sa.insert(CLOCK_RULES), rules._asdict())


def read_clock_rules(connection: sa.Connection) -> Version | None:
    """What the clocks in place rest on; None when none were ever put in place, or before that was kept."""
    columns = [CLOCK_RULES.c[name] for name in Version._fields]
    with connection.begin():
        row = connection.execute(sa.select(*columns)).one_or_none()
    return None if row is None else Version(*row)


def read_tickets(connection: sa.Connection) -> tuple[pd.DataFrame, pd.DataFrame]:
    """TICKETS and EVENTS as one run put them in place; the events in no promised order."""
    with connection.begin():
        return read(connection, TICKETS, tables.TICKETS), read(connection, EVENTS, tables.EVENTS)


def read_faults(connection: sa.Connection) -> pd.DataFrame:
    """DATA_FAULTS of the tickets in place."""
    with connection.begin():
        return read(connection, DATA_FAULTS, tables.DATA_FAULTS)


def read_moves(connection: sa.Connection) -> pd.DataFrame:
    """DEADLINE_MOVES seen so far, the oldest first."""
    with connection.begin():
        return read(connection, DEADLINE_MOVES, tables.DEADLINE_MOVES)


def read(connection: sa.Connection, table: sa.Table, columns: dict[str, str]) -> pd.DataFrame:
    return frames.read(connection, sa.select(table).order_by(*table.primary_key.columns), columns)
