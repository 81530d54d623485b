"""The account of a clock: walked day by day, it must say what the clocks say."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from include.rulebook.counting import VALUES
from include.sla import clocks
from include.sla import tickets as history
from include.sla.explanations import Explanation, explain, named
from include.sla.rules import Rules
from include.sla.walks import Counted, Pause, Skipped
from include.sla.week import WIB
from include.sla.working_days import MissingYear
from tests.builders import AGENCY, OTHER, a_snapshot, day, moment, snapshots, the_rules
from tests.sla.test_properties import classes, moments, stories, tell

ways = st.fixed_dictionaries({rule: st.sampled_from(values) for rule, values in VALUES.items()})
units = st.sampled_from(["working", "calendar"])
shifts = st.integers(-250, 100)  # days: Eid of 2026 and the turn of the year among them
pausing = st.lists(
    st.tuples(st.integers(1, 60), st.sampled_from(["waiting", "postponed", "in_progress"]), st.just(AGENCY)),
    min_size=3,
    max_size=8,
    unique_by=lambda turn: turn[0],
)


def counted(unit: str = "working", limit: int | None = None, **ways: str) -> Rules:
    """The rulebook with other ways of counting, another unit, another limit."""
    rules = the_rules()
    values = [ways.get(line.rule, line.value) for line in rules.counting.itertuples()]
    deadlines = rules.deadlines.assign(unit=unit)
    stages = deadlines["stage"] != "reply"
    days = deadlines["days"].mask(stages & (limit is not None), limit or 0)
    return replace(rules, counting=rules.counting.assign(value=values), deadlines=deadlines.assign(days=days))


def accounts(seen: pd.DataFrame, rules: Rules, at: datetime) -> list[tuple[Any, Explanation]]:
    """Each clock as it reads at this moment, beside its account."""
    events = history.changes(seen)
    read = clocks.read(clocks.run(history.latest(seen), events, rules), at, rules.working_days)
    received_on = seen["received_at"].iloc[0].astimezone(WIB).date()
    return [(clock, explain(clock, events, rules, at, received_on)) for _, clock in read.iterrows()]


def account(*rows: dict[str, Any], at: str, stage: str = "response", rules: Rules | None = None) -> Explanation:
    seen = snapshots(*rows)
    found = accounts(seen, rules or the_rules(), moment(at))
    return next(told for clock, told in found if (clock["stage"], clock["policy"]) == (stage, "national"))


@settings(max_examples=40)
@given(stories | pausing, classes, moments, shifts, units, st.sampled_from([None, 1, 2]), ways)
def test_the_account_agrees_with_the_clock(
    story: list[Any], classification: str, at: datetime, shift: int, unit: str, limit: int | None, ways: dict[str, str]
) -> None:
    seen, days = tell(story, classifications=[classification]), timedelta(days=shift)
    seen = seen.assign(received_at=seen["received_at"] + days, fetched_at=seen["fetched_at"] + days)
    for clock, told in accounts(seen, counted(unit, limit, **ways), at + days):
        assert told.due_on == clock["due_on"].date()
        assert told.due_earliest_on == clock["due_earliest_on"].date()
        assert (told.outcome, told.days_late) == (clock["outcome"], clock["days_late"])
        assert told.provisional == clock["provisional"]


MON = "Monday 2026-09-07 15:30"
TUE2 = "Tuesday 2026-09-15 15:30"
FRI2 = "Friday 2026-09-18 15:30"
END = "Sunday 2026-09-20 23:59"


def test_each_counted_day_is_listed_with_its_date() -> None:
    told = account(a_snapshot(MON, "waiting"), at=MON)
    assert told.walk.days == (
        Counted(1, day("Tuesday 2026-09-08")),
        Counted(2, day("Wednesday 2026-09-09")),
        Counted(3, day("Thursday 2026-09-10")),
        Counted(4, day("Friday 2026-09-11")),
        Counted(5, day("Monday 2026-09-14")),
    )
    assert (told.walk.zero_on, told.due_on) == (day("Monday 2026-09-07"), day("Monday 2026-09-14"))


def test_a_limit_of_sixty_days_lists_them_all() -> None:
    told = account(a_snapshot(MON, "waiting", classification="oversight"), at=MON, stage="resolution")
    assert [counted.number for counted in told.walk.days] == list(range(1, 61))
    assert told.walk.days[-1].on == told.due_on == day("Monday 2026-11-30")


def test_each_skipped_day_has_its_name_and_decree() -> None:
    received = "Friday 2026-08-21 09:00"
    told = account(a_snapshot("Friday 2026-08-21 15:30", "waiting", received_at=received), at="Friday 2026-08-21 16:00")
    named = [skipped for skipped in told.walk.skipped if skipped.kind != "weekend"]
    decree = "SKB Tiga Menteri 1497/2025, 2/2025, 5/2025"
    assert named == [Skipped(day("Tuesday 2026-08-25"), "Maulid Nabi Muhammad", "holiday", decree)]
    weekends = [skipped.on for skipped in told.walk.skipped if skipped.kind == "weekend"]
    assert weekends == [day(text) for text in (
        "Saturday 2026-08-22", "Sunday 2026-08-23", "Saturday 2026-08-29", "Sunday 2026-08-30",
    )]  # fmt: skip
    assert told.due_on == day("Monday 2026-08-31")


@pytest.mark.parametrize(
    ("way", "zero", "first"),
    [
        ({}, "Monday 2026-09-14", "Tuesday 2026-09-15"),
        ({"start_on_day_off": "that_day"}, "Saturday 2026-09-12", "Monday 2026-09-14"),
        ({"count_start_day": "yes"}, "Monday 2026-09-14", "Monday 2026-09-14"),
        ({"count_start_day": "yes", "start_on_day_off": "that_day"}, "Saturday 2026-09-12", "Monday 2026-09-14"),
    ],
)
def test_a_start_on_a_day_off_says_where_the_count_begins(way: dict[str, str], zero: str, first: str) -> None:
    row = a_snapshot(TUE2, "unverified", received_at="Saturday 2026-09-12 10:00")
    told = account(row, at=TUE2, stage="verification", rules=counted(**way))
    assert told.walk.start_off is not None
    assert told.walk.start_off.kind == "weekend"
    assert (told.walk.zero_on, told.walk.days[0].on) == (day(zero), day(first))


def test_where_the_due_day_is_late_already_the_last_day_in_time_is_the_one_before() -> None:
    told = account(a_snapshot(MON, "waiting"), at=MON, rules=counted(late_from="due_day"))
    assert told.due_on == day("Friday 2026-09-11")
    assert told.walk.days[-1] == Counted(5, day("Monday 2026-09-14"))


def test_a_pause_says_its_days_and_they_are_not_counted() -> None:
    story = ((MON, "waiting"), ("Tuesday 2026-09-08 15:30", "postponed"), ("Friday 2026-09-11 15:30", "waiting"))
    told = account(*(a_snapshot(at, state) for at, state in story), at=END)
    assert told.walk.pauses == (Pause(day("Monday 2026-09-07"), day("Friday 2026-09-11"), 4),)
    assert told.walk.days[0].on == day("Monday 2026-09-14")
    assert (told.due_earliest_on, told.due_on) == (day("Monday 2026-09-14"), day("Friday 2026-09-18"))


def test_a_pause_that_lasts_keeps_the_clock_running() -> None:
    told = account(a_snapshot(MON, "waiting"), a_snapshot("Tuesday 2026-09-08 15:30", "postponed"), at=END)
    assert told.walk.pauses == (Pause(day("Monday 2026-09-07"), None, 0),)
    assert told.outcome == "running"


def test_an_answer_between_two_exports_is_told_as_an_interval() -> None:
    told = account(a_snapshot(MON, "waiting"), a_snapshot(TUE2, "waiting"), a_snapshot(FRI2, "in_progress"), at=END)
    assert (told.stopped_earliest_on, told.stopped_on) == (day("Tuesday 2026-09-15"), day("Friday 2026-09-18"))
    assert (told.outcome, told.days_late) == ("late", 4)


def test_what_was_seen_later_is_not_told() -> None:
    told = account(a_snapshot(MON, "waiting"), a_snapshot(TUE2, "in_progress"), at="Monday 2026-09-14 12:00")
    assert (told.outcome, told.stopped_on, told.stopped_by) == ("running", None, "")


@pytest.mark.parametrize(
    ("state", "agency", "outcome", "by"),
    [
        ("waiting", OTHER, "transferred", "transferred"),
        ("archived", AGENCY, "withdrawn", "withdrawn"),
        ("in_progress", AGENCY, "undecided", "answered"),
    ],
)
def test_what_stopped_the_clock_is_told(state: str, agency: str, outcome: str, by: str) -> None:
    told = account(a_snapshot(MON, "waiting"), a_snapshot(TUE2, state, agency), at=END)
    assert (told.outcome, told.stopped_by, told.days_late) == (outcome, by, 0)


def test_a_response_says_what_began_it() -> None:
    story = ((MON, "waiting"), ("Tuesday 2026-09-08 15:30", "in_progress"), ("Wednesday 2026-09-09 15:30", "replied"))
    seen = snapshots(*(a_snapshot(at, state) for at, state in story))
    told = [one for clock, one in accounts(seen, the_rules(), moment(END)) if clock["policy"] == "national"]
    begun = {(one.stage, one.started_by) for one in told}
    assert begun == {
        ("verification", "received"), ("response", "disposed"), ("response", "replied"), ("resolution", "received"),
    }  # fmt: skip


def test_a_clock_that_has_not_started_has_no_account() -> None:
    seen = snapshots(a_snapshot(MON, "waiting"))
    events = history.changes(seen)
    clock = clocks.run(history.latest(seen), events, the_rules()).iloc[0]
    with pytest.raises(ValueError, match="ask how it reads at a later moment"):
        explain(clock, events, the_rules(), moment("Friday 2026-09-04 12:00"), date(2026, 9, 7))


def test_the_facts_of_a_clock_are_told_as_they_are() -> None:
    received = "Monday 2026-09-07 00:30"  # still Sunday in UTC
    told = account(a_snapshot(MON, "waiting", received_at=received), at="Tuesday 2026-09-08 00:30")
    assert (told.stage, told.policy, told.limit, told.unit) == ("response", "national", 5, "working")
    assert told.started_by == "disposed"
    assert (told.started_earliest_on, told.started_on) == (day("Monday 2026-09-07"), day("Monday 2026-09-07"))
    assert told.read_on == day("Tuesday 2026-09-08")
    assert (told.stopped_earliest_on, told.stopped_on) == (None, None)
    line = the_rules().deadlines.query("policy == 'national' and stage == 'response'").iloc[-1]
    assert (told.article, told.certainty) == (line["article"], line["certainty"])


def test_an_estimated_day_off_has_no_decree_yet_and_makes_a_deadline_provisional() -> None:
    story = [a_snapshot("Monday 2027-05-10 15:30", "waiting", received_at="Monday 2027-05-10 09:00")]
    told = account(*story, at="Monday 2027-05-10 16:00")
    holidays = [(skipped.on, skipped.decree) for skipped in told.walk.skipped if skipped.kind == "holiday"]
    assert (day("Monday 2027-05-17"), "") in holidays
    assert told.provisional
    weekend = told.walk.skipped[0]
    assert weekend == Skipped(day("Saturday 2027-05-15"), "", "weekend", "")


def test_seen_open_on_the_due_date_is_no_proof_of_being_late() -> None:
    on, after = "Monday 2026-09-14 15:30", "Tuesday 2026-09-15 15:30"
    seen = [account(a_snapshot(MON, "waiting"), a_snapshot(last, "waiting"), at=END).outcome for last in (on, after)]
    assert seen == ["undecided", "overdue"]


def test_a_year_that_is_not_known_is_named() -> None:
    calendar = named(the_rules())
    for known in (calendar.first, calendar.last):
        calendar.skipped(known)
    after = calendar.last + timedelta(days=1)
    with pytest.raises(MissingYear, match=str(after.year)):
        calendar.skipped(after)


def test_a_pause_seen_with_the_passing_on_belongs_to_who_got_the_ticket() -> None:
    seen = snapshots(
        a_snapshot(MON, "waiting"), a_snapshot("Wednesday 2026-09-09 15:30", "postponed", OTHER),
        a_snapshot("Friday 2026-09-11 15:30", "waiting", OTHER),
    )  # fmt: skip
    told = {
        clock["agency_id"]: one for clock, one in accounts(seen, the_rules(), moment(END)) if one.stage == "response"
    }
    assert not told[AGENCY].walk.pauses
    assert told[OTHER].walk.pauses
