"""Clocks: when they start, when they are due, what stops them, and how they read at a moment.

Unless told otherwise the ticket comes in on Monday 2026-09-07 at 09:00 and is exported each day at 15:30.
"""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from include.rulebook import deadlines
from tests.builders import AGENCY, OTHER, a_snapshot, clocks_of, day, moment, outcome

MON = "Monday 2026-09-07 15:30"
TUE = "Tuesday 2026-09-08 15:30"
WED = "Wednesday 2026-09-09 15:30"
FRI = "Friday 2026-09-11 15:30"
MON2 = "Monday 2026-09-14 15:30"
TUE2 = "Tuesday 2026-09-15 15:30"
WED2 = "Wednesday 2026-09-16 15:30"
THU2 = "Thursday 2026-09-17 15:30"
FRI2 = "Friday 2026-09-18 15:30"
MON4 = "Monday 2026-09-28 15:30"
SUN3 = "Sunday 2026-09-27 23:59"


def one(clocks: pd.DataFrame, stage: str, policy: str = "national") -> Any:
    found = clocks[(clocks["stage"] == stage) & (clocks["policy"] == policy)]
    assert len(found) == 1
    return found.iloc[0]


def test_verification_is_due_three_working_days_after_receipt() -> None:
    clock = one(clocks_of(a_snapshot(MON, "unverified")), "verification")
    assert clock["due_on"] == pd.Timestamp(day("Thursday 2026-09-10"))


def test_verification_is_answered_for_by_the_coordinator() -> None:
    assert one(clocks_of(a_snapshot(MON, "unverified")), "verification")["agency_id"] == "diskominfosantik"
    older = a_snapshot("Friday 2022-09-09 15:30", "unverified", received_at="Monday 2022-09-05 09:00")
    assert one(clocks_of(older), "verification")["agency_id"] == "bagian-protokol-dan-komunikasi-pimpinan"


def test_a_response_is_due_five_working_days_after_the_disposition_and_four_by_the_regency() -> None:
    clocks = clocks_of(a_snapshot(MON, "waiting"))
    assert one(clocks, "response")["due_on"] == pd.Timestamp(day("Monday 2026-09-14"))
    assert one(clocks, "response", "regency")["due_on"] == pd.Timestamp(day("Friday 2026-09-11"))


def test_the_regencys_limit_is_not_applied_to_tickets_from_before_it() -> None:
    clocks = clocks_of(
        a_snapshot("Wednesday 2024-09-11 15:30", "waiting", received_at="Monday 2024-09-09 09:00"),
    )
    assert set(clocks["policy"]) == {"national"}


@pytest.mark.parametrize(
    ("classification", "due"),
    [
        ("information", "Monday 2026-09-14"),
        ("aspiration", "Monday 2026-09-14"),
        ("complaint", "Friday 2026-09-25"),
        ("oversight", "Monday 2026-11-30"),
    ],
)
def test_each_class_has_its_own_resolution_limit(classification: str, due: str) -> None:
    clocks = clocks_of(a_snapshot(MON, "waiting", classification=classification))
    assert one(clocks, "resolution")["due_on"] == pd.Timestamp(day(due))


def test_an_unknown_class_has_no_resolution_clock() -> None:
    assert "resolution" not in set(clocks_of(a_snapshot(MON, "waiting", classification="unknown"))["stage"])


def test_a_limit_in_calendar_days_counts_weekends() -> None:
    policy = deadlines.load().assign(unit="calendar")
    clock = one(clocks_of(a_snapshot(MON, "waiting"), policy=policy), "response")
    assert clock["due_on"] == pd.Timestamp(day("Saturday 2026-09-12"))


def test_a_ticket_of_saturday_counts_from_monday() -> None:
    clocks = clocks_of(a_snapshot(MON2, "unverified", received_at="Saturday 2026-09-12 10:00"))
    assert one(clocks, "verification")["due_on"] == pd.Timestamp(day("Thursday 2026-09-17"))


