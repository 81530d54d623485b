"""Control totals: how many tickets each agency has in which status by our count, beside the platform's own recap.

- The platform knows four statuses: unverified; waiting; in_progress, with those the citizen replied to; closed, by
  whom ever. Archived, rejected and not understood ones are in none. A postponed ticket is in progress once it has had
  a follow-up, else waiting [usual practice, no source].
- A ticket with nobody counts for the coordinator, and so do the recap's lines of the regency itself.
- A ticket may explain a gap, the likeliest first, when it was there at the recap or is there now, and
  1. changed within a day of the recap, or may have: its interval touches that time;
  2. else was given from or to the agency within the week before the recap;
  3. else has not been seen since the recap, so may have changed without our knowing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np
import pandas as pd

from include.sla.period import Period
from include.sla.tables import CONTROL_GAPS, shape

STATUSES = {
    "unverified": "unverified",
    "waiting": "waiting",
    "in_progress": "in_progress",
    "replied": "in_progress",
    "closed": "closed",
    "lapsed": "closed",
}
COUNTED = ["unverified", "waiting", "in_progress", "closed"]
CELL = ["agency_id", "status"]
AROUND = timedelta(days=1)
LATELY = timedelta(days=7)
MOST_TICKETS = 50
NO_CHANGES = ["reclassified", "rated"]  # of neither agency nor status


@dataclass(frozen=True)
class Recap:
    """What the platform counts."""

    at: datetime  # when it was made; aware
    period: Period | None  # of receipt; None: all tickets
    lines: pd.DataFrame  # RECAP_LINES with agency_id; "" for the regency itself


@dataclass(frozen=True)
class History:
    """TICKETS and EVENTS as they were known at a moment."""

    tickets: pd.DataFrame
    events: pd.DataFrame


def compare(recap: Recap, then: History, later: History, coordinator_id: str) -> pd.DataFrame:
    """CONTROL_GAPS between the recap and `then`, what was known when it was made.

    `later` is what has become known since; it helps to explain them.
    """
    ours, today = (place(history, coordinator_id, recap.period) for history in (then, later))
    counts = {"ours": count(ours), "theirs": count_theirs(recap.lines, coordinator_id)}
    both = pd.DataFrame(counts).fillna(0).astype("int64")
    gaps = both[both["ours"] != both["theirs"]].rename_axis(CELL).reset_index()
    found = explain(recap.at, ours, today, later, coordinator_id)
    cells = pd.MultiIndex.from_frame(gaps[CELL])
    return shape(gaps.assign(tickets=found.reindex(cells).fillna("").to_numpy()), CONTROL_GAPS)


def place(history: History, coordinator_id: str, period: Period | None) -> pd.DataFrame:
    """`ticket_id`, `agency_id` and `status` of the tickets received in the period that the platform's recap counts."""
    rows = history.tickets
    if period:
        rows = rows[(rows["received_at"] >= period.starts_at) & (rows["received_at"] < period.ends_at)]
    answered = rows["ticket_id"].isin(history.events[history.events["kind"] == "followed_up"]["ticket_id"])
    postponed = pd.Series(np.where(answered, "in_progress", "waiting"), rows.index)
    status = rows["state"].map(STATUSES).mask(rows["state"] == "postponed", postponed)
    placed = rows.assign(status=status, agency_id=with_coordinator(rows["agency_id"], coordinator_id))
    return placed.dropna(subset="status")[["ticket_id", *CELL]]


def with_coordinator(agency_ids: pd.Series[str], coordinator_id: str) -> pd.Series[str]:
    return agency_ids.where(agency_ids != "", coordinator_id)


def count(placed: pd.DataFrame) -> pd.Series[int]:
    """The number of tickets by agency and status."""
    return placed.groupby(CELL)["ticket_id"].size()


def count_theirs(lines: pd.DataFrame, coordinator_id: str) -> pd.Series[int]:
    """The same of a recap's lines with agency_id."""
    held = lines.assign(agency_id=with_coordinator(lines["agency_id"], coordinator_id))
    return held.melt("agency_id", COUNTED, "status", "theirs").groupby(CELL)["theirs"].sum()


def explain(
    at: datetime, ours: pd.DataFrame, today: pd.DataFrame, later: History, coordinator_id: str
) -> pd.Series[str]:
    """By agency and status: the ids of the tickets that may explain a gap there, by number."""
    changed, moved, unseen = changed_ids(later, at), moves(later, at, coordinator_id), unseen_ids(later, at)
    links = [
        pd.concat([ours, today])[lambda rows: rows["ticket_id"].isin(changed)].assign(rank=1),
        ours[["ticket_id", "status"]].merge(moved, on="ticket_id").assign(rank=2),
        ours[ours["ticket_id"].isin(unseen)].assign(rank=3),
    ]
    ranked = pd.concat(links).assign(number=lambda rows: rows["ticket_id"].astype("int64"))
    ranked = ranked.sort_values(["rank", "number"]).drop_duplicates([*CELL, "ticket_id"])
    likeliest = ranked.groupby(CELL).head(MOST_TICKETS).sort_values("number")
    joined: pd.Series[str] = likeliest.groupby(CELL)["ticket_id"].agg(" ".join)
    return joined


def changed_ids(later: History, at: datetime) -> pd.Series[str]:
    """The tickets whose agency or status changed within a day of this moment, or may have."""
    events = later.events[~later.events["kind"].isin(NO_CHANGES)]
    return events[(events["earliest_at"] <= at + AROUND) & (events["at"] >= at - AROUND)]["ticket_id"]


def moves(later: History, at: datetime, coordinator_id: str) -> pd.DataFrame:
    """`ticket_id` and `agency_id` of those that gave a ticket away, or got it, in the week before this moment."""
    given = later.events[later.events["kind"].isin(["disposed", "returned"])].sort_values(["ticket_id", "at"])
    before = given.groupby("ticket_id")["agency_id"].shift().fillna("")
    both = pd.concat([given, given.assign(agency_id=before)])
    lately = both[(both["at"] > at - LATELY) & (both["at"] <= at)]
    return lately.assign(agency_id=with_coordinator(lately["agency_id"], coordinator_id))[["ticket_id", "agency_id"]]


def unseen_ids(later: History, at: datetime) -> pd.Series[str]:
    """The tickets whose last snapshot is older than this moment."""
    return later.tickets[later.tickets["last_seen_at"] < at]["ticket_id"]
