"""A week of three reports, what an approver says to its letters, and how they stand then."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from include import jobs
from include.answers import ALL_OF_THEM
from include.gateways.warehouse import ledger
from include.gateways.warehouse.ledger import Connection, Entry
from include.gateways.warehouse.schema import CHECKS
from include.jobs.approval import Request
from include.jobs.groups import groups
from include.sla.week import Week
from tests.builders_exports import a_row, write_export

WEEK = Week.parse("2026-W06")
RECEIVED = {"Tanggal Laporan Masuk": "2 Feb 2026", "ID Instansi Terdisposisi": "-"}
EVERY_OFFICE = 79
# One of each group, and the two with a report; most tests look at these letters alone.
HANDFUL = (
    "bagian-hukum", "dinas-sosial", "dinas-kesehatan", "bappeda", "rsud-cabangbungin", "kecamatan-setu",
    "bekasi-putera-jaya", "pimpinan",
)  # fmt: skip
OFFICES = len(HANDFUL) + 2  # for the leadership has three
PAGES = "https://rapor.example/rapor/surat"


def drop(house: Path) -> None:
    """Two exports: one report of Dinas Kesehatan answered in time, one of Dinas Sosial open past its date."""
    late = a_row(**RECEIVED | {"Tracking ID": "2", "Instansi Terdisposisi": "Dinas Sosial"})
    good = a_row(**RECEIVED | {"Tracking ID": "1", "Instansi Terdisposisi": "Dinas Kesehatan"})
    write_export(house / "inbox/a.xlsx", [late, good], generated="2 Feb 2026 15:30")
    write_export(house / "inbox/b.xlsx", [late, good | {"Status Laporan": "Proses"}], generated="9 Feb 2026 15:30")


def ask(run_id: str = "run") -> Request | None:
    return jobs.request_approval(WEEK, run_id, PAGES)


def answer(choice: str = ALL_OF_THEM, run_id: str = "run", **said: Any) -> dict[str, int]:
    return jobs.file_approval(WEEK, run_id, choice=choice, **{"without": [], "reason": "", "actor": "rini"} | said)


def deliver() -> Counter[str]:
    return sum((Counter(jobs.deliver(WEEK, group)) for group in groups(WEEK)), Counter())


def states(connection: Connection) -> Counter[str]:
    return Counter(
        entry.state for entry in ledger.list_entries(connection, period=str(WEEK)) if entry.agency_id != "staf"
    )


def of(connection: Connection, agency_id: str) -> Entry:
    return next(one for one in ledger.list_entries(connection, period=str(WEEK)) if one.agency_id == agency_id)


def hold_all(connection: Connection) -> None:
    """As when the newest export is too old to mail by."""
    finding = {"check": "export_age", "severity": "stale", "value": 9.0, "limit": 2.0, "told": "It is too old."}
    with connection.begin():
        connection.execute(sa.insert(CHECKS), finding | {"checked_at": datetime.now(UTC)})
