"""Pauses: a postponed ticket (tunda) moves the due dates of the clocks that ran when it was postponed.

A pause begins and ends in intervals too: the latest due date counts it at its longest, the earliest at its shortest.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from include.sla.working_days import WorkingDays, local_days

MOMENTS = ["began_earliest_at", "began_at", "ended_earliest_at", "ended_at"]


def apply(clocks: pd.DataFrame, events: pd.DataFrame, working_days: WorkingDays) -> pd.DataFrame:
    """CLOCKS with their due dates moved by finished pauses, and `paused_at` where one has not ended."""
    clocks = clocks.reset_index(drop=True)
    for pause in rounds(pair(events)):
        clocks = pause_once(clocks, clocks[["ticket_id"]].merge(pause, "left", "ticket_id"), working_days)
    return clocks


def pair(events: pd.DataFrame) -> pd.DataFrame:
    """`ticket_id` and MOMENTS of each pause, oldest first; the last two are missing while it lasts."""
    turns = events[events["kind"].isin(["postponed", "resumed"])]
    after = turns.groupby("ticket_id")[["earliest_at", "at"]].shift(-1)
    pauses = pd.DataFrame(
        {
            "ticket_id": turns["ticket_id"],
            "began_earliest_at": turns["earliest_at"],
            "began_at": turns["at"],
            "ended_earliest_at": after["earliest_at"],
            "ended_at": after["at"],
        }
    )
    return pauses[turns["kind"] == "postponed"]


def rounds(pauses: pd.DataFrame) -> list[pd.DataFrame]:
    """The first pause of each ticket, then the second of each, …"""
    number = pauses.groupby("ticket_id").cumcount()
    return [pauses[number == n] for n in range(int(number.max()) + 1 if len(pauses) else 0)]


def pause_once(clocks: pd.DataFrame, pause: pd.DataFrame, working_days: WorkingDays) -> pd.DataFrame:
    """`pause` has the rows of `clocks`, with MOMENTS missing where the ticket was not postponed."""
    began, began_earliest = (
        pause[name].mask(pause[name] < clocks[start], clocks[start])
        for name, start in (("began_at", "started_at"), ("began_earliest_at", "started_earliest_at"))
    )
    ended = pause["ended_at"].notna()
    overlaps = ~(pause["ended_at"] <= clocks["started_at"]) & ~(pause["began_at"] > clocks["stopped_at"])
    overlaps &= pause["began_at"].notna() & (clocks["stage"] != "verification")
    maybe = overlaps & (local_days(began_earliest) <= clocks["due_on"].to_numpy())
    surely = overlaps & (local_days(began) <= clocks["due_earliest_on"].to_numpy())
    longest = length(began_earliest, pause["ended_at"], maybe & ended, working_days)
    shortest = length(began, pause["ended_earliest_at"], surely & ended, working_days)
    return clocks.assign(
        paused_days=clocks["paused_days"] + longest,
        paused_at=clocks["paused_at"].mask(maybe & ~ended, began_earliest),
        due_on=moved(clocks["due_on"], longest, working_days),
        due_earliest_on=moved(clocks["due_earliest_on"], shortest, working_days),
    )


def length(began: Any, ended: Any, counted: pd.Series[bool], working_days: WorkingDays) -> Any:
    """Working days from the first day of a pause, not counted, to its last; 0 where it does not count."""
    days = np.zeros(len(counted), dtype="int64")
    first, last = (working_days.count(local_days(moments[counted])) for moments in (began, ended))
    days[counted] = np.maximum(last - first, 0)
    return days


def moved(due: pd.Series[pd.Timestamp], days: Any, working_days: WorkingDays) -> Any:
    """Each due date so many working days later; where none, untouched."""
    return np.where(days > 0, working_days.add(due, days), due.to_numpy().astype("datetime64[D]"))
