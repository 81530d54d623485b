"""Resolution: a ticket is settled by the last follow-up before it ended, which exports show only from both sides."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from include.sla.docket import Docket
from include.sla.spans import ENDED, asking, spans, stopped_by
from include.sla.timeline import Ints, Moments, Timeline
from include.sla.working_days import WIB_OFFSET, WorkingDays, days_in_wib

ANSWERS = ["followed_up", "possibly_followed_up"]


def resolution(docket: Docket, timeline: Timeline) -> pd.DataFrame:
    """From receipt to the last follow-up before the ticket ended, or by the rules to its end.

    Answered for by who had the ticket last, or by the coordinator while nobody has it. Exports show the first follow-up
    and the end; the last one lies between. When the system closed the ticket, the citizen's reply time had passed
    since. While the ticket is open, it may have been settled since its last follow-up. A follow-up known truly is
    exact.
    """
    received, end = docket.received_at, ends(timeline, docket.rows)
    at, end_earliest = timeline.moment(end), timeline.moment(end, "earliest_at")
    stopped, earliest = last_follow_up(docket, timeline, end)
    by_closing = docket.holds("resolution_event", "closed")
    stopped, earliest = np.where(by_closing, at, stopped), np.where(by_closing, end_earliest, earliest)
    by = stopped_by(docket, timeline, end, docket.rows, ENDED)
    return spans(docket.rows, holders(docket, timeline), (received, received), (stopped, earliest), at, by)


def holders(docket: Docket, timeline: Timeline) -> Any:
    """By ticket: who had it last; the coordinator where nobody had."""
    given = timeline.last(timeline.has(["disposed", "returned"]))
    agency_id = np.append(np.asarray(timeline.agency_id, dtype=object), "")[given]
    return np.where(agency_id != "", agency_id, docket.coordinator_id)


def last_follow_up(docket: Docket, timeline: Timeline, end: Ints) -> tuple[Moments, Moments]:
    """By ticket: the latest and the earliest moment at which it can have been settled.

    What was answered before the citizen asked again settles nothing: then only the end does.
    """
    answer, at = timeline.last(timeline.has(ANSWERS)), timeline.moment(end)
    answer[timeline.moment(timeline.last(asking(docket, timeline))) > timeline.moment(answer, "earliest_at")] = (
        timeline.none
    )
    answered = timeline.moment(answer, "earliest_at")
    lapsed = np.append(timeline.has(["lapsed"]), False)[end]
    latest = at.copy()
    latest[lapsed] = before(at[lapsed], docket.rules.reply_days(docket.received_on[lapsed]), docket.rules.working_days)
    exact = (answered == timeline.moment(answer)) & (answered <= at)
    latest = np.where(exact, answered, latest)
    earliest = np.where(np.isnat(answered), timeline.moment(end, "earliest_at"), answered)
    return np.where(latest < earliest, earliest, latest), earliest


def ends(timeline: Timeline, tickets: Ints) -> Ints:
    """By ticket: its end, the first since it was last re-opened, for what follows is form."""
    reopened = timeline.last(timeline.has(["reopened"]))
    since = np.where(reopened < timeline.none, reopened + 1, timeline.first[:-1])
    return timeline.next(timeline.has(ENDED), since, tickets)


def before(moments: Moments, days: Any, working_days: WorkingDays) -> Moments:
    """The end of the day so many working days before each moment, not before the calendar begins."""
    ends = working_days.shift(days_in_wib(moments), -days) + np.timedelta64(1, "D")
    return np.asarray(ends.astype("datetime64[us]") - WIB_OFFSET - np.timedelta64(1, "us"))
