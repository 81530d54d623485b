"""Criteria: what makes an agency very active, and what not yet at its best; nobody can be both."""

from __future__ import annotations

from itertools import product
from pathlib import Path

import pytest

from include.rulebook import criteria
from tests.rulebook.editing import append, assert_refused, edit

FILE = "criteria.csv"
TOP = "very_active,rate,above,0.9,"
BOTTOM = "not_yet_maximal,rate,below,0.5,"
ASIDE = "very_active,mean_rating,at_least,4,Contoh,M"


def test_the_bands_are_those_of_east_java_as_practice() -> None:
    rows = criteria.load()
    rates = rows[rows["measure"] == "rate"].set_index("group")
    assert rates["comparison"].to_dict() == {"very_active": "above", "not_yet_maximal": "below"}
    assert rates["value"].to_dict() == {"very_active": 0.9, "not_yet_maximal": 0.5}
    assert set(rows["certainty"]) == {"M"}
    assert rows["source"].ne("").all()


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("fair,rate,above,0.7,Contoh,M", "group must be one of very_active, not_yet_maximal, not 'fair'"),
        ("very_active,speed,above,0.7,Contoh,M", "measure must be one of rate, "),
        ("very_active,rate,over,0.7,Contoh,M", "comparison must be one of at_least, above, at_most, below, not 'over'"),
        ("very_active,rate,above,90%,Contoh,M", "value must be a number like 0.9, not '90%'"),
        ('very_active,rate,above,"0,9",Contoh,M', "value must be a number like 0.9, not '0,9'"),
        ("very_active,rate,above,,Contoh,M", "value must be a number like 0.9, not ''"),
        ("very_active,rate,above,90,Contoh,M", "rate lies between 0 and 1; 90 is outside"),
        ("very_active,rate,above,nan,Contoh,M", "rate lies between 0 and 1; nan is outside"),
        ("very_active,mean_rating,at_least,0,Contoh,M", "mean_rating lies between 1 and 5; 0 is outside"),
        ("very_active,response_mean_days,at_most,-1,Contoh,M", "response_mean_days lies between 0 and 366; -1"),
        ("very_active,rate,above,0.7,,M", "source is empty; fill it in"),
        ("very_active,rate,above,0.7,Contoh,?", "certainty must be F"),
        ("very_active,rate", "there must be 6 values"),
        ("very_active,rate,below,0.9,Contoh,M", "no agency can meet it and criteria.csv, line 2; change one of them"),
        ("not_yet_maximal,rate,at_most,0.95,Contoh,M", "an agency could meet it and be very_active too"),
        ("not_yet_maximal,closed_share,below,0.5,Contoh,M", "an agency could meet it and be very_active too"),
        ("not_yet_maximal,rate,above,0.2,Contoh,M", "an agency could meet it and be very_active too"),
    ],
)
def test_a_wrong_line_is_refused_and_named(folder: Path, line: str, message: str) -> None:
    number = append(folder, FILE, line)
    assert_refused(criteria.load, folder, f"{FILE}, line {number}: {message}")


@pytest.mark.parametrize(
    ("top", "bottom", "apart"),
    [
        ("above,0.5", "below,0.5", True),
        ("above,0.5", "at_most,0.5", True),
        ("at_least,0.5", "below,0.5", True),
        ("at_least,0.5", "at_most,0.5", False),
        ("at_least,0.5", "at_most,0.6", False),
        ("at_least,0.6", "at_most,0.5", True),
    ],
)
def test_groups_may_touch_but_not_overlap(folder: Path, top: str, bottom: str, apart: bool) -> None:
    edit(folder, FILE, TOP, f"very_active,rate,{top},")
    number = edit(folder, FILE, BOTTOM, f"not_yet_maximal,rate,{bottom},")
    if apart:
        assert len(criteria.load(folder)) == 8
    else:
        assert_refused(criteria.load, folder, f"{FILE}, line {number}: an agency could meet it")


def test_a_criterion_that_only_very_active_agencies_must_meet_is_no_contradiction(folder: Path) -> None:
    append(folder, FILE, ASIDE)
    assert criteria.load(folder)["measure"].tolist()[-1] == "mean_rating"


@pytest.mark.parametrize("group", criteria.GROUPS)
def test_a_group_without_criteria_is_refused(folder: Path, group: str) -> None:
    lines = (folder / FILE).read_text(encoding="utf-8").splitlines(keepends=True)
    (folder / FILE).write_text("".join(line for line in lines if not line.startswith(group)), encoding="utf-8")
    assert_refused(criteria.load, folder, f"{FILE}: {group} has no criterion; add one")


def test_two_criteria_exclude_each_other_when_no_value_meets_both() -> None:
    holds = {
        "at_least": lambda value, limit: value >= limit,
        "above": lambda value, limit: value > limit,
        "at_most": lambda value, limit: value <= limit,
        "below": lambda value, limit: value < limit,
    }
    values = [step / 8 for step in range(-8, 17)]  # finer than the limits, and beyond them
    for one, other, low, high in product(holds, holds, (0.25, 0.5), (0.25, 0.5)):
        pair = [{"measure": "rate", "comparison": name, "value": limit} for name, limit in ((one, low), (other, high))]
        met = [value for value in values if holds[one](value, low) and holds[other](value, high)]
        assert criteria.exclude(*pair) == (met == []), pair
