"""`/rapor/pekan…`: how a week stands, at a glance."""

from __future__ import annotations

from datetime import date, timedelta
from enum import StrEnum
from typing import Annotated, Any

from fastapi import APIRouter, Depends, HTTPException
from starlette.requests import Request
from starlette.responses import Response

from include.gateways import warehouse
from include.gateways.warehouse import overview
from include.jobs.groups import LEADERSHIP
from include.jobs.week_state import AgencyWeek, WeekState, count_states, read_health, read_state
from include.mailroom import now_in_utc
from include.pages.agencies import name_agencies
from include.pages.responses import send_on, show_page
from include.rulebook.decrees import FIRST_YEAR
from include.settings import settings
from include.sla.week import Week

HOME = APIRouter()
ROUTER = APIRouter()
OFFERED = 520  # ten years
EARLIEST = Week.on(date(FIRST_YEAR, 1, 4))


class Part(StrEnum):
    """Which agencies the list shows."""

    ALL = "semua"
    BUSY = "berlaporan"
    HELD = "ditahan"
    UNSENT = "belum-terkirim"


def find_week(week: str) -> Week:
    """404 for what is no week, lies before the calendar, or has not begun."""
    try:
        found = Week.parse(week)
    except ValueError:
        raise HTTPException(404) from None
    if not EARLIEST <= found <= Week.of(now_in_utc()):
        raise HTTPException(404)
    return found


Known = Annotated[Week, Depends(find_week)]


@HOME.get("/")
def go_home(request: Request) -> Response:
    """The first page of ours."""
    return send_on(request, "/pekan")


@ROUTER.get("")
def show_last(request: Request, pekan: str = "") -> Response:
    """The week that was chosen, else the last one with scorecards, else how far things have come without one."""
    if pekan:
        return send_on(request, f"/pekan/{find_week(pekan)}")
    with warehouse.connect(settings().warehouse_url) as connection:
        last, health = overview.list_weeks(connection, 1), read_health(connection)
    if not last:
        return show_page(request, "halaman_pekan_kosong.html.j2", {"health": health})
    return show(request, Week.parse(last[0]))


@ROUTER.get("/{week}")
def show(request: Request, week: Known, tampil: Part = Part.BUSY) -> Response:
    """All of one week."""
    with warehouse.connect(settings().warehouse_url) as connection:
        state, weeks = read_state(connection, week), overview.list_weeks(connection, OFFERED)
    parts = {part: [one for one in state.agencies if lies_in(part, one)] for part in Part}
    view = {
        "state": state,
        "parts": parts,
        "part_shown": tampil,
        "names": name_agencies(),
        "approval": settings().approval,
    }
    return show_page(request, "halaman_pekan.html.j2", view | describe(state) | place(week, weeks))


def is_late(state: WeekState) -> bool:
    """Whether the time to approve what was shown has run out."""
    shown_at = state.approval.shown_at
    return shown_at is not None and now_in_utc() - shown_at > timedelta(hours=settings().approval_hours)


def describe(state: WeekState) -> dict[str, Any]:
    """The regency's figures, and the letters in numbers."""
    told = [one.told for one in state.agencies]
    leadership = [entry for entry in state.deliveries if entry.agency_id == LEADERSHIP]
    return {
        "received": sum(one.received for one in told),
        "met": sum(one.met for one in told),
        "decided": sum(one.decided for one in told),
        "overdue": sum(one.overdue for one in told),
        "counts": count_states(state.deliveries),
        "late": is_late(state),
        "leadership": leadership,
        "leadership_held": bool(told) and state.health.holds(LEADERSHIP, leadership),
    }


def place(week: Week, weeks: list[str]) -> dict[str, Any]:
    """The weeks there are, and those beside this one; one that should have been scored and was not is among them."""
    last = max([Week.before(now_in_utc()), *map(Week.parse, weeks[:1])])
    return {
        "week": week,
        "over": week <= Week.before(now_in_utc()),
        "weeks": [Week.parse(one) for one in weeks],
        "before": week.shift(-1) if weeks and str(week) > weeks[-1] else None,
        "after": week.shift(1) if week < last else None,
    }


def lies_in(part: Part, one: AgencyWeek) -> bool:
    if part is Part.BUSY:
        return one.held or not one.told.quiet
    if part is Part.UNSENT:
        return not any(entry.state in ("accepted", "delivered") for entry in one.deliveries)
    return part is Part.ALL or one.held
