"""Trends: the counts of many weeks at once, from CLOCKS as they are known today.

From one week to the next a clock is told in the same way but for two turns: its due date passes, its stop becomes
known. So no week is read by itself: who comes and who goes is counted once, and summed up over the weeks.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from include.sla import outcomes
from include.sla.figures import LINE
from include.sla.outcomes import CODE, Codes
from include.sla.tables import OUTCOMES
from include.sla.timeline import Ints, utc
from include.sla.week import Week

OPEN = ["overdue", "running", "undecided"]  # side by side in OUTCOMES
SINCE = CODE[OPEN[0]]
DAY, WEEK = np.timedelta64(1, "D"), np.timedelta64(7, "D")
FOREVER = np.datetime64("9999-12-31", "us")


@dataclass(frozen=True)
class Courses:
    """The course of each clock over some weeks: running, then past its due date, then stopped.

    Weeks count from 1; 0 is any week before them, and one more than their number any week after, or never.
    """

    lines: pd.MultiIndex  # agency_id, stage, policy
    weeks: int
    row: Ints  # of each clock: where its line begins in a table of lines and weeks
    started: Ints  # the week in which it started
    past: Ints  # the first week at whose end its due date was over
    stopped: Ints  # the week in which its stop became known
    unanswered: Codes  # place in OPEN of what it is, once past, until it stops
    finished: Codes  # place in OUTCOMES of what it is in the week in which it stopped


def weekly(clocks: pd.DataFrame, first: Week, weeks: int) -> pd.DataFrame:
    """The counts of so many weeks, by agency_id, stage, policy and `week` (written 2026-W47); every week on each line.

    On the same CLOCKS they are those of `figures.standing` and `figures.count`, week by week.
    """
    found = courses(clocks, first, weeks)
    names = [str(first.shift(number)) for number in range(weeks)]
    levels: list[Any] = [*found.lines.levels, names]
    places = [np.repeat(codes, weeks) for codes in found.lines.codes] + [np.tile(range(weeks), len(found.lines))]
    index = pd.MultiIndex(levels, places, names=[*LINE, "week"], verify_integrity=False)
    return pd.DataFrame(dict(zip(OUTCOMES, count(found).reshape(len(OUTCOMES), -1), strict=True)), index)


def courses(clocks: pd.DataFrame, first: Week, weeks: int) -> Courses:
    """CLOCKS in numbers: words as places, moments as weeks."""
    by_line = clocks.groupby(LINE)
    begins_on, begins_at = np.datetime64(first.monday), np.datetime64(pd.Timestamp(first.starts_at).tz_convert(None))
    unanswered = outcomes.unfinished(clocks, FOREVER)
    past = week_of(clocks["due_on"].to_numpy() + DAY, begins_on, weeks)
    return Courses(
        lines=pd.MultiIndex.from_frame(by_line.size().reset_index()[LINE]),
        weeks=weeks,
        row=np.asarray(by_line.ngroup() * (weeks + 2)),
        started=week_of(utc(clocks["started_at"]), begins_at, weeks),
        past=np.where(unanswered == CODE["running"], weeks + 1, past),  # paused, so it does not run out
        stopped=week_of(utc(clocks["stop_seen_at"]), begins_at, weeks),
        unanswered=unanswered - SINCE,
        finished=outcomes.finished(clocks),
    )


def week_of(moments: Any, begins: Any, weeks: int) -> Ints:
    """In which of the weeks since that beginning each moment lies."""
    known = np.fmin(np.maximum(moments, begins - WEEK), begins + weeks * WEEK)
    return np.asarray((known - begins) // WEEK + 1)


def count(courses: Courses) -> Ints:
    """How many clocks of each line had each outcome in each week; shape: OUTCOMES, lines, weeks."""
    size = len(courses.lines), courses.weeks + 2
    overran = np.flatnonzero(courses.past < courses.stopped)
    row, unanswered, stopped = courses.row[overran], courses.unanswered[overran], courses.stopped[overran]
    past = np.maximum(courses.past[overran], courses.started[overran])

    counts = tally(courses.row + courses.stopped, courses.finished, (len(OUTCOMES), *size))
    change = tally(row + past, unanswered, (len(OPEN), *size)) - tally(row + stopped, unanswered, (len(OPEN), *size))
    come = np.bincount(courses.row + courses.started, minlength=size[0] * size[1]).reshape(size)
    change[OPEN.index("running")] = come - counts.sum(axis=0) - change.sum(axis=0)
    counts[SINCE : SINCE + len(OPEN)] += change.cumsum(axis=2)
    return counts[:, :, 1:-1]


def tally(place: Ints, kind: Codes, shape: tuple[int, int, int]) -> Ints:
    """How many of each kind there are at each place of a table of lines and weeks."""
    kinds, lines, weeks = shape
    found = np.bincount(kind * np.int64(lines * weeks) + place, minlength=kinds * lines * weeks)
    return found.reshape(shape)
