"""Side by side: every contestant in turn, again and again, so that a busy minute falls on all of them."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable
from statistics import median
from typing import Any

Seconds = list[float]


def compare(contestants: dict[str, Callable[[], Any]], repetitions: int) -> dict[str, Seconds]:
    """How long each took in each repetition. They have run once before, when their results were checked."""
    times: dict[str, Seconds] = {name: [] for name in contestants}
    for _ in range(repetitions):
        for name, run in contestants.items():
            times[name].append(clocked(run))
    return times


def clocked(run: Callable[[], Any]) -> float:
    gc.collect()
    gc.disable()
    began_at = time.perf_counter()
    try:
        run()
        return time.perf_counter() - began_at
    finally:
        gc.enable()


def ratio(slower: Seconds, faster: Seconds) -> float:
    """The median of the repetitions' ratios."""
    return median(one / other for one, other in zip(slower, faster, strict=True))
