"""What cannot be right in what LAPOR said: each fault is found, reported, and never decides an outcome.

- duplicate: the same event of the same agency at the same moment again, a ticket given to the agency that has it, or
  postponed while it is postponed. It counts once.
- before_receipt: an event before the ticket was received. It counts as at receipt.
- in_future: an event after `known_at`. It does not count until then.
- answered_without_disposition: a follow-up by an agency that had never got the ticket. It stands in the events, but
  stops no clock.
- answered_by_another: a follow-up by the coordinator, or by an agency that had the ticket before, while another agency
  has it. It stands in the events, but stops no clock of who has it.
- after_end: a follow-up, disposition or reply that certainly came after the ticket's end, without a re-opening. It
  stands in the events, but starts and stops no clock: the end stands.
- status_backwards: a ticket in progress is waiting or unverified again, with the same agency; neither a reply nor an
  end came between, after which it might be.
- receipt_changed: LAPOR gives another moment of receipt than before. The last one counts.

`merger` finds two more, where LAPOR's own history and its exports meet:

- unconfirmed: exports showed it, but the history that LAPOR told later does not. It stays as observed.
- contradicts_export: the history tells it of a moment at which exports show otherwise. It is not believed.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

import numpy as np
import pandas as pd

from include.sla.tables import DATA_FAULTS, UNKNOWN, shape
from include.sla.tickets import ENDED, arrange, in_order

NOTES = {
    "duplicate": "{}: said twice; counts once",
    "before_receipt": "{}: before the ticket was received; counts as at receipt",
    "in_future": "{}: after the newest export; does not count until then",
    "answered_without_disposition": "{}: by an agency that never got the ticket; stops no clock",
    "answered_by_another": "{}: while another agency has the ticket; stops no clock",
    "after_end": "{}: after the end, without a re-opening; the end stands",
    "status_backwards": "in progress before, with the same agency; {} now",
    "receipt_changed": "another moment of receipt than before; the last one counts",
    "unconfirmed": "{}: shown by exports, but not told in the ticket's history; stays as observed",
    "contradicts_export": "{}: told of a moment at which exports show otherwise; not believed",
}
FAULTS = tuple(NOTES)
ACTS = ["followed_up", "possibly_followed_up", "disposed", "replied"]


def find(tickets: pd.DataFrame, events: pd.DataFrame, known_at: datetime) -> pd.DataFrame:
    """DATA_FAULTS of these EVENTS of these TICKETS, by what was known at this aware moment."""
    ordered, counted = exact_first(events), at_receipt(tickets, once(events))
    return report(
        {
            "duplicate": ordered[repeated(ordered)],
            "before_receipt": ordered[ordered["at"] < receipts(tickets, ordered)],
            "in_future": ordered[ordered["at"] > known_at],
            "answered_without_disposition": counted[answered_by_stranger(counted)],
            "answered_by_another": counted[answered_by_another(counted)],
            "after_end": counted[after_end(counted)],
        }
    )


def find_in_snapshots(snapshots: pd.DataFrame) -> pd.DataFrame:
    """DATA_FAULTS of SNAPSHOTS with `state` and `agency_id` read from LAPOR's words."""
    rows = arrange(snapshots).assign(at=lambda frame: frame["fetched_at"], kind=lambda frame: frame["state"])
    received = rows.groupby("ticket_id")["received_at"].shift()
    understood = rows[rows["state"] != UNKNOWN]
    was = understood.groupby("ticket_id")[["state", "agency_id"]].shift()
    backwards = (was["state"] == "in_progress") & understood["state"].isin(["waiting", "unverified"])
    return report(
        {
            "status_backwards": understood[backwards & (was["agency_id"] == understood["agency_id"])],
            "receipt_changed": rows[received.notna() & (received != rows["received_at"])],
        }
    )


def report(found: dict[str, pd.DataFrame]) -> pd.DataFrame:
    parts = [
        rows.assign(fault=fault, note=rows["kind"].map(NOTES[fault].format).astype("str"))
        for fault, rows in found.items()
    ]
    faults = shape(pd.concat(parts), DATA_FAULTS).drop_duplicates()
    return faults.sort_values(list(DATA_FAULTS), ignore_index=True)


