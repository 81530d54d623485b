"""A period: whole days in Jakarta, half-open as moments, and the same figures as of a week."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from include.sla.period import Period
from tests.builders import day, moment
from tests.sla.weeks import MON, MON2, MON3, WEEK, look, story


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2026", "Thursday 2026-01-01", "Thursday 2026-12-31"),
        ("2026-Q1", "Thursday 2026-01-01", "Tuesday 2026-03-31"),
        ("2026-Q2", "Wednesday 2026-04-01", "Tuesday 2026-06-30"),
        ("2026-Q3", "Wednesday 2026-07-01", "Wednesday 2026-09-30"),
        ("2026-Q4", "Thursday 2026-10-01", "Thursday 2026-12-31"),
        ("2026-01-01..2026-10-31", "Thursday 2026-01-01", "Saturday 2026-10-31"),
        ("2026-10-31..2026-10-31", "Saturday 2026-10-31", "Saturday 2026-10-31"),
    ],
)
def test_a_period_is_read_from_a_year_a_quarter_or_two_days(text: str, first: str, last: str) -> None:
    assert Period.parse(text) == Period(day(first), day(last))


@pytest.mark.parametrize("text", ["", "26", "2026-Q5", "2026-10", "2026-W38", "2026-01-01", "2026-01-01..", "2026\n"])
def test_anything_else_is_no_period(text: str) -> None:
    with pytest.raises(ValueError, match="is no period; write it like 2026, 2026-Q3 or"):
        Period.parse(text)


def test_a_day_that_does_not_exist_is_refused() -> None:
    with pytest.raises(ValueError, match="day"):
        Period.parse("2026-02-01..2026-02-30")


def test_a_period_does_not_end_before_it_begins() -> None:
    with pytest.raises(ValueError, match="before it begins on 2026-10-31"):
        Period.parse("2026-10-31..2026-01-01")


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.dates(date(2100, 1, 1), date(2200, 1, 1)))
def test_what_a_period_writes_it_also_reads(first: date, last: date) -> None:
    assert Period.parse(str(Period(first, last))) == Period(first, last)


def test_a_period_lasts_from_midnight_in_jakarta_to_the_midnight_after_its_last_day() -> None:
    period = Period.parse("2026-Q3")
    assert period.starts_at == moment("Wednesday 2026-07-01 00:00")
    assert period.ends_at == moment("Thursday 2026-10-01 00:00")


def test_a_week_told_as_a_period_has_the_same_figures() -> None:
    rows = [*story("1", (MON, "waiting"), (MON2, "in_progress"), (MON3, "closed")), *story("2", (MON, "waiting"))]
    for as_week, as_period in zip(look(WEEK, *rows), look(Period(WEEK.monday, WEEK.sunday), *rows), strict=True):
        pd.testing.assert_frame_equal(as_week, as_period)
