"""A period: any run of whole days in Asia/Jakarta, written `2026-01-01..2026-10-31`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Protocol

from include.sla.week import WIB

YEAR = re.compile(r"(\d{4})")
QUARTER = re.compile(r"(\d{4})-Q([1-4])")
DAYS = re.compile(r"(\d{4}-\d\d-\d\d)\.\.(\d{4}-\d\d-\d\d)")


class Span(Protocol):
    """What figures are made of: a week, or a period. Half-open, aware, by the clock in Jakarta."""

    @property
    def starts_at(self) -> datetime: ...

    @property
    def ends_at(self) -> datetime: ...


@dataclass(frozen=True, order=True)
class Period:
    """From the first day to the last, both included."""

    first: date
    last: date

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise ValueError(f"A period cannot end on {self.last}, before it begins on {self.first}.")

    @classmethod
    def parse(cls, text: str) -> Period:
        """Read `2026`, `2026-Q3` or `2026-01-01..2026-10-31`; ValueError for anything else."""
        if found := YEAR.fullmatch(text):
            return cls(date(int(text), 1, 1), date(int(text), 12, 31))
        if found := QUARTER.fullmatch(text):
            return cls.of_quarter(int(found[1]), int(found[2]))
        if found := DAYS.fullmatch(text):
            return cls(date.fromisoformat(found[1]), date.fromisoformat(found[2]))
        raise ValueError(f"{text!r} is no period; write it like 2026, 2026-Q3 or 2026-01-01..2026-10-31.")

    @classmethod
    def of_quarter(cls, year: int, quarter: int) -> Period:
        """The quarter 1 to 4 of that year."""
        first = date(year, 3 * quarter - 2, 1)
        next_ = (first.replace(day=28) + timedelta(days=80)).replace(day=1)
        return cls(first, next_ - timedelta(days=1))

    @property
    def starts_at(self) -> datetime:
        return datetime.combine(self.first, time.min, WIB)

    @property
    def ends_at(self) -> datetime:
        """The first moment that no longer belongs to the period."""
        return datetime.combine(self.last + timedelta(days=1), time.min, WIB)

    def __str__(self) -> str:
        return f"{self.first}..{self.last}"
