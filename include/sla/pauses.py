"""Pauses: a postponed ticket (tunda) moves the due dates of the clocks that ran when it was postponed.

A pause begins and ends in intervals too: the latest due date counts it at its longest, the earliest at its shortest.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from include.sla.counting import Counting, counted_after
from include.sla.docket import Docket
from include.sla.timeline import Bools, Timeline
from include.sla.working_days import WorkingDays, as_days, days_in_wib

MOMENTS = ["began_earliest_at", "began_at", "ended_earliest_at", "ended_at"]
MOVED = ["paused_days", "paused_at", "due_on", "due_earliest_on"]


def apply(clocks: pd.DataFrame, timeline: Timeline, docket: Docket) -> pd.DataFrame:
    """Spans under their limits with `paused_days`, their due dates moved by finished pauses, and `paused_at` where one
    has not ended."""
    clocks = clocks.assign(paused_days=0, paused_at=np.datetime64("NaT", "us"))
    found = pair(timeline, docket.holds("postponement", "pauses"))
    touched = np.zeros(len(docket.rows), dtype=bool)
    touched[found["ticket"]] = True
    chosen = touched[clocks["ticket"]]
    part = with_starts(clocks[chosen], docket)
    units = (docket.rules.deadlines["unit"] == "calendar").to_numpy()
    measure = Measure(units[part["limit"]], docket.rules.working_days)
    for pause in rounds(found):
        part = pause_once(part, part[["ticket"]].merge(pause, "left", "ticket").set_index(part.index), measure)
    clocks.loc[chosen, MOVED] = part[MOVED]
    return clocks


def with_starts(clocks: pd.DataFrame, docket: Docket) -> pd.DataFrame:
    """With the day after which each counts its days, from the latest and from the earliest start."""
    way, working_days = Counting.of(docket.rules, docket.received_on[clocks["ticket"]]), docket.rules.working_days
    latest, earliest = (
        counted_after(days_in_wib(clocks[name].to_numpy()), way, working_days)
        for name in ("started_at", "started_earliest_at")
    )
    return clocks.assign(counted_after=latest, counted_earliest_after=earliest)


def pair(timeline: Timeline, pausing: Bools) -> pd.DataFrame:
    """`ticket` and MOMENTS of each pause, oldest first; the last two are missing while it lasts."""
    turns = timeline.has(["postponed", "resumed"])
    began = np.flatnonzero(timeline.has(["postponed"]) & pausing[timeline.ticket])
    ended = timeline.next(turns, began + 1, timeline.ticket[began])
    return pd.DataFrame(
        {
            "ticket": timeline.ticket[began],
            "began_earliest_at": timeline.earliest_at[began],
            "began_at": timeline.at[began],
            "ended_earliest_at": timeline.moment(ended, "earliest_at"),
            "ended_at": timeline.moment(ended),
        }
    )


def rounds(pauses: pd.DataFrame) -> list[pd.DataFrame]:
    """The first pause of each ticket, then the second of each, …"""
    number = pauses.groupby("ticket").cumcount()
    return [pauses[number == n] for n in range(int(number.max()) + 1 if len(pauses) else 0)]


def pause_once(clocks: pd.DataFrame, pause: pd.DataFrame, measure: Measure) -> pd.DataFrame:
    """`pause` has the rows of `clocks`, with MOMENTS missing where the ticket was not postponed.

    What a pause held before the clock began does not count: for the latest due date that is the latest start, for the
    earliest due date the earliest. For a clock that stopped in it, the pause ended there.
    """
    began, began_earliest = (
        pause[name].mask(pause[name] < clocks[start], clocks[start])
        for name, start in (("began_at", "started_earliest_at"), ("began_earliest_at", "started_at"))
    )
    ended, ended_earliest = (
        pause[name].fillna(clocks[stop]).mask(clocks[stop] < pause[name], clocks[stop])
        for name, stop in (("ended_at", "stopped_at"), ("ended_earliest_at", "stopped_earliest_at"))
    )
    over = ended.notna()
    passed_on = clocks["stopped_by"].isin(["disposed", "transferred"])
    after = (pause["began_at"] > clocks["stopped_at"]) | (passed_on & (pause["began_at"] == clocks["stopped_at"]))
    overlaps = pause["began_at"].notna() & ~after & ~(pause["ended_at"] <= clocks["started_at"])
    maybe = overlaps & (days_in_wib(began_earliest.to_numpy()) <= clocks["due_on"].to_numpy())
    surely = overlaps & (days_in_wib(began.to_numpy()) <= clocks["due_earliest_on"].to_numpy())
    longest = measure.length(began_earliest, clocks["counted_after"], ended, maybe & over)
    shortest = measure.length(began, clocks["counted_earliest_after"], ended_earliest, surely & over)
    return clocks.assign(
        paused_days=clocks["paused_days"] + longest,
        paused_at=clocks["paused_at"].mask(maybe & ~over, began_earliest),
        due_on=measure.later(clocks["due_on"], longest, ended, maybe & over),
        due_earliest_on=measure.later(clocks["due_earliest_on"], shortest, ended_earliest, surely & over),
    )


@dataclass(frozen=True)
class Measure:
    """How days are counted for each clock: calendar days, or else working days."""

    calendar: Bools
    working_days: WorkingDays

    def length(self, began: Any, counted_after: Any, ended: Any, counts: pd.Series[bool]) -> Any:
        """Days from the first day of a pause, not counted, to its last; 0 where it does not count.

        What passed before the first counted day of the clock is no part of it.
        """
        first, last = (days_in_wib(moments[counts].to_numpy()) for moments in (began, ended))
        first = np.maximum(first, as_days(counted_after[counts]))
        working = self.working_days.count(last) - self.working_days.count(first)
        days = np.zeros(len(counts), dtype="int64")
        days[counts] = np.maximum(np.where(self.calendar[counts], (last - first).astype("int64"), working), 0)
        return days

    def later(self, due: pd.Series[pd.Timestamp], days: Any, ended: Any, counts: pd.Series[bool]) -> Any:
        """Each due date so many days later, and never on a day off at the end of the pause."""
        on, moved = as_days(due), as_days(due).copy()
        moved[counts] = self.working_days.add(on[counts], days[counts])
        moved[counts] = np.maximum(moved[counts], self.working_days.start(days_in_wib(ended[counts].to_numpy())))
        return np.where(counts & self.calendar, on + days.astype("timedelta64[D]"), moved)
