"""What is worked out from LAPOR's words: tickets, events, faults and clocks, put in place whole."""

from __future__ import annotations

from datetime import datetime

import pandas as pd
import sqlalchemy as sa

from include.gateways.warehouse import frames, news
from include.gateways.warehouse.rulebooks import Version
from include.gateways.warehouse.schema import CLOCK_RULES, CLOCKS, DATA_FAULTS, DEADLINE_MOVES, EVENTS, TICKETS
from include.sla import tables


def put_tickets(
    connection: sa.Connection,
    tickets: pd.DataFrame,
    events: pd.DataFrame,
    faults: pd.DataFrame,
    mark: news.Mark | None = None,
    window: news.Window | None = None,
) -> None:
    """Put these in place, of all tickets or with a window of those with news in it; `mark` says what is in them."""
    with connection.begin():
        for table, rows in ((TICKETS, tickets), (EVENTS, events), (DATA_FAULTS, faults)):
            frames.replace(connection, table, rows, *news.within(table.c.ticket_id, window))
        if mark:
            news.put_mark(connection, "tickets", mark)


def put_clocks(
    connection: sa.Connection,
    clocks: pd.DataFrame,
    rules: Version,
    moves: pd.DataFrame,
    seen_at: datetime,
    mark: news.Mark | None = None,
    window: news.Window | None = None,
) -> None:
    """Put these CLOCKS in place as put_tickets does, and say what they rest on; DEADLINE_MOVES are added."""
    with connection.begin():
        frames.replace(connection, CLOCKS, clocks, *news.within(CLOCKS.c.ticket_id, window))
        frames.insert(connection, DEADLINE_MOVES, moves.assign(seen_at=pd.Timestamp(seen_at)))
        connection.execute(sa.delete(CLOCK_RULES))
        connection.execute(sa.insert(CLOCK_RULES), rules._asdict())
        if mark:
            news.put_mark(connection, "clocks", mark)


def read_clock_rules(connection: sa.Connection) -> Version | None:
    """What the clocks in place rest on; None when none were ever put in place, or before that was kept."""
    columns = [CLOCK_RULES.c[name] for name in Version._fields]
    with connection.begin():
        row = connection.execute(sa.select(*columns)).one_or_none()
    return None if row is None else Version(*row)


def read_tickets(connection: sa.Connection, window: news.Window | None = None) -> tuple[pd.DataFrame, pd.DataFrame]:
    """TICKETS and EVENTS in place, of all or with a window of those with news in it; in no promised order."""
    with connection.begin():
        known, said = (sa.select(t).where(*news.within(t.c.ticket_id, window)) for t in (TICKETS, EVENTS))
        return frames.read(connection, known, tables.TICKETS), frames.read(connection, said, tables.EVENTS)


def count_tickets(connection: sa.Connection) -> dict[str, int]:
    """How many `tickets` and `events` are in place."""
    counts = {table.name: sa.select(sa.func.count()).select_from(table) for table in (TICKETS, EVENTS)}
    with connection.begin():
        return {name: int(connection.execute(query).scalar_one()) for name, query in counts.items()}


def count_faults(connection: sa.Connection) -> dict[str, int]:
    """How many faults of each kind are in place."""
    fault = DATA_FAULTS.c.fault
    query = sa.select(fault, sa.func.count()).group_by(fault).order_by(fault)
    with connection.begin():
        return {str(kind): int(number) for kind, number in connection.execute(query)}


def read_faults(connection: sa.Connection) -> pd.DataFrame:
    """DATA_FAULTS of the tickets in place."""
    with connection.begin():
        return read(connection, DATA_FAULTS, tables.DATA_FAULTS)


def read_moves(connection: sa.Connection) -> pd.DataFrame:
    """DEADLINE_MOVES seen so far, the oldest first."""
    with connection.begin():
        return read(connection, DEADLINE_MOVES, tables.DEADLINE_MOVES)


def count_moved_deadlines(connection: sa.Connection, since: datetime) -> dict[str, int]:
    """How many deadlines have moved since then, by the days off that moved them."""
    moved = sa.select(DEADLINE_MOVES.c.because, sa.func.count()).where(DEADLINE_MOVES.c.seen_at >= since)
    with connection.begin():
        return {row[0]: row[1] for row in connection.execute(moved.group_by(DEADLINE_MOVES.c.because))}


def read(connection: sa.Connection, table: sa.Table, columns: dict[str, str]) -> pd.DataFrame:
    return frames.read(connection, sa.select(table).order_by(*table.primary_key.columns), columns)
