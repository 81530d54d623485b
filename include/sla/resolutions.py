"""Resolution: a ticket is settled by the last follow-up before it ended, which exports show only from both sides."""

from __future__ import annotations

import numpy as np
import pandas as pd

from include.sla.docket import Docket
from include.sla.spans import ENDED, spans, stopped_by
from include.sla.timeline import Ints, Moments, Timeline
from include.sla.working_days import WIB_OFFSET, WorkingDays, days_in_wib

ANSWERS = ["followed_up", "possibly_followed_up"]
ASKED = ["replied", "reopened"]


def resolution(docket: Docket, timeline: Timeline) -> pd.DataFrame:
    """From receipt to the last follow-up before the ticket ended, or by the rules to its end.

    Answered for by who has the ticket, or by the coordinator while nobody has it. Exports show the first follow-up and
    the end; the last one lies between. When the system closed the ticket, the citizen's reply time had passed since.
    While the ticket is open, it may have been settled since its last follow-up, unless the agency was asked again. A
    follow-up known truly is exact.
    """
    received, holder = docket.received_at, docket.agency_id
    holder = np.where(holder != "", holder, docket.coordinator_id)
    end = ends(timeline, docket.rows)
    at, end_earliest = timeline.moment(end), timeline.moment(end, "earliest_at")
    stopped, earliest = last_follow_up(timeline, end, docket.rules.reply_days, docket.rules.working_days)
    by_closing = docket.holds("resolution_event", "closed")
    stopped, earliest = np.where(by_closing, at, stopped), np.where(by_closing, end_earliest, earliest)
    by = stopped_by(docket, timeline, end, docket.rows, ENDED)
    return spans(docket.rows, holder, (received, received), (stopped, earliest), at, by)


def last_follow_up(
    timeline: Timeline, end: Ints, reply_days: int, working_days: WorkingDays
) -> tuple[Moments, Moments]:
    """By ticket: the latest and the earliest moment at which it can have been settled."""
    answer, asked = timeline.last(timeline.has(ANSWERS)), timeline.moment(timeline.last(timeline.has(ASKED)))
    answered, at = timeline.moment(answer, "earliest_at"), timeline.moment(end)
    lapsed = np.append(timeline.has(["lapsed"]), False)[end]
    latest = at.copy()
    latest[lapsed] = before(at[lapsed], reply_days, working_days)
    exact = (answered == timeline.moment(answer)) & (answered <= at)
    latest = np.where(exact, answered, latest)
    earliest = np.where(np.isnat(answered), timeline.moment(end, "earliest_at"), answered)
    waiting = np.isnat(at) & (asked > answered)
    return np.where(latest < earliest, earliest, latest), np.where(waiting, np.datetime64("NaT", "us"), earliest)


def ends(timeline: Timeline, tickets: Ints) -> Ints:
    """By ticket: its end, the first since it was last re-opened, for what follows is form."""
    reopened = timeline.last(timeline.has(["reopened"]))
    since = np.where(reopened < timeline.none, reopened + 1, timeline.first[:-1])
    return timeline.next(timeline.has(ENDED), since, tickets)


def before(moments: Moments, days: int, working_days: WorkingDays) -> Moments:
    """The end of the day that many working days before each moment."""
    ends = working_days.subtract(days_in_wib(moments), days) + np.timedelta64(1, "D")
    return np.asarray(ends.astype("datetime64[us]") - WIB_OFFSET - np.timedelta64(1, "us"))
