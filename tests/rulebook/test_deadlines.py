"""Deadlines: a wrong line is refused by its number, and no ticket has two deadlines or, nationally, none."""

from __future__ import annotations

from pathlib import Path

import pytest

from include.rulebook import deadlines
from include.sla import tables
from tests.rulebook.editing import append, assert_refused, edit

RESPONSE = "national,response,*,5,working,2018-01-01,,"
CITED = "Permen PANRB 62/2018 (praktik SP4N-LAPOR!),F,Permen PANRB 5/2025"
OVERSIGHT = f"national,resolution,oversight,60,working,2018-01-01,,{CITED}\n"
REPLY = "national,reply,*,10,working"
OVERSIGHT_REPLY = "national,reply,oversight,60,working"
NEW = "Permen PANRB 5/2025,M"


def add(folder: Path, *lines: str) -> int:
    """Add lines at the end, of regulations that nothing has replaced; the last one's number."""
    return append(folder, "deadlines.csv", *(f"{line}," for line in lines))


def test_a_regulation_that_has_been_replaced_is_cited_with_its_successor() -> None:
    cited = "Permen PANRB 62/2018 (praktik SP4N-LAPOR!), yang telah digantikan oleh Permen PANRB 5/2025"
    rows = deadlines.load()
    assert set(rows[rows["policy"] == "national"]["article"]) == {cited}
    assert set(rows[rows["policy"] == "regency"]["article"].str.contains("digantikan")) == {False}


def test_a_rulebook_that_was_kept_before_has_no_successors(folder: Path) -> None:
    text = (folder / "deadlines.csv").read_text(encoding="utf-8")
    older = [line.rpartition(",")[0] for line in text.splitlines()]
    (folder / "deadlines.csv").write_text("\n".join(older), encoding="utf-8")
    assert set(deadlines.load(folder)["article"]) == {
        "Permen PANRB 62/2018 (praktik SP4N-LAPOR!)",
        "Ketentuan Pemerintah Kabupaten Bekasi 2025 (dihitung sebagai hari kerja)",
    }


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("national,answer,*,5,working,2020-01-01,,Pasal,F", "stage must be one of"),
        ("regency,response,gossip,5,working,2020-01-01,,Pasal,F", "classification must be one of"),
        ("regency,response,*,-5,working,2020-01-01,,Pasal,F", "days must be a whole number"),
        ("regency,response,*,0,working,2020-01-01,,Pasal,F", "days must be a whole number"),
        ("regency,response,*,²,working,2020-01-01,,Pasal,F", "days must be a whole number from 1 to 400, not '²'"),
        ("regency,response,*,٣,working,2020-01-01,,Pasal,F", "days must be a whole number from 1 to 400, not '٣'"),
        ("regency,response,*,401,working,2020-01-01,,Pasal,F", "days must be a whole number from 1 to 400, not '401'"),
        ("regency,response,*,5000,working,2020-01-01,,Pasal,F", "days must be a whole number from 1 to 400"),
        ("regency,response,*,,working,2020-01-01,,Pasal,F", "days must be a whole number from 1 to 400, not ''"),
        (
            "National,response,*,5,working,2020-01-01,,Pasal,F",
            "policy must be one of national, regency, not 'National'",
        ),
        (
            "regencyy,response,*,5,working,2020-01-01,,Pasal,F",
            "policy must be one of national, regency, not 'regencyy'",
        ),
        (",response,*,5,working,2020-01-01,,Pasal,F", "policy must be one of national, regency, not ''"),
        ("regency,response,*,5,hours,2020-01-01,,Pasal,F", "unit must be one of"),
        ("regency,response,*,5,working,2020-01-01,,,F", "article is empty; fill it in"),
        ("regency,response,*,5,working,2020-01-01,,Pasal,S", "certainty must be F"),
        ("regency,response,*,5,working,1 Januari,,Pasal,F", "'1 Januari' is no date; write it like 2026-01-31"),
        ("regency,response,*,5,working,2020-01-02,2020-01-01,Pasal,F", "it ends before it begins"),
        ("regency,response", "there must be 10 values"),
        ("national,response,*,5,working,2020-01-01,,Pasal,F", "overlaps with deadlines.csv, line 3"),
        ("national,response,complaint,3,working,2020-01-01,,Pasal,F", "overlaps with deadlines.csv, line 3"),
    ],
)
def test_a_wrong_line_is_refused_and_named(folder: Path, line: str, message: str) -> None:
    number = add(folder, line)
    assert_refused(deadlines.load, folder, f"deadlines.csv, line {number}: {message}")


