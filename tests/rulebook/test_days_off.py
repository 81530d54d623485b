"""Days off: as they were known on any day, from the yearly decrees and what was announced in between."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from include.jobs.rules import load_rules
from include.rulebook import announcements, days_off, decrees
from include.rulebook.files import FOLDER
from tests.builders import day
from tests.rulebook.editing import append, assert_refused, edit

EXAMPLE = "2026-12-31,Cuti Bersama Contoh,joint leave,Surat Contoh,2026-12-01"


def dates(off: pd.DataFrame) -> set[date]:
    return set(off["on"].dt.date)


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("2026-12-31,Libur,rumor,Surat,2026-12-01", "kind must be one of"),
        ("2026-12-31,Libur,holiday,,2026-12-01", "decree is empty; fill it in"),
        ("2026-12-31,,holiday,Surat,2026-12-01", "name is empty; fill it in"),
        ("2026-12-31,Libur,holiday,Surat,2027-01-01", "2026-12-31 was announced on 2027-01-01, after the day itself"),
        (
            "2025-08-18,Masuk,working day,Surat,2025-08-19",
            "2025-08-18 was announced on 2025-08-19, after the day itself",
        ),
        ("31-12-2026,Libur,holiday,Surat,2026-12-01", "'31-12-2026' is no date"),
        (",Libur,holiday,Surat,2026-12-01", "'' is no date"),
        ("2026-12-31,Libur,holiday,Surat,", "'' is no date"),
        ("2031-12-31,Libur,holiday,Surat,2026-12-01", "the other days off of 2031 are not known"),
        ("2021-12-31,Libur,holiday,Surat,2021-12-01", "the other days off of 2021 are not known"),
        ("2025-08-18,Libur,holiday,Surat,2025-08-07", "2025-08-18 has a line announced on 2025-08-07 already"),
        ("2025-08-18,Libur,holiday,Surat,2025-08-01", "2025-08-18 has a line announced on 2025-08-07 already"),
        ("2026-12-24,Masuk,working day,Surat,2026-12-01", "no line above says that 2026-12-24 was off"),
        ("2023-04-26,Masuk,working day,Surat,2023-04-01", "no line above says that 2023-04-26 was off"),
    ],
)
def test_a_wrong_line_is_refused_and_named(folder: Path, line: str, message: str) -> None:
    number = append(folder, "days_off.csv", line)
    assert_refused(days_off.load, folder, f"days_off.csv, line {number}: {message}")


def test_a_day_off_may_be_announced_on_the_day_itself(folder: Path) -> None:
    append(folder, "days_off.csv", EXAMPLE.replace("2026-12-01", "2026-12-31"))
    assert day("Thursday 2026-12-31") in dates(days_off.load(folder))


def test_a_decree_whose_joint_leave_the_library_does_not_know_is_refused(folder: Path) -> None:
    append(folder, "decrees.csv", "2028,SKB Contoh,2027-09-15,Contoh,M")
    assert_refused(days_off.load, folder, "decrees.csv holds the decree of 2028, but `holidays` does not know")
    append(folder, "days_off.csv", "2028-02-29,Cuti Bersama Contoh,joint leave,SKB Contoh,2027-09-15")
    assert date(2028, 2, 29) in dates(days_off.load(folder))


def test_a_day_off_may_be_added_and_taken_back_by_adding_lines(folder: Path) -> None:
    append(folder, "days_off.csv", EXAMPLE)
    assert day("Thursday 2026-12-31") in dates(days_off.load(folder))
    append(folder, "days_off.csv", "2026-12-31,Ditiadakan,working day,Surat Contoh,2026-12-10")
    assert day("Thursday 2026-12-31") not in dates(days_off.load(folder))
    assert day("Thursday 2026-12-31") in dates(days_off.load(folder, known_on=date(2026, 12, 9)))
    assert day("Thursday 2026-12-31") not in dates(days_off.load(folder, known_on=date(2026, 11, 30)))


def test_the_calendars_version_changes_with_a_day_off(folder: Path) -> None:
    before = days_off.version(days_off.load(folder))
    append(folder, "days_off.csv", EXAMPLE)
    assert days_off.version(days_off.load(folder)) != before


def test_the_calendar_ends_with_the_first_year_without_a_decree_and_that_year_is_an_estimate() -> None:
    off = days_off.load()
    estimated = off.groupby(off["on"].dt.year)["estimated"]
    assert estimated.all().to_dict() == dict.fromkeys(range(2022, 2028), False) | {2028: True}
    assert estimated.any().loc[2027]  # Eid


def test_the_first_provisional_year_is_the_first_with_an_estimate() -> None:
    assert load_rules().working_days.provisional_from == date(2027, 1, 1)
    assert load_rules(known_on=date(2025, 9, 18)).working_days.provisional_from == date(2026, 1, 1)


def test_a_year_without_a_decree_in_the_rulebook_has_no_joint_leave_though_the_library_lists_some(folder: Path) -> None:
    text = (folder / "decrees.csv").read_text(encoding="utf-8")
    (folder / "decrees.csv").write_text(text[: text.index("2027,")], encoding="utf-8")
    rules = load_rules(folder=folder)
    assert day("Tuesday 2027-03-09") not in rules.working_days.off
    assert rules.working_days.provisional_from == date(2027, 1, 1)
    assert rules.working_days.last == date(2027, 12, 31)


# What officials could know when they counted: from, working days, known on, due.
KNOWN = [
    ("Monday 2023-03-20", 14, "Tuesday 2023-03-28", "Wednesday 2023-04-12"),
    ("Monday 2023-03-20", 14, "Thursday 2023-03-30", "Wednesday 2023-04-12"),
    ("Wednesday 2023-03-29", 14, "Tuesday 2023-03-28", "Wednesday 2023-04-19"),
    ("Wednesday 2023-03-29", 14, "Wednesday 2023-03-29", "Wednesday 2023-04-26"),
    ("Tuesday 2023-04-18", 3, "Tuesday 2023-03-28", "Thursday 2023-04-27"),
    ("Tuesday 2023-04-18", 3, "Wednesday 2023-03-29", "Friday 2023-04-28"),
    ("Monday 2023-06-26", 3, "Thursday 2023-06-15", "Friday 2023-06-30"),
    ("Monday 2023-06-26", 3, "Friday 2023-06-16", "Tuesday 2023-07-04"),
    ("Wednesday 2025-08-13", 5, "Wednesday 2025-08-06", "Wednesday 2025-08-20"),
    ("Wednesday 2025-08-13", 5, "Friday 2025-08-08", "Thursday 2025-08-21"),
    ("Thursday 2022-04-28", 3, "Wednesday 2022-04-06", "Thursday 2022-05-05"),
    ("Thursday 2022-04-28", 3, "Thursday 2022-04-07", "Wednesday 2022-05-11"),
    ("Tuesday 2024-02-13", 3, "Monday 2024-02-05", "Friday 2024-02-16"),
    ("Tuesday 2024-02-13", 3, "Tuesday 2024-02-06", "Monday 2024-02-19"),
    ("Tuesday 2024-11-26", 3, "Wednesday 2024-11-20", "Friday 2024-11-29"),
    ("Tuesday 2024-11-26", 3, "Thursday 2024-11-21", "Monday 2024-12-02"),
    ("Monday 2026-12-28", 50, "Monday 2026-09-14", "Monday 2027-03-15"),
    ("Monday 2026-12-28", 50, "Tuesday 2026-09-15", "Friday 2027-03-19"),
]


@pytest.mark.parametrize(("start", "number", "known_on", "due"), KNOWN, ids=lambda value: f"{value}")
def test_a_deadline_falls_as_the_days_off_were_known(start: str, number: int, known_on: str, due: str) -> None:
    known = load_rules(known_on=day(known_on)).working_days
    assert known.add([day(start)], number)[0].item() == day(due)


@settings(max_examples=40)
@given(st.dates(date(2021, 9, 1), date(2027, 1, 31)))
def test_nothing_is_known_before_it_is_announced(known_on: date) -> None:
    off = days_off.load(FOLDER, known_on)
    assert (off["announced_on"].dropna() <= pd.Timestamp(known_on)).all()
    assert off[off["announced_on"].isna()]["estimated"].all()
    decreed = set(decrees.load(known_on=known_on))
    joint_leave = off[off["kind"] == "joint leave"]["on"].dt.year
    assert set(joint_leave) <= decreed
    assert set(off["on"].dt.year) == set(range(2022, 2023 + len(decreed)))


@settings(max_examples=40)
@given(st.dates(date(2021, 9, 1), date(2026, 12, 31)))
def test_the_calendar_changes_only_on_days_of_an_announcement(known_on: date) -> None:
    before, after = days_off.load(FOLDER, known_on), days_off.load(FOLDER, known_on + timedelta(days=1))
    lines = [line["announced_on"] for each in announcements.load().values() for line in each]
    announced = {*lines, *(decree.announced_on for decree in decrees.load().values())}
    assert before.equals(after) == (known_on + timedelta(days=1) not in announced)


def test_what_is_known_today_is_all_that_is_known() -> None:
    assert days_off.load(known_on=date(2026, 11, 24)).equals(days_off.load())


def test_a_decrees_number_may_be_mended_without_moving_a_day(folder: Path) -> None:
    before = days_off.version(days_off.load(folder))
    edit(folder, "decrees.csv", "1205/2026", "1205/2026 (salinan)")
    assert days_off.version(days_off.load(folder)) == before


def test_a_confirmed_estimate_is_another_version_of_the_calendar() -> None:
    off = days_off.load()
    assert days_off.version(off.assign(estimated=False)) != days_off.version(off)


def test_a_day_announced_long_ahead_makes_no_year_known(folder: Path) -> None:
    append(folder, "days_off.csv", "2027-12-31,Libur Contoh,holiday,Surat Contoh,2025-06-01")
    assert load_rules(known_on=date(2025, 7, 1), folder=folder).working_days.last == date(2026, 12, 31)
    assert day("Friday 2027-12-31") in load_rules(folder=folder).working_days.off
