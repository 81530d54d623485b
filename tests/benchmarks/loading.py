"""Row G: tickets and events put in place, beside the bare road of each driver."""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import sqlalchemy as sa

from include.gateways.warehouse import derived, frames, migrate
from include.gateways.warehouse.connection import engine
from include.gateways.warehouse.schema import EVENTS, TICKETS
from include.sla.tables import DATA_FAULTS
from tests.benchmarks import timing
from tests.benchmarks.history import History
from tests.benchmarks.results import Baseline, Result, at_most
from tests.standins.postgres import running_postgres

COPY = Baseline("bare COPY", "one buffer a table, its text made before, copied into the same keyed tables")
EXECUTEMANY = Baseline("sqlite3", "`executemany` of the sqlite3 module over ready tuples into the same keyed tables")
Table = tuple[list[str], list[tuple[Any, ...]]]  # names of the columns, and ready rows


def measure(history: History, repetitions: int) -> list[Result]:
    tickets, events = history.tickets, history.events.drop_duplicates([c.name for c in EVENTS.primary_key])
    ready = {table: lay_ready(frame, table) for frame, table in ((tickets, TICKETS), (events, EVENTS))}
    what = f"{len(tickets):,} tickets with {len(events):,} events into "
    with running_postgres() as postgres, tempfile.TemporaryDirectory() as folder:
        sqlite = f"sqlite:///{folder}/warehouse.db"
        buffers = {table: as_text(rows) for table, (_, rows) in ready.items()}
        return [
            versus(postgres, tickets, events, lambda: copy(postgres, ready, buffers), what + "PostgreSQL", 2, COPY),
            versus(sqlite, tickets, events, lambda: execute(folder, ready), what + "SQLite", 1.5, EXECUTEMANY),
        ]


def versus(
    url: str, tickets: pd.DataFrame, events: pd.DataFrame, bare: Callable[[], None], what: str, goal: float,
    against: Baseline,
) -> Result:  # fmt: skip
    migrate(url)
    none = pd.DataFrame(columns=list(DATA_FAULTS)).astype(DATA_FAULTS)

    def load() -> None:
        with engine(url).connect() as connection:
            derived.put_tickets(connection, tickets, events, none)

    times = timing.compare({"house": load, "bare": bare}, 3)
    check(url, len(tickets), len(events))
    return at_most("G", what, goal, timing.ratio(times["house"], times["bare"]), against)


def lay_ready(frame: pd.DataFrame, table: sa.Table) -> Table:
    names = [column.name for column in table.columns]
    return names, list(zip(*(frames.values(frame[name]) for name in names), strict=True))


def as_text(rows: list[tuple[Any, ...]]) -> bytes:
    return "".join("\t".join("\\N" if value is None else str(value) for value in row) + "\n" for row in rows).encode()


def copy(url: str, ready: dict[sa.Table, Table], buffers: dict[sa.Table, bytes]) -> None:
    with engine(url).connect() as connection, connection.begin():
        cursor: Any = connection.connection.cursor()
        for table, (names, _) in ready.items():
            cursor.execute(f"delete from {table.name}")
            with cursor.copy(f"copy {table.name} ({','.join(names)}) from stdin") as stream:
                stream.write(buffers[table])


def execute(folder: str, ready: dict[sa.Table, Table]) -> None:
    with sqlite3.connect(Path(folder) / "warehouse.db") as connection:
        for table, (names, rows) in ready.items():
            connection.execute(f"delete from {table.name}")
            marks = ",".join("?" * len(names))
            connection.executemany(f"insert into {table.name} ({','.join(names)}) values ({marks})", rows)
    connection.close()


def check(url: str, tickets: int, events: int) -> None:
    with engine(url).connect() as connection:
        assert derived.count_tickets(connection) == {"tickets": tickets, "events": events}
