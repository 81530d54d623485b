"""The rules as the clocks need them: deadlines, coordinators and calendar, with the versions they came in."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from include.sla.working_days import WorkingDays


@dataclass(frozen=True)
class Rules:
    deadlines: pd.DataFrame  # policy, stage, classification, days, unit, valid_from, valid_to, article
    coordinators: pd.DataFrame  # agency_id, valid_from, valid_to
    working_days: WorkingDays
    rulebook_version: str
    calendar_version: str

    @property
    def reply_days(self) -> int:
        """Working days after which the system closes a ticket that the citizen has not replied to."""
        return int(self.deadlines[self.deadlines["stage"] == "reply"]["days"].iloc[-1])
