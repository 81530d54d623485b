"""Gatherings: the kecamatan and categories of which the regency gets the most tickets."""

from __future__ import annotations

from datetime import timedelta

import pandas as pd

from include.sla.tables import GATHERINGS, shape
from include.sla.week import Week

FEWEST_TOLD = 3  # tickets; of fewer, a kecamatan could give a citizen away
WEEKS = timedelta(weeks=4)


def gatherings(tickets: pd.DataFrame, week: Week) -> pd.DataFrame:
    """GATHERINGS: tickets of the four weeks that end with this one, and of the four before, the most first.

    Confidential tickets, and those that name no kecamatan or category, are left out.
    """
    since, until = week.ends_at - 2 * WEEKS, week.ends_at
    recent = tickets[~tickets["confidential"] & (tickets["received_at"] >= since) & (tickets["received_at"] < until)]
    recent = recent.assign(new=recent["received_at"] >= week.ends_at - WEEKS)
    found = pd.concat([count(recent, what) for what in ("district", "category")])
    return shape(found[found["received"] >= FEWEST_TOLD].assign(week=str(week)), GATHERINGS)


def count(recent: pd.DataFrame, what: str) -> pd.DataFrame:
    by_name = recent[recent[what] != ""].groupby(what)["new"]
    received = by_name.sum()
    rows = pd.DataFrame({"received": received, "before": by_name.size() - received})
    rows = rows.rename_axis("name").reset_index().assign(what=what)
    return rows.sort_values(["received", "name"], ascending=[False, True])
