"""The counts of many weeks at once are those of each week by itself."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from include.sla import figures
from include.sla.trends import courses, week_of, weekly
from include.sla.week import Week
from tests.builders import AGENCY, clocks_of, working_days
from tests.sla.many import few, many
from tests.sla.test_properties import Story, classes, run, stories, tell
from tests.sla.weeks import FRI2, MON, MON3, WEEK, story

starts = st.integers(-3, 10).map(WEEK.shift)


@pytest.fixture(scope="module")
def silent() -> pd.DataFrame:
    """The clocks of many tickets that wait."""
    return run(tell(*[[(2, "waiting", AGENCY)]] * 120))


def one_by_one(clocks: pd.DataFrame, week: Week) -> pd.DataFrame:
    return figures.count(figures.standing(clocks, week, working_days()))


def assert_same(clocks: pd.DataFrame, first: Week, weeks: int) -> None:
    at_once = weekly(clocks, first, weeks)
    for week in map(first.shift, range(weeks)):
        found = at_once.xs(str(week), level="week")
        told = one_by_one(clocks, week).reindex(found.index, fill_value=0)
        pd.testing.assert_frame_equal(found, told, check_names=False)
        assert len(one_by_one(clocks, week).index.difference(found.index)) == 0


@few
@given(many(stories, classes), starts, st.integers(1, 12))
def test_many_weeks_at_once_are_told_as_each_by_itself(lives: list[tuple[Story, str]], first: Week, weeks: int) -> None:
    told, classifications = zip(*lives, strict=True)
    assert_same(run(tell(*told, classifications=classifications)), first, weeks)


@few
@given(st.integers(0, 2**32 - 1), starts)
def test_clocks_that_no_story_told_are_counted_alike_too(silent: pd.DataFrame, seed: int, first: Week) -> None:
    """Any due date, pause and stop, so that each turn meets each border of a week."""
    rng, clocks = np.random.default_rng(seed), silent

    def some(column: Any, hours: int, known: float = 1.0) -> Any:
        moved = column + pd.to_timedelta(rng.integers(0, hours, len(clocks)), unit="h")
        return moved.where(rng.random(len(clocks)) < known).astype(column.dtype)

    started = some(clocks["started_at"], 24 * 40)
    seen_at = some(started, 24 * 40, 0.6)
    due_on = some(clocks["due_on"], 24 * 40).dt.normalize()
    clocks = clocks.assign(
        started_at=started,
        due_on=due_on,
        due_earliest_on=due_on,
        paused_at=some(started, 24 * 20, 0.3),
        running_at=some(started, 24 * 60),
        stop_seen_at=seen_at,
        stopped_at=seen_at,
        stopped_earliest_at=started.where(seen_at.notna()),
        stopped_by=np.where(seen_at.isna(), "", rng.choice(["answered", "transferred", "withdrawn"], len(clocks))),
    )
    assert_same(clocks, first, 9)


def test_a_silent_report_is_running_then_overdue_in_every_week_until_it_is_answered() -> None:
    clocks = clocks_of(
        *story("1", (MON, "waiting"), (FRI2, "waiting"), ("Wednesday 2026-09-23 15:30", "in_progress"))
    ).query("stage == 'response' and policy == 'national'")
    counts = weekly(clocks, WEEK.shift(-2), 5).droplevel(["agency_id", "stage", "policy"])
    told = {week: [name for name in counts if row[name]] for week, row in counts.iterrows()}
    assert list(told.items()) == [
        ("2026-W36", []),
        ("2026-W37", ["running"]),
        ("2026-W38", ["overdue"]),
        ("2026-W39", ["late"]),
        ("2026-W40", []),
    ]


def test_every_line_has_every_week_also_across_the_years() -> None:
    clocks = clocks_of(*story("1", (MON, "waiting"), (MON3, "waiting")))
    table = weekly(clocks, Week.parse("2026-W50"), 6)
    lines = clocks.groupby(figures.LINE).ngroups
    assert list(table.columns) == figures.COUNTS
    assert len(table) == 6 * lines
    assert table.index.get_level_values("week")[:6].tolist() == ["2026-W50", "2026-W51", "2026-W52", "2026-W53"] + [
        "2027-W01",
        "2027-W02",
    ]


def test_without_clocks_there_is_no_line() -> None:
    clocks = clocks_of(*story("1", (MON, "waiting")))
    assert weekly(clocks.iloc[:0], WEEK, 3).empty


def test_what_lies_outside_the_weeks_lies_before_or_after_them() -> None:
    begins = np.datetime64("2026-09-13T17:00", "us")  # Monday in Jakarta
    weeks = [-300, -1, 0, 1, 2, 300]
    moments = np.array([begins + week * np.timedelta64(7, "D") for week in weeks] + [np.datetime64("NaT")])
    assert week_of(moments, begins, 2).tolist() == [0, 0, 1, 2, 3, 3, 3]
    assert week_of(moments - np.timedelta64(1, "us"), begins, 2).tolist() == [0, 0, 0, 1, 2, 3, 3]


def test_a_paused_clock_never_passes_its_due_date() -> None:
    clocks = clocks_of(*story("1", (MON, "waiting"), ("Tuesday 2026-09-08 15:30", "postponed"), (MON3, "postponed")))
    responses = clocks[clocks["stage"] == "response"]
    assert (courses(responses, WEEK, 4).past == 5).all()
    assert weekly(responses, WEEK, 4)["running"].tolist() == [1] * 8
