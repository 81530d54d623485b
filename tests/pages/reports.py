"""Reports that exports have told of, worked out as the sync does it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pandas as pd

from include import jobs
from include.gateways.warehouse import exports
from include.gateways.warehouse.exports import QUARANTINED
from include.gateways.warehouse.ledger import Connection
from include.sla.tables import MOMENT, SNAPSHOTS, shape
from tests.builders import moment

RECEIVED = "Monday 2026-09-07 09:00"
HOLDER = "Dinas Pendidikan"


def a_saying(status: str = "Terverifikasi", **other: Any) -> dict[str, Any]:
    """What a row of an export says, in LAPOR's words: a report that Dinas Pendidikan has, received on a Monday."""
    said = dict.fromkeys(SNAPSHOTS, "") | {
        "ticket_id": "7000001",
        "received_at": moment(RECEIVED),
        "classification": "Pengaduan Tidak Berkadar Pengawasan",
        "category": "Jalan berlubang",
        "channel": "Website",
        "agency_name": HOLDER,
        "status": status,
        "district": "Babelan",
        "row": 5,
    }
    return said | other


def bring(connection: Connection, made: str | datetime, *sayings: dict[str, Any], **parts: Any) -> None:
    """An export with these rows, made at this moment and named after its day; `unread` are rows in quarantine."""
    at = moment(made) if isinstance(made, str) else made
    unread = pd.DataFrame(parts.get("unread", []), columns=list(QUARANTINED)).astype(QUARANTINED)
    rows = shape(pd.DataFrame([saying | {"fetched_at": at} for saying in sayings], columns=list(SNAPSHOTS)), SNAPSHOTS)
    name = f"ekspor-{at:%d-%m}.xlsx"
    export = {"name": name, "digest": f"{name}{at:%H%M%S}", "generated_at": at, "read_at": at, "ignored": 0}
    titles = parts.get("titles")
    if titles:
        titles = pd.DataFrame([title | {"fetched_at": at} for title in titles]).astype({"fetched_at": MOMENT})
    exports.file_export(
        connection, export | {"dated_by": "preamble", "rows": len(rows) + len(unread)}, rows, unread, titles
    )


def work_out() -> None:
    """Tickets, events and clocks."""
    jobs.update_tickets(), jobs.run_clocks()
