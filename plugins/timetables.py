"""When the weekly letters leave: on the first working day after the week they tell of."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import pendulum
from airflow.plugins_manager import AirflowPlugin
from airflow.timetables.base import DagRunInfo, DataInterval, TimeRestriction, Timetable

from include.sla.week import WIB, Week

if TYPE_CHECKING:
    from pendulum import DateTime

# Without it, a DAG file read just after the hour would move the very first run on by a week.
GRACE = timedelta(minutes=5)


class FirstWorkingDayOfWeek(Timetable):
    """One run for each week, Monday to Monday in Jakarta, on the first working day that follows it.

    A DAG that has never run by itself waits for the next such day, so switching it on sends nothing.
    After an outage the last missed day is made up for; days before it are, only with `catchup`.
    """

    def __init__(self, at: str) -> None:
        """`at` is the hour in Jakarta, like `07:00`; ValueError for anything else."""
        self.at = time.fromisoformat(at)
        self.description = f"{self.at:%H:%M} WIB on the first working day of each week, about the week before"

    @property
    def summary(self) -> str:
        return f"First working day of the week, {self.at:%H:%M} WIB"

    def serialize(self) -> dict[str, Any]:
        return {"at": f"{self.at:%H:%M}"}

    @classmethod
    def deserialize(cls, data: dict[str, Any]) -> FirstWorkingDayOfWeek:
        return cls(data["at"])

    def infer_manual_data_interval(self, *, run_after: DateTime) -> DataInterval:
        """A run by hand tells of the last week that is over."""
        return interval(Week.before(run_after))

    def next_dagrun_info(
        self, *, last_automated_data_interval: DataInterval | None, restriction: TimeRestriction
    ) -> DagRunInfo | None:
        last = last_automated_data_interval
        week = self.next_week(Week.of(last.start) if last else None, restriction, datetime.now(UTC))
        if restriction.latest and week.starts_at > restriction.latest:
            return None
        return DagRunInfo(run_after=pendulum.instance(self.told_at(week)), data_interval=interval(week))

    def next_week(self, last: Week | None, restriction: TimeRestriction, now: datetime) -> Week:
        """The week to tell of next, when `last` was told last (None: none yet)."""
        earliest = first_from(restriction.earliest) if restriction.earliest else None
        if last:
            week = last.shift(1) if restriction.catchup else max(last.shift(1), self.last_due(now))
        else:
            week = earliest if earliest and restriction.catchup else self.upcoming(now)
        return max(week, earliest) if earliest else week

    def told_at(self, week: Week) -> datetime:
        """The moment at which the letters about this week leave."""
        day = week.shift(1).monday
        while not working(day):
            day += timedelta(days=1)
        return datetime.combine(day, self.at, WIB)

    def upcoming(self, now: datetime) -> Week:
        """The first week not told yet at this moment."""
        week = Week.of(now)
        while self.told_at(week.shift(-1)) > now - GRACE:
            week = week.shift(-1)
        return week

    def last_due(self, now: datetime) -> Week:
        """The week told last by now; the earlier one where two are told on the same day."""
        week = Week.of(now)
        while self.told_at(week) > now or self.told_at(week.shift(-1)) == self.told_at(week):
            week = week.shift(-1)
        return week


def interval(week: Week) -> DataInterval:
    return DataInterval(pendulum.instance(week.starts_at), pendulum.instance(week.ends_at))


def first_from(moment: datetime) -> Week:
    """The first week that begins at this moment or after it."""
    week = Week.of(moment)
    return week if week.starts_at == moment else week.shift(1)


def working(day: date) -> bool:
    """Whether letters may leave that day; in a year without a decree, only weekends are days off."""
    return day.weekday() < 5 and day not in known_days_off(datetime.now(WIB).date())


@lru_cache(maxsize=1)
def known_days_off(today: date) -> frozenset[date]:
    """Holidays and joint leave as known today: a decree may add to them while the scheduler runs."""
    from include.rulebook import days_off

    return frozenset(days_off.load()["on"].dt.date)


class Timetables(AirflowPlugin):
    """What Airflow needs to read a DAG with this schedule back from its database."""

    name = "timetables"
    timetables = [FirstWorkingDayOfWeek]
