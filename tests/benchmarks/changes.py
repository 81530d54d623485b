"""Row E: one ticket in a hundred has changed, and is worked out anew."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from tests.benchmarks import product, timing
from tests.benchmarks.history import History
from tests.benchmarks.results import Baseline, Result

GOAL = 0.03
WHOLE = Baseline(
    "the full run",
    "`clocks.run` over all; the changed rows are found by an index over the ids, made before as a table's is",
)


def measure(history: History, repetitions: int) -> list[Result]:
    index = Index(history)
    chosen = np.random.default_rng(1).choice(len(history.tickets), len(history.tickets) // 100, replace=False)
    changed = history.tickets["ticket_id"].array.take(np.sort(chosen))
    check(history, index, changed)
    times = timing.compare(
        {
            "part": lambda: rerun(history, index, changed),
            "whole": lambda: product.run(history.tickets, history.events, history.rules),
        },
        repetitions,
    )
    share = timing.ratio(times["part"], times["whole"])
    what = f"a second run over {len(changed):,} changed tickets of {len(history.tickets):,}"
    return [Result("E", what, f"≤ {GOAL:.0%}", f"{share:.2%}", share <= GOAL, WHOLE)]


class Index:
    """Where the rows of each ticket lie; both frames are in order of ticket."""

    def __init__(self, history: History) -> None:
        self.ids = pd.Index(history.tickets["ticket_id"])
        number = np.bincount(self.ids.get_indexer(pd.Index(history.events["ticket_id"])), minlength=len(self.ids))
        self.first = np.append(0, np.cumsum(number))  # event of each ticket; and the length

    def rows(self, changed: Any) -> tuple[Any, Any]:
        """Of TICKETS, and of EVENTS."""
        tickets = self.ids.get_indexer(pd.Index(changed))
        first, number = self.first[tickets], self.first[tickets + 1] - self.first[tickets]
        return tickets, np.repeat(first - np.cumsum(number) + number, number) + np.arange(number.sum())


def rerun(history: History, index: Index, changed: Any) -> pd.DataFrame:
    tickets, events = index.rows(changed)
    return product.run(history.tickets.take(tickets), history.events.take(events), history.rules)


def check(history: History, index: Index, changed: Any) -> None:
    """The part's clocks are the whole's."""
    whole = history.clocks[history.clocks["ticket_id"].isin(changed)].reset_index(drop=True)
    pd.testing.assert_frame_equal(rerun(history, index, changed), whole)
