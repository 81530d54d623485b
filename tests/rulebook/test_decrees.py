"""The yearly decrees: one line a year, and a loud reminder before a year begins without one."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest

from include.rulebook import decrees
from include.sla.week import WIB
from tests.rulebook.editing import append, assert_refused, edit, keep_columns

NEXT = "2028,SKB Contoh,2027-09-15,Contoh,M"
DECREE_2025 = '2025,"SKB Tiga Menteri 1017/2024, 2/2024, 2/2024",2024-10-14,'


def test_the_days_off_of_the_coming_year_are_decreed_in_the_rulebook() -> None:
    message = decrees.missing_decree(datetime.now(WIB).date(), decrees.load())
    assert message is None, message


@pytest.mark.parametrize(
    ("today", "missing"),
    [
        (date(2026, 9, 30), None),
        (date(2026, 10, 1), "2027"),
        (date(2026, 12, 31), "2027"),
        (date(2027, 1, 1), "2027"),
        (date(2027, 11, 1), "2027"),
    ],
)
def test_a_missing_decree_is_silent_until_the_end_of_september_and_then_loud(today: date, missing: str | None) -> None:
    message = decrees.missing_decree(today, range(2022, 2027))
    assert (message is None) == (missing is None)
    if message:
        assert f"include/rulebook/decrees.csv the line\n    {missing},<number" in message
        assert "https://www.kemenkopmk.go.id" in message
        assert "days_off.csv" in message


def test_a_decree_that_is_there_is_not_missed() -> None:
    assert decrees.missing_decree(date(2026, 11, 24), range(2022, 2028)) is None
    assert "2028" in (decrees.missing_decree(date(2027, 10, 1), range(2022, 2028)) or "")


@pytest.mark.parametrize(
    ("line", "message"),
    [
        (NEXT.replace("2028", "2027"), "here the decree of 2028 must stand, not of '2027'"),
        (NEXT.replace("2028", "2029"), "here the decree of 2028 must stand, not of '2029'"),
        (NEXT.replace("SKB Contoh", ""), "decree is empty; fill it in"),
        (NEXT.replace(",Contoh", ","), "source is empty; fill it in"),
        (NEXT.replace("2027-09-15", ""), "'' is no date"),
        (NEXT.replace(",M", ",?"), "certainty must be F"),
        (NEXT.replace("2027-09-15", "2026-09-15"), "it must be announced after the decree of 2027"),
    ],
)
def test_a_wrong_line_is_refused_and_named(folder: Path, line: str, message: str) -> None:
    number = append(folder, "decrees.csv", line)
    assert_refused(decrees.load, folder, f"decrees.csv, line {number}: {message}")


def test_a_year_left_out_is_refused(folder: Path) -> None:
    number = edit(folder, "decrees.csv", DECREE_2025, DECREE_2025.replace("2025,", "2026,", 1))
    assert_refused(decrees.load, folder, f"decrees.csv, line {number}: here the decree of 2025 must stand")


def test_a_file_without_any_decree_is_refused(folder: Path) -> None:
    keep_columns(folder, "decrees.csv")
    assert_refused(decrees.load, folder, "decrees.csv: no line stands below its columns; add the lines")


def test_a_decree_is_known_from_the_day_it_was_announced() -> None:
    assert max(decrees.load(known_on=date(2026, 9, 14))) == 2026
    assert max(decrees.load(known_on=date(2026, 9, 15))) == 2027
