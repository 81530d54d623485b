"""Deadlines: a wrong line is refused by its number, and no ticket has two deadlines or, nationally, none."""

from __future__ import annotations

from pathlib import Path

import pytest

from include.rulebook import deadlines
from tests.rulebook.editing import append, assert_refused, edit

RESPONSE = "national,response,*,5,working,2018-01-01,,"
OVERSIGHT = "national,resolution,oversight,60,working,2018-01-01,,Permen PANRB 62/2018 (praktik SP4N-LAPOR!),F\n"
NEW = "Permen PANRB 5/2025,M"


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("national,answer,*,5,working,2020-01-01,,Pasal,F", "stage must be one of"),
        ("x,response,gossip,5,working,2020-01-01,,Pasal,F", "classification must be one of"),
        ("x,response,*,-5,working,2020-01-01,,Pasal,F", "days must be a whole number"),
        ("x,response,*,0,working,2020-01-01,,Pasal,F", "days must be a whole number"),
        ("x,response,*,5,hours,2020-01-01,,Pasal,F", "unit must be one of"),
        ("x,response,*,5,working,2020-01-01,,,F", "a deadline needs the article"),
        ("x,response,*,5,working,2020-01-01,,Pasal,S", "certainty must be F"),
        ("x,response,*,5,working,1 Januari,,Pasal,F", "'1 Januari' is no date; write it like 2026-01-31"),
        ("x,response,*,5,working,2020-01-02,2020-01-01,Pasal,F", "it ends before it begins"),
        ("x,response", "there must be 9 values"),
        ("national,response,*,5,working,2020-01-01,,Pasal,F", "overlaps with deadlines.csv, line 3"),
        ("national,response,complaint,3,working,2020-01-01,,Pasal,F", "overlaps with deadlines.csv, line 3"),
    ],
)
def test_a_wrong_line_is_refused_and_named(folder: Path, line: str, message: str) -> None:
    number = append(folder, "deadlines.csv", line)
    assert_refused(deadlines.load, folder, f"deadlines.csv, line {number}: {message}")


def test_a_missing_column_is_refused(folder: Path) -> None:
    edit(folder, "deadlines.csv", "certainty", "sure")
    assert_refused(deadlines.load, folder, "deadlines.csv: the columns must be policy, stage,")


def test_a_new_deadline_takes_over_the_day_after_the_old_one(folder: Path) -> None:
    edit(folder, "deadlines.csv", RESPONSE, "national,response,*,5,working,2018-01-01,2026-12-31,")
    append(folder, "deadlines.csv", f"national,response,*,7,working,2027-01-01,,{NEW}")
    assert len(deadlines.load(folder)) == 9


def test_a_day_between_two_deadlines_is_a_gap(folder: Path) -> None:
    edit(folder, "deadlines.csv", RESPONSE, "national,response,*,5,working,2018-01-01,2026-12-30,")
    number = append(folder, "deadlines.csv", f"national,response,*,7,working,2027-01-01,,{NEW}")
    told = "response of the national policy for information has no line from 2026-12-31 to 2026-12-31"
    assert_refused(deadlines.load, folder, f"deadlines.csv, line {number}: {told}")


def test_the_national_policy_may_not_expire(folder: Path) -> None:
    number = edit(folder, "deadlines.csv", RESPONSE, "national,response,*,5,working,2018-01-01,2026-12-31,")
    told = "response of the national policy for information has no line from 2027-01-01 on; add one"
    assert_refused(deadlines.load, folder, f"deadlines.csv, line {number}: {told}")


def test_the_national_policy_may_leave_out_no_stage(folder: Path) -> None:
    edit(folder, "deadlines.csv", "national,reply", "city,reply")
    assert_refused(deadlines.load, folder, "deadlines.csv: reply of the national policy has no line")


def test_the_national_policy_may_leave_out_no_classification(folder: Path) -> None:
    edit(folder, "deadlines.csv", OVERSIGHT, "")
    told = "resolution of the national policy for oversight has no line from 2018-01-01 on"
    assert_refused(deadlines.load, folder, f"deadlines.csv: {told}")


def test_another_policy_may_expire_and_hold_some_stages_only(folder: Path) -> None:
    append(folder, "deadlines.csv", "city,response,complaint,2,calendar,2025-01-01,2025-12-31,Edaran,M")
    assert len(deadlines.load(folder)) == 9


def test_another_policy_that_has_resolutions_has_them_for_every_classification_on_each_of_its_days(
    folder: Path,
) -> None:
    number = append(
        folder,
        "deadlines.csv",
        "city,resolution,*,9,working,2025-01-01,2025-12-31,Edaran,M",
        "city,resolution,complaint,8,working,2026-01-01,2026-06-30,Edaran,M",
    )
    told = "resolution of the city policy for information has no line from 2026-01-01 on"
    assert_refused(deadlines.load, folder, f"deadlines.csv, line {number - 1}: {told}")


def test_a_line_for_every_classification_may_be_followed_by_one_for_each(folder: Path) -> None:
    classes = ("information", "aspiration", "complaint", "oversight")
    append(folder, "deadlines.csv", "city,resolution,*,9,working,2025-01-01,2025-12-31,Edaran,M")
    append(folder, "deadlines.csv", *(f"city,resolution,{each},8,working,2026-01-01,,Edaran,M" for each in classes))
    assert len(deadlines.load(folder)) == 13
