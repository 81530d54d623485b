"""What must hold for every ticket's story, also for those nobody thought of."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import chain, repeat
from typing import Any

import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from include.sla import clocks as rules
from include.sla import tickets as history
from include.sla.tables import OUTCOMES, STATES
from include.sla.week import WIB
from tests.builders import AGENCY, OTHER, a_snapshot, apart, snapshots, the_rules, working_days
from tests.sla.many import few, many

Story = list[tuple[int, str, str]]  # half-days since receipt, state, agency
RECEIVED = datetime(2026, 9, 7, 9, 0, tzinfo=WIB)
stories = st.lists(
    st.tuples(st.integers(1, 90), st.sampled_from(STATES), st.sampled_from(["", AGENCY, OTHER, "UNMAPPED"])),
    min_size=1,
    max_size=8,
    unique_by=lambda turn: turn[0],
)
classes = st.sampled_from(["information", "aspiration", "complaint", "oversight", "unknown"])
waits = st.lists(st.integers(1, 60), min_size=3, max_size=7, unique=True).map(sorted)  # half-days of exports
moments = st.integers(0, 100).map(lambda half_days: RECEIVED + timedelta(hours=12 * half_days))


def tell(*tickets: Story, classifications: Iterable[str] = ()) -> pd.DataFrame:
    """SNAPSHOTS of these tickets; all are complaints unless told."""
    known = zip(tickets, classifications or repeat("complaint"), strict=False)
    return snapshots(*apart([turn(classification, *each) for each in story] for story, classification in known))


def turn(classification: str, half_days: int, state: str, agency: str) -> dict[str, Any]:
    at = RECEIVED + timedelta(hours=12 * half_days)
    return a_snapshot(at, state, agency, classification=classification)


def run(seen: pd.DataFrame) -> pd.DataFrame:
    return rules.run(history.latest(seen), history.changes(seen), the_rules())


@few
@given(many(stories, classes), moments)
def test_every_story_has_clocks_that_can_be_read(lives: list[tuple[Story, str]], at: datetime) -> None:
    told, classifications = zip(*lives, strict=True)
    clocks = run(tell(*told, classifications=classifications))
    read = rules.read(clocks, at, working_days())
    assert not clocks.duplicated(rules.KEY).any()
    assert read["outcome"].isin(OUTCOMES).all()
    assert (clocks["due_earliest_on"] <= clocks["due_on"]).all()
    assert (clocks["started_earliest_at"] <= clocks["started_at"]).all()
    assert not (clocks["stopped_earliest_at"] > clocks["stopped_at"]).any()
    assert (read["days_late"] >= 0).all()


@few
@given(many(stories), moments)
def test_an_agency_never_has_two_response_clocks_running_at_once(lives: list[tuple[Story]], at: datetime) -> None:
    read = rules.read(run(tell(*chain(*lives))), at, working_days())
    open_ = read[(read["stage"] == "response") & ~(read["stop_seen_at"] <= at)]
    assert not open_.duplicated(["ticket_id", "agency_id", "policy"]).any()


@few
@given(many(stories), st.integers(0, 2**32 - 1))
def test_the_order_in_which_exports_come_does_not_matter(lives: list[tuple[Story]], seed: int) -> None:
    seen = tell(*chain(*lives))
    mixed = seen.sample(frac=1, random_state=seed)
    pd.testing.assert_frame_equal(history.changes(seen), history.changes(mixed))


@few
@given(many(stories), moments)
def test_what_was_known_at_a_moment_is_what_the_exports_until_then_told(
    lives: list[tuple[Story]], at: datetime
) -> None:
    seen = tell(*chain(*lives))
    _, known = history.as_of(history.latest(seen), history.changes(seen), at)
    told = history.changes(seen[seen["fetched_at"] <= at])
    pd.testing.assert_frame_equal(known, told)


@few
@given(many(stories), moments)
def test_later_exports_decide_what_was_open_but_accuse_nobody_who_had_answered(
    lives: list[tuple[Story]], at: datetime
) -> None:
    seen = tell(*chain(*lives))
    then = seen[seen["fetched_at"] <= at]
    if len(then):
        known = seen[seen["ticket_id"].isin(then["ticket_id"])]
        before, after = (standing(some, at) for some in (then, known))
        changed = before.compare(after)
        assert set(changed.get(("outcome", "self"), [])) <= {"undecided"}
        assert set(changed.get(("outcome", "other"), [])) <= {"overdue"}


def standing(seen: pd.DataFrame, at: datetime) -> pd.DataFrame:
    tickets, events = history.as_of(history.latest(seen), history.changes(seen), at)
    read = rules.read(rules.run(tickets, events, the_rules()), at, working_days())
    return read.set_index(rules.KEY)[["outcome"]]


@few
@given(many(waits, st.integers(0, 6)))
def test_a_pause_makes_no_due_date_earlier(lives: list[tuple[list[int], int]]) -> None:
    """An agency's ticket waits; but for one export it is postponed, unless that is the first."""
    calm, broken = (run(tell(*(waiting(each, place * on) for each, place in lives))) for on in (0, 1))
    assert (broken["due_on"].to_numpy() >= calm["due_on"].to_numpy()).all()


def waiting(half_days: list[int], place: int) -> Story:
    return [(at, "postponed" if number == place > 0 else "waiting", AGENCY) for number, at in enumerate(half_days)]


@settings(max_examples=50)
@given(
    st.dates(date(2026, 1, 2), date(2026, 12, 30)), st.sets(st.dates(date(2026, 1, 1), date(2027, 12, 31)), max_size=5)
)
def test_one_more_day_off_makes_no_due_date_earlier(start: date, more: set[date]) -> None:
    fewer = replace(working_days(), off=working_days().off | more)
    numbers = np.array([3, 4, 5, 10, 14, 60])
    assert (fewer.add([start] * 6, numbers) >= working_days().add([start] * 6, numbers)).all()


@few
@given(many(stories), st.sets(st.integers(0, 120), max_size=8))
def test_one_more_day_off_moves_no_clock_to_an_earlier_day(lives: list[tuple[Story]], more: set[int]) -> None:
    off = working_days().off | {(RECEIVED + timedelta(days=days)).date() for days in more}
    fewer = replace(the_rules(), working_days=replace(working_days(), off=off))
    tickets, events = history.latest(seen := tell(*chain(*lives))), history.changes(seen)
    before, after = (rules.run(tickets, events, by) for by in (the_rules(), fewer))
    for name in ("due_on", "due_earliest_on"):
        assert (after[name].to_numpy() >= before[name].to_numpy()).all()


@few
@given(many(waits, st.integers(0, 3), st.sampled_from(["in_progress", "closed", "lapsed", "waiting"])), moments)
def test_a_pause_makes_no_ticket_late(lives: list[tuple[list[int], int, str]], at: datetime) -> None:
    """An agency's ticket waits until the last export; but for one or more exports it is postponed."""
    calm = [[*waiting(each[:-1], 0), (each[-1], end, AGENCY)] for each, _, end in lives]
    broken = [
        [(when, "postponed" if 0 < number <= place else "waiting", AGENCY) for number, when in enumerate(each[:-1])]
        + [(each[-1], end, AGENCY)]
        for each, place, end in lives
    ]
    both = [rules.read(run(tell(*each)), at, working_days()) for each in (calm, broken)]
    found = both[0].merge(both[1], on=rules.KEY, suffixes=("", "_paused"))
    good = found["outcome"].isin(["met", "running", "undecided"])
    assert not (good & found["outcome_paused"].isin(["late", "overdue"])).any()
    assert (found["days_late_paused"] <= found["days_late"]).all()
