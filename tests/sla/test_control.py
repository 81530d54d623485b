"""Our counts beside the platform's: which tickets count where, which counts differ, and which may explain that."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from include.sla import control
from include.sla import tickets as history
from include.sla.control import COUNTED, History, Recap
from include.sla.period import Period
from include.sla.tables import CONTROL_GAPS, RECAP_LINES, STATES, shape
from tests.builders import AGENCY, OTHER, a_snapshot, day, moment, snapshots
from tests.sla.weeks import story

COORDINATOR = "diskominfosantik"
OLD = "Wednesday 2026-09-02 15:30"
LONG_AGO = {"received_at": "Tuesday 2026-09-01 09:00"}
MON = "Monday 2026-09-14 15:30"
TUE = "Tuesday 2026-09-15 15:30"
TUE_LATER = "Tuesday 2026-09-15 18:30"
FRI = "Friday 2026-09-18 15:30"
RECAP_AT = "Tuesday 2026-09-15 16:00"
NEXT_MON = "Monday 2026-09-21 15:30"

Rows = Sequence[dict[str, Any]]


def known(rows: Rows, at: datetime | None = None) -> History:
    seen = snapshots(*rows)
    seen = seen if at is None else seen[seen["fetched_at"] <= at]
    return History(history.latest(seen), history.changes(seen))


def a_line(
    agency_id: str, unverified: int = 0, waiting: int = 0, in_progress: int = 0, closed: int = 0
) -> pd.DataFrame:
    counts = dict(zip(COUNTED, (unverified, waiting, in_progress, closed), strict=True))
    line = dict.fromkeys(RECAP_LINES, 0) | counts | {"agency_name": agency_id, "total": sum(counts.values())}
    return shape(pd.DataFrame([line]), RECAP_LINES).assign(agency_id=pd.Series([agency_id], dtype="str"))


def gaps(rows: Rows, *lines: pd.DataFrame, at: str = RECAP_AT, period: Period | None = None) -> pd.DataFrame:
    recap = Recap(moment(at), period, pd.concat(lines))
    return control.compare(recap, known(rows, moment(at)), known(rows), COORDINATOR)


def told(found: pd.DataFrame) -> set[tuple[Any, ...]]:
    return set(found.itertuples(index=False, name=None))


@pytest.mark.parametrize(
    ("states", "status"),
    [
        (["waiting"], "waiting"),
        (["in_progress"], "in_progress"),
        (["in_progress", "replied"], "in_progress"),
        (["closed"], "closed"),
        (["lapsed"], "closed"),
        (["waiting", "postponed"], "waiting"),
        (["postponed"], "waiting"),
        (["in_progress", "postponed"], "in_progress"),
        (["waiting", "archived"], None),
        (["waiting", "rejected"], None),
        (["unknown"], None),
        (["waiting", "unknown"], "waiting"),
    ],
    ids=str,
)
def test_each_state_counts_in_one_of_the_platforms_statuses_or_in_none(states: list[str], status: str | None) -> None:
    rows = story("1", *zip([MON, TUE], states, strict=False))
    counted = control.count(control.place(known(rows), COORDINATOR, None))
    assert counted.to_dict() == ({(AGENCY, status): 1} if status else {})


def test_a_ticket_with_nobody_and_the_regencys_own_line_are_the_coordinators() -> None:
    rows = [*story("1", (MON, "unverified")), *story("2", (MON, "waiting"), agency="")]
    assert gaps(rows, a_line("", unverified=1), a_line(COORDINATOR, waiting=1)).empty


def test_counts_that_agree_are_no_gaps_and_those_that_differ_stand_side_by_side() -> None:
    rows = [
        *story("1", (OLD, "waiting"), (NEXT_MON, "waiting"), **LONG_AGO),
        *story("2", (OLD, "closed"), (NEXT_MON, "closed"), agency=OTHER, **LONG_AGO),
    ]
    found = gaps(rows, a_line(AGENCY, waiting=1, closed=3), a_line("dinas-sosial", unverified=2))
    assert found.dtypes.astype(str).to_dict() == CONTROL_GAPS
    assert told(found) == {
        (AGENCY, "closed", 0, 3, ""), ("dinas-sosial", "unverified", 0, 2, ""), (OTHER, "closed", 1, 0, ""),
    }  # fmt: skip


def test_units_of_one_agency_are_added_up() -> None:
    rows = [*story("1", (MON, "waiting")), *story("2", (MON, "waiting"))]
    assert gaps(rows, a_line(AGENCY, waiting=1), a_line(AGENCY, waiting=1)).empty


def test_only_receipts_of_the_recaps_period_count_by_the_day_in_jakarta() -> None:
    last = a_snapshot(MON, "waiting", ticket_id="1", received_at="Thursday 2026-09-10 23:59")
    after = a_snapshot(MON, "waiting", ticket_id="2", received_at="Friday 2026-09-11 00:00")
    period = Period(day("Tuesday 2026-09-01"), day("Thursday 2026-09-10"))
    assert gaps([last, after], a_line(AGENCY, waiting=1), period=period).empty
    assert told(gaps([last, after], a_line(AGENCY, waiting=1))) == {(AGENCY, "waiting", 2, 1, "1 2")}


def test_a_recap_is_held_against_what_was_known_when_it_was_made() -> None:
    rows = story("1", (MON, "waiting"), (FRI, "closed"))
    assert gaps(rows, a_line(AGENCY, waiting=1)).empty


def test_a_ticket_that_changed_around_the_recap_explains_both_its_gaps() -> None:
    rows = [
        *story("1", (OLD, "waiting"), (TUE, "waiting"), (TUE_LATER, "closed"), **LONG_AGO),
        *story("2", (OLD, "waiting"), (TUE, "waiting"), (TUE_LATER, "waiting"), **LONG_AGO),
    ]
    assert told(gaps(rows, a_line(AGENCY, waiting=1, closed=1))) == {
        (AGENCY, "waiting", 2, 1, "1"), (AGENCY, "closed", 0, 1, "1"),
    }  # fmt: skip


def test_a_ticket_given_on_lately_explains_the_gaps_of_both_agencies() -> None:
    rows = [
        a_snapshot("Wednesday 2026-09-09 15:30", "waiting"),
        a_snapshot("Thursday 2026-09-10 15:30", "waiting", agency=OTHER),
        a_snapshot(NEXT_MON, "waiting", agency=OTHER),
    ]
    assert told(gaps(rows, a_line(AGENCY, waiting=1))) == {
        (AGENCY, "waiting", 0, 1, "7000001"), (OTHER, "waiting", 1, 0, "7000001"),
    }  # fmt: skip


def test_a_ticket_not_seen_since_the_recap_explains_a_gap_of_its_own_status_only() -> None:
    rows = [*story("1", (OLD, "waiting"), **LONG_AGO), *story("2", (OLD, "waiting"), (NEXT_MON, "waiting"), **LONG_AGO)]
    assert told(gaps(rows, a_line(AGENCY, waiting=1, closed=1))) == {
        (AGENCY, "waiting", 2, 1, "1"), (AGENCY, "closed", 0, 1, ""),
    }  # fmt: skip


def test_a_rating_around_the_recap_explains_nothing() -> None:
    rows = story("1", (OLD, "closed"), (NEXT_MON, "closed"), **LONG_AGO)
    then, later = known(rows, moment(RECAP_AT)), known(rows)
    rated = later.events.head(1).assign(kind="rated", at=pd.Timestamp(moment(TUE)).tz_convert("UTC").as_unit("us"))
    later = History(later.tickets, pd.concat([later.events, rated]))
    recap = Recap(moment(RECAP_AT), None, a_line(AGENCY))
    assert told(control.compare(recap, then, later, COORDINATOR)) == {(AGENCY, "closed", 1, 0, "")}


def test_the_likeliest_fifty_are_named_by_number() -> None:
    unseen = [row for number in range(100, 160) for row in story(str(number), (OLD, "waiting"), **LONG_AGO)]
    changed = story("99999", (OLD, "waiting"), (TUE, "waiting"), (TUE_LATER, "closed"), **LONG_AGO)
    found = gaps([*unseen, *changed], a_line(AGENCY)).set_index("status")["tickets"]["waiting"].split()
    assert found == [*(str(number) for number in range(100, 149)), "99999"]


def test_before_any_export_every_line_is_a_gap_and_nothing_explains_it() -> None:
    nothing = known([a_snapshot(FRI, "waiting")], moment(MON))
    recap = Recap(moment(RECAP_AT), None, a_line(AGENCY, waiting=1))
    assert told(control.compare(recap, nothing, nothing, COORDINATOR)) == {(AGENCY, "waiting", 0, 1, "")}


@given(st.lists(st.tuples(st.sampled_from(STATES), st.sampled_from([AGENCY, OTHER, ""])), min_size=1, max_size=60))
@settings(max_examples=12)
def test_a_recap_made_of_our_own_counts_has_no_gaps(lives: list[tuple[str, str]]) -> None:
    rows = [
        a_snapshot(MON, state, agency=agency, ticket_id=str(number)) for number, (state, agency) in enumerate(lives, 1)
    ]
    counted = control.count(control.place(known(rows), COORDINATOR, None))
    lines = [a_line(AGENCY), *(a_line(agency, **{status: number}) for (agency, status), number in counted.items())]
    assert gaps(rows, *lines).empty
    assert counted.sum() == sum(state in {*control.STATUSES, "postponed"} for state, _ in lives)
