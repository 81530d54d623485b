"""The lists of a scorecard: which tickets are late, which fall due next, and which others its lines count."""

from __future__ import annotations

import numpy as np
import pandas as pd

from include.sla.figures import BREACHED, last_day, observed
from include.sla.period import Span
from include.sla.tables import MOMENT, NATIONAL
from include.sla.working_days import WorkingDays, local_days

DAYS_AHEAD = 5  # working days
MOST_SHOWN = 10  # of a list, in a letter; the workbook has all
ORDER = {  # of each list: its columns, and those of them that descend
    "late": (["agency_id", "outcome", "days_late", "due_on", "ticket_id", "stage"], {"outcome", "days_late"}),
    "upcoming": (["agency_id", "due_on", "ticket_id", "stage"], set()),
    "other": (["agency_id", "ticket_id", "stage", "round"], set()),
}


def lists(standing: pd.DataFrame, tickets: pd.DataFrame, week: Span, working_days: WorkingDays) -> pd.DataFrame:
    """Every clock under the national policy in one list: `list` is one of ORDER, `position` the place in it from 1.

    Late are those that ran out, open ones first, then the latest; upcoming those that run out within five working days
    after the week, soonest first.
    """
    rows = listed(standing[standing["policy"] == NATIONAL], tickets)
    late, soon = rows["outcome"].isin(BREACHED), falls_due(rows, week, working_days)
    rows = rows.assign(list=np.select([late, soon], ["late", "upcoming"], "other"))
    found = pd.concat([order(rows[rows["list"] == name], name) for name in ORDER])
    return found.assign(position=found.groupby(["agency_id", "list"]).cumcount() + 1)


def listed(clocks: pd.DataFrame, tickets: pd.DataFrame) -> pd.DataFrame:
    """Clocks as a letter lists them; of a confidential ticket only its id and days are shown."""
    known = tickets[["ticket_id", "category", "district", "confidential"]]
    rows = clocks.assign(observed=observed(clocks)).merge(known, on="ticket_id")
    rows["category"] = rows["category"].mask(rows["confidential"], "")
    rows["district"] = rows["district"].mask(rows["confidential"], "")
    done = ~rows["outcome"].isin(["overdue", "running"])
    stopped_on = local_days(rows["stopped_at"].where(done).astype(MOMENT))
    return rows.assign(started_on=local_days(rows["started_at"]), stopped_on=stopped_on)


def falls_due(rows: pd.DataFrame, week: Span, working_days: WorkingDays) -> pd.Series[bool]:
    until = pd.Timestamp(working_days.add([last_day(week)], DAYS_AHEAD - 1)[0])  # day zero is the first of them
    return (rows["outcome"] == "running") & rows["paused_at"].isna() & (rows["due_on"] <= until)


def order(rows: pd.DataFrame, name: str) -> pd.DataFrame:
    columns, descending = ORDER[name]
    return rows.sort_values(columns, ascending=[column not in descending for column in columns])