def once(events: pd.DataFrame) -> pd.DataFrame:
    """EVENTS in order, each duplicate counted once: the one whose time is known best."""
    ordered = exact_first(events)
    return ordered[~repeated(ordered)].reset_index(drop=True)


def clean(tickets: pd.DataFrame, events: pd.DataFrame) -> pd.DataFrame:
    """The EVENTS, in order, that clocks may run on: none that stops nothing, none before its ticket was received."""
    counted = at_receipt(tickets, exact_first(events))
    counted = once(counted[~after_end(counted)])
    return counted[~(answered_by_stranger(counted) | answered_by_another(counted))].reset_index(drop=True)


def at_receipt(tickets: pd.DataFrame, events: pd.DataFrame) -> pd.DataFrame:
    received = receipts(tickets, events)
    clamped = {name: events[name].mask(events[name] < received, received) for name in ("at", "earliest_at")}
    return in_order(events.assign(**clamped))


def exact_first(events: pd.DataFrame) -> pd.DataFrame:
    """In order; of those of one kind and moment the one with the narrowest interval first."""
    return in_order(events.sort_values("earliest_at", ascending=False, kind="stable"))


def receipts(tickets: pd.DataFrame, events: pd.DataFrame) -> pd.Series[Any]:
    """For each event when its ticket was received; missing for a ticket that is not among these."""
    received = tickets.set_index("ticket_id")["received_at"].reindex(events["ticket_id"])
    return received.set_axis(events.index)


def repeated(ordered: pd.DataFrame) -> pd.Series[bool]:
    same = ordered.duplicated(["ticket_id", "kind", "agency_id", "at"])
    others = ordered[~same]
    kind, ticket = others["kind"], others["ticket_id"]
    had = standing(others["agency_id"], kind == "disposed", kind.isin(["returned", *ENDED]), ticket)
    given = (kind == "disposed") & (had == others["agency_id"])
    paused = standing(kind, kind == "postponed", kind.isin(["resumed", *ENDED]), ticket)
    again = given | ((kind == "postponed") & (paused == "postponed"))
    return same | again.reindex(ordered.index, fill_value=False)


def standing(
    values: pd.Series[str], begins: pd.Series[bool], ends: pd.Series[bool], ticket: pd.Series[str]
) -> pd.Series[str]:
    """Before each event of a ticket: the value of the last one that began something, empty once it has ended."""
    known = values.where(begins).mask(ends, "")
    return known.groupby(ticket).ffill().groupby(ticket).shift().fillna("")


def answered_by_stranger(ordered: pd.DataFrame) -> pd.Series[bool]:
    """Follow-ups by an agency that cannot have got the ticket by then; nobody stands for the coordinator."""
    disposed = ordered[ordered["kind"] == "disposed"]
    given = disposed.groupby(["ticket_id", "agency_id"])["earliest_at"].min()
    holders = pd.MultiIndex.from_frame(ordered[["ticket_id", "agency_id"]])
    first = given.reindex(holders).set_axis(ordered.index)
    answered = (ordered["kind"] == "followed_up") & (ordered["agency_id"] != "")
    return answered & ~(first <= ordered["at"])


def answered_by_another(ordered: pd.DataFrame) -> pd.Series[bool]:
    """Follow-ups while another agency certainly has the ticket; exports name no other one than who has it."""
    given = ordered["kind"].isin(["disposed", "returned"])
    turns = ordered[["agency_id", "at"]].where(given).groupby(ordered["ticket_id"]).ffill()
    other = turns["agency_id"].fillna("").ne("") & (turns["agency_id"] != ordered["agency_id"])
    surely = other & (turns["at"] <= ordered["earliest_at"])
    told = (ordered["kind"] == "followed_up") & (ordered["source"] == "api")
    return told & surely & ~answered_by_stranger(ordered)


def after_end(ordered: pd.DataFrame) -> pd.Series[bool]:
    spell = (ordered["kind"] == "reopened").groupby(ordered["ticket_id"]).cumsum()
    ends = ordered["at"].where(ordered["kind"].isin(ENDED))
    end = ends.groupby([ordered["ticket_id"], spell]).transform("min")
    surely = (ordered["earliest_at"] >= end) & (ordered["at"] > end)
    return ordered["kind"].isin(ACTS) & pd.Series(np.asarray(surely), index=ordered.index)
