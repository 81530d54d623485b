"""Ways of counting: each rule holds exactly one of its values on every day."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from include.jobs.rules import load_rules
from include.rulebook import counting
from tests.rulebook.editing import append, assert_refused, edit

ARCHIVED = "archived,left_out,2018-01-01,,Praktik: laporan yang diarsipkan tidak dinilai,M\n"


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("first_day,no,2018-01-01,,Praktik,M", "rule must be one of count_start_day,"),
        ("archived,yes,2018-01-01,,Praktik,M", "value must be one of left_out, counts, not 'yes'"),
        ("archived,counts,2018-01-01,,,M", "source is empty; fill it in"),
        ("archived,counts,2018-01-01,,Praktik,sure", "certainty must be F"),
        ("archived,counts,2018-01-01,2017-01-01,Praktik,M", "it ends before it begins"),
        ("archived,counts,besok,,Praktik,M", "'besok' is no date"),
        ("archived,counts,2026-01-01,,Praktik,M", "overlaps with counting.csv, line 6"),
    ],
)
def test_a_wrong_line_is_refused_and_named(folder: Path, line: str, message: str) -> None:
    number = append(folder, "counting.csv", line)
    assert_refused(counting.load, folder, f"counting.csv, line {number}: {message}")


def test_a_rule_that_is_missing_altogether_is_refused(folder: Path) -> None:
    edit(folder, "counting.csv", ARCHIVED, "")
    assert_refused(counting.load, folder, "counting.csv: archived has no line from 2018-01-01 on; add one")


@pytest.mark.parametrize(
    ("since", "until", "message"),
    [
        ("2018-01-02", "", "archived has no line from 2018-01-01 to 2018-01-01; close the gap"),
        ("2018-01-01", "2026-12-31", "archived has no line from 2027-01-01 on; add one"),
    ],
)
def test_a_rule_must_hold_on_every_day(folder: Path, since: str, until: str, message: str) -> None:
    number = edit(folder, "counting.csv", "archived,left_out,2018-01-01,,", f"archived,left_out,{since},{until},")
    assert_refused(counting.load, folder, f"counting.csv, line {number}: {message}")


def test_a_gap_between_two_lines_is_refused_at_the_later_one(folder: Path) -> None:
    edit(folder, "counting.csv", "archived,left_out,2018-01-01,,", "archived,left_out,2018-01-01,2026-12-31,")
    number = append(folder, "counting.csv", "archived,counts,2027-02-01,,Contoh,M")
    told = "archived has no line from 2027-01-01 to 2027-01-31"
    assert_refused(counting.load, folder, f"counting.csv, line {number}: {told}")


def test_a_rule_that_changes_holds_by_the_day_a_ticket_was_received(folder: Path) -> None:
    edit(folder, "counting.csv", "archived,left_out,2018-01-01,,", "archived,left_out,2018-01-01,2026-12-31,")
    append(folder, "counting.csv", "archived,counts,2027-01-01,,Contoh,M")
    received = [date(2026, 12, 31), date(2027, 1, 1)]
    assert load_rules(folder=folder).holds("archived", "counts", received).tolist() == [False, True]
    assert load_rules(folder=folder).holds("archived", "left_out", received).tolist() == [True, False]


def test_the_rulebooks_version_changes_with_a_way_of_counting(folder: Path) -> None:
    before = load_rules(folder=folder).rulebook_version
    edit(folder, "counting.csv", "archived,left_out", "archived,counts")
    assert load_rules(folder=folder).rulebook_version != before
