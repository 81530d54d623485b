"""A week: Monday to Sunday in Asia/Jakarta, written as ISO 8601 does (`2026-W47`)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

WIB = ZoneInfo("Asia/Jakarta")


@dataclass(frozen=True, order=True)
class Week:
    """The week that begins on this Monday."""

    monday: date

    def __post_init__(self) -> None:
        if self.monday.weekday() != 0:
            raise ValueError(f"A week begins on a Monday; {self.monday} is not one.")

    @classmethod
    def of(cls, moment: datetime) -> Week:
        """The week in which this aware moment falls, by the clock in Jakarta."""
        if moment.tzinfo is None:
            raise ValueError(f"{moment} has no time zone, so its week is not known.")
        return cls.on(moment.astimezone(WIB).date())

    @classmethod
    def on(cls, day: date) -> Week:
        return cls(day - timedelta(days=day.weekday()))

    @classmethod
    def before(cls, moment: datetime) -> Week:
        """The last week that was over at this moment."""
        return cls.of(moment).shift(-1)

    @classmethod
    def parse(cls, text: str) -> Week:
        """Read `2026-W47`; ValueError for anything else."""
        if not re.fullmatch(r"\d{4}-W\d{2}", text):
            raise ValueError(f"{text!r} is no week; write it like 2026-W47.")
        return cls(date.fromisocalendar(int(text[:4]), int(text[6:]), 1))

    def shift(self, weeks: int) -> Week:
        return Week(self.monday + timedelta(weeks=weeks))

    @property
    def sunday(self) -> date:
        return self.monday + timedelta(days=6)

    @property
    def starts_at(self) -> datetime:
        return datetime.combine(self.monday, time.min, WIB)

    @property
    def ends_at(self) -> datetime:
        """The first moment that no longer belongs to the week."""
        return self.shift(1).starts_at

    def __str__(self) -> str:
        year, week, _ = self.monday.isocalendar()
        return f"{year}-W{week:02}"
