"""`/rapor/rapor…`: one agency's week as its letter told it, and what it would tell by now."""

from __future__ import annotations

from functools import partial
from typing import Annotated, Any, NamedTuple

from anyio import CapacityLimiter, to_thread
from fastapi import APIRouter, Depends, HTTPException
from starlette.requests import Request
from starlette.responses import Response

from include.gateways import warehouse
from include.gateways.warehouse import messages, overview
from include.gateways.warehouse.ledger import Connection, Entry
from include.gateways.warehouse.overview import Told
from include.jobs import second_look
from include.jobs.basis import LostRulebook
from include.jobs.drafts import read_week
from include.jobs.rulings import read_approval
from include.jobs.second_look import SecondLook
from include.jobs.week_state import read_health
from include.pages.responses import send_on, show_page
from include.pages.weeks import OFFERED, Known, find_week
from include.rulebook import agencies
from include.rulebook.agencies import Agency
from include.settings import settings
from include.sla.scorecards import Line, Scorecard
from include.sla.tables import NATIONAL
from include.sla.week import Week

ROUTER = APIRouter()
WEEKS_SHOWN = 26  # of the history
MOST_SHOWN = 100  # of a list
# Figures are worked out anew by one at a time: Airflow's own pages need the API server's other threads.
ONE = CapacityLimiter(1)


def read_card(connection: Connection, week: Week, agency_id: str) -> Scorecard | None:
    """The scorecard in place; None where there is none."""
    from include.gateways.warehouse import weeks
    from include.sla import scorecards

    told = weeks.read_scorecards(connection, str(week), str(week.shift(-1)), agency_id)
    return next(iter(scorecards.assemble(told)), None)


def find_card(week: Known, agency_id: str) -> Scorecard:
    """404 where there is no scorecard."""
    with warehouse.connect(settings().warehouse_url) as connection:
        card = read_card(connection, week, agency_id)
    if card is None:
        raise HTTPException(404)
    return card


Card = Annotated[Scorecard, Depends(find_card)]


class Fresh(NamedTuple):
    """The second look that was asked for; None where the rules that it needs are lost."""

    look: SecondLook | None


async def look_again(card: Card, sekarang: bool = False) -> Fresh | None:
    """Worked out only when it is asked for."""
    if not sekarang:
        return None
    work = partial(second_look.look_again, card.week, card.agency_id)
    try:
        return Fresh(await to_thread.run_sync(work, limiter=ONE))
    except LostRulebook:
        return Fresh(None)


Asked = Annotated[Fresh | None, Depends(look_again)]


@ROUTER.get("")
def choose(request: Request, pekan: str = "", perangkat: str = "") -> Response:
    """The form to choose an agency and a week by, and once they are chosen their scorecard."""
    with warehouse.connect(settings().warehouse_url) as connection:
        weeks = [Week.parse(week) for week in overview.list_weeks(connection, OFFERED)]
        found = read_card(connection, find_week(pekan), perangkat) if pekan and perangkat else None
    if found:
        return send_on(request, f"/rapor/{found.week}/{found.agency_id}")
    view = {"weeks": weeks, "groups": read_groups(), "week": pekan, "agency_id": perangkat}
    return show_page(request, "halaman_rapor.html.j2", view, status=422 if pekan and perangkat else 200)


@ROUTER.get("/{week}/{agency_id}")
def show(request: Request, card: Card, fresh: Asked) -> Response:
    """What was told, and what would be told otherwise; the letter, and the weeks before and after."""
    with warehouse.connect(settings().warehouse_url) as connection:
        look = fresh.look if fresh else second_look.recall(connection, card.week, card.agency_id)
        told = overview.list_history(connection, card.agency_id, OFFERED)
        letter = describe_letter(connection, card)
    view = describe(card, look) | letter | describe_history(card, told) | {"asked": fresh is not None}
    return show_page(request, "halaman_rapor_satu.html.j2", view)


def describe(card: Scorecard, look: SecondLook | None) -> dict[str, Any]:
    """What was told, in one sentence and in figures, beside what would be told."""
    from include.letters.wording import headline

    lines = pair(card, look)
    return {"card": card, "headline": headline(card), "lines": lines, "look": look, "shown": MOST_SHOWN}


def pair(card: Scorecard, look: SecondLook | None) -> list[tuple[Line, Line]]:
    """Each line of the national policy as it was told, and as it would be."""
    told = [line for line in card.lines if line.policy == NATIONAL]
    return [(line, second_look.revise(line, look.changes if look else ())) for line in told]


def describe_letter(connection: Connection, card: Scorecard) -> dict[str, Any]:
    """Where the letter is, and what it waits for."""
    deliveries = [one for one in read_week(connection, card.week) if one.agency_id == card.agency_id]
    health = read_health(connection)
    return {
        "deliveries": deliveries,
        "letter": next((one for one in deliveries if is_kept(connection, one)), None),
        "approval": read_approval(connection, card.week, deliveries),
        "health": health,
        "held": health.holds(card.agency_id, deliveries),
    }


def is_kept(connection: Connection, entry: Entry) -> bool:
    """Whether there is something to show of it."""
    return messages.read_message(connection, entry.delivery_id, entry.digest) is not None


def describe_history(card: Scorecard, told: list[Told]) -> dict[str, Any]:
    """The agency's last weeks, and those beside this one; `told` is the newest first."""
    weeks = [one.week for one in told]
    here = weeks.index(str(card.week))
    return {
        "history": [(Week.parse(one.week), one) for one in told[:WEEKS_SHOWN]],
        "weeks": len(told),
        "after": Week.parse(weeks[here - 1]) if here else None,
        "before": Week.parse(weeks[here + 1]) if here + 1 < len(weeks) else None,
    }


def read_groups() -> list[tuple[str, list[Agency]]]:
    """The agencies of the register in their groups, in its order."""
    groups: dict[str, list[Agency]] = {}
    for agency in agencies.load().agencies.values():
        groups.setdefault(agency.group, []).append(agency)
    return list(groups.items())