def test_a_deadline_beyond_the_last_decreed_year_is_provisional() -> None:
    near, far = (
        clocks_of(a_snapshot("Friday 2026-12-18 15:30", "waiting", received_at="Friday 2026-12-18 09:00", **other))
        for other in ({"classification": "information"}, {"classification": "oversight"})
    )
    assert not one(near, "response")["provisional"]
    assert one(far, "resolution")["provisional"]


def test_an_open_clock_runs_until_the_end_of_its_due_day_and_is_overdue_after() -> None:
    clocks = clocks_of(a_snapshot(MON, "waiting"), a_snapshot(WED2, "waiting"))
    assert outcome(clocks, "Monday 2026-09-14 23:59", "response") == "running"
    assert outcome(clocks, "Tuesday 2026-09-15 00:01", "response") == "overdue"


def test_an_answer_seen_by_the_due_day_is_met() -> None:
    clocks = clocks_of(a_snapshot(MON, "waiting"), a_snapshot(MON2, "in_progress"))
    assert outcome(clocks, SUN3, "response") == "met"


def test_an_answer_that_cannot_have_been_in_time_is_late() -> None:
    clocks = clocks_of(a_snapshot(MON, "waiting"), a_snapshot(TUE2, "waiting"), a_snapshot(FRI2, "in_progress"))
    assert outcome(clocks, SUN3, "response") == "late"


def test_an_answer_seen_across_the_due_day_is_undecided_and_not_met() -> None:
    clocks = clocks_of(a_snapshot(MON, "waiting"), a_snapshot(FRI, "waiting"), a_snapshot(TUE2, "in_progress"))
    assert outcome(clocks, SUN3, "response") == "undecided"


def test_a_late_answer_still_reads_as_open_before_it_was_seen() -> None:
    clocks = clocks_of(a_snapshot(MON, "waiting"), a_snapshot(TUE2, "waiting"), a_snapshot(FRI2, "in_progress"))
    assert outcome(clocks, "Friday 2026-09-11 12:00", "response") == "running"
    assert outcome(clocks, "Thursday 2026-09-17 12:00", "response") == "overdue"


def test_a_ticket_passed_on_in_time_is_transferred_and_the_next_agency_gets_its_own_clock() -> None:
    clocks = clocks_of(a_snapshot(MON, "waiting"), a_snapshot(WED, "waiting", OTHER))
    assert outcome(clocks, SUN3, "response", agency=AGENCY) == "transferred"
    assert outcome(clocks, "Wednesday 2026-09-16 12:00", "response", agency=OTHER) == "running"


def test_a_ticket_passed_on_too_late_was_late() -> None:
    clocks = clocks_of(a_snapshot(MON, "waiting"), a_snapshot(TUE2, "waiting"), a_snapshot(THU2, "waiting", OTHER))
    assert outcome(clocks, SUN3, "response", agency=AGENCY) == "late"


def test_the_citizens_clock_never_restarts() -> None:
    clocks = clocks_of(a_snapshot(MON, "waiting"), a_snapshot(WED, "waiting", OTHER))
    resolution = one(clocks, "resolution")
    assert (resolution["agency_id"], resolution["due_on"]) == (OTHER, pd.Timestamp(day("Friday 2026-09-25")))


@pytest.mark.parametrize("state", ["archived", "rejected"])
def test_an_archived_or_rejected_ticket_leaves_every_denominator(state: str) -> None:
    clocks = clocks_of(a_snapshot(MON, "waiting"), a_snapshot(TUE2, state))
    assert outcome(clocks, SUN3, "response") == "withdrawn"
    assert outcome(clocks, SUN3, "resolution") == "withdrawn"


def test_a_clock_not_seen_after_its_due_day_may_have_been_answered_in_time() -> None:
    clocks = clocks_of(a_snapshot(MON, "waiting"), a_snapshot(MON2, "waiting"))
    assert outcome(clocks, "Tuesday 2026-09-15 00:01", "response") == "undecided"


