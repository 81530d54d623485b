"""What cannot be right in what LAPOR said is found by its name, and decides no outcome."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from itertools import chain

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from include.sla import clocks as rules
from include.sla import faults
from include.sla import tickets as history
from include.sla.tables import DATA_FAULTS, EVENTS, STATES, shape
from tests.builders import AGENCY, OTHER, a_snapshot, apart, moment, snapshots, the_rules
from tests.sla.many import few, many

RECEIVED = "Monday 2026-09-07 09:00"
KNOWN_AT = moment("Monday 2026-09-28 06:00")
DISPOSED = ("disposed", "Tuesday 2026-09-08 10:00", AGENCY)
ANSWERED = ("followed_up", "Wednesday 2026-09-09 10:00", AGENCY)
CLOSED = ("closed", "Friday 2026-09-11 10:00", AGENCY)
Told = tuple[str, ...]  # kind, moment, agency, and where it is only observed the earliest moment

Story = list[tuple[int, str, str]]  # day of September, state, agency
stories = st.lists(
    st.tuples(st.integers(7, 25), st.sampled_from(STATES), st.sampled_from(["", AGENCY, OTHER])),
    min_size=1,
    max_size=8,
    unique_by=lambda turn: turn[0],
)


def events(*told: Told) -> pd.DataFrame:
    rows = [
        {"ticket_id": "7000001", "kind": kind, "at": moment(at), "agency_id": agency, "source": "api"}
        | {"earliest_at": moment(earliest[0] if earliest else at)}
        for kind, at, agency, *earliest in told
    ]
    return shape(pd.DataFrame(rows), EVENTS)


def ticket() -> pd.DataFrame:
    return history.latest(snapshots(a_snapshot("Monday 2026-09-28 06:00", "waiting")))


def found(*told: Told) -> list[str]:
    return list(faults.find(ticket(), events(*told), KNOWN_AT)["fault"])


def kept(*told: Told) -> list[tuple[str, str]]:
    left = faults.clean(ticket(), events(*told))
    return [(row.kind, f"{row.at.tz_convert('Asia/Jakarta'):%a %H:%M}") for row in left.itertuples()]


def test_a_plain_story_has_no_fault_and_stays_as_it_is() -> None:
    assert found(DISPOSED, ANSWERED, CLOSED) == []
    assert kept(DISPOSED, ANSWERED, CLOSED) == [
        ("disposed", "Tue 10:00"),
        ("followed_up", "Wed 10:00"),
        ("closed", "Fri 10:00"),
    ]


def test_the_same_event_twice_counts_once() -> None:
    assert found(DISPOSED, ANSWERED, ANSWERED) == ["duplicate"]
    assert kept(DISPOSED, ANSWERED, ANSWERED) == kept(DISPOSED, ANSWERED)


def test_of_two_that_say_the_same_the_one_that_knows_the_time_best_counts() -> None:
    observed = (*ANSWERED, "Tuesday 2026-09-08 16:00")
    for told in ([DISPOSED, observed, ANSWERED], [ANSWERED, observed, DISPOSED]):
        once = faults.once(events(*told))
        assert list(once["kind"]) == ["disposed", "followed_up"]
        assert (once["earliest_at"] == once["at"]).all()


def test_a_ticket_given_to_the_agency_that_has_it_was_given_once() -> None:
    again = ("disposed", "Thursday 2026-09-10 10:00", AGENCY)
    third = ("disposed", "Thursday 2026-09-10 11:00", AGENCY)
    assert found(DISPOSED, again, third) == ["duplicate", "duplicate"]
    assert kept(DISPOSED, again, third) == kept(DISPOSED)


@pytest.mark.parametrize(
    ("between", "faults"), [("followed_up", ["duplicate"]), ("postponed", ["duplicate"]), ("returned", [])]
)
def test_only_when_it_was_given_back_can_it_be_given_again(between: str, faults: list[str]) -> None:
    again = ("disposed", "Thursday 2026-09-10 10:00", AGENCY)
    assert found(DISPOSED, (between, "Wednesday 2026-09-09 10:00", AGENCY), again) == faults


def test_a_postponed_ticket_is_postponed_once() -> None:
    first, again = (("postponed", f"{on} 10:00", AGENCY) for on in ("Tuesday 2026-09-08", "Wednesday 2026-09-09"))
    resumed = ("resumed", "Thursday 2026-09-10 10:00", AGENCY)
    assert found(DISPOSED, first, again, resumed) == ["duplicate"]
    assert found(DISPOSED, first, resumed, ("postponed", "Friday 2026-09-11 10:00", AGENCY)) == []


def test_a_ticket_that_went_to_another_agency_and_back_was_given_each_time() -> None:
    away, back = (
        ("disposed", "Wednesday 2026-09-09 10:00", OTHER),
        ("disposed", "Thursday 2026-09-10 10:00", AGENCY),
    )
    assert found(DISPOSED, away, back) == []


def test_what_lies_before_receipt_counts_as_at_receipt() -> None:
    early = ("disposed", "Sunday 2026-09-06 10:00", AGENCY)
    assert found(early) == ["before_receipt"]
    assert kept(early) == [("disposed", "Mon 09:00")]


def test_what_was_seen_in_time_but_can_have_been_before_receipt_is_no_fault_and_cannot_have_been() -> None:
    seen = (*DISPOSED, "Sunday 2026-09-06 10:00")
    assert found(seen) == []
    assert list(faults.clean(ticket(), events(seen))["earliest_at"]) == [pd.Timestamp(moment(RECEIVED))]


def test_several_before_receipt_stay_in_their_order() -> None:
    first, then = ("disposed", "Saturday 2026-09-05 10:00", OTHER), ("disposed", "Sunday 2026-09-06 10:00", AGENCY)
    assert found(then, first) == ["before_receipt", "before_receipt"]
    assert list(faults.clean(ticket(), events(then, first))["agency_id"]) == [OTHER, AGENCY]


def test_what_lies_in_the_future_is_reported_and_stays() -> None:
    coming = ("followed_up", "Monday 2026-09-28 06:01", AGENCY)
    assert found(DISPOSED, coming) == ["in_future"]
    assert len(kept(DISPOSED, coming)) == 2


def test_a_follow_up_by_an_agency_that_never_got_the_ticket_stops_no_clock() -> None:
    strange = ("followed_up", "Wednesday 2026-09-09 10:00", OTHER)
    assert found(DISPOSED, strange) == ["answered_without_disposition"]
    assert kept(DISPOSED, strange) == kept(DISPOSED)
    clocks = rules.run(ticket(), faults.clean(ticket(), events(DISPOSED, strange)), the_rules())
    assert set(clocks[clocks["stage"] == "response"]["stopped_by"]) == {""}


@pytest.mark.parametrize("given", [DISPOSED, ("disposed", "Thursday 2026-09-10 10:00", AGENCY, DISPOSED[1])])
def test_an_agency_that_can_have_got_the_ticket_by_then_is_no_stranger(given: Told) -> None:
    assert found(given, ANSWERED) == []


def test_a_follow_up_while_nobody_has_the_ticket_is_the_coordinators() -> None:
    assert found(("followed_up", "Wednesday 2026-09-09 10:00", "")) == []


THURSDAY, FRIDAY = "Thursday 2026-09-10 10:00", "Friday 2026-09-11 10:00"
PASSED_ON = ("disposed", THURSDAY, OTHER)


@pytest.mark.parametrize("at", [THURSDAY, FRIDAY])
def test_who_has_passed_a_ticket_on_cannot_answer_it_any_more(at: str) -> None:
    late = ("followed_up", at, AGENCY)
    assert found(DISPOSED, PASSED_ON, late) == ["answered_by_another"]
    assert kept(DISPOSED, PASSED_ON, late) == kept(DISPOSED, PASSED_ON)


@pytest.mark.parametrize(
    "told",
    [
        (ANSWERED, PASSED_ON),
        (PASSED_ON, ("followed_up", FRIDAY, OTHER)),
        (PASSED_ON, ("followed_up", FRIDAY, AGENCY, ANSWERED[1])),  # seen on Friday, perhaps given on Wednesday
        (PASSED_ON, ("disposed", FRIDAY, AGENCY), ("followed_up", FRIDAY, AGENCY)),
        (("returned", THURSDAY, ""), ("followed_up", FRIDAY, AGENCY)),
    ],
)
def test_who_may_have_had_the_ticket_or_nobody_else_had_it_may_have_answered(told: Sequence[Told]) -> None:
    assert "answered_by_another" not in found(DISPOSED, *told)


def test_an_export_names_only_who_has_the_ticket_so_it_accuses_nobody() -> None:
    told = events(DISPOSED, PASSED_ON, ("followed_up", FRIDAY, AGENCY)).assign(source="export")
    assert list(faults.find(ticket(), told, KNOWN_AT)["fault"]) == []


def test_an_agency_given_the_ticket_at_the_moment_of_its_answer_is_no_stranger() -> None:
    assert found(DISPOSED, ("followed_up", DISPOSED[1], AGENCY)) == []


def test_what_happened_at_receipt_or_just_now_is_neither_too_early_nor_too_late() -> None:
    assert found(("disposed", RECEIVED, AGENCY), ("followed_up", "Monday 2026-09-28 06:00", AGENCY)) == []


@pytest.mark.parametrize("kind", ["followed_up", "possibly_followed_up", "disposed"])
def test_the_end_stands_against_what_comes_after_it(kind: str) -> None:
    late = (kind, "Monday 2026-09-14 10:00", OTHER if kind == "disposed" else AGENCY)
    assert found(DISPOSED, ANSWERED, CLOSED, late) == ["after_end"]
    assert kept(DISPOSED, ANSWERED, CLOSED, late) == kept(DISPOSED, ANSWERED, CLOSED)


def test_after_a_reopening_the_agency_may_answer_again() -> None:
    opened, again = (
        ("reopened", "Monday 2026-09-14 10:00", AGENCY),
        ("followed_up", "Tuesday 2026-09-15 10:00", AGENCY),
    )
    assert found(DISPOSED, ANSWERED, CLOSED, opened, again) == []


def test_what_can_have_come_before_the_end_is_no_fault() -> None:
    seen_later = ("followed_up", "Monday 2026-09-14 10:00", AGENCY, "Thursday 2026-09-10 10:00")
    assert found(DISPOSED, CLOSED, seen_later) == []


def test_a_second_end_does_not_excuse_what_came_between() -> None:
    late, lapsed = ("followed_up", "Monday 2026-09-14 10:00", AGENCY), ("lapsed", "Friday 2026-09-25 23:00", AGENCY)
    assert found(DISPOSED, ANSWERED, CLOSED, late, lapsed) == ["after_end"]


def in_snapshots(*rows: dict[str, object]) -> list[str]:
    return list(faults.find_in_snapshots(snapshots(*rows))["fault"])


@pytest.mark.parametrize("state", ["waiting", "unverified"])
def test_a_ticket_in_progress_that_waits_again_went_backwards(state: str) -> None:
    before = a_snapshot("Tuesday 2026-09-08 15:30", "in_progress")
    after = a_snapshot("Wednesday 2026-09-09 15:30", state) | {"agency_id": AGENCY}
    unknown = a_snapshot("Wednesday 2026-09-09 06:00", "unknown")
    assert in_snapshots(before, after) == ["status_backwards"]
    assert in_snapshots(before, unknown, after) == ["status_backwards"]


@pytest.mark.parametrize("between", ["replied", "closed", "postponed"])
def test_after_a_reply_an_end_or_a_pause_a_ticket_may_wait_again(between: str) -> None:
    days = ("Tuesday 2026-09-08 15:30", "Wednesday 2026-09-09 15:30", "Thursday 2026-09-10 15:30")
    assert in_snapshots(*map(a_snapshot, days, ("in_progress", between, "waiting"))) == []


def test_a_ticket_passed_on_or_given_back_did_not_go_backwards() -> None:
    before = a_snapshot("Tuesday 2026-09-08 15:30", "in_progress")
    assert in_snapshots(before, a_snapshot("Wednesday 2026-09-09 15:30", "waiting", OTHER)) == []
    assert in_snapshots(before, a_snapshot("Wednesday 2026-09-09 15:30", "unverified")) == []


def test_another_moment_of_receipt_is_reported_each_time() -> None:
    first, then = a_snapshot("Tuesday 2026-09-08 15:30", "waiting"), "Monday 2026-09-07 08:00"
    later = [a_snapshot(f"{day} 15:30", "waiting", received_at=then) for day in ("Wednesday 2026-09-09",)]
    assert in_snapshots(first, *later) == ["receipt_changed"]
    other = a_snapshot("Wednesday 2026-09-09 15:30", "waiting", ticket_id="7000002", received_at=then)
    assert in_snapshots(first, other) == []


def test_without_events_and_snapshots_there_is_no_fault() -> None:
    nothing = faults.find(ticket().iloc[:0], events(DISPOSED).iloc[:0], KNOWN_AT)
    assert {name: str(dtype) for name, dtype in nothing.dtypes.items()} == DATA_FAULTS
    assert len(nothing) == len(faults.find_in_snapshots(snapshots(a_snapshot(RECEIVED, "waiting")).iloc[:0])) == 0


def tell(lives: list[tuple[Story]]) -> pd.DataFrame:
    return snapshots(*apart([turn(*each) for each in story] for story in chain(*lives)))


def turn(number: int, state: str, agency: str) -> dict[str, object]:
    at = moment("Tuesday 2026-09-01 15:30") + timedelta(days=number)
    return a_snapshot(at, state, agency)


@few
@given(many(stories))
def test_cleaning_twice_changes_nothing_more(lives: list[tuple[Story]]) -> None:
    seen = tell(lives)
    latest, changes = history.latest(seen), history.changes(seen)
    cleaned = faults.clean(latest, changes)
    pd.testing.assert_frame_equal(faults.clean(latest, cleaned), cleaned)
    assert not set(faults.find(latest, cleaned, KNOWN_AT)["fault"]) - {"in_future"}


@few
@given(many(stories))
def test_exports_alone_tell_nothing_twice_and_of_no_stranger(lives: list[tuple[Story]]) -> None:
    seen = tell(lives)
    found = set(faults.find(history.latest(seen), history.changes(seen), KNOWN_AT)["fault"])
    assert found <= {"after_end"}


@few
@given(many(stories), st.integers(0, 2**32 - 1))
def test_the_order_in_which_they_are_told_does_not_matter(lives: list[tuple[Story]], seed: int) -> None:
    seen = tell(lives)
    latest, changes = history.latest(seen), history.changes(seen)
    mixed = changes.sample(frac=1, random_state=seed)
    pd.testing.assert_frame_equal(faults.clean(latest, mixed), faults.clean(latest, changes))
    pd.testing.assert_frame_equal(faults.find(latest, mixed, KNOWN_AT), faults.find(latest, changes, KNOWN_AT))
