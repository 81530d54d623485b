"""When letters leave: the weekly ones on the first working day after their week, reminders on every working day."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Any, ClassVar

import pendulum
from airflow.plugins_manager import AirflowPlugin
from airflow.timetables.base import DagRunInfo, DataInterval, TimeRestriction, Timetable

from include.sla.week import WIB, Week

if TYPE_CHECKING:
    from typing import Self

    from pendulum import DateTime

# Without it, a DAG file read just after the hour would move the very first run on to the next one.
GRACE = timedelta(minutes=5)


class AtHour(Timetable):
    """Some days, at one hour in Jakarta, which is all that Airflow's database keeps of it."""

    days: ClassVar[str]
    news: ClassVar[str]

    def __init__(self, at: str) -> None:
        """`at` is the hour in Jakarta, like `07:00`; ValueError for anything else."""
        self.at = time.fromisoformat(at)
        self.description = f"{self.days} at {self.at:%H:%M} WIB, about {self.news}"

    @property
    def summary(self) -> str:
        return f"{self.days}, {self.at:%H:%M} WIB"

    def serialize(self) -> dict[str, Any]:
        return {"at": f"{self.at:%H:%M}"}

    @classmethod
    def deserialize(cls, data: dict[str, Any]) -> Self:
        return cls(data["at"])

    def on(self, day: date) -> datetime:
        return datetime.combine(day, self.at, WIB)


class FirstWorkingDayOfWeek(AtHour):
    """One run for each week, Monday to Monday in Jakarta, on the first working day that follows it.

    A DAG that has never run by itself waits for the next such day, so switching it on sends nothing.
    After an outage the last missed day is made up for; days before it are, only with `catchup`.
    """

    days = "First working day of the week"
    news = "the week before"

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
        return self.on(first_working(week.shift(1).monday))

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


class WorkingDays(AtHour):
    """One run on every working day. What was missed is made up for on its own day, and not after it."""

    days = "Working days"
    news = "the same day"

    def infer_manual_data_interval(self, *, run_after: DateTime) -> DataInterval:
        """A run by hand is of its own day."""
        return DataInterval.exact(run_after)

    def next_dagrun_info(
        self, *, last_automated_data_interval: DataInterval | None, restriction: TimeRestriction
    ) -> DagRunInfo | None:
        last = last_automated_data_interval
        moment = self.next_moment(last.start if last else None, restriction, datetime.now(UTC))
        if restriction.latest and moment > restriction.latest:
            return None
        return DagRunInfo.exact(pendulum.instance(moment))

    def next_moment(self, last: datetime | None, restriction: TimeRestriction, now: datetime) -> datetime:
        """The first moment still to come, after the `last` one (None: none yet)."""
        today = datetime.combine(now.astimezone(WIB).date(), time(), WIB)  # made up for, but for the very first run
        begin = min(today, now - GRACE) if last else now - GRACE
        since = max(begin, restriction.earliest or begin)
        day = first_working(since.astimezone(WIB).date())
        while self.on(day) < since or (last and self.on(day) <= last):
            day = first_working(day + timedelta(days=1))
        return self.on(day)


def interval(week: Week) -> DataInterval:
    return DataInterval(pendulum.instance(week.starts_at), pendulum.instance(week.ends_at))


def first_from(moment: datetime) -> Week:
    """The first week that begins at this moment or after it."""
    week = Week.of(moment)
    return week if week.starts_at == moment else week.shift(1)


def first_working(day: date) -> date:
    """This day, or the first working one after it."""
    while not working(day):
        day += timedelta(days=1)
    return day


def working(day: date) -> bool:
    """Whether letters may leave that day; in a year without a decree, only weekends are days off."""
    return day.weekday() < 5 and day not in known_days_off(datetime.now(WIB).date())


@lru_cache(maxsize=1)
def known_days_off(today: date) -> frozenset[date]:
    """Holidays and joint leave as known today: a decree may add to them while the scheduler runs."""
    from include.rulebook import days_off

    return frozenset(days_off.load()["on"].dt.date)


class Timetables(AirflowPlugin):
    """What Airflow needs to read a DAG with one of these schedules back from its database."""

    name = "timetables"
    timetables = [FirstWorkingDayOfWeek, WorkingDays]
