"""Pauses: a postponed ticket (tunda) moves the due dates of the clocks that ran when it was postponed."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from include.sla.working_days import WorkingDays, local_days


def apply(clocks: pd.DataFrame, events: pd.DataFrame, working_days: WorkingDays) -> pd.DataFrame:
    """CLOCKS with `due_on` moved by finished pauses, and `paused_at` where one has not ended."""
    clocks = clocks.reset_index(drop=True)
    for pause in rounds(pair(events)):
        found = clocks[["ticket_id"]].merge(pause, "left", "ticket_id")
        clocks = pause_once(clocks, found["paused"], found["resumed"], working_days)
    return clocks


def pair(events: pd.DataFrame) -> pd.DataFrame:
    """`ticket_id`, `paused`, `resumed` (missing while it lasts) of each pause, oldest first."""
    turns = events[events["kind"].isin(["postponed", "resumed"])]
    following = turns.groupby("ticket_id")["at"].shift(-1)
    starts = turns["kind"] == "postponed"
    return turns.assign(paused=turns["at"], resumed=following)[starts][["ticket_id", "paused", "resumed"]]


def rounds(pauses: pd.DataFrame) -> list[pd.DataFrame]:
    """The first pause of each ticket, then the second of each, …"""
    number = pauses.groupby("ticket_id").cumcount()
    return [pauses[number == n] for n in range(int(number.max()) + 1 if len(pauses) else 0)]


def pause_once(clocks: pd.DataFrame, paused: Any, resumed: Any, working_days: WorkingDays) -> pd.DataFrame:
    hit = (
        (paused >= clocks["started_at"])
        & ~(paused > clocks["stopped_at"])
        & (pd.Series(local_days(paused)) <= clocks["due_on"])
        & (clocks["stage"] != "verification")
    )
    ended = hit & resumed.notna()
    days = np.zeros(len(clocks), dtype="int64")
    days[ended] = working_days.count(local_days(resumed[ended])) - working_days.count(local_days(paused[ended]))
    return clocks.assign(
        paused_days=clocks["paused_days"] + days,
        paused_at=clocks["paused_at"].mask(hit & resumed.isna(), paused),
        due_on=moved(clocks["due_on"], days, working_days),
        due_earliest_on=moved(clocks["due_earliest_on"], days, working_days),
    )


def moved(due: pd.Series[pd.Timestamp], days: Any, working_days: WorkingDays) -> Any:
    """Each due date so many working days later; where none, untouched."""
    return np.where(days > 0, working_days.add(due, days), due.to_numpy().astype("datetime64[D]"))
