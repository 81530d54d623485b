"""Row D: every agency's counts in every week, from all clocks at once."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from include.sla.figures import LINE
from include.sla.tables import OUTCOMES
from include.sla.week import Week
from tests.benchmarks import lives, product, timing
from tests.benchmarks.history import History
from tests.benchmarks.results import Baseline, Result, at_most

FIRST = Week(lives.SINCE.astype("datetime64[D]").item())
GOAL = 3
READY = Baseline("bincount", "one `np.bincount` over one ready number a clock: its line, week and outcome")
FROM_WORDS = Baseline(
    "words and bincount",
    "the numbers made from the same frame by `factorize` and date arithmetic, then one `np.bincount`",
)


def measure(history: History, repetitions: int) -> list[Result]:
    clocks, course = history.clocks, product.courses(history.clocks, FIRST, lives.WEEKS)
    check(history)
    numbers, size = numbered(clocks)
    times = timing.compare(
        {
            "count": lambda: product.count(course),
            "weekly": lambda: product.weekly(clocks, FIRST, lives.WEEKS),
            "ready": lambda: counted(numbers, size),
            "from words": lambda: counted(*numbered(clocks)),
        },
        repetitions,
    )
    agencies = clocks["agency_id"].nunique()
    what = f"counts of {agencies} agencies over {lives.WEEKS} weeks, of {len(clocks):,} clocks"
    whole = f"{timing.ratio(times['weekly'], times['ready']):.1f} ×"
    return [
        at_most("D", f"{what}, from numbers", GOAL, timing.ratio(times["count"], times["ready"]), READY),
        at_most("D", f"{what}, from CLOCKS", GOAL, timing.ratio(times["weekly"], times["from words"]), FROM_WORDS),
        Result("D", f"{what}, from CLOCKS", "", whole, None, READY),
    ]


def counted(numbers: Any, size: int) -> Any:
    return np.bincount(numbers, minlength=size)


def numbered(clocks: pd.DataFrame) -> tuple[Any, int]:
    """For each clock one number for its line, the week in which it stopped, and its outcome then; how many there are.

    It tells nothing of the weeks in which a clock runs; a baseline may be simpler than what it is held against.
    """
    number, size = np.zeros(len(clocks), dtype="int64"), 1
    for column in LINE:
        codes, words = pd.factorize(clocks[column])
        number, size = number * len(words) + codes, size * len(words)
    stopped = clocks["stopped_at"].dt.tz_convert(None).to_numpy().astype("datetime64[D]")
    week = (stopped - np.datetime64(FIRST.monday, "D")).astype("int64") // 7
    late = stopped > clocks["due_on"].to_numpy().astype("datetime64[D]")
    outcome = np.where(np.isnat(stopped), 2, late)
    number = number * lives.WEEKS + np.clip(week, 0, lives.WEEKS - 1)
    return number * len(OUTCOMES) + outcome, size * lives.WEEKS * len(OUTCOMES)


def check(history: History) -> None:
    """Some weeks are those that reading the clocks at the week's end gives."""
    counts = product.weekly(history.clocks, FIRST, lives.WEEKS)
    for number in (0, 50, lives.WEEKS - 1):
        week = FIRST.shift(number)
        told = product.standing(history.clocks, week, history.rules.working_days)
        found: Any = counts.xs(str(week), level="week").loc[lambda frame: frame.sum(axis=1) > 0]
        pd.testing.assert_frame_equal(found, told, check_dtype=False, check_names=False)
