"""Tickets of the example letters, as the rules of the house read them when the week has ended."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import Any

import pandas as pd

from include.jobs.rules import load_rules
from include.sla import clocks, figures, lists
from include.sla.accounts import accounts
from include.sla.rules import Rules
from include.sla.scorecards import Listed, rows
from include.sla.tables import EVENTS, NATIONAL, TICKETS, shape
from include.sla.week import WIB, Week

MORNING, NOON, EVENING = time(9), time(12), time(15)
CLASSES = {5: "information", 14: "complaint", 60: "oversight"}  # by the limit of the resolution
ENDS = {"response": ["followed_up"], "resolution": ["followed_up", "closed"], "verification": ["disposed"]}
AGENCY, ANOTHER, COORDINATOR = "dinas-lingkungan-hidup", "dinas-perhubungan", "diskominfosantik"
BLANK = {"explanation": ""}


@dataclass(frozen=True)
class Life:
    """One ticket, and the stage by which a letter lists it."""

    number: int
    stage: str
    started_on: date
    stopped_on: date | None = None
    about: tuple[str, str] = ("", "")  # category, kecamatan
    observed: bool = False
    confidential: bool = False
    days_allowed: int = 14  # of a resolution
    ended: str = ""  # transferred | archived, where it was not answered


def read(lives: Sequence[Life], week: Week) -> list[Listed]:
    """These tickets in their order, each with the account of its clock where it is late."""
    if not lives:
        return []
    ends_at, rules = figures.last_moment(week), the_rules()
    tickets, events = lay_down(lives, ends_at)
    standing = figures.standing(clocks.run(tickets, events, rules), week, rules.working_days)
    wanted = pd.MultiIndex.from_tuples([(str(life.number), life.stage) for life in lives])
    mine = pd.MultiIndex.from_frame(standing[["ticket_id", "stage"]]).isin(wanted)
    national = (standing["policy"] == NATIONAL) & standing["agency_id"].isin([AGENCY, COORDINATOR])
    found = lists.listed(standing[national & mine], tickets)
    late = found["outcome"].isin(figures.BREACHED)
    told = pd.Series(list(accounts(found[late], tickets, events, rules, ends_at)), found.index[late], dtype="str")
    names = [field.name for field in fields(Listed)]
    by_id = {row["ticket_id"]: Listed(**row) for row in rows(found.assign(explanation=told).fillna(BLANK), names)}
    return [by_id[str(life.number)] for life in lives]


@cache
def the_rules() -> Rules:
    return load_rules()


def lay_down(lives: Sequence[Life], seen_at: datetime) -> tuple[pd.DataFrame, pd.DataFrame]:
    """TICKETS and EVENTS of these lives, last seen at this moment."""
    tickets = [ticket(life) | {"last_seen_at": seen_at} for life in lives]
    events = [event for life in lives for event in tell(life)]
    frame = pd.DataFrame(events, columns=list(EVENTS)).sort_values(["ticket_id", "at"])
    return shape(pd.DataFrame(tickets), TICKETS), shape(frame, EVENTS)


def ticket(life: Life) -> dict[str, Any]:
    received_at = at(life.started_on, MORNING)
    return dict.fromkeys(TICKETS, "") | {
        "ticket_id": str(life.number), "received_at": received_at, "first_seen_at": received_at,
        "classification": CLASSES[life.days_allowed], "category": life.about[0], "district": life.about[1],
        "confidential": life.confidential, "agency_id": AGENCY, "rating": None,
    }  # fmt: skip


def tell(life: Life) -> list[dict[str, Any]]:
    """Disposed on the day it came, unless that is what it waits for; then what ended the stage."""
    said = [] if life.stage == "verification" else [("disposed", at(life.started_on, NOON))]
    if life.stopped_on:
        ends = {"transferred": ["disposed"], "archived": ["archived"]}.get(life.ended, ENDS[life.stage])
        said += [(kind, at(life.stopped_on, EVENING)) for kind in ends]
    before = timedelta(days=1) if life.observed else timedelta()
    return [
        {"ticket_id": str(life.number), "kind": kind, "at": moment, "earliest_at": moment - before,
         "agency_id": ANOTHER if life.ended == "transferred" and moment.time() == EVENING else AGENCY,
         "source": "export" if life.observed else "api"}
        for kind, moment in said
    ]  # fmt: skip


def at(day: date, hour: time) -> datetime:
    return datetime.combine(day, hour, WIB)
