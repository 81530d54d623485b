"""What stops a clock: each stage's rule, from the events of its ticket."""

from __future__ import annotations

import pandas as pd

from include.sla.tables import MOMENT
from include.sla.week import WIB
from include.sla.working_days import WorkingDays, local_days

ENDED = {"closed": "answered", "lapsed": "answered", "archived": "withdrawn", "rejected": "withdrawn"}
VERIFIED = {**ENDED, "disposed": "disposed", "closed": "disposed", "lapsed": "disposed"}
RESPONDED = {"followed_up": "answered", "disposed": "transferred", "returned": "transferred", **ENDED}
ANSWERS = ["followed_up", "possibly_followed_up"]


def verification(clocks: pd.DataFrame, events: pd.DataFrame) -> pd.DataFrame:
    """The first disposition, or the coordinator's own answer, unless the ticket was archived or rejected before."""
    return record(clocks, candidates(clocks, events, VERIFIED))


def response(clocks: pd.DataFrame, events: pd.DataFrame) -> pd.DataFrame:
    """The agency's first follow-up; passing the ticket on, or its end, stop it as well.

    What is seen first together with a disposition came after it; what is seen first together with a citizen's
    reply came before it.
    """
    found = candidates(clocks, events, RESPONDED)
    later = found["at"] > found["started_at"]
    together = begun_by(found, events, "disposed") & (found["kind"] != "disposed")
    return possibly(record(clocks, found[later | together]), events)


def resolution(clocks: pd.DataFrame, events: pd.DataFrame, reply_days: int, working_days: WorkingDays) -> pd.DataFrame:
    """The last follow-up before the ticket ended, known only once it has ended.

    Exports show the first follow-up and the end; the last one lies between. When the system closed the ticket, the
    citizen's reply time had passed since. While the ticket is open, it may have been settled since its last follow-up.
    """
    answered = last_of(events, ANSWERS)["earliest_at"].rename("answered_at")
    asked = last_of(events, ["replied"])["at"].rename("asked_at")
    found = clocks.join(end(events), on="ticket_id").join(answered, on="ticket_id").join(asked, on="ticket_id")
    lapsed = (found["kind"] == "lapsed").to_numpy()
    at = found["at"].mask(lapsed, before(found["at"], reply_days, working_days))
    earliest = found["answered_at"].fillna(found["earliest_at"])
    settled = found["at"].notna()
    waiting = ~settled & ~(found["asked_at"] > found["answered_at"])
    return clocks.assign(
        stopped_at=at.mask(at < earliest, earliest),
        stopped_earliest_at=earliest.where(settled | waiting),
        stop_seen_at=found["at"],
        stopped_by=found["kind"].map(ENDED).fillna(""),
    )


def last_of(events: pd.DataFrame, kinds: list[str]) -> pd.DataFrame:
    """By ticket: the last of its events of these kinds."""
    return events[events["kind"].isin(kinds)].drop_duplicates("ticket_id", keep="last").set_index("ticket_id")


def end(events: pd.DataFrame) -> pd.DataFrame:
    """By ticket: `kind`, `at`, `earliest_at` of its end: the first since it was re-opened, for what follows is form."""
    reopened = last_of(events, ["reopened"])["at"].reindex(events["ticket_id"]).set_axis(events.index)
    ends = events[events["kind"].isin(list(ENDED)) & ~(events["at"] <= reopened)]
    return ends.drop_duplicates("ticket_id").set_index("ticket_id")[["kind", "at", "earliest_at"]]


def before(moments: pd.Series[pd.Timestamp], days: int, working_days: WorkingDays) -> pd.Series[pd.Timestamp]:
    """The end of the day that many working days before each moment."""
    known = moments.dropna()
    ends = pd.Series(working_days.subtract(local_days(known), days), index=known.index).astype("datetime64[us]")
    ends = (ends + pd.Timedelta(days=1, microseconds=-1)).dt.tz_localize(WIB).dt.tz_convert("UTC")
    return ends.reindex(moments.index).astype(MOMENT)


def candidates(clocks: pd.DataFrame, events: pd.DataFrame, kinds: dict[str, str]) -> pd.DataFrame:
    """Each clock beside the events that can stop it, in order of time."""
    stops = events[events["kind"].isin(list(kinds))].assign(by=lambda frame: frame["kind"].map(kinds))
    started = clocks[["ticket_id", "started_at", "started_earliest_at"]].assign(clock=clocks.index)
    found = started.merge(stops[["ticket_id", "kind", "at", "earliest_at", "by"]], on="ticket_id")
    return found[found["at"] >= found["started_at"]]


def record(clocks: pd.DataFrame, found: pd.DataFrame) -> pd.DataFrame:
    """Each clock stopped by the first event found for it; it cannot have stopped before it started."""
    first = found.drop_duplicates("clock").set_index("clock")
    too_early = first["earliest_at"] < first["started_earliest_at"]
    earliest = first["earliest_at"].mask(too_early, first["started_earliest_at"])
    return clocks.assign(
        stopped_at=first["at"].reindex(clocks.index),
        stopped_earliest_at=earliest.reindex(clocks.index),
        stop_seen_at=first["at"].reindex(clocks.index),
        stopped_by=first["by"].reindex(clocks.index).fillna(""),
    )


def possibly(clocks: pd.DataFrame, events: pd.DataFrame) -> pd.DataFrame:
    """A clock whose ticket came with its status already answered may have stopped at any time since it started."""
    carried = begun_by(clocks, events, "possibly_followed_up")
    return clocks.assign(stopped_earliest_at=clocks["stopped_earliest_at"].mask(carried, clocks["started_earliest_at"]))


def begun_by(clocks: pd.DataFrame, events: pd.DataFrame, kind: str) -> pd.Series[bool]:
    """Whether the ticket had such an event at the moment the clock started."""
    marks = pd.MultiIndex.from_frame(events[events["kind"] == kind][["ticket_id", "at"]])
    starts = pd.MultiIndex.from_frame(clocks[["ticket_id", "started_at"]])
    return pd.Series(starts.isin(marks), index=clocks.index)
