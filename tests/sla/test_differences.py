"""What a told week would tell differently now: every changed outcome once, with the step that changed it."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from include.sla import clocks, differences, figures
from include.sla import tickets as history
from include.sla.differences import Look
from include.sla.rules import Rules
from include.sla.tables import DIFFERENCES, STATES
from include.sla.week import Week
from tests.builders import AGENCY, OTHER, a_snapshot, apart, day, moment, snapshots, the_rules
from tests.sla.many import few, many

WEEK = Week(day("Monday 2026-09-14"))
MON, WED, FRI = "Monday 2026-09-07 15:30", "Wednesday 2026-09-16 15:30", "Friday 2026-09-18 15:30"
AFTER = "Monday 2026-09-21 06:00"
WAITING, ANSWERED = a_snapshot(MON, "waiting"), a_snapshot(WED, "in_progress")

Story = list[tuple[int, str, str]]  # half-days, state, agency
stories = st.lists(
    st.tuples(st.integers(1, 40), st.sampled_from(STATES), st.sampled_from([AGENCY, OTHER])),
    min_size=1,
    max_size=8,
    unique_by=lambda turn: turn[0],
)


def look(*rows: dict[str, Any], rules: Rules | None = None) -> Look:
    seen, by = snapshots(*rows), rules or the_rules()
    tickets, events = history.as_of(history.latest(seen), history.changes(seen), figures.last_moment(WEEK))
    return Look(tickets, events, figures.standing(clocks.run(tickets, events, by), WEEK, by.working_days))


def traced(told: Look, later: Look, recounted: Look | None = None, now: Look | None = None) -> list[tuple[str, ...]]:
    recounted = recounted or later
    found = differences.trace(WEEK, told, later, recounted, now or recounted)
    assert set(found["week"]) <= {"2026-W38"}
    rows = found[found["policy"] == "national"].itertuples()
    return [(row.agency_id, row.stage, row.was, row.became, row.reason) for row in rows]


def with_day_off(*days: date) -> Rules:
    known = the_rules().working_days
    return replace(the_rules(), working_days=replace(known, off=known.off | set(days)))


def with_limit(stage: str, days: int) -> Rules:
    deadlines = the_rules().deadlines
    return replace(
        the_rules(), deadlines=deadlines.assign(days=deadlines["days"].mask(deadlines["stage"] == stage, days))
    )


def test_a_follow_up_that_became_known_later_is_a_later_exports_doing() -> None:
    told, later = look(WAITING, a_snapshot(FRI, "waiting")), look(WAITING, ANSWERED, a_snapshot(FRI, "in_progress"))
    assert traced(told, later) == [(AGENCY, "response", "overdue", "undecided", "later_export")]


def test_a_ticket_that_became_known_later_appears() -> None:
    other = a_snapshot(MON, "waiting", ticket_id="7000002")
    found = traced(look(WAITING), look(WAITING, other))
    assert {row[2:] for row in found} == {("", "undecided", "later_export"), ("", "running", "later_export")}


def test_another_class_has_other_limits() -> None:
    told = look(WAITING, a_snapshot(AFTER, "waiting"))
    later = look(WAITING, a_snapshot(AFTER, "waiting", classification="information"))
    assert traced(told, later) == [(AGENCY, "resolution", "running", "overdue", "reclassified")]


def test_a_ticket_that_another_agency_had_leaves_one_line_and_joins_another() -> None:
    told, later = look(WAITING), look(WAITING, a_snapshot(FRI, "waiting", OTHER))
    resolution = [row for row in traced(told, later) if row[1] == "resolution"]
    assert resolution == [
        (AGENCY, "resolution", "running", "", "reassigned"),
        (OTHER, "resolution", "", "running", "reassigned"),
    ]


def test_a_ticket_that_became_confidential_says_so_for_a_letter_must_not_name_it() -> None:
    told = look(WAITING, a_snapshot(FRI, "waiting"))
    later = look(WAITING, ANSWERED, a_snapshot(FRI, "in_progress", confidential=True))
    assert {row[-1] for row in traced(told, later)} == {"withdrawn_from_view"}


def test_a_day_off_announced_later_is_the_calendars_doing() -> None:
    told = look(WAITING, a_snapshot(AFTER, "waiting"))
    recounted = look(WAITING, a_snapshot(AFTER, "waiting"), rules=with_day_off(*days_of_the_week()))
    assert traced(told, told, recounted) == [(AGENCY, "response", "overdue", "running", "calendar")]


def days_of_the_week() -> list[date]:
    return [WEEK.monday + timedelta(days=number) for number in range(5)]


def test_another_limit_is_the_rulebooks_doing() -> None:
    told = look(WAITING, a_snapshot(AFTER, "waiting"))
    now = look(WAITING, a_snapshot(AFTER, "waiting"), rules=with_limit("response", 20))
    assert traced(told, told, told, now) == [(AGENCY, "response", "overdue", "running", "rulebook")]


def test_the_last_step_that_changed_an_outcome_is_its_reason() -> None:
    told, later = look(WAITING), look(WAITING, a_snapshot(AFTER, "waiting"))
    now = look(WAITING, a_snapshot(AFTER, "waiting"), rules=with_limit("response", 20))
    assert traced(told, later) == [(AGENCY, "response", "undecided", "overdue", "later_export")]
    assert traced(told, later, later, now) == [(AGENCY, "response", "undecided", "running", "rulebook")]


def test_what_changed_and_changed_back_is_no_difference() -> None:
    told, later = look(WAITING), look(WAITING, a_snapshot(AFTER, "waiting"))
    assert traced(told, later, later, told) == []


def test_no_difference_is_a_frame_without_rows() -> None:
    found = differences.trace(WEEK, *[look(WAITING)] * 4)
    assert {name: str(dtype) for name, dtype in found.dtypes.items()} == DIFFERENCES
    assert len(found) == 0


def tell(*tickets: tuple[Story, str]) -> Look:
    """Of each its story and its class."""
    return look(*apart([turn(classification, *each) for each in story] for story, classification in tickets))


def turn(classification: str, half_days: int, state: str, agency: str) -> dict[str, Any]:
    at = moment("Monday 2026-09-07 09:00") + timedelta(hours=12 * half_days)
    return a_snapshot(at, state, agency, classification=classification)


@few
@given(many(stories, st.just("complaint")))
def test_a_week_differs_in_nothing_from_itself(lives: list[tuple[Story, str]]) -> None:
    seen = tell(*lives)
    assert len(differences.differences(seen.standing, seen.standing)) == 0


@few
@given(many(stories, stories, st.sampled_from(["complaint", "information"])))
def test_what_was_told_and_the_differences_are_what_would_be_told_now(lives: list[tuple[Story, Story, str]]) -> None:
    told = tell(*((before, "complaint") for before, _, _ in lives))
    now = tell(*((after, classification) for _, after, classification in lives))
    found = differences.trace(WEEK, told, now, now, now)
    counts = count(told.standing, "outcome")
    counts.subtract(count(found[found["was"] != ""], "was"))
    counts.update(count(found[found["became"] != ""], "became"))
    assert +counts == count(now.standing, "outcome")
    assert set(found["reason"]) <= set(differences.REASONS)


def count(rows: pd.DataFrame, outcome: str) -> Counter[tuple[str, ...]]:
    return Counter(rows[[*figures.LINE, outcome]].itertuples(index=False, name=None))
