"""What a row of the table says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple


class Baseline(NamedTuple):
    """What the house is measured against."""

    name: str
    made: str  # how, in a line


@dataclass(frozen=True)
class Result:
    row: str
    what: str
    goal: str  # empty where a figure is only told
    measured: str
    met: bool | None
    against: Baseline

    @property
    def verdict(self) -> str:
        return "" if self.met is None else "met" if self.met else "not met"


def at_least(row: str, what: str, goal: float, measured: float, against: Baseline) -> Result:
    """So many times as fast as the baseline, or more."""
    return Result(row, what, f"≥ {goal:,g} ×", f"{measured:,.1f} ×", measured >= goal, against)


def at_most(row: str, what: str, goal: float, measured: float, against: Baseline) -> Result:
    """So many times the baseline's time, or less."""
    return Result(row, what, f"≤ {goal:,g} ×", f"{measured:,.2f} ×", measured <= goal, against)
