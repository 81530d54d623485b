"""`/rapor/pengiriman`: the ledger, one delivery's whole story, and what a person decides about it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Mapping
from typing import Annotated, Any
from urllib.parse import urlencode
from uuid import UUID

from anyio import from_thread
from fastapi import APIRouter, Depends, HTTPException
from starlette.requests import Request
from starlette.responses import Response

from include.answers import ACTIONS, LEAVE, NOT_SENT, RESEND, SENT
from include.gateways import warehouse
from include.gateways.warehouse import audit as entries
from include.gateways.warehouse import ledger, messages
from include.gateways.warehouse.ledger import KINDS, OTHERS, WEEKLY, Connection, Entry, Search
from include.gateways.warehouse.schema import STATES
from include.jobs.decisions import FAILED, fits
from include.mailroom.receiving import addressee
from include.pages import audit
from include.pages.access import ACTED_BY
from include.pages.agencies import name_agencies
from include.pages.forms import Fields
from include.pages.responses import send_on, show_page
from include.pages.runs import NotStarted, find_run, read_state, start
from include.settings import settings

ROUTER = APIRouter()
SHOWN = 200
PERIODS = 60  # to choose from
SHORTEST, LONGEST = 3, 300  # letters of a reason
ASKED = "diminta"
RUN_ID = r"manual__[\w.:+-]{1,200}"
LABELS = {
    RESEND: "Kirim sekali lagi",
    SENT: "Surat sudah terkirim",
    NOT_SENT: "Surat belum terkirim",
    LEAVE: "Surat tidak perlu dikirim",
}


def look_for(periode: str = "", keadaan: str = "", jenis: str = "", perangkat: str = "") -> Search:
    """404 for a state or a kind that there is not."""
    if keadaan not in ("", *STATES) or jenis not in ("", *KINDS, OTHERS):
        raise HTTPException(404)
    return Search(periode.strip(), keadaan, jenis, perangkat)


def read(delivery_id: UUID) -> Entry:
    """404 for a delivery that nobody knows."""
    with warehouse.connect(settings().warehouse_url) as connection:
        entry = ledger.find(connection, str(delivery_id))
    if entry is None:
        raise HTTPException(404)
    return entry


Wanted = Annotated[Search, Depends(look_for)]
Delivery = Annotated[Entry, Depends(read)]


@ROUTER.get("")
def show_list(request: Request, wanted: Wanted, pesan: str = "", run: str = "") -> Response:
    """The deliveries that are looked for, the last ones first."""
    return list_deliveries(request, wanted, follow(request, pesan, run))


@ROUTER.post("")
def resend(request: Request, fields: Fields) -> Response:
    """Let everything of a week go once more that did not arrive."""
    periode, alasan = fields.get("periode", ""), fields.get("alasan", "")
    with warehouse.connect(settings().warehouse_url) as connection:
        open_ = count_failed(connection)
    faults = find_faults(periode in open_, alasan)
    typed = {"period": periode, "why": alasan, "faults": faults}
    if faults:
        return list_deliveries(request, Search(), typed, 422)
    try:
        asked = ask(request, {"period": periode, "action": RESEND, "delivery_ids": [], "why": alasan.strip()}, periode)
    except NotStarted as error:
        return list_deliveries(request, Search(), typed | {"trouble": str(error)}, 409)
    return send_on(request, f"/pengiriman?{asked}")


@ROUTER.get("/{delivery_id}")
def show(request: Request, entry: Delivery, pesan: str = "", run: str = "") -> Response:
    """Its moves and receipts, and what may be said of it."""
    return show_delivery(request, entry, follow(request, pesan, run))


@ROUTER.post("/{delivery_id}")
def decide(request: Request, entry: Delivery, fields: Fields) -> Response:
    """File what a person has found out about it, and send it where that follows."""
    keputusan, alasan = fields.get("keputusan", ""), fields.get("alasan", "")
    faults = find_faults(keputusan in find_choices(entry), alasan)
    typed = {"chosen": keputusan, "why": alasan, "faults": faults}
    if faults:
        return show_delivery(request, entry, typed, 422)
    conf = {"period": entry.period, "action": keputusan, "delivery_ids": [entry.delivery_id], "why": alasan.strip()}
    try:
        asked = ask(request, conf, entry.delivery_id)
    except NotStarted as error:
        return show_delivery(request, entry, typed | {"trouble": str(error)}, 409)
    return send_on(request, f"/pengiriman/{entry.delivery_id}?{asked}")


def ask(request: Request, conf: Mapping[str, Any], subject: str) -> str:
    """Start the run that does it, and log who asked for it; the query that tells of it. NotStarted."""
    run_id = from_thread.run(start, request, ACTED_BY, conf)
    with warehouse.connect(settings().warehouse_url) as connection:
        audit.log(connection, request, "decide", subject, f"{LABELS[conf['action']]}: {conf['why']}")
    return urlencode({"pesan": ASKED, "run": run_id})


def follow(request: Request, message: str, run_id: str) -> dict[str, str]:
    """What has become of the run that was just asked for."""
    if message != ASKED or not re.fullmatch(RUN_ID, run_id, re.ASCII):
        return {}
    state = from_thread.run(read_state, request, ACTED_BY, run_id)
    return {"run": state, "run_page": find_run(ACTED_BY, run_id)}


def find_choices(entry: Entry) -> list[str]:
    return [action for action in ACTIONS if fits(entry, action)]


def find_faults(chosen: bool, why: str) -> set[str]:
    """Which fields are not filled in as they must be."""
    wrong = {"choice": not chosen, "why": not SHORTEST <= len(why.strip()) <= LONGEST}
    return {name for name, is_wrong in wrong.items() if is_wrong}


def count_failed(connection: Connection) -> dict[str, int]:
    """By week, the newest first, how many of its letters can be let go once more."""
    failed = ledger.list_entries(connection, states=(*FAILED, "approved"))
    counts = Counter(entry.period for entry in failed if entry.kind in WEEKLY and fits(entry, RESEND))
    return dict(sorted(counts.items(), reverse=True))


FORM: Mapping[str, Any] = {
    "run": "",
    "run_page": "",
    "trouble": "",
    "chosen": "",
    "why": "",
    "period": "",
    "faults": (),
}


def list_deliveries(request: Request, wanted: Search, said: Mapping[str, Any], status: int = 200) -> Response:
    with warehouse.connect(settings().warehouse_url) as connection:
        found, failed = ledger.search(connection, wanted, SHOWN), count_failed(connection)
        view: dict[str, Any] = {
            "counts": ledger.count_states(connection, wanted),
            "periods": ledger.list_periods(connection, PERIODS),
        }
    view |= {"found": found, "failed": failed, "periods_named": name_periods({*failed, *(one.period for one in found)})}
    shared = {"wanted": wanted, "kinds": (*KINDS, OTHERS), "names": name_agencies(), "longest": LONGEST}
    return show_page(request, "halaman_pengiriman_daftar.html.j2", {**FORM, **shared, **view, **said}, status=status)


def show_delivery(request: Request, entry: Entry, said: Mapping[str, Any], status: int = 200) -> Response:
    with warehouse.connect(settings().warehouse_url) as connection:
        view = {
            "moves": ledger.read_moves(connection, entry.delivery_id),
            "receipts": messages.read_receipts(connection, entry.delivery_id),
            "kept": messages.read_message(connection, entry.delivery_id, entry.digest) is not None,
            "mailbox": addressee(connection, entry),
            "asked": entries.list_actions(connection, SHOWN, subject=entry.delivery_id),
        }
    choices = {action: LABELS[action] for action in find_choices(entry)}
    shared = {"entry": entry, "choices": choices, "names": name_agencies(), "longest": LONGEST}
    shared |= {"period_named": name_periods([entry.period])[entry.period]}
    return show_page(request, "halaman_pengiriman.html.j2", {**FORM, **shared, **view, **said}, status=status)


def name_periods(periods: Collection[str]) -> dict[str, str]:
    from include.letters.wording import name_period

    return {period: name_period(period) for period in periods}
