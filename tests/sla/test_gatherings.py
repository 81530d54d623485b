"""Where the regency's reports gather, without giving anybody away."""

from __future__ import annotations

from typing import Any

import pandas as pd

from include.sla import tickets as history
from include.sla.gatherings import gatherings
from include.sla.week import Week
from tests.builders import a_snapshot, moment, snapshots

WEEK = Week.parse("2026-W38")  # it ends with Sunday, 20 September; four weeks before lie from 24 August on
NOW, BEFORE = "Monday 2026-09-14 09:00", "Friday 2026-08-21 09:00"


def told(*reports: tuple[str, int, dict[str, Any]]) -> list[tuple[str, str, int, int]]:
    """What is told of so many reports received at these moments."""
    rows, number = [], 0
    for received_at, count, other in reports:
        for _ in range(count):
            number += 1
            rows.append(a_snapshot("Monday 2026-09-21 00:30", "waiting", ticket_id=f"{number}", **other))
            rows[-1]["received_at"] = moment(received_at)
    found = gatherings(history.latest(snapshots(*rows)), WEEK)
    assert set(found["week"]) <= {str(WEEK)}
    return list(found[["what", "name", "received", "before"]].itertuples(index=False, name=None))


def test_four_weeks_are_told_beside_the_four_before_the_most_first() -> None:
    setu, babelan = {"district": "Setu", "category": "Banjir"}, {"district": "Babelan", "category": "Banjir"}
    assert told((NOW, 3, setu), (NOW, 4, babelan), (BEFORE, 2, setu)) == [
        ("district", "Babelan", 4, 0),
        ("district", "Setu", 3, 2),
        ("category", "Banjir", 7, 2),
    ]


def test_what_fewer_than_three_share_is_not_told() -> None:
    assert told((NOW, 2, {"district": "Setu"}), (BEFORE, 9, {"district": "Setu"})) == []


def test_confidential_reports_and_those_of_no_name_are_left_out() -> None:
    assert told((NOW, 5, {"district": "Setu", "confidential": True}), (NOW, 5, {})) == []


def test_the_weeks_begin_and_end_on_mondays_in_jakarta() -> None:
    setu = {"district": "Setu"}
    first, last = "Monday 2026-08-24 00:00", "Sunday 2026-09-20 23:59"
    assert told((first, 2, setu), (last, 1, setu), ("Sunday 2026-08-23 23:59", 1, setu)) == [("district", "Setu", 3, 1)]
    assert told((NOW, 3, setu), ("Monday 2026-07-27 00:00", 1, setu), ("Sunday 2026-07-26 23:59", 1, setu)) == [
        ("district", "Setu", 3, 1)
    ]


def test_a_regency_without_reports_has_no_gatherings() -> None:
    nothing = history.latest(snapshots(a_snapshot("Monday 2026-09-21 00:30", "waiting"))).iloc[:0]
    assert isinstance(gatherings(nothing, WEEK), pd.DataFrame)
    assert gatherings(nothing, WEEK).empty
