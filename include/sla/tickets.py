"""Snapshots become tickets and events: what changed between one export and the next, and when it can have been.

Source: exports hold no follow-up and no closing time, so an event is known to lie after the last snapshot that
still showed the old state (or after receipt) and not after the first that showed the new one.
"""

from __future__ import annotations

from datetime import datetime

import pandas as pd

from include.sla.tables import EVENT_KINDS, EVENTS, MOMENT, TICKETS, UNKNOWN, shape

HELD = ["waiting", "in_progress", "replied", "closed", "lapsed", "postponed"]  # an agency has the ticket
ANSWERED = ["in_progress", "replied", "closed", "lapsed"]  # a first follow-up has been given
ANSWERED_AGAIN = ["in_progress", "lapsed"]  # … since the citizen replied, or since it was opened again
TOLD = ["in_progress", "closed", "lapsed"]  # the agency has spoken, so a citizen may reply to it
ENDED = ["closed", "lapsed", "archived", "rejected"]
REMARKS = ["reclassified", "rated"]  # what changes neither who has a ticket nor how it stands


def latest(snapshots: pd.DataFrame) -> pd.DataFrame:
    """TICKETS: each ticket as the newest of its snapshots shows it; `state` is the last one that was understood.

    `last_seen_at` is the newest snapshot that was understood: an unknown word is no proof that nothing has changed.
    """
    ordered = arrange(snapshots)
    understood = ordered["fetched_at"].where(ordered["state"] != UNKNOWN, ordered["received_at"])
    spans = ordered.assign(understood=understood).groupby("ticket_id")
    seen = spans.agg(
        first_seen_at=("fetched_at", "min"), last_seen_at=("understood", "max"), known=("state", last_known)
    )
    newest = ordered.drop_duplicates("ticket_id", keep="last").set_index("ticket_id").join(seen)
    return shape(newest.assign(state=newest["known"]).reset_index(), TICKETS)


def heard(tickets: pd.DataFrame, calls: pd.DataFrame) -> pd.DataFrame:
    """TICKETS seen last when their history was told last, by these CALLS: what it did not tell had not happened."""
    told_at = calls.groupby("ticket_id")["fetched_at"].max().reindex(tickets["ticket_id"]).set_axis(tickets.index)
    return tickets.assign(last_seen_at=tickets["last_seen_at"].mask(told_at > tickets["last_seen_at"], told_at))


def last_known(states: pd.Series[str]) -> str:
    known = states[states != UNKNOWN]
    return str(known.iloc[-1]) if len(known) else UNKNOWN


def changes(snapshots: pd.DataFrame) -> pd.DataFrame:
    """EVENTS of all tickets, in order, from SNAPSHOTS with `state` and `agency_id` read from LAPOR's words."""
    ordered = arrange(snapshots)
    rows = compare(ordered[ordered["state"] != UNKNOWN])
    found = [rows[mask].assign(kind=kind) for kind, mask in masks(rows).items()]
    events = pd.concat([*found, reclassified(ordered), rated(ordered)]).assign(
        source="export", at=lambda frame: frame["fetched_at"]
    )
    return in_order(shape(events, EVENTS))


def in_order(events: pd.DataFrame) -> pd.DataFrame:
    """EVENTS by ticket and time; those with the same `at` in the order in which they must have happened."""
    rank = events["kind"].map({kind: place for place, kind in enumerate(EVENT_KINDS)})
    ranked = events.assign(rank=rank).sort_values(["ticket_id", "at", "rank"], ignore_index=True)
    return ranked.drop(columns="rank")


def as_of(tickets: pd.DataFrame, events: pd.DataFrame, at: datetime) -> tuple[pd.DataFrame, pd.DataFrame]:
    """TICKETS and EVENTS as they stood at this moment, as far as it is known today.

    `agency_id` is who had the ticket then. What was seen later counts only as proof of how long nothing changed:
    `last_seen_at` is the last snapshot before the first later event that changed the ticket.
    """
    known, later = events[events["at"] <= at], events[events["at"] > at]
    rows = tickets[tickets["received_at"] <= at].set_index("ticket_id")
    unchanged = later[~later["kind"].isin(REMARKS)].groupby("ticket_id")["earliest_at"].min().reindex(rows.index)
    given = known[known["kind"].isin(["disposed", "returned"])].drop_duplicates("ticket_id", keep="last")
    rows = rows.assign(
        agency_id=given.set_index("ticket_id")["agency_id"].reindex(rows.index).fillna(""),
        last_seen_at=rows["last_seen_at"].mask(unchanged < rows["last_seen_at"], unchanged),
    )
    return shape(rows.reset_index(), TICKETS), known.reset_index(drop=True)


def arrange(snapshots: pd.DataFrame) -> pd.DataFrame:
    return snapshots.sort_values(["ticket_id", "fetched_at"], kind="stable", ignore_index=True)


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
    ticket, state, was = rows["ticket_id"], rows["state"], rows["was"]
    moved, held, had = state != was, state.isin(HELD), was.isin(HELD) & (rows["was_with"] != "")
    disposed = held & (rows["agency_id"] != "") & ((rows["agency_id"] != rows["was_with"]) | ~had)
    returned = had & ((held & (rows["agency_id"] == "")) | (state == "unverified"))
    reopened = was.isin(ENDED) & ~state.isin(ENDED)
    reply = moved & (state == "replied")
    asked = first_of(reply | (reopened & ~disposed), ticket, disposed | (moved & state.isin(TOLD)))
    carried = state.isin(ANSWERED) & ((disposed & was.isin(ANSWERED)) | (reopened & (state != "replied")))
    return {
        "reopened": reopened,
        "returned": returned,
        "disposed": disposed,
        "possibly_followed_up": carried,
        "postponed": moved & (state == "postponed"),
        "resumed": moved & (was == "postponed"),
        "followed_up": answers(rows, moved & ~carried, disposed, (reply & asked) | reopened),
        "replied": reply & asked,
        **{kind: moved & (state == kind) for kind in ENDED},
    }


def reclassified(ordered: pd.DataFrame) -> pd.DataFrame:
    """The snapshots whose class is another than the last understood one, and since when it may be."""
    rows = ordered[ordered["classification"] != UNKNOWN]
    before = rows.groupby("ticket_id")[["classification", "fetched_at"]].shift()
    other = before["classification"].notna() & (before["classification"] != rows["classification"])
    return rows.assign(kind="reclassified", earliest_at=before["fetched_at"].astype(MOMENT))[other]


def rated(ordered: pd.DataFrame) -> pd.DataFrame:
    """The snapshots with another rating than the last one; it stays given while an open ticket's is not shown."""
    ticket, rating = ordered["ticket_id"], ordered["rating"]
    before = rating.groupby(ticket).ffill().groupby(ticket).shift()
    since = ordered.groupby("ticket_id")["fetched_at"].shift().astype(MOMENT).fillna(ordered["received_at"])
    given = rating.notna() & (rating != before).fillna(True)
    return ordered.assign(kind="rated", earliest_at=since)[given.astype("bool")]


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
