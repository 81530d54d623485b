"""What a liaison officer is reminded of on a day: what is late, what falls due that day, and what falls due soon."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

import pandas as pd

from include.sla.ahead import at_risk
from include.sla.lists import listed
from include.sla.scorecards import Listed, pick
from include.sla.tables import NATIONAL
from include.sla.working_days import WorkingDays

DAYS_AHEAD = 2  # working days after the day itself
SECTIONS = ("late", "today", "soon")
LATEST_FIRST = {"days_late": False, "due_on": True, "ticket_id": True, "stage": True}


@dataclass(frozen=True)
class Reminder:
    """One agency's open tickets, a row for each stage; no personal data."""

    day: date
    agency_id: str
    agency_name: str
    late: tuple[Listed, ...]  # past due, the latest first
    today: tuple[Listed, ...]  # due on the day
    soon: tuple[Listed, ...]  # due within the next DAYS_AHEAD working days, soonest first
    known_at: datetime  # generation time of the newest export


def due(standing: pd.DataFrame, tickets: pd.DataFrame, on: date, working_days: WorkingDays) -> pd.DataFrame:
    """The clocks of the national policy to be reminded of on that day, as letters list them; `section` is one of
    SECTIONS.

    `standing` are CLOCKS with their outcome. Neither what is paused nor what is undecided is in it.
    """
    clocks = standing[standing["policy"] == NATIONAL]
    late = clocks[clocks["outcome"] == "overdue"].sort_values([*LATEST_FIRST], ascending=[*LATEST_FIRST.values()])
    close = at_risk(clocks, on, working_days, DAYS_AHEAD).drop(columns="days_left")
    today = close["due_on"] == pd.Timestamp(on)
    sections = zip(SECTIONS, (late, close[today], close[~today]), strict=True)
    return listed(pd.concat([rows.assign(section=name) for name, rows in sections]), tickets)


def assemble(rows: pd.DataFrame, names: Mapping[str, str], on: date, known_at: datetime) -> list[Reminder]:
    """From the rows of `due`, a reminder for each agency that has any, in the order of `names`, which are by id."""
    sections = pick(rows.assign(explanation=""), ["agency_id", "section"], Listed)
    busy = set(rows["agency_id"])
    return [
        Reminder(
            day=on,
            agency_id=agency_id,
            agency_name=name,
            late=sections.get((agency_id, "late"), ()),
            today=sections.get((agency_id, "today"), ()),
            soon=sections.get((agency_id, "soon"), ()),
            known_at=known_at,
        )
        for agency_id, name in names.items()
        if agency_id in busy
    ]
