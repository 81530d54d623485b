"""Counting: from the day a clock started to the last day in time, by the ways of counting in force for its ticket."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from include.sla.rules import Rules
from include.sla.working_days import Days, WorkingDays


@dataclass(frozen=True)
class Counting:
    """For each clock how its days are counted."""

    start_day: Any  # bool: the first day is counted
    that_day: Any  # bool: a start on a day off is not moved to the next working day
    due_day_late: Any  # bool: late from the due date on

    @classmethod
    def of(cls, rules: Rules, received_on: Days) -> Counting:
        return cls(
            rules.holds("count_start_day", "yes", received_on),
            rules.holds("start_on_day_off", "that_day", received_on),
            rules.holds("late_from", "due_day", received_on),
        )


def counted_after(started_on: Days, counting: Counting, working_days: WorkingDays) -> Days:
    """The day after which days are counted: day zero, or the day before it where day zero is day 1."""
    zero = np.where(counting.that_day, started_on, working_days.start(started_on))
    return np.asarray(zero - counting.start_day.astype("timedelta64[D]"))


def due_on(started_on: Days, days: Any, calendar: Any, counting: Counting, working_days: WorkingDays) -> Days:
    """The last day in time: the `days`-th of the working days counted, or of all days where `calendar` is true."""
    after, left = counted_after(started_on, counting, working_days), days - counting.due_day_late
    due = working_days.shift(after, left)
    return np.asarray(np.where(calendar, after + left.astype("timedelta64[D]"), due))