def test_a_pause_moves_the_due_dates_by_its_working_days_at_the_longest_and_the_shortest() -> None:
    clocks = clocks_of(
        a_snapshot(MON, "waiting"),
        a_snapshot(TUE, "waiting"),
        a_snapshot(WED, "postponed"),
        a_snapshot(FRI, "postponed"),
        a_snapshot(MON2, "waiting"),
    )
    clock = one(clocks, "response")
    assert clock["paused_days"] == 4  # Wednesday to Monday
    assert clock["due_on"] == pd.Timestamp(day("Friday 2026-09-18"))
    assert clock["due_earliest_on"] == pd.Timestamp(day("Wednesday 2026-09-16"))  # Wednesday to Friday


def test_a_pause_that_moves_a_deadline_beyond_the_last_decreed_year_makes_it_provisional() -> None:
    clocks = clocks_of(
        a_snapshot("Wednesday 2026-12-16 15:30", "waiting", received_at="Wednesday 2026-12-16 09:00"),
        a_snapshot("Thursday 2026-12-17 15:30", "postponed", received_at="Wednesday 2026-12-16 09:00"),
        a_snapshot("Wednesday 2026-12-30 15:30", "waiting", received_at="Wednesday 2026-12-16 09:00"),
    )
    assert one(clocks, "response")["provisional"]
    assert not one(clocks, "verification")["provisional"]


def test_a_paused_clock_does_not_run_out() -> None:
    clocks = clocks_of(a_snapshot(MON, "waiting"), a_snapshot(WED, "postponed"))
    assert outcome(clocks, SUN3, "response") == "running"


def test_a_pause_after_the_due_date_changes_nothing() -> None:
    late = [a_snapshot(TUE2, "waiting"), a_snapshot(WED2, "postponed"), a_snapshot(FRI2, "waiting")]
    clocks = clocks_of(a_snapshot(MON, "waiting"), *late)
    assert one(clocks, "response")["paused_days"] == 0
    assert outcome(clocks, SUN3, "response") == "overdue"


def test_a_citizens_reply_starts_a_new_response_clock() -> None:
    clocks = clocks_of(a_snapshot(MON, "waiting"), a_snapshot(TUE, "in_progress"), a_snapshot(WED, "replied"))
    rounds = clocks[(clocks["stage"] == "response") & (clocks["policy"] == "national")].set_index("round")
    assert rounds.loc[1, "stopped_by"] == "answered"
    assert rounds.loc[2, "stopped_by"] == ""
    assert rounds.loc[2, "due_on"] == pd.Timestamp(day("Wednesday 2026-09-16"))


def test_a_ticket_first_seen_replied_was_answered_before_the_reply_and_waits_again() -> None:
    clocks = clocks_of(a_snapshot(TUE, "replied"))
    rounds = clocks[(clocks["stage"] == "response") & (clocks["policy"] == "national")].set_index("round")
    assert rounds["stopped_by"].tolist() == ["answered", ""]
    assert one(clocks, "resolution")["stopped_by"] == ""


def test_closing_after_a_reply_answers_it() -> None:
    clocks = clocks_of(
        a_snapshot(MON, "waiting"),
        a_snapshot(TUE, "in_progress"),
        a_snapshot(WED, "replied"),
        a_snapshot(FRI, "closed"),
    )
    assert clocks[clocks["stage"] == "response"]["stopped_by"].tolist() == ["answered"] * 4


def test_a_reopened_ticket_has_a_new_response_clock_and_an_open_resolution() -> None:
    clocks = clocks_of(a_snapshot(MON, "in_progress"), a_snapshot(TUE, "closed"), a_snapshot(WED, "waiting"))
    assert clocks[(clocks["stage"] == "response") & (clocks["policy"] == "national")]["round"].tolist() == [1, 2]
    assert outcome(clocks, "Friday 2026-09-11 12:00", "resolution") == "running"


def test_the_resolution_is_met_when_the_ticket_was_closed_by_its_due_day() -> None:
    clocks = clocks_of(a_snapshot(MON, "waiting"), a_snapshot(TUE, "in_progress"), a_snapshot(FRI, "closed"))
    assert outcome(clocks, SUN3, "resolution") == "met"


