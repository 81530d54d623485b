"""`/rapor/mutu`: how sound the data is and was, what came in, and where LAPOR counts otherwise than we do."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from itertools import groupby
from typing import Any, NamedTuple
from urllib.parse import urlencode

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from include.gateways import warehouse
from include.gateways.warehouse import quality
from include.gateways.warehouse.ledger import Connection
from include.gateways.warehouse.quality import Gap
from include.jobs.week_state import WORST_FIRST
from include.mailroom import now_in_utc
from include.pages import audit
from include.pages.agencies import name_agencies
from include.pages.forms import Fields
from include.pages.responses import send_on, show_page
from include.pages.runs import NotStarted
from include.pages.syncs import DAG, Done, start_sync
from include.settings import settings

ROUTER = APIRouter()
RUNS, FILES, TICKETS = 14, 20, 5  # shown
SHORTEST, LONGEST = 3, 300  # letters of a reason
FORM: Mapping[str, Any] = {
    "told": "",
    "run": "",
    "later": False,
    "trouble": "",
    "agency_id": "",
    "why": "",
    "fault": "",
}


class Open(NamedTuple):
    """What is open of one agency against the newest recap, and the mark of exactly that."""

    agency_id: str
    gaps: list[Gap]
    mark: str


@ROUTER.get("")
def show(request: Request, done: Done) -> Response:
    """Checks, files, faults, rows that wait, and open gaps."""
    return show_quality(request, done.view())


@ROUTER.post("/sinkron")
def sync(request: Request) -> Response:
    """Start a sync at once."""
    try:
        run_id = start_sync(request)
    except NotStarted as error:
        return show_quality(request, {"trouble": str(error)}, 409)
    with warehouse.connect(settings().warehouse_url) as connection:
        audit.log(connection, request, "sync", DAG)
    return send_on(request, f"/mutu?{urlencode({'pesan': 'sinkron', 'run': run_id})}")


@ROUTER.post("/selisih")
def accept(request: Request, fields: Fields) -> Response:
    """Accept what is open of an agency, if it is still what the person has seen."""
    agency_id, why = fields.get("perangkat", ""), fields.get("alasan", "")
    fault = "" if SHORTEST <= len(why.strip()) <= LONGEST else "reason"
    if not fault and not accept_gaps(request, agency_id, fields.get("terlihat", ""), why.strip()):
        fault = "moved"
    if fault:
        said = {"agency_id": agency_id, "why": why, "fault": fault}
        return show_quality(request, said, 422 if fault == "reason" else 409)
    return send_on(request, "/mutu?pesan=diterima")


def accept_gaps(request: Request, agency_id: str, mark: str, why: str) -> bool:
    """Whether the agency's open gaps are those of this mark, and so have been accepted."""
    from include.gateways.warehouse import control

    with warehouse.connect(settings().warehouse_url) as connection:
        recap = control.newest_recap(connection)
        if recap is None or mark not in [one.mark for one in list_open(connection, recap.digest)]:
            return False
        number = control.accept_gaps(connection, recap.digest, agency_id, why, now_in_utc())
        audit.log(connection, request, "accept", agency_id, f"{recap.name}: {why}")
    return number > 0


def list_open(connection: Connection, digest: str) -> list[Open]:
    """By agency."""
    found = []
    for agency_id, group in groupby(quality.list_open_gaps(connection, digest), lambda gap: gap.agency_id):
        gaps = [*group]
        mark = hashlib.sha256(repr((digest, [gap[:4] for gap in gaps])).encode()).hexdigest()[:16]
        found.append(Open(agency_id, gaps, mark))
    return found


def show_quality(request: Request, said: Mapping[str, Any], status: int = 200) -> Response:
    from include.gateways.warehouse import control

    with warehouse.connect(settings().warehouse_url) as connection:
        recap = control.newest_recap(connection)
        runs = quality.list_check_runs(connection, RUNS)
        view = {
            "runs": [{finding.check: finding for finding in run} for run in runs],
            "findings": sorted(runs[0], key=lambda one: WORST_FIRST.index(one.severity)) if runs else [],
            "files": quality.list_files(connection, FILES),
            "numbers": quality.count_files(connection),
            "faults": quality.list_faults(connection, TICKETS),
            "unread": quality.count_unread(connection),
            "recap": recap,
            "open": list_open(connection, recap.digest) if recap else [],
        }
    shared = {"names": name_agencies(), "longest": LONGEST}
    return show_page(request, "halaman_mutu.html.j2", {**FORM, **shared, **view, **said}, status=status)
