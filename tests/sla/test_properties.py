"""What must hold for every ticket's story, also for those nobody thought of."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from include.sla import clocks as rules
from include.sla import tickets as history
from include.sla.tables import OUTCOMES, STATES
from include.sla.week import WIB
from tests.builders import AGENCY, OTHER, a_snapshot, snapshots, the_rules, working_days

few = settings(max_examples=40)  # running clocks takes a tenth of a second
RECEIVED = datetime(2026, 9, 7, 9, 0, tzinfo=WIB)
stories = st.lists(
    st.tuples(st.integers(1, 90), st.sampled_from(STATES), st.sampled_from(["", AGENCY, OTHER, "UNMAPPED"])),
    min_size=1,
    max_size=8,
    unique_by=lambda turn: turn[0],
)  # half-days since receipt, state, agency
classes = st.sampled_from(["information", "aspiration", "complaint", "oversight", "unknown"])
moments = st.integers(0, 100).map(lambda half_days: RECEIVED + timedelta(hours=12 * half_days))


def tell(story: list[tuple[int, str, str]], classification: str = "complaint") -> pd.DataFrame:
    rows: list[dict[str, Any]] = []
    for half_days, state, agency in story:
        at = RECEIVED + timedelta(hours=12 * half_days)
        rows.append(a_snapshot(f"{at:%A %Y-%m-%d %H:%M}", state, agency, classification=classification))
    return snapshots(*rows)


def run(seen: pd.DataFrame) -> pd.DataFrame:
    return rules.run(history.latest(seen), history.changes(seen), the_rules())


@few
@given(stories, classes, moments)
def test_every_story_has_clocks_that_can_be_read(story: list[Any], classification: str, at: datetime) -> None:
    clocks = run(tell(story, classification))
    read = rules.read(clocks, at, working_days())
    assert not clocks.duplicated(rules.KEY).any()
    assert read["outcome"].isin(OUTCOMES).all()
    assert (clocks["due_earliest_on"] <= clocks["due_on"]).all()
    assert (clocks["started_earliest_at"] <= clocks["started_at"]).all()
    assert not (clocks["stopped_earliest_at"] > clocks["stopped_at"]).any()
    assert (read["days_late"] >= 0).all()


@few
@given(stories, moments)
def test_an_agency_never_has_two_response_clocks_running_at_once(story: list[Any], at: datetime) -> None:
    read = rules.read(run(tell(story)), at, working_days())
    open_ = read[(read["stage"] == "response") & ~(read["stop_seen_at"] <= at)]
    assert not open_.duplicated(["agency_id", "policy"]).any()


@given(stories, st.randoms(use_true_random=False))
def test_the_order_in_which_exports_come_does_not_matter(story: list[Any], chance: Any) -> None:
    mixed = list(story)
    chance.shuffle(mixed)
    pd.testing.assert_frame_equal(history.changes(tell(story)), history.changes(tell(mixed)))


@given(stories, moments)
def test_what_was_known_at_a_moment_is_what_the_exports_until_then_told(story: list[Any], at: datetime) -> None:
    seen = tell(story)
    _, known = history.as_of(history.latest(seen), history.changes(seen), at)
    told = history.changes(seen[seen["fetched_at"] <= at])
    pd.testing.assert_frame_equal(known, told)


@few
@given(stories, moments)
def test_later_exports_decide_what_was_open_but_accuse_nobody_who_had_answered(story: list[Any], at: datetime) -> None:
    seen = tell(story)
    then = seen[seen["fetched_at"] <= at]
    if len(then):
        before, after = (standing(some, at) for some in (then, seen))
        changed = before.compare(after)
        assert set(changed.get(("outcome", "self"), [])) <= {"undecided"}
        assert set(changed.get(("outcome", "other"), [])) <= {"overdue"}


def standing(seen: pd.DataFrame, at: datetime) -> pd.DataFrame:
    tickets, events = history.as_of(history.latest(seen), history.changes(seen), at)
    read = rules.read(rules.run(tickets, events, the_rules()), at, working_days())
    return read.set_index(rules.KEY)[["outcome"]]


@few
@given(stories, st.integers(0, 7))
def test_a_pause_makes_no_due_date_earlier(story: list[Any], place: int) -> None:
    waiting = [turn for turn in sorted(story) if turn[1] in ("waiting", "postponed") and turn[2] == AGENCY]
    paused = [(at, "postponed" if number == place else "waiting", who) for number, (at, _, who) in enumerate(waiting)]
    if paused and place:
        calm, broken = run(tell([(at, "waiting", who) for at, _, who in waiting])), run(tell(paused))
        assert (broken["due_on"].to_numpy() >= calm["due_on"].to_numpy()).all()


@settings(max_examples=50)
@given(
    st.dates(date(2026, 1, 2), date(2026, 12, 30)), st.sets(st.dates(date(2026, 1, 1), date(2027, 12, 31)), max_size=5)
)
def test_one_more_day_off_makes_no_due_date_earlier(start: date, more: set[date]) -> None:
    fewer = replace(working_days(), off=working_days().off | more)
    numbers = np.array([3, 4, 5, 10, 14, 60])
    assert (fewer.add([start] * 6, numbers) >= working_days().add([start] * 6, numbers)).all()


@few
@given(stories, st.sets(st.integers(0, 120), max_size=8))
def test_one_more_day_off_moves_no_clock_to_an_earlier_day(story: list[Any], more: set[int]) -> None:
    off = working_days().off | {(RECEIVED + timedelta(days=days)).date() for days in more}
    fewer = replace(the_rules(), working_days=replace(working_days(), off=off))
    tickets, events = history.latest(seen := tell(story)), history.changes(seen)
    before, after = (rules.run(tickets, events, by) for by in (the_rules(), fewer))
    for name in ("due_on", "due_earliest_on"):
        assert (after[name].to_numpy() >= before[name].to_numpy()).all()


waits = st.lists(st.integers(1, 60), min_size=3, max_size=6, unique=True).map(sorted)  # half-days of exports


@few
@given(waits, st.integers(0, 3), st.sampled_from(["in_progress", "closed", "lapsed", "waiting"]), moments)
def test_a_pause_makes_no_ticket_late(waits: list[int], place: int, end: str, at: datetime) -> None:
    """An agency's ticket waits until the last export; but for one or more exports it is postponed."""
    calm = [(when, "waiting", AGENCY) for when in waits[:-1]] + [(waits[-1], end, AGENCY)]
    broken = [turn if not 0 < number <= place else (turn[0], "postponed", AGENCY) for number, turn in enumerate(calm)]
    both = [rules.read(run(tell(each)), at, working_days()) for each in (calm, broken[:-1] + calm[-1:])]
    found = both[0].merge(both[1], on=rules.KEY, suffixes=("", "_paused"))
    good = found["outcome"].isin(["met", "running", "undecided"])
    assert not (good & found["outcome_paused"].isin(["late", "overdue"])).any()
    assert (found["days_late_paused"] <= found["days_late"]).all()
