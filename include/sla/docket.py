"""The docket: TICKETS by row, as spans and clocks ask for them: when received, who coordinated, by which rules."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from include.sla.rules import Rules, as_days
from include.sla.timeline import Bools, utc
from include.sla.working_days import Days, local_days


class Docket:
    """TICKETS with the rules; every array has one value a ticket."""

    def __init__(self, tickets: pd.DataFrame, rules: Rules) -> None:
        self.tickets, self.rules = tickets, rules
        self.rows = np.arange(len(tickets))
        self.received_at = utc(tickets["received_at"])
        self.received_on = local_days(tickets["received_at"])
        self.classification = tickets["classification"].to_numpy(dtype=object)
        self.agency_id = tickets["agency_id"].to_numpy(dtype=object)
        self.coordinator_id = coordinating(rules.coordinators, self.received_on)

    def holds(self, rule: str, value: str) -> Bools:
        """For which tickets this way of counting is in force."""
        return self.rules.holds(rule, value, self.received_on)

    def under(self, limit: Any) -> Bools:
        """To which tickets this line of the deadlines applies."""
        since, until = as_days(pd.Series([limit.valid_from, limit.valid_to]))
        valid = (since <= self.received_on) & (self.received_on <= until)
        return np.asarray(valid & ((limit.classification == "*") | (self.classification == limit.classification)))


def coordinating(coordinators: pd.DataFrame, days: Days) -> Any:
    """Who coordinates on each of these days."""
    seats = np.full(len(days), "", dtype=object)
    since, until = as_days(coordinators["valid_from"]), as_days(coordinators["valid_to"])
    for agency_id, first, last in zip(coordinators["agency_id"], since, until, strict=True):
        seats[(first <= days) & (days <= last)] = agency_id
    return seats
