"""Places among peers: how sure a rate is decides, and few clocks decide nothing."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from include.sla.ranking import Z, interval, intervals, rank
from include.sla.scorecards import FEWEST_COUNTED

decided = st.integers(1, 5000).flatmap(lambda counted: st.tuples(st.integers(0, counted), st.just(counted)))


def line(agency: str, met: int, late: int, overdue: int = 0, group: str = "Dinas", **other: Any) -> dict[str, Any]:
    known = {"agency_id": agency, "group": group, "stage": "response", "policy": "national"}
    return known | {"met": met, "late": late, "overdue": overdue} | other


def places(*lines: dict[str, Any]) -> dict[str, int | None]:
    ranked = rank(pd.DataFrame(list(lines)))
    return {row.agency_id: None if pd.isna(row.place) else int(row.place) for row in ranked.itertuples()}


@pytest.mark.parametrize(
    ("met", "counted", "low", "high"),
    [(0, 10, 0.0, 0.2775), (5, 10, 0.2366, 0.7634), (9, 10, 0.5958, 0.9821), (10, 10, 0.7225, 1.0), (1, 1, 0.2065, 1)],
)
def test_the_interval_is_wilsons(met: int, counted: int, low: float, high: float) -> None:
    assert interval(met, counted) == pytest.approx((low, high), abs=5e-5)


def test_nothing_decided_has_no_interval() -> None:
    assert interval(0, 0) is None
    assert [pd.isna(ends).tolist() for ends in intervals([0, 1], [0, 1])] == [[True, False], [True, False]]


@given(decided)
def test_the_interval_holds_the_rate_and_its_ends_are_as_likely_as_wilson_says(figures: tuple[int, int]) -> None:
    met, counted = figures
    low, high = interval(met, counted) or (1, 0)
    assert 0 <= low <= met / counted <= high <= 1
    for end in (low, high):
        assert (met / counted - end) ** 2 == pytest.approx(Z**2 * end * (1 - end) / counted, abs=1e-9)


@given(st.lists(decided, min_size=1))
def test_many_intervals_at_once_are_those_of_each(figures: list[tuple[int, int]]) -> None:
    low, high = intervals(*zip(*figures, strict=True))
    assert list(zip(low.tolist(), high.tolist(), strict=True)) == [interval(*each) for each in figures]


def test_one_quick_report_is_no_first_place() -> None:
    assert places(line("steady", 95, 5), line("quick", 1, 0), line("lucky", 5, 0)) == {
        "steady": 1,
        "quick": None,
        "lucky": 2,
    }


def test_overdue_counts_like_late() -> None:
    assert places(line("a", 8, 2, 0), line("b", 8, 0, 2), line("c", 8, 0, 3)) == {"a": 1, "b": 1, "c": 3}


def test_all_without_one_in_time_share_the_last_place() -> None:
    assert places(line("a", 9, 1), line("b", 0, 7), line("c", 0, 700)) == {"a": 1, "b": 2, "c": 2}


def test_below_five_decided_clocks_there_are_counts_only() -> None:
    lines = pd.DataFrame([line("few", FEWEST_COUNTED - 1, 0), line("enough", FEWEST_COUNTED, 0)])
    rows = rank(lines).set_index("agency_id")
    assert rows.loc["few", ["rate", "low", "high", "place", "peers"]].isna().all()
    assert rows["counted"].tolist() == [4, 5]
    assert rows.loc["enough", ["place", "peers"]].tolist() == [1, 1]


def test_only_agencies_of_one_group_on_one_line_are_peers() -> None:
    lines = [
        line("dinas", 5, 5),
        line("kecamatan", 3, 7, group="Kecamatan"),
        line("other stage", 1, 9, stage="resolution"),
        line("other policy", 2, 8, policy="regency"),
    ]
    assert set(places(*lines).values()) == {1}


@given(st.lists(decided, min_size=1, max_size=20), st.randoms(use_true_random=False))
def test_places_do_not_depend_on_the_order_of_the_lines(figures: list[tuple[int, int]], chance: Any) -> None:
    lines = [line(str(number), met, counted - met) for number, (met, counted) in enumerate(figures)]
    before = places(*lines)
    chance.shuffle(lines)
    assert places(*lines) == before
