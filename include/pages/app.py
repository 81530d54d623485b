"""All pages as one application, and what somebody reads instead of a page."""

from __future__ import annotations

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from include.pages import (
    access,
    audit,
    deliveries,
    letters,
    quality,
    quarantine,
    receipts,
    scorecards,
    tickets,
    uploads,
    weeks,
    words,
)
from include.pages.responses import CLOSED, guard, show_page

NOT_FOUND = 404
PAGES = {
    "": weeks.HOME, "/pekan": weeks.ROUTER, "/rapor": scorecards.ROUTER,
    "/laporan": tickets.ROUTER, "/pengiriman": deliveries.ROUTER, "/surat": letters.ROUTER, "/catatan": audit.ROUTER,
    "/mutu": quality.ROUTER, "/mutu/karantina": quarantine.ROUTER, "/mutu/kata": words.ROUTER,
    "/unggah": uploads.ROUTER,
}  # fmt: skip


def build_app() -> FastAPI:
    """The application that Airflow's API server mounts; an auth manager must be there once a page is asked for."""
    app = FastAPI(title="Rapor LAPOR", docs_url=None, redoc_url=None, openapi_url=None, redirect_slashes=False)
    app.include_router(receipts.ROUTER)
    for prefix, router in PAGES.items():
        app.include_router(router, prefix=prefix, dependencies=[access.only_viewers()])
    app.add_exception_handler(HTTPException, explain)
    app.add_exception_handler(Exception, explain)  # the log tells of it all the same
    app.add_exception_handler(RequestValidationError, lambda request, _: show_message(request, NOT_FOUND))
    return app


def explain(request: Request, error: Exception) -> Response:
    """The way to the login page and back, or a page that says why there is no other."""
    if access.unknown(error):
        return RedirectResponse(access.find_login(request), status_code=303, headers=guard(CLOSED))
    return show_message(request, getattr(error, "status_code", 500))


def show_message(request: Request, status: int) -> Response:
    return show_page(request, "halaman_pesan.html.j2", {"status": status}, status=status)
