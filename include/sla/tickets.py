"""Snapshots become tickets and events: what changed between one export and the next, and when it can have been.

Source: exports hold no follow-up and no closing time, so an event is known to lie after the last snapshot that
still showed the old state (or after receipt) and not after the first that showed the new one.
"""

from __future__ import annotations

from datetime import datetime

import pandas as pd

from include.sla.tables import EVENT_KINDS, EVENTS, MOMENT, TICKETS, shape

HELD = ["waiting", "in_progress", "replied", "closed", "lapsed", "postponed"]  # an agency has the ticket
ANSWERED = ["in_progress", "replied", "closed", "lapsed"]  # a first follow-up has been given
ANSWERED_AGAIN = ["in_progress", "lapsed"]  # … since the citizen replied, or since it was opened again
ENDED = ["closed", "lapsed", "archived", "rejected"]


def latest(snapshots: pd.DataFrame) -> pd.DataFrame:
    """TICKETS: each ticket as the newest of its snapshots shows it; `state` is the last one that was understood."""
    ordered = arrange(snapshots)
    seen = ordered.groupby("ticket_id")["fetched_at"].agg(first_seen_at="min", last_seen_at="max")
    newest = ordered.drop_duplicates("ticket_id", keep="last").set_index("ticket_id")
    return shape(newest.join(seen).reset_index(), TICKETS)


def changes(snapshots: pd.DataFrame) -> pd.DataFrame:
    """EVENTS of all tickets, in order, from SNAPSHOTS with `state` and `agency_id` read from LAPOR's words."""
    rows = compare(arrange(snapshots))
    found = [rows[mask].assign(kind=kind) for kind, mask in masks(rows).items()]
    events = pd.concat(found).assign(source="export", at=lambda frame: frame["fetched_at"])
    return in_order(shape(events, EVENTS))


def in_order(events: pd.DataFrame) -> pd.DataFrame:
    """EVENTS by ticket and time; those with the same `at` in the order in which they must have happened."""
    rank = events["kind"].map({kind: place for place, kind in enumerate(EVENT_KINDS)})
    ranked = events.assign(rank=rank).sort_values(["ticket_id", "at", "rank"], ignore_index=True)
    return ranked.drop(columns="rank")


def as_of(tickets: pd.DataFrame, events: pd.DataFrame, at: datetime) -> tuple[pd.DataFrame, pd.DataFrame]:
    """TICKETS and EVENTS as they stood at this moment, as far as it is known today.

    `agency_id` is who had the ticket then. What was seen later counts only as proof of how long nothing changed:
    `last_seen_at` is the last snapshot before the first later event.
    """
    known, later = events[events["at"] <= at], events[events["at"] > at]
    rows = tickets[tickets["received_at"] <= at].set_index("ticket_id")
    unchanged = later.groupby("ticket_id")["earliest_at"].min().reindex(rows.index)
    given = known[known["kind"] == "disposed"].drop_duplicates("ticket_id", keep="last").set_index("ticket_id")
    rows = rows.assign(
        agency_id=given["agency_id"].reindex(rows.index).fillna(""),
        last_seen_at=rows["last_seen_at"].mask(unchanged < rows["last_seen_at"], unchanged),
    )
    return shape(rows.reset_index(), TICKETS), known.reset_index(drop=True)


def arrange(snapshots: pd.DataFrame) -> pd.DataFrame:
    """In order of ticket and time; an unknown state says nothing, so the last known one stays."""
    ordered = snapshots.sort_values(["ticket_id", "fetched_at"], kind="stable", ignore_index=True)
    known = ordered["state"].where(ordered["state"] != "unknown")
    return ordered.assign(state=known.groupby(ordered["ticket_id"]).ffill().fillna("unknown"))


def compare(ordered: pd.DataFrame) -> pd.DataFrame:
    """Each snapshot beside the one before it; before the first, the ticket was unverified and with nobody."""
    before = ordered.groupby("ticket_id")[["state", "agency_id", "fetched_at"]].shift()
    return ordered.assign(
        was=before["state"].fillna("unverified"),
        was_with=before["agency_id"].fillna(""),
        earliest_at=before["fetched_at"].astype(MOMENT).fillna(ordered["received_at"]),
    )


def masks(rows: pd.DataFrame) -> dict[str, pd.Series[bool]]:
    """For each kind of event the snapshots that show it first."""
    state, was = rows["state"], rows["was"]
    moved = state != was
    with_somebody = state.isin(HELD) & (rows["agency_id"] != "")
    disposed = with_somebody & ((rows["agency_id"] != rows["was_with"]) | (was == "unverified"))
    replied = moved & (state == "replied")
    reopened = was.isin(ENDED) & ~state.isin([*ENDED, "unknown"])
    carried = state.isin(ANSWERED) & ((disposed & was.isin(ANSWERED)) | (reopened & ~replied))
    followed_up = answers(rows, moved & ~carried, disposed, replied | reopened)
    return {
        "reopened": reopened,
        "disposed": disposed,
        "possibly_followed_up": carried,
        "postponed": moved & (state == "postponed"),
        "resumed": moved & (was == "postponed"),
        "followed_up": followed_up,
        "replied": replied,
        **{kind: moved & (state == kind) for kind in ENDED},
    }


def answers(
    rows: pd.DataFrame, moved: pd.Series[bool], disposed: pd.Series[bool], asked_again: pd.Series[bool]
) -> pd.Series[bool]:
    """The first follow-up after each disposition, and after each reply or re-opening."""
    ticket, state = rows["ticket_id"], rows["state"]
    first = first_of(moved & state.isin(ANSWERED), ticket, disposed)
    again = first_of(moved & state.isin(ANSWERED_AGAIN) & ~asked_again, ticket, disposed | asked_again)
    return (first & has_been(disposed, ticket)) | (again & has_been(asked_again, ticket))


def has_been(mask: pd.Series[bool], ticket: pd.Series[str]) -> pd.Series[bool]:
    return mask.groupby(ticket).cummax()


def first_of(mask: pd.Series[bool], ticket: pd.Series[str], begins: pd.Series[bool]) -> pd.Series[bool]:
    """Where the mask holds for the first time since the last beginning, per ticket."""
    spell = begins.groupby(ticket).cumsum()
    return mask & (mask.groupby([ticket, spell]).cumsum() == 1)