@pytest.mark.parametrize("line", ["regency,reply,*,9,working", "national,reply,*,9,calendar", OVERSIGHT_REPLY])
def test_the_reply_time_is_lapors_own_in_working_days_and_the_same_for_every_ticket(folder: Path, line: str) -> None:
    edit(folder, "deadlines.csv", "national,reply,*,10,working,2018-01-01,,", f"{REPLY},2018-01-01,2025-12-31,")
    number = add(folder, f"{REPLY},2026-01-01,,Pasal,F", f"{line},2026-01-01,,Pasal,F")
    told = "the reply time is LAPOR's own, the same for every ticket and in working days; write policy national,"
    assert_refused(deadlines.load, folder, f"deadlines.csv, line {number}: {told}")


def test_the_policies_are_those_that_scorecards_know() -> None:
    assert (tables.NATIONAL, tables.REGENCY) == deadlines.POLICIES


def test_the_longest_limit_that_is_no_slip_of_the_pen_is_taken(folder: Path) -> None:
    add(folder, "regency,verification,*,400,working,2025-01-01,,Edaran,M")
    assert deadlines.load(folder)["days"].max() == 400


def test_a_new_deadline_takes_over_the_day_after_the_old_one(folder: Path) -> None:
    edit(folder, "deadlines.csv", RESPONSE, "national,response,*,5,working,2018-01-01,2026-12-31,")
    add(folder, f"national,response,*,7,working,2027-01-01,,{NEW}")
    assert len(deadlines.load(folder)) == 9


def test_a_day_between_two_deadlines_is_a_gap(folder: Path) -> None:
    edit(folder, "deadlines.csv", RESPONSE, "national,response,*,5,working,2018-01-01,2026-12-30,")
    number = add(folder, f"national,response,*,7,working,2027-01-01,,{NEW}")
    told = "response of the national policy for information has no line from 2026-12-31 to 2026-12-31"
    assert_refused(deadlines.load, folder, f"deadlines.csv, line {number}: {told}")


def test_the_national_policy_may_not_expire(folder: Path) -> None:
    number = edit(folder, "deadlines.csv", RESPONSE, "national,response,*,5,working,2018-01-01,2026-12-31,")
    told = "response of the national policy for information has no line from 2027-01-01 on; add one"
    assert_refused(deadlines.load, folder, f"deadlines.csv, line {number}: {told}")


def test_the_national_policy_may_leave_out_no_stage(folder: Path) -> None:
    edit(folder, "deadlines.csv", "national,reply,*,10", "regency,verification,*,10")
    assert_refused(deadlines.load, folder, "deadlines.csv: reply of the national policy has no line")


def test_the_national_policy_may_leave_out_no_classification(folder: Path) -> None:
    edit(folder, "deadlines.csv", OVERSIGHT, "")
    told = "resolution of the national policy for oversight has no line from 2018-01-01 on"
    assert_refused(deadlines.load, folder, f"deadlines.csv: {told}")


def test_another_policy_may_expire_and_hold_some_stages_only(folder: Path) -> None:
    add(folder, "regency,verification,complaint,2,calendar,2025-01-01,2025-12-31,Edaran,M")
    assert len(deadlines.load(folder)) == 9


def test_another_policy_that_has_resolutions_has_them_for_every_classification_on_each_of_its_days(
    folder: Path,
) -> None:
    number = add(
        folder,
        "regency,resolution,*,9,working,2025-01-01,2025-12-31,Edaran,M",
        "regency,resolution,complaint,8,working,2026-01-01,2026-06-30,Edaran,M",
    )
    told = "resolution of the regency policy for information has no line from 2026-01-01 on"
    assert_refused(deadlines.load, folder, f"deadlines.csv, line {number - 1}: {told}")


def test_a_line_for_every_classification_may_be_followed_by_one_for_each(folder: Path) -> None:
    classes = ("information", "aspiration", "complaint", "oversight")
    add(folder, "regency,resolution,*,9,working,2025-01-01,2025-12-31,Edaran,M")
    add(folder, *(f"regency,resolution,{each},8,working,2026-01-01,,Edaran,M" for each in classes))
    assert len(deadlines.load(folder)) == 13
