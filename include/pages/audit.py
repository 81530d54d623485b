"""`/rapor/catatan`: what people did on these pages, the newest first."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from include.gateways import warehouse
from include.gateways.warehouse import audit
from include.gateways.warehouse.audit import Logged
from include.gateways.warehouse.ledger import Connection
from include.mailroom import now_in_utc
from include.pages.responses import show_page
from include.settings import settings

ROUTER = APIRouter()
SHOWN = 200


@ROUTER.get("")
def show(request: Request) -> Response:
    """The last entries of the audit log."""
    with warehouse.connect(settings().warehouse_url) as connection:
        entries = audit.list_actions(connection, SHOWN)
    return show_page(request, "halaman_catatan.html.j2", {"entries": entries, "shown": SHOWN})


def log(connection: Connection, request: Request, action: str, subject: str, details: str = "") -> None:
    """Write down what the person who sent this form has done; `details` name nobody."""
    audit.log_action(connection, Logged(now_in_utc(), request.state.person.name, action, subject, details))
