"""`/rapor/mutu/karantina…`: rows of exports that could not be read, and a form to mend one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Depends, HTTPException, Path
from starlette.requests import Request
from starlette.responses import Response

from include.gateways import warehouse
from include.gateways.warehouse import quality
from include.gateways.warehouse.quality import Unread
from include.jobs import repairs
from include.jobs.repairs import StillFaulty, Waiting
from include.pages import audit
from include.pages.forms import Fields
from include.pages.responses import send_on, show_page
from include.pages.syncs import Done, tell_sync
from include.settings import settings

ROUTER = APIRouter()
SHOWN = 200
DIGEST = r"^[0-9a-f]{64}$"
MOST_ROWS = 1_048_576  # of a sheet
FIELD = "sel-"  # begins the name of each cell's field; its place in the row follows


def read(digest: Annotated[str, Path(pattern=DIGEST)], row: Annotated[int, Path(ge=1, le=MOST_ROWS)]) -> Unread:
    """404 for a row that was never set aside."""
    with warehouse.connect(settings().warehouse_url) as connection:
        unread = quality.find_unread(connection, digest, row)
    if unread is None:
        raise HTTPException(404)
    return unread


Row = Annotated[Unread, Depends(read)]


@ROUTER.get("")
def show_list(request: Request, done: Done, kolom: str = "") -> Response:
    """The rows that wait, of the newest export first; all, or those at fault in one column."""
    with warehouse.connect(settings().warehouse_url) as connection:
        counts = quality.count_unread(connection)
        if kolom and kolom not in counts and not done.message:
            raise HTTPException(404)
        rows = quality.list_unread(connection, SHOWN, kolom)
    view = {
        "rows": rows,
        "counts": counts,
        "column": kolom,
        "waiting": {row for row in rows if repairs.is_waiting(row)},
    }
    return show_page(request, "halaman_mutu_karantina.html.j2", view | done.view())


@ROUTER.get("/{digest}/{row}")
def show(request: Request, unread: Row) -> Response:
    """What is wrong with it; its cells for those who may mend them alone."""
    return show_row(request, unread, {})


@ROUTER.post("/{digest}/{row}")
def mend(request: Request, unread: Row, fields: Fields) -> Response:
    """Bring the row by a file that mends it."""
    missing = [cell for cell in repairs.list_cells(unread) if cell.missing]
    filled = {cell.column: fields.get(f"{FIELD}{cell.place}", "") for cell in missing}
    if not filled:
        return show_row(request, unread, {}, 409)
    try:
        repairs.mend(unread, filled)
    except Waiting:
        return show_row(request, unread, {}, 409)
    except StillFaulty as fault:
        return show_row(request, unread, {"filled": filled, "fault": fault, "at": fault.column}, 422)
    with warehouse.connect(settings().warehouse_url) as connection:
        audit.log(connection, request, "repair", f"{unread.name}, baris {unread.row}", ", ".join(find_filled(filled)))
    return send_on(request, f"/mutu/karantina?{tell_sync(request, 'diperbaiki')}")


def find_filled(filled: Mapping[str, str]) -> list[str]:
    """The columns in which something was written; what that was is nobody's to read."""
    return [column for column, text in filled.items() if text.strip()]


def show_row(request: Request, unread: Unread, said: Mapping[str, Any], status: int = 200) -> Response:
    may_act = request.state.person.may_act
    with warehouse.connect(settings().warehouse_url) as connection:
        mended = quality.find_file(connection, unread.repaired_by) if unread.repaired_by else None
    view: dict[str, Any] = {
        "unread": unread,
        "cells": repairs.list_cells(unread) if may_act else [],
        "mended": mended,
        "waiting": repairs.is_waiting(unread),
        "field": FIELD,
        "longest": repairs.LONGEST,
        "filled": {},
        "fault": "",
        "at": "",
    }
    return show_page(request, "halaman_mutu_baris.html.j2", view | dict(said), status=status)
