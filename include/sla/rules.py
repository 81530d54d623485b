"""The rules as the clocks need them: deadlines, ways of counting, coordinators and calendar, with their versions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from include.sla.working_days import WorkingDays


@dataclass(frozen=True)
class Rules:
    """Effective-dated by the day a ticket was received; `valid_from` and `valid_to` are days, both included."""

    deadlines: pd.DataFrame  # policy, stage, classification, days, unit, valid_from, valid_to, article, certainty
    counting: pd.DataFrame  # rule, value, valid_from, valid_to, source, certainty
    coordinators: pd.DataFrame  # agency_id, valid_from, valid_to
    working_days: WorkingDays
    days_off: pd.DataFrame = field(repr=False)  # on, name, kind, decree, announced_on, estimated
    rulebook_version: str
    calendar_version: str

    def reply_days(self, received_on: Any) -> np.ndarray[Any, np.dtype[np.int64]]:
        """For tickets received on these days: working days after which the system closes a ticket that the citizen has
        not replied to."""
        days = np.asarray(received_on, dtype="datetime64[D]")
        lines, found = self.deadlines[self.deadlines["stage"] == "reply"], np.zeros(days.shape, dtype="int64")
        spans = zip(as_days(lines["valid_from"]), as_days(lines["valid_to"]), lines["days"], strict=True)
        for since, until, number in spans:
            found[(since <= days) & (days <= until)] = number
        return found

    def holds(self, rule: str, value: str, received_on: Any) -> np.ndarray[Any, np.dtype[np.bool_]]:
        """For tickets received on these days: whether this way of counting is in force."""
        days = np.asarray(received_on, dtype="datetime64[D]")
        found = np.zeros(days.shape, dtype=bool)
        for since, until in self._in_force.get((rule, value), ()):
            found |= (since <= days) & (days <= until)
        return found

    @cached_property
    def _in_force(self) -> Mapping[tuple[str, str], list[tuple[Any, Any]]]:
        """From when until when each way of counting is: some thirty times asked for by a run of the clocks."""
        found, lines = defaultdict(list), self.counting
        spans = zip(as_days(lines["valid_from"]), as_days(lines["valid_to"]), strict=True)
        for rule, value, span in zip(lines["rule"], lines["value"], spans, strict=True):
            found[rule, value].append(span)
        return found


def as_days(column: pd.Series[Any]) -> Any:
    return column.to_numpy().astype("datetime64[D]")
