"""Due dates a clerk can check: `due_dates.csv`, each with what lies between start and due date.

The dates were derived with `numpy.busday_offset` from the decreed days off, not with this engine. To check one by hand:
the start is day zero, or the next working day when it is a day off; count the working days after it.
"""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from include.sla.counting import Counting, due_on
from tests.builders import day, the_rules, working_days

with Path(__file__).with_name("due_dates.csv").open(encoding="utf-8", newline="") as file:
    CASES = list(csv.DictReader(file))


def test_there_are_cases_for_every_eid_and_for_a_decree_in_mid_year() -> None:
    told = " ".join(case["case"] for case in CASES)
    assert len(CASES) >= 120
    assert all(f"Eid {year}" in told for year in range(2023, 2028))
    assert "decreed in mid-year" in told


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['start']} + {case['days']} {case['unit']}")
def test_a_deadline_falls_on_the_day_a_clerk_counts_to(case: dict[str, str]) -> None:
    start = np.array([day(case["start"])], dtype="datetime64[D]")
    calendar = np.array([case["unit"] == "calendar"])
    way = Counting.of(the_rules(), start)
    found = due_on(start, np.array([int(case["days"])]), calendar, way, the_rules().working_days)
    assert found[0] == np.datetime64(day(case["due"]))


@pytest.mark.parametrize("year", range(2022, 2028))
def test_a_ticket_of_each_day_is_due_no_earlier_than_one_of_the_day_before(year: int) -> None:
    days = np.arange(date(year, 1, 1), date(year, 12, 31), dtype="datetime64[D]")
    for number in (3, 4, 5, 10, 14, 60):
        assert (np.diff(working_days().add(days, number)) >= np.timedelta64(0)).all()
