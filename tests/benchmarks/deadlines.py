"""Row A: the last day in time and the outcome of every ticket's resolution."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from pandas.tseries.offsets import CustomBusinessDay

from include.sla.working_days import WorkingDays
from tests.benchmarks import product, timing
from tests.benchmarks.history import History
from tests.benchmarks.results import Baseline, Result, at_least, at_most

ROWS_OF_PANDAS = 2_000  # the others would take minutes, each as long as these
PANDAS = Baseline(
    "pandas by row",
    "a `CustomBusinessDay` for each limit, made once and added row by row; "
    f"{ROWS_OF_PANDAS:,} rows are timed, and their time is scaled to all",
)
NUMPY = Baseline(
    "numpy table",
    "the same timestamps as int64, floored to days, through a table of day zeros and one of working days made before",
)
MICROSECONDS = 86_400_000_000
WIB = 25_200_000_000


def measure(history: History, repetitions: int) -> list[Result]:
    rows = history.clocks[history.clocks["stage"] == "resolution"].reset_index(drop=True)
    working_days, sample, table = (
        history.rules.working_days,
        rows.head(ROWS_OF_PANDAS),
        Table(history.rules.working_days),
    )
    check(rows, history, table)
    times = timing.compare(
        {
            "house": lambda: product.deadlines(rows, working_days),
            "all rules": lambda: product.full_outcomes(rows, history.rules),
            "pandas": lambda: by_row(sample, working_days),
            "numpy": lambda: table.look_up(rows),
        },
        repetitions,
    )
    pandas = [seconds * len(rows) / len(sample) for seconds in times["pandas"]]
    what = f"deadlines and outcomes of {len(rows):,} tickets"
    full = f"{what}, by all rules, with intervals"
    return [
        at_least("A", what, 1_000, timing.ratio(pandas, times["house"]), PANDAS),
        at_most("A", what, 3, timing.ratio(times["house"], times["numpy"]), NUMPY),
        at_least("A", full, 1_000, timing.ratio(pandas, times["all rules"]), PANDAS),
        at_most("A", full, 3, timing.ratio(times["all rules"], times["numpy"]), NUMPY),
    ]


class Table:
    """The calendar as bare arrays over days since 1970."""

    def __init__(self, working_days: WorkingDays) -> None:
        self.first = int(np.datetime64(working_days.first, "D").astype("int64"))
        days = np.arange(np.datetime64(working_days.first, "D"), np.datetime64(working_days.last, "D"))
        working = np.is_busday(days, holidays=sorted(working_days.off))
        self.days = days[working].astype("int64")
        self.day_zero: Any = np.cumsum(working) - working  # of each day: the ordinal of its day zero

    def look_up(self, rows: pd.DataFrame) -> tuple[Any, Any]:
        started, stopped = rows["started_at"].array.asi8, rows["stopped_at"].array.asi8
        due = self.days[self.day_zero[(started + WIB) // MICROSECONDS - self.first] + rows["days_allowed"].to_numpy()]
        return due, np.where(stopped < 0, 2, (stopped + WIB) // MICROSECONDS > due)


def by_row(rows: pd.DataFrame, working_days: WorkingDays) -> list[tuple[Any, int]]:
    steps = {days: CustomBusinessDay(days, holidays=sorted(working_days.off)) for days in (1, 5, 14, 60)}
    one = steps[1]

    def row(started: pd.Timestamp, stopped: pd.Timestamp, allowed: int) -> tuple[Any, int]:
        day = started.tz_convert("Asia/Jakarta").tz_localize(None).normalize()
        due = one.rollforward(day) + steps[allowed]
        if pd.isna(stopped):
            return due, 2
        return due, int(stopped.tz_convert("Asia/Jakarta").tz_localize(None).normalize() > due)

    return [row(*each) for each in zip(rows["started_at"], rows["stopped_at"], rows["days_allowed"], strict=True)]


def check(rows: pd.DataFrame, history: History, table: Table) -> None:
    """All against numpy's own working days, which know no table; pandas by its rows."""
    working_days = history.rules.working_days
    started, stopped = (
        (rows[name].dt.tz_convert(None).to_numpy() + np.timedelta64(7, "h")).astype("datetime64[D]")
        for name in ("started_at", "stopped_at")
    )
    off = np.array(sorted(working_days.off), dtype="datetime64[D]")
    due = np.busday_offset(started, rows["days_allowed"].to_numpy(), roll="forward", holidays=off)
    outcome = np.where(np.isnat(stopped), 2, stopped > due)
    for found in (product.deadlines(rows, working_days), table.look_up(rows)):
        assert (np.asarray(found[0]).astype("datetime64[D]") == due).all()
        assert (found[1] == outcome).all()
    sample = by_row(rows.head(ROWS_OF_PANDAS), working_days)
    assert [(day.to_datetime64(), late) for day, late in sample] == list(zip(due, outcome, strict=False))[: len(sample)]
    read = product.full_outcomes(rows, history.rules)
    assert (read["due_on"].to_numpy().astype("datetime64[D]") == due).all()
    sure = (rows["stopped_earliest_at"] == rows["stopped_at"]) & (rows["stopped_by"] == "answered")
    assert (read["outcome"][sure] == np.where(outcome[sure], "late", "met")).all()
