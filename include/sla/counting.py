"""Counting: from the day a clock started to the last day in time, by the ways of counting in force for its ticket."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from include.sla.rules import Rules
from include.sla.working_days import Days


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


def due_on(started_on: Days, days: Any, calendar: Any, counting: Counting, rules: Rules) -> Days:
    """The last day in time: `days` working days, or where `calendar` calendar days, after day zero."""
    working_days = rules.working_days
    kept = counting.that_day & ~working_days.is_working(started_on)
    left = np.asarray(days - (counting.start_day & (calendar | ~kept)) - counting.due_day_late)
    zero = working_days.zero(started_on)
    due = working_days.at(zero - kept + left)
    if not np.any(calendar):
        return due
    day_zero = np.where(kept, started_on, working_days.at(zero))
    return np.asarray(np.where(calendar, day_zero + left.astype("timedelta64[D]"), due))
