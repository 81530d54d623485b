"""Explanations: how a clock came to its due date and its outcome, by its walk through the calendar."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from itertools import zip_longest
from typing import Any

import pandas as pd

from include.sla.rules import Rules
from include.sla.walks import Calendar, Counting, Skipped, Turn, Walk, walk
from include.sla.week import WIB

STARTS = ("disposed", "reopened", "replied")  # of a response
PASSED_ON = ("disposed", "transferred")
FACTS = ("ticket_id", "stage", "policy", "unit", "article", "certainty")


@dataclass(frozen=True)
class Explanation:
    """A clock as it reads at a moment; `walk` is from its start at the latest."""

    ticket_id: str
    stage: str
    policy: str
    started_by: str  # received | disposed | replied | reopened
    started_earliest_on: date  # the day of `started_on` when it is certain
    started_on: date
    walk: Walk
    due_earliest_on: date
    provisional: bool
    stopped_earliest_on: date | None
    stopped_on: date | None  # None while nobody knows that it stopped
    stopped_by: str  # see tables.STOPS; empty while it runs
    read_on: date
    outcome: str  # see tables.OUTCOMES
    days_late: int  # working days, at most; 0 when it is not late, or late by days off only
    limit: int
    unit: str  # working | calendar
    article: str
    certainty: str  # F: stands in a source | M: usual practice

    @property
    def due_on(self) -> date:
        """The last day in time, if it started at the latest."""
        return self.walk.due_on


def explain(
    clock: Mapping[str, Any],
    events: pd.DataFrame,
    rules: Rules,
    at: datetime,
    received_on: date,
    calendar: Calendar | None = None,
) -> Explanation:
    """One row of CLOCKS, with the EVENTS of its ticket, as it reads at this aware moment; `calendar` is `named(rules)`.

    Days are counted as was in force on the day the ticket was received. ValueError when the clock has not started yet,
    MissingYear when it is due after the last year whose days off are known.
    """
    if clock["started_at"] > at:
        raise ValueError(f"This clock starts at {clock['started_at']}; ask how it reads at a later moment.")
    calendar = calendar or named(rules)
    latest, earliest = walks(clock, events, rules, received_on, calendar)
    return Explanation(
        **{name: clock[name] for name in FACTS},
        limit=int(clock["days_allowed"]),
        started_by=started_by(clock, events),
        started_on=local(clock["started_at"]),
        started_earliest_on=local(clock["started_earliest_at"]),
        walk=latest,
        due_earliest_on=earliest.due_on,
        provisional=latest.due_on >= rules.working_days.provisional_from,
        read_on=local(at),
        **ending(clock, latest, earliest.due_on, at, calendar),
    )


def named(rules: Rules) -> Calendar:
    frame = rules.days_off.assign(decree=rules.days_off["decree"].mask(rules.days_off["estimated"], ""))
    columns = (frame[name] for name in ("on", "name", "kind", "decree"))
    rows = [Skipped(on.date(), name, kind, decree) for on, name, kind, decree in zip(*columns, strict=True)]
    return Calendar({row.on: row for row in rows}, rules.working_days.first, rules.working_days.last)


def local(moment: datetime) -> date:
    return moment.astimezone(WIB).date()


def started_by(clock: Mapping[str, Any], events: pd.DataFrame) -> str:
    if clock["stage"] != "response":
        return "received"
    kinds = set(events[events["at"] == clock["started_at"]]["kind"])
    return next((kind for kind in STARTS if kind in kinds), STARTS[0])


def walks(
    clock: Mapping[str, Any], events: pd.DataFrame, rules: Rules, received_on: date, calendar: Calendar
) -> tuple[Walk, Walk]:
    """From the start at the latest with pauses at their longest; at the earliest with pauses at their shortest."""
    counting = Counting(
        limit=int(clock["days_allowed"]),
        working=clock["unit"] == "working",
        start_counts=bool(rules.holds("count_start_day", "yes", received_on)),
        start_moves=bool(rules.holds("start_on_day_off", "next_working_day", received_on)),
        last_is_late=bool(rules.holds("late_from", "due_day", received_on)),
    )
    found = list(turns(clock, events)) if rules.holds("postponement", "pauses", received_on) else []
    latest, earliest = clock["started_at"], clock["started_earliest_at"]
    stopped = [clock[name] if pd.notna(clock["stopped_at"]) else None for name in ("stopped_at", "stopped_earliest_at")]
    longest = [turn(max(began.earliest_at, latest), ended and ended.at, stopped[0]) for began, ended in found]
    shortest = [turn(max(began.at, earliest), ended and ended.earliest_at, stopped[1]) for began, ended in found]
    return walk(local(latest), counting, longest, calendar), walk(local(earliest), counting, shortest, calendar)


def turn(began_at: datetime, ended_at: datetime | None, stopped_at: datetime | None) -> Turn:
    """A pause ends, for a clock that stopped in it, when the clock stopped."""
    ends = [moment for moment in (ended_at, stopped_at) if moment is not None]
    return local(began_at), local(min(ends)) if ends else None


def turns(clock: Mapping[str, Any], events: pd.DataFrame) -> Iterator[tuple[Any, Any]]:
    """The beginning and the end, or None, of each pause that touches the clock.

    One that was seen together with the passing on belongs to who got the ticket.
    """
    rows = events[events["kind"].isin(["postponed", "resumed"])].sort_values(["at", "kind"])
    passed_on_at = clock["stopped_at"] if clock["stopped_by"] in PASSED_ON else None
    for began, ended in zip_longest(rows.itertuples(), rows.iloc[1:].itertuples()):
        before = ended is not None and ended.at <= clock["started_at"]
        after = began.at > clock["stopped_at"] or began.at == passed_on_at
        if began.kind == "postponed" and not before and not after:
            yield began, ended


def ending(
    clock: Mapping[str, Any], latest: Walk, due_earliest_on: date, at: datetime, calendar: Calendar
) -> dict[str, Any]:
    """What became of the clock."""
    stopped = pd.notna(clock["stopped_at"]) and bool(clock["stop_seen_at"] <= at)
    since = local(clock["stopped_earliest_at"]) if pd.notna(clock["stopped_earliest_at"]) else None
    until = local(clock["stopped_at"] if stopped else at)
    if stopped:
        surely_late = since is not None and since > latest.due_on
        outcome = finished(clock["stopped_by"], surely_late, until <= due_earliest_on)
    else:
        outcome = unfinished(latest, until, since or local(clock["running_at"]))
    return {
        "stopped_earliest_on": since if stopped else None,
        "stopped_on": until if stopped else None,
        "stopped_by": clock["stopped_by"] if stopped else "",
        "outcome": outcome,
        "days_late": calendar.count(latest.due_on, until) if outcome in ("late", "overdue") else 0,
    }


def finished(stopped_by: str, surely_late: bool, surely_met: bool) -> str:
    if stopped_by == "withdrawn":
        return "withdrawn"
    if surely_late:
        return "late"
    if stopped_by == "transferred":
        return "transferred"
    return "met" if surely_met else "undecided"


def unfinished(walk: Walk, today: date, open_on: date) -> str:
    """Open at least up to and with `open_on`; a clock that is paused does not run out."""
    if today <= walk.due_on or any(one.ended_on is None for one in walk.pauses):
        return "running"
    return "overdue" if open_on > walk.due_on else "undecided"