def test_the_resolution_of_a_ticket_the_system_closed_lies_before_the_reply_time() -> None:
    lapsed = a_snapshot("Tuesday 2026-09-22 15:30", "lapsed", classification="information")
    clocks = clocks_of(a_snapshot(MON, "waiting"), a_snapshot(TUE, "in_progress"), lapsed)
    assert outcome(clocks, "Tuesday 2026-09-22 12:00", "resolution") == "undecided"
    assert outcome(clocks, SUN3, "resolution") == "met"


def test_an_answered_open_ticket_past_its_resolution_date_is_undecided_for_it_may_be_settled() -> None:
    clocks = clocks_of(a_snapshot(MON, "waiting"), a_snapshot(TUE, "in_progress"))
    assert outcome(clocks, "Monday 2026-09-28 12:00", "resolution") == "undecided"


def test_an_unanswered_ticket_past_its_resolution_date_is_overdue() -> None:
    clocks = clocks_of(a_snapshot(MON, "waiting"), a_snapshot(MON4, "waiting"))
    assert outcome(clocks, "Monday 2026-09-28 16:00", "resolution") == "overdue"


def test_a_ticket_whose_citizen_still_waits_for_an_answer_is_not_settled() -> None:
    story = [a_snapshot(TUE, "in_progress"), a_snapshot(WED, "replied"), a_snapshot(MON4, "replied")]
    assert outcome(clocks_of(a_snapshot(MON, "waiting"), *story), "Monday 2026-09-28 16:00", "resolution") == "overdue"


def test_an_agency_that_got_an_answered_ticket_is_not_accused_of_silence() -> None:
    clocks = clocks_of(a_snapshot(MON, "in_progress"), a_snapshot(WED, "in_progress", OTHER))
    assert outcome(clocks, SUN3, "response", agency=OTHER) == "undecided"


def test_verification_stops_at_the_first_disposition_only() -> None:
    clocks = clocks_of(a_snapshot(MON, "unverified"), a_snapshot(TUE, "waiting"), a_snapshot(FRI2, "waiting", OTHER))
    assert outcome(clocks, SUN3, "verification") == "met"


def test_an_agency_that_gave_a_ticket_back_has_passed_it_on() -> None:
    clocks = clocks_of(a_snapshot(MON, "waiting"), a_snapshot(WED, "unverified"), a_snapshot(FRI2, "unverified"))
    assert outcome(clocks, SUN3, "response") == "transferred"


def test_a_ticket_the_coordinator_answers_itself_has_been_verified() -> None:
    clocks = clocks_of(a_snapshot(MON, "unverified"), a_snapshot(WED, "closed", agency=""))
    assert outcome(clocks, SUN3, "verification") == "met"


def test_a_pause_holds_for_the_agency_that_gets_the_ticket_meanwhile() -> None:
    postponed = [
        a_snapshot(TUE, "postponed"),
        a_snapshot(WED, "postponed", OTHER),
        a_snapshot(MON4, "postponed", OTHER),
    ]
    assert outcome(clocks_of(*postponed), MON4, "response", agency=OTHER) == "running"


def test_a_reply_given_on_to_an_agency_that_works_at_it_may_be_settled() -> None:
    replied = [a_snapshot(MON, "in_progress"), a_snapshot(TUE, "replied"), a_snapshot(WED, "in_progress", OTHER)]
    assert outcome(clocks_of(*replied, a_snapshot(MON4, "in_progress", OTHER)), MON4, "resolution") == "undecided"


def test_a_ticket_has_one_end_though_the_system_closes_it_once_more() -> None:
    ends = [a_snapshot(TUE, "in_progress"), a_snapshot(WED, "closed"), a_snapshot(MON4, "lapsed")]
    clock = one(clocks_of(a_snapshot(MON, "waiting"), *ends), "resolution")
    assert clock["stop_seen_at"] == pd.Timestamp(moment(WED))
