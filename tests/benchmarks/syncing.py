"""Row H: a sync after one ticket in a hundred has changed, beside the sync that brought them all."""

from __future__ import annotations

import os
import tempfile
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
import pandas as pd

from include import jobs, settings
from include.gateways.warehouse import connect, exports, migrate
from include.sla.tables import SNAPSHOTS, shape
from include.sla.week import WIB
from tests.benchmarks import timing
from tests.benchmarks.history import History
from tests.benchmarks.results import Baseline, Result

GOAL = 0.03
WHOLE = Baseline(
    "the first sync", "two exports of all tickets filed, tickets, events and clocks worked out, into SQLite"
)
FIRST = datetime(2026, 9, 7, 15, 30, tzinfo=WIB)
CLASSES = ("Pengaduan Tidak Berkadar Pengawasan", "Aspirasi", "Permintaan Informasi")
NOTHING = pd.DataFrame({"row": [], "column": [], "reason": [], "ticket_id": [], "cells": []})


def measure(history: History, _: int) -> list[Result]:
    number = len(history.tickets) // 10
    with tempfile.TemporaryDirectory() as folder:
        os.environ["RAPOR_WAREHOUSE_URL"] = f"sqlite:///{Path(folder) / 'warehouse.db'}"
        settings.settings.cache_clear()
        migrate(settings.settings().warehouse_url)
        whole = timing.clocked(lambda: sync(export(number, 0, "Terverifikasi"), export(number, 1, "Proses")))
        parts = [timing.clocked(lambda at=at: sync(export(number // 100, at, "Selesai"))) for at in (2, 3, 4)]
    share = sorted(parts)[1] / whole
    what = f"a sync of {number // 100:,} changed tickets, of {number:,} in the warehouse"
    return [Result("H", what, f"≤ {GOAL:.0%}", f"{share:.2%}", share <= GOAL, WHOLE)]


def sync(*files: pd.DataFrame) -> None:
    with connect(settings.settings().warehouse_url) as connection:
        for snapshots in files:
            exports.file_export(connection, describe(snapshots), snapshots, NOTHING)
    done = jobs.update_tickets(), jobs.run_clocks()
    assert done[0]["anew"] == len(files[0])


def export(number: int, days: int, status: str) -> pd.DataFrame:
    """That many tickets, all of the same status, as an export of that many days later shows them."""
    places = np.arange(number)
    told = {
        "ticket_id": (places + 1).astype(str), "row": places + 5, "status": status,
        "fetched_at": pd.Timestamp(FIRST + timedelta(days=days)), "agency_name": "Dinas Kesehatan",
        "received_at": pd.Timestamp(FIRST) - pd.to_timedelta(places % 9_000 + 60, "min"),
        "classification": np.array(CLASSES)[places % len(CLASSES)],
    }  # fmt: skip
    return shape(pd.DataFrame(dict.fromkeys(SNAPSHOTS, "") | told), SNAPSHOTS)


def describe(snapshots: pd.DataFrame) -> dict[str, object]:
    at = snapshots["fetched_at"].iloc[0].to_pydatetime()
    facts = {"name": f"{at:%F}.xlsx", "digest": f"{at:%F}", "generated_at": at, "read_at": at, "dated_by": "preamble"}
    return facts | {"rows": len(snapshots), "ignored": 0}
