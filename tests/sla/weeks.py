"""Weeks for tests: the moments of one, tickets as its exports show them, and what was known when it ended."""

from __future__ import annotations

from typing import Any

import pandas as pd

from include.sla import clocks as rules
from include.sla import figures
from include.sla import tickets as history
from include.sla.period import Span
from include.sla.rules import Rules
from include.sla.week import Week
from tests.builders import a_snapshot, snapshots, the_rules, working_days

WEEK = Week.parse("2026-W38")  # 14 to 20 September
MON = "Monday 2026-09-07 15:30"
MON2 = "Monday 2026-09-14 15:30"
TUE2 = "Tuesday 2026-09-15 15:30"
WED2 = "Wednesday 2026-09-16 15:30"
FRI2 = "Friday 2026-09-18 15:30"
MON3 = "Monday 2026-09-21 00:30"
MON2_EARLY = "Monday 2026-09-14 09:00"
MON4 = "Monday 2026-09-28 00:30"


def look(week: Span, *rows: dict[str, Any], by: Rules | None = None) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Tickets, events and standing as of the week's end."""
    seen = snapshots(*rows)
    tickets, events = history.as_of(history.latest(seen), history.changes(seen), figures.last_moment(week))
    return tickets, events, figures.standing(rules.run(tickets, events, by or the_rules()), week, working_days())


def story(ticket: str, *states: tuple[str, str], **other: Any) -> list[dict[str, Any]]:
    return [a_snapshot(at, state, ticket_id=ticket, **other) for at, state in states]
