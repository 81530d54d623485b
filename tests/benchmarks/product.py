"""What is measured: the house's own functions, each called here and nowhere else in the benchmarks."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from include.sla import clocks, counting, figures, outcomes, trends
from include.sla.counting import Counting
from include.sla.rules import Rules
from include.sla.timeline import Timeline
from include.sla.week import Week
from include.sla.working_days import WorkingDays, days_in_wib, local_days
from tests.benchmarks.lives import ENDS, NEWEST

run = clocks.run
read = outcomes.read
courses, count, weekly = trends.courses, trends.count, trends.weekly


def deadlines(rows: pd.DataFrame, working_days: WorkingDays) -> tuple[Any, Any]:
    """By row of CLOCKS: the last day in time, and the outcome as a number (0 in time, 1 late, 2 still open)."""
    due = working_days.add(local_days(rows["started_at"]), rows["days_allowed"].to_numpy())
    stopped = local_days(rows["stopped_at"])
    return due, np.where(np.isnat(stopped), 2, stopped > due)


def full_outcomes(rows: pd.DataFrame, rules: Rules) -> pd.DataFrame:
    """CLOCKS with both due dates counted anew and the outcome read, by all rules, intervals included."""
    way = Counting.of(rules, local_days(rows["started_at"]))
    allowed, calendar = rows["days_allowed"].to_numpy(), (rows["unit"] == "calendar").to_numpy()
    starts = (rows[name].dt.tz_convert(None).to_numpy() for name in ("started_at", "started_earliest_at"))
    latest, earliest = (
        counting.due_on(days_in_wib(started), allowed, calendar, way, rules.working_days) for started in starts
    )
    return outcomes.read(rows.assign(due_on=latest, due_earliest_on=earliest), NEWEST, rules.working_days)


def stage_times(tickets: pd.DataFrame, events: pd.DataFrame) -> dict[str, Any]:
    """By ticket: when it was first disposed, first and last followed up, and when it ended last; NaT for never."""
    timeline = Timeline.of(tickets, events)
    rows = np.arange(len(tickets))
    disposed, answered = timeline.has(["disposed"]), timeline.has(["followed_up"])
    return {
        "disposed": timeline.moment(timeline.next(disposed, timeline.first[:-1], rows)),
        "answered": timeline.moment(timeline.next(answered, timeline.first[:-1], rows)),
        "settled": timeline.moment(timeline.last(answered)),
        "ended": timeline.moment(timeline.last(timeline.has(ENDS))),
    }


def standing(rows: pd.DataFrame, week: Week, working_days: WorkingDays) -> pd.DataFrame:
    """The counts of one week by line, read as of its end."""
    return figures.count(figures.standing(rows, week, working_days))
