"""A made-up history of any size: TICKETS and EVENTS as LAPOR's exports and interface would have told them.

Drawn from a seed, batch by batch, so that ten million tickets need no more memory than one batch of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from include.sla.tables import EVENTS, MOMENT, TICKETS, shape

SEED = 2026
SINCE = np.datetime64("2024-09-02T00", "s")  # a Monday
WEEKS = 104
NEWEST = pd.Timestamp("2026-09-28", tz="UTC")  # the newest export
AGENCIES = np.array([f"agency-{number:03}" for number in range(700)] + [""], dtype=object)
NOBODY = len(AGENCIES) - 1
CLASSES = np.array(["information", "aspiration", "complaint", "oversight", "unknown"], dtype=object)
SHARES = [0.15, 0.08, 0.70, 0.05, 0.02]
ENDS = ("closed", "lapsed", "archived", "rejected")
HOUR, DAY, WEEK = 3600, 86400, 604800  # seconds
BETWEEN_EXPORTS = 3 * HOUR
LEAST = 4 * HOUR  # between two acts, so that no export shows two of them first


class Step(NamedTuple):
    """What befalls this share of the tickets that came as far as step `after` and have not ended."""

    kind: str
    after: int | None
    share: float
    days: float  # since the act before, on average


STEPS = (
    Step("rejected", None, 0.01, 2),
    Step("disposed", None, 0.98, 1.5),
    Step("archived", 1, 0.04, 3),
    Step("postponed", 1, 0.03, 1),
    Step("resumed", 3, 0.97, 8),
    Step("disposed", 1, 0.05, 2),  # passed on
    Step("followed_up", 1, 0.97, 3),
    Step("followed_up", 6, 0.90, 2),
    Step("followed_up", 7, 0.85, 2),
    Step("followed_up", 8, 0.80, 2),
    Step("replied", 6, 0.10, 2),
    Step("followed_up", 10, 0.90, 3),
    Step("closed", 6, 0.40, 4),
    Step("lapsed", 6, 0.95, 15),
    Step("reopened", 12, 0.03, 5),
    Step("followed_up", 14, 0.90, 3),
    Step("closed", 15, 0.90, 4),
)
KINDS = np.array([step.kind for step in STEPS], dtype=object)
PASSED_ON = 5
STATE = {
    "disposed": "waiting", "resumed": "waiting", "reopened": "waiting", "followed_up": "in_progress",
    "replied": "replied", "postponed": "postponed", **{end: end for end in ENDS},
}  # fmt: skip
STATES = np.array([STATE[step.kind] for step in STEPS] + ["unverified"], dtype=object)


@dataclass(frozen=True)
class Lives:
    tickets: pd.DataFrame
    events: pd.DataFrame


def batches(number: int, size: int) -> Iterator[Lives]:
    """The history of that many tickets, at most `size` at a time, in order of their ids."""
    for first in range(0, number, size):
        yield tell(np.arange(first, min(first + size, number)), number)


def tell(which: Any, number: int) -> Lives:
    """The lives of these tickets out of `number`, which are spread evenly over the weeks."""
    rng = np.random.default_rng([SEED, which[0]])
    at = SINCE.astype("int64") + (which * (WEEKS * WEEK) // number)
    received = at + rng.integers(0, max(WEEKS * WEEK // number, 1), len(which))
    happened, truly_at = live(received, rng)
    return write(which, received, happened, truly_at, rng)


def live(received: Any, rng: np.random.Generator) -> tuple[Any, Any]:
    """For each ticket and step: whether it happened, and when, in seconds."""
    happened = np.zeros((len(received), len(STEPS)), dtype=bool)
    truly_at = np.empty(happened.shape, dtype="int64")
    now, ended = received.copy(), np.zeros(len(received), dtype=bool)
    for place, step in enumerate(STEPS):
        far = happened[:, step.after] if step.after is not None else True
        happened[:, place] = far & (ended == (step.kind == "reopened")) & (rng.random(len(now)) < step.share)
        gap = LEAST + (rng.exponential(step.days * DAY, len(now))).astype("int64")
        now += np.where(happened[:, place], gap, 0)
        truly_at[:, place] = now
        if step.kind in (*ENDS, "reopened"):
            ended[happened[:, place]] = step.kind != "reopened"
    return happened & (truly_at <= NEWEST.timestamp() - BETWEEN_EXPORTS), truly_at


def write(which: Any, received: Any, happened: Any, truly_at: Any, rng: np.random.Generator) -> Lives:
    """As frames. Nothing shares an id's text with anything else, for neither do rows of a database."""
    row, place = np.nonzero(happened)
    told = rng.random(len(which)) < 0.2  # by the interface, to the second; the others were seen by an export
    first, second = agencies(len(which), rng), agencies(len(which), rng)
    holder = np.where(happened[row, PASSED_ON] & (place >= PASSED_ON), second[row], first[row])
    holder[place == 0] = NOBODY
    true, seen = truly_at[row, place], -(-truly_at[row, place] // BETWEEN_EXPORTS) * BETWEEN_EXPORTS
    events = {
        "ticket_id": names(which[row]),
        "kind": texts(KINDS[place]),
        "at": moments(np.where(told[row], true, seen)),
        "earliest_at": moments(np.where(told[row], true, np.maximum(seen - BETWEEN_EXPORTS, received[row]))),
        "agency_id": texts(AGENCIES[holder]),
        "source": texts(np.array(["export", "api"], dtype=object)[told[row].astype("int8")]),
    }
    last = np.full(len(which), -1)
    last[row] = place
    state, held = texts(STATES[last]), happened[:, 1]
    now_with = np.where(happened[:, PASSED_ON], second, first)
    classes = CLASSES[rng.choice(len(CLASSES), len(which), p=SHARES)]
    tickets = {
        "ticket_id": names(which),
        "received_at": moments(received),
        "classification": texts(classes),
        "classification_word": texts(classes),
        "category": "",
        "confidential": classes == "oversight",
        "channel": "",
        "agency_id": texts(AGENCIES[np.where(held, now_with, NOBODY)]),
        "state": state,
        "status_word": state,
        "district": "",
        "rating": pd.array([pd.NA] * len(which), dtype="Int64"),
        "first_seen_at": moments(-(-received // BETWEEN_EXPORTS) * BETWEEN_EXPORTS),
        "last_seen_at": NEWEST.as_unit("us"),
    }
    return Lives(shape(pd.DataFrame(tickets), TICKETS), shape(pd.DataFrame(events), EVENTS))


def agencies(number: int, rng: np.random.Generator) -> Any:
    """A few agencies get most of the post."""
    return (rng.random(number) ** 2 * NOBODY).astype("int64")


def names(which: Any) -> Any:
    return texts((10_000_000 + which).astype("U8").astype(object))


def texts(values: Any) -> Any:
    return pd.array(values, dtype="str")


def moments(seconds: Any) -> Any:
    return pd.DatetimeIndex((seconds * 1_000_000).view("datetime64[us]")).tz_localize("UTC").astype(MOMENT)
