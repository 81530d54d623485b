"""What is worked out from LAPOR's words: tickets, events and clocks, put in place whole."""

from __future__ import annotations

import pandas as pd
import sqlalchemy as sa

from include.gateways.warehouse import frames
from include.gateways.warehouse.schema import CLOCKS, EVENTS, TICKETS
from include.sla import tables


def put_tickets(connection: sa.Connection, tickets: pd.DataFrame, events: pd.DataFrame) -> None:
    with connection.begin():
        frames.replace(connection, TICKETS, tickets)
        frames.replace(connection, EVENTS, events)


def put_clocks(connection: sa.Connection, clocks: pd.DataFrame) -> None:
    with connection.begin():
        frames.replace(connection, CLOCKS, clocks)


def read_tickets(connection: sa.Connection) -> tuple[pd.DataFrame, pd.DataFrame]:
    """TICKETS and EVENTS as one run put them in place; the events in no promised order."""
    with connection.begin():
        return read(connection, TICKETS, tables.TICKETS), read(connection, EVENTS, tables.EVENTS)


def read(connection: sa.Connection, table: sa.Table, columns: dict[str, str]) -> pd.DataFrame:
    return frames.read(connection, sa.select(table).order_by(*table.primary_key.columns), columns)
