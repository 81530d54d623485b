"""The events of many tickets as arrays, in order of ticket and time, and what can be asked of them all at once.

A position is an event's place in the timeline; its length stands for "there is none". Looking up the next or last
event of some kinds is a search in the sorted positions of those kinds, for any number of tickets in one go.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from include.sla.tables import EVENT_KINDS

Ints = np.ndarray[Any, np.dtype[np.int64]]
Bools = np.ndarray[Any, np.dtype[np.bool_]]
Moments = np.ndarray[Any, np.dtype[np.datetime64]]  # of datetime64[us], in UTC
CODE = {kind: code for code, kind in enumerate(EVENT_KINDS)}


@dataclass(frozen=True)
class Timeline:
    """Events side by side by ticket, in order of time; those of one moment in the order of EVENT_KINDS."""

    ticket: Ints  # row in TICKETS
    kind: np.ndarray[Any, np.dtype[np.int8]]  # place in EVENT_KINDS
    at: Moments
    earliest_at: Moments
    agency_id: Any  # array of str
    first: Ints  # by ticket: the position of its first event; and the length

    @classmethod
    def of(cls, tickets: pd.DataFrame, events: pd.DataFrame) -> Timeline:
        """The EVENTS, in any order, of these TICKETS."""
        ticket = pd.Index(tickets["ticket_id"]).get_indexer(pd.Index(events["ticket_id"]))
        kind = pd.Index(EVENT_KINDS).get_indexer(pd.Index(events["kind"])).astype("int8")
        at, earliest = utc(events["at"]), utc(events["earliest_at"])
        order = in_order(ticket, at, kind)
        order = order[ticket[order] >= 0]
        first = np.searchsorted(ticket[order], np.arange(len(tickets) + 1))
        return cls(ticket[order], kind[order], at[order], earliest[order], events["agency_id"].array.take(order), first)

    @property
    def none(self) -> int:
        return len(self.ticket)

    def has(self, kinds: Iterable[str]) -> Bools:
        """Which events are of these kinds."""
        wanted = np.zeros(len(EVENT_KINDS), dtype=bool)
        wanted[[CODE[kind] for kind in kinds]] = True
        return np.asarray(wanted[self.kind])

    def next(self, mask: Bools, positions: Ints, tickets: Ints) -> Ints:
        """From each position on, its own included: that ticket's first event where the mask holds."""
        places = np.append(np.flatnonzero(mask), self.none)
        found = places[np.searchsorted(places, positions)]
        return np.where(found < self.first[tickets + 1], found, self.none)

    def last(self, mask: Bools) -> Ints:
        """By ticket: its last event where the mask holds."""
        places = np.append(np.flatnonzero(mask), self.none)
        found = places[np.searchsorted(places, self.first[1:]) - 1]
        return np.where((self.first[:-1] <= found) & (found < self.first[1:]), found, self.none)

    def moment(self, positions: Ints, name: str = "at") -> Moments:
        """`at` or `earliest_at` of the events at these positions; NaT where there is none."""
        return np.asarray(np.append(getattr(self, name), np.datetime64("NaT", "us"))[positions])


def in_order(ticket: Ints, at: Moments, kind: Any) -> Ints:
    """The positions by ticket, time and kind; what comes in order already is not sorted anew."""
    same, later = np.diff(ticket) == 0, np.diff(ticket) > 0
    apart, ranked = np.diff(at.astype("int64")), np.diff(kind) >= 0
    if (later | (same & ((apart > 0) | ((apart == 0) & ranked)))).all():
        return np.arange(len(ticket))
    return np.lexsort([kind, at, ticket])


def utc(moments: pd.Series[Any]) -> Moments:
    """Aware moments as plain numpy ones in UTC."""
    return np.asarray(moments.dt.tz_convert(None), dtype="datetime64[us]")
