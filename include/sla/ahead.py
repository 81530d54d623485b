"""What lies ahead: clocks that will fall due, those that are close, and the rate that answering them would reach."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd

from include.sla.figures import BREACHED, LINE
from include.sla.lists import DAYS_AHEAD
from include.sla.working_days import Days, WorkingDays


def next_days(after: date, working_days: WorkingDays, days: int = DAYS_AHEAD) -> Days:
    """The next so many working days after this day."""
    return working_days.at(working_days.count([after]) + np.arange(days))


def calendar_ahead(
    standing: pd.DataFrame, after: date, working_days: WorkingDays, days: int = DAYS_AHEAD
) -> pd.DataFrame:
    """By agency_id, stage and policy: how many running clocks fall due on each of the next working days.

    One column a day. A limit in calendar days may fall due on a day off between them, which then has a column too.
    """
    due = next_days(after, working_days, days).astype("datetime64[s]")
    clocks = ticking(standing)
    clocks = clocks[(clocks["due_on"] > pd.Timestamp(after)) & (clocks["due_on"] <= due[-1])]
    every = pd.Index(np.union1d(due, clocks["due_on"].to_numpy()), name="due_on")
    table: pd.DataFrame = clocks.groupby([*LINE, "due_on"]).size().unstack(fill_value=0)
    return table.reindex(columns=every, fill_value=0)


def at_risk(standing: pd.DataFrame, on: date, working_days: WorkingDays, most_days: int) -> pd.DataFrame:
    """The running clocks with so few working days left after this day, with `days_left`; soonest first.

    0 means that this day is the last one in time.
    """
    clocks = ticking(standing)
    clocks = clocks[clocks["due_on"] >= pd.Timestamp(on)]
    left = working_days.count(clocks["due_on"]) - working_days.count([on])
    close = clocks.assign(days_left=left)[left <= most_days]
    return close.sort_values(["agency_id", "due_on", "ticket_id", "stage", "policy"])


def ticking(standing: pd.DataFrame) -> pd.DataFrame:
    """The clocks that will run out unless somebody answers: running, and not paused."""
    return standing[(standing["outcome"] == "running") & standing["paused_at"].isna()]


def what_if(lines: pd.DataFrame, answered: pd.Series[int]) -> pd.DataFrame:
    """The rate each line has, and the one it reaches when so many running clocks more are answered in time.

    Both are by agency_id, stage and policy; `lines` has met, late and overdue. Those stay late or overdue whatever is
    done now. Columns: met, counted, answered, rate, reachable; the rates 0..1, missing where nothing is decided.
    """
    table = lines.assign(counted=lines[["met", *BREACHED]].sum(axis=1))[["met", "counted"]]
    table = table.join(answered.rename("answered"), how="outer").fillna(0).astype("int64")
    reached, decided = table["met"] + table["answered"], table["counted"] + table["answered"]
    return table.assign(rate=table["met"] / table["counted"], reachable=reached / decided)
