"""Working days: Monday to Friday, less the days off, as two look-up tables."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd

WIB_OFFSET = np.timedelta64(7, "h")  # all year since 1964
Days = np.ndarray[Any, np.dtype[Any]]  # of datetime64[D]
Counts = np.ndarray[Any, np.dtype[Any]]  # of int64


class MissingYear(Exception):
    """A day lies outside the years whose days off are known."""


@dataclass(frozen=True)
class WorkingDays:
    """The calendar from `first` to `last`; from `provisional_from` on its days off are not decreed yet."""

    off: frozenset[date]
    first: date
    last: date
    provisional_from: date
    # Working days have places, counted from 0; of each day:
    _counts: Counts = field(init=False, repr=False, compare=False)  # how many there are up to and with it
    _zeros: Counts = field(init=False, repr=False, compare=False)  # the place of day zero
    _days: Days = field(init=False, repr=False, compare=False)  # of each place: the working day

    def __post_init__(self) -> None:
        days = np.arange(np.datetime64(self.first, "D"), np.datetime64(self.last + timedelta(days=1), "D"))
        working = np.is_busday(days, holidays=np.array(sorted(self.off), dtype="datetime64[D]"))
        object.__setattr__(self, "_counts", np.cumsum(working))
        object.__setattr__(self, "_zeros", np.cumsum(working) - working)
        object.__setattr__(self, "_days", days[working])

    def count(self, days: Iterable[Any]) -> Counts:
        """How many working days lie from `first` up to and with each day."""
        return np.asarray(self._counts[self._index(days)])

    def zero(self, days: Iterable[Any]) -> Counts:
        """The place of day zero among the working days: the day itself when it is one, else the next one."""
        return np.asarray(self._zeros[self._index(days)])

    def is_working(self, days: Iterable[Any]) -> np.ndarray[Any, np.dtype[Any]]:
        index = self._index(days)
        return np.asarray(self._counts[index] != self._zeros[index])

    def start(self, days: Iterable[Any]) -> Days:
        """Day zero of each day."""
        return self.at(self.zero(days))

    def add(self, days: Iterable[Any], number: Any) -> Days:
        """The `number`-th working day after day zero, which is not counted itself."""
        return self.at(self.zero(days) + number)

    def shift(self, days: Iterable[Any], number: Any) -> Days:
        """So many working days on from the last one up to each day, or back where negative; never before the first."""
        counts = self.count(np.maximum(as_days(days), np.datetime64(self.first, "D")))
        return self.at(np.maximum(counts - 1 + number, 0))

    def between(self, starts: Iterable[Any], ends: Iterable[Any]) -> Counts:
        """Working days from day zero (not counted) to each end (counted); never negative."""
        return np.asarray(np.maximum(self.count(ends) - self.zero(starts) - 1, 0))

    def at(self, places: Any) -> Days:
        """The working days at these places."""
        if np.size(places) and (np.min(places) < 0 or np.max(places) >= len(self._days)):
            raise self._missing()
        return np.asarray(self._days[places])

    def _index(self, days: Iterable[Any]) -> Counts:
        index = (as_days(days) - np.datetime64(self.first, "D")).astype("int64")
        if index.size and (index.min() < 0 or index.max() >= len(self._counts)):
            raise self._missing()
        return np.asarray(index)

    def _missing(self) -> MissingYear:
        return MissingYear(
            f"Days off are known from {self.first} to {self.last} only. Add the missing year's decree to "
            "include/rulebook/days_off.csv, or install a newer `holidays`."
        )


def as_days(days: Iterable[Any]) -> Days:
    return np.asarray(days).astype("datetime64[D]")


def local_days(moments: pd.Series[Any]) -> Days:
    """The day in Jakarta of each aware moment; NaT stays NaT."""
    return days_in_wib(moments.dt.tz_convert(None).to_numpy())


def days_in_wib(moments: Days) -> Days:
    """The day in Jakarta of each plain moment in UTC."""
    return as_days(moments + WIB_OFFSET)
