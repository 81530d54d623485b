"""The calendar, against the checked values of the rulebook's years and against numpy."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from include.sla.working_days import MissingYear
from tests.builders import day, working_days

OFF = np.array(sorted(working_days().off), dtype="datetime64[D]")
days = st.dates(date(2022, 1, 3), date(2027, 8, 31))


@pytest.mark.parametrize(
    ("start", "due"),
    [
        ("2023-04-14", ["2023-04-26", "2023-04-28", "2023-05-08", "2023-05-12", "2023-07-26"]),
        ("2024-04-05", ["2024-04-18", "2024-04-22", "2024-04-29", "2024-05-06", "2024-07-17"]),
        ("2025-03-27", ["2025-04-10", "2025-04-14", "2025-04-22", "2025-04-28", "2025-07-11"]),
        ("2026-03-13", ["2026-03-25", "2026-03-27", "2026-04-06", "2026-04-10", "2026-06-24"]),
    ],
)
def test_three_five_ten_fourteen_and_sixty_working_days_after_the_days_before_eid(start: str, due: list[str]) -> None:
    found = working_days().add([start] * 5, np.array([3, 5, 10, 14, 60]))
    assert [str(on) for on in found] == due


@pytest.mark.parametrize(
    ("year", "number"), [(2022, 246), (2023, 239), (2024, 238), (2025, 237), (2026, 240), (2027, 242)]
)
def test_each_year_has_its_number_of_working_days(year: int, number: int) -> None:
    first, last = working_days().count([date(year, 1, 1), date(year, 12, 31)])
    assert last - first + working_days().is_working([date(year, 1, 1)])[0] == number


def test_joint_leave_is_not_a_working_day() -> None:
    assert not working_days().is_working([day("Thursday 2026-12-24")])[0]


def test_a_day_off_decreed_in_mid_year_is_not_a_working_day() -> None:
    assert not working_days().is_working([day("Monday 2025-08-18")])[0]


def test_a_start_on_a_saturday_counts_from_monday() -> None:
    assert working_days().start([day("Saturday 2026-09-12")])[0] == np.datetime64(day("Monday 2026-09-14"))
    assert working_days().add([day("Saturday 2026-09-12")], 1)[0] == np.datetime64(day("Tuesday 2026-09-15"))


def test_a_year_without_decree_is_an_error_and_never_without_holidays() -> None:
    with pytest.raises(MissingYear, match=r"days_off\.csv"):
        working_days().add([day("Friday 2028-12-29")], 5)
    with pytest.raises(MissingYear):
        working_days().count([day("Friday 2021-12-31")])


@given(days, st.integers(1, 60))
def test_adding_agrees_with_numpy(start: date, number: int) -> None:
    expected = np.busday_offset(start, number, roll="forward", holidays=OFF)
    assert working_days().add([start], number)[0] == expected


@given(days, st.integers(0, 90))
def test_counting_between_agrees_with_numpy(start: date, length: int) -> None:
    zero = np.busday_offset(start, 0, roll="forward", holidays=OFF).item()
    end = start + timedelta(days=length)
    expected = max(np.busday_count(zero + timedelta(days=1), end + timedelta(days=1), holidays=OFF), 0)
    assert working_days().between([start], [end])[0] == (expected if end > zero else 0)


@given(days, st.integers(1, 60))
def test_subtracting_undoes_adding(start: date, number: int) -> None:
    zero = working_days().start([start])
    assert working_days().shift(working_days().add([start], number), -number)[0] == zero[0]
