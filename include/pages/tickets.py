"""`/rapor/laporan`: what falls due next, and all that is known about one report."""

from __future__ import annotations

import re
from typing import Annotated

from fastapi import APIRouter, HTTPException, Path
from starlette.requests import Request
from starlette.responses import Response

from include.gateways import warehouse
from include.jobs import agenda, dossier
from include.mailroom import now_in_utc
from include.pages.agencies import name_agencies
from include.pages.responses import send_on, show_page
from include.settings import settings

ROUTER = APIRouter()
TICKET_ID = r"^[0-9]{1,10}$"
SHOWN = 25


@ROUTER.get("")
def show_list(request: Request, nomor: str = "", perangkat: str = "") -> Response:
    """To the report of this number; else what falls due next and is overdue the most, of all agencies or one."""
    number, names = nomor.strip(), name_agencies()
    if perangkat and perangkat not in names:
        raise HTTPException(404)
    fault = find_fault(number) if number else ""
    if number and not fault:
        return send_on(request, f"/laporan/{number}")
    view = {
        "agenda": agenda.list_agenda(perangkat, now_in_utc(), SHOWN),
        "names": names,
        "agency_id": perangkat,
        "number": nomor,
        "fault": fault,
    }
    return show_page(request, "halaman_laporan_daftar.html.j2", view, status=STATUS[fault])


STATUS = {"": 200, "unknown": 404, "malformed": 422}


def find_fault(number: str) -> str:
    """Why there is no page of this report: malformed | unknown; empty when there is one."""
    from include.gateways.warehouse.dossier import is_known

    if not re.match(TICKET_ID, number):
        return "malformed"
    with warehouse.connect(settings().warehouse_url) as connection:
        return "" if is_known(connection, number) else "unknown"


@ROUTER.get("/{ticket_id}")
def show(request: Request, ticket_id: Annotated[str, Path(pattern=TICKET_ID)]) -> Response:
    """All about this one; its title for those who may act alone, and of a confidential one only what letters tell."""
    from include.gateways.warehouse.dossier import read_dossier

    at = now_in_utc()
    with warehouse.connect(settings().warehouse_url) as connection:
        found = read_dossier(connection, ticket_id)
    if not found.known:
        raise HTTPException(404)
    ticket = next(found.tickets.itertuples(), None)
    confidential = ticket is None or bool(ticket.confidential)  # what is not known to be open is not shown
    view = {
        "dossier": found,
        "ticket": ticket,
        "confidential": confidential,
        "title": found.title if request.state.person.may_act and not confidential else None,
        "events": dossier.list_events(found),
        "sayings": dossier.list_sayings(found.snapshots, confidential),
        "accounts": dossier.tell_accounts(found, at) if ticket else [],
        "names": name_agencies(),
        "at": at,
    }
    return show_page(request, "halaman_laporan.html.j2", view)
