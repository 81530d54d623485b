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
    off = ~working_days.is_working(started_on)
    moved = off & ~counting.that_day
    first_counts = counting.start_day & (moved | ~off | calendar)
    left = days - first_counts - counting.due_day_late
    due = working_days.at(working_days.count(started_on) + moved - 1 + np.where(calendar, ~moved, left))
    if not np.any(calendar):
        return due
    zero = np.where(moved, due, started_on)
    return np.asarray(np.where(calendar, zero + np.asarray(left).astype("timedelta64[D]"), due))
