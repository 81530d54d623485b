"""Spans: from what starts a stage to what stops it, whatever the limit. Clocks are spans under a policy's limit."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from include.sla.docket import Docket
from include.sla.tables import EVENT_KINDS
from include.sla.timeline import CODE, Bools, Ints, Moments, Timeline

ENDED = {"closed": "answered", "lapsed": "answered", "archived": "withdrawn", "rejected": "withdrawn"}
VERIFIED = {**ENDED, "disposed": "disposed", "closed": "disposed", "lapsed": "disposed"}
RESPONDED = {"followed_up": "answered", "disposed": "transferred", "returned": "transferred", **ENDED}


def spans(
    rows: Ints, agency_id: Any, started: tuple[Moments, Moments], stopped: tuple[Moments, Moments], seen_at: Moments,
    by: Any,
) -> pd.DataFrame:  # fmt: skip
    """One row a span: `ticket` (row of the docket), who answers for it, start and stop at the latest and earliest."""
    return pd.DataFrame(
        {
            "ticket": rows,
            "agency_id": agency_id,
            "round": 1,
            "started_at": started[0],
            "started_earliest_at": started[1],
            "stopped_at": stopped[0],
            "stopped_earliest_at": stopped[1],
            "stop_seen_at": seen_at,
            "stopped_by": by,
        },
        copy=False,
    )


def stopped_by(docket: Docket, timeline: Timeline, stops: Ints, rows: Ints, meaning: dict[str, str]) -> Any:
    """What each stop amounts to; a withdrawal that the rules do not leave out counts as an answer."""
    words = np.array([meaning.get(kind, "") for kind in EVENT_KINDS] + [""], dtype=object)
    kind = np.append(timeline.kind, len(EVENT_KINDS))[stops]
    by = words[kind]
    for withdrawal in ("archived", "rejected"):
        counts = docket.holds(withdrawal, "counts")[rows] & (kind == CODE[withdrawal])
        by = np.where(counts, "answered", by)
    return by


def verification(docket: Docket, timeline: Timeline) -> pd.DataFrame:
    """From receipt to the first disposition, or the coordinator's own answer; answered for by the coordinator."""
    received = docket.received_at
    stops = timeline.next(timeline.has(VERIFIED), timeline.first[:-1], docket.rows)
    at, earliest = timeline.moment(stops), timeline.moment(stops, "earliest_at")
    by = stopped_by(docket, timeline, stops, docket.rows, VERIFIED)
    return spans(docket.rows, docket.coordinator_id, (received, received), (at, earliest), at, by)


def response(docket: Docket, timeline: Timeline) -> pd.DataFrame:
    """From getting the ticket, from a citizen's reply or a re-opening, to the agency's first follow-up after it.

    Passing the ticket on, or its end, stop it as well. Of the starts that one event would stop the first counts: the
    agency has been asked already. What came together with its start was seen after it.
    """
    begun = beginnings(docket, timeline)
    rows = timeline.ticket[begun]
    stops = timeline.next(timeline.has(RESPONDED), begun + 1, rows)
    fresh = np.append(True, (np.diff(rows) != 0) | (np.diff(stops) != 0))[: len(rows)]
    begun, rows, stops = begun[fresh], rows[fresh], stops[fresh]
    started, since = timeline.at[begun], timeline.earliest_at[begun]
    at, earliest = timeline.moment(stops), timeline.moment(stops, "earliest_at")
    perhaps = timeline.next(timeline.has(["possibly_followed_up"]), begun, rows)
    earliest = np.where(timeline.moment(perhaps) == started, since, np.maximum(earliest, since))
    by = stopped_by(docket, timeline, stops, rows, RESPONDED)
    found = spans(rows, timeline.agency_id[begun], (started, since), (at, earliest), at, by)
    return found.assign(round=rounds(found))


def beginnings(docket: Docket, timeline: Timeline) -> Ints:
    """The events that start a response; a reply or re-opening seen with a disposition adds nothing to it."""
    disposed, again = timeline.has(["disposed"]), asking(docket, timeline)
    given = timeline.next(disposed, np.arange(timeline.none), timeline.ticket)
    again &= timeline.moment(given) != timeline.at
    return np.flatnonzero((disposed | again) & (timeline.agency_id != ""))


def asking(docket: Docket, timeline: Timeline) -> Bools:
    """Which events ask an agency again, by the rules: the citizen's replies, and re-openings."""
    again = np.zeros(timeline.none, dtype=bool)
    for kind, rule in (("replied", "reply_starts_response"), ("reopened", "reopening_starts_response")):
        again |= timeline.has([kind]) & docket.holds(rule, "yes")[timeline.ticket]
    return again


def rounds(found: pd.DataFrame) -> Any:
    """1 for an agency's first response to a ticket, and one more each time it is asked again."""
    many = found["ticket"].duplicated(keep=False)
    number = np.ones(len(found), dtype="int64")
    number[many] += found[many].groupby(["ticket", "agency_id"], sort=False).cumcount()
    return number
