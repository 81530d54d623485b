"""Walks: a clock's days, one by one through the calendar from its start to the last day in time.

Nothing is shared with the arithmetic of the clocks, which look days up in tables: each is a check on the other.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from include.sla.working_days import MissingYear

NEXT = timedelta(days=1)
SATURDAY = 5


@dataclass(frozen=True)
class Counted:
    number: int  # from 1
    on: date


@dataclass(frozen=True)
class Skipped:
    on: date
    name: str  # empty for a weekend
    kind: str  # weekend | holiday | joint leave
    decree: str  # empty for a weekend, and while the day is only estimated


@dataclass(frozen=True)
class Pause:
    began_on: date  # at the earliest
    ended_on: date | None  # at the latest; None while it lasts
    days: int  # by which it moves the due date, in the unit of the limit; 0 while it lasts


@dataclass(frozen=True)
class Walk:
    """From a start to the last day in time."""

    start_off: Skipped | None  # what the day of the start was off for
    zero_on: date
    days: tuple[Counted, ...]  # 1 to the limit; where the last one is late already, it is after `due_on`
    skipped: tuple[Skipped, ...]  # days off after the start
    pauses: tuple[Pause, ...]  # those that began in time
    due_on: date


@dataclass(frozen=True)
class Calendar:
    off: Mapping[date, Skipped]
    first: date
    last: date

    def skipped(self, day: date) -> Skipped | None:
        """What the day is off for; None for a working day."""
        if not self.first <= day <= self.last:
            raise MissingYear(f"Days off of {day.year} are not known. Add its decree to include/rulebook.")
        return Skipped(day, "", "weekend", "") if day.weekday() >= SATURDAY else self.off.get(day)

    def working(self, day: date, step: timedelta = NEXT) -> date:
        """The day itself when it is a working day, else the next one; the one before with a step of -NEXT."""
        while self.skipped(day):
            day += step
        return day

    def between(self, after: date, until: date) -> list[date]:
        """All days after one, up to and with another."""
        return [after + number * NEXT for number in range(1, (until - after).days + 1)]

    def count(self, after: date, until: date) -> int:
        """The working days among them."""
        return sum(not self.skipped(day) for day in self.between(after, until))


@dataclass(frozen=True)
class Counting:
    limit: int
    working: bool  # in working days; else in calendar days
    start_counts: bool  # day zero is day 1, unless it is a day off and working days are counted
    start_moves: bool  # from a day off to the next working day
    last_is_late: bool  # so that the last day in time is one earlier


Turn = tuple[date, date | None]  # the first and the last day of a pause; None while it lasts


def walk(start: date, counting: Counting, turns: list[Turn], calendar: Calendar) -> Walk:
    """Day after day until the limit is reached; the days of a pause that began by then are not counted."""
    zero = calendar.working(start) if counting.start_moves else start
    before = zero - NEXT if counting.start_counts else zero
    pauses = [paused(turn, before, counting, calendar) for turn in turns]
    due = calendar.working(before, -NEXT) if counting.working else before
    target, days, passed = counting.limit - counting.last_is_late, list[date](), 0
    while True:
        begun = [one for one in pauses if one.began_on <= due]
        if passed < sum(one.days for one in begun):
            passed += 1
        elif len(days) < target:
            days.append(following(due, counting, calendar))
        elif counting.working and any(one.ended_on and one.ended_on > due for one in begun):
            pass  # resumed on a day off
        else:
            break
        due = following(due, counting, calendar)
    if counting.last_is_late:
        days.append(following(due, counting, calendar))
    told = calendar.between(start, max(due, *days) if counting.working else zero)
    return Walk(
        start_off=calendar.skipped(start),
        zero_on=zero,
        days=tuple(Counted(number, day) for number, day in enumerate(days, start=1)),
        skipped=tuple(off for day in told if (off := calendar.skipped(day))),
        pauses=tuple(begun),
        due_on=due,
    )


def paused(turn: Turn, before: date, counting: Counting, calendar: Calendar) -> Pause:
    """What passed of it before the first day was counted moves nothing."""
    began_on, ended_on = turn
    days = calendar.between(max(began_on, before), ended_on) if ended_on else []
    return Pause(began_on, ended_on, sum(not (counting.working and calendar.skipped(day)) for day in days))


def following(day: date, counting: Counting, calendar: Calendar) -> date:
    return calendar.working(day + NEXT) if counting.working else day + NEXT
