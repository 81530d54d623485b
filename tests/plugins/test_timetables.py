"""Days and weekdays are written out, so that a clerk can check them against a calendar."""

from __future__ import annotations

from datetime import datetime

import pendulum
import pytest
from airflow.timetables.base import DataInterval, TimeRestriction

from include.sla.week import WIB, Week
from plugins.timetables import FirstWorkingDayOfWeek, WorkingDays

NO_CATCHUP = TimeRestriction(earliest=None, latest=None, catchup=False)
TIMETABLE = FirstWorkingDayOfWeek("07:00")
DAILY = WorkingDays("07:30")


def at(text: str) -> datetime:
    """A moment in Jakarta, from `Monday 2026-11-23 07:00`; refuses a wrong weekday."""
    moment = datetime.strptime(text.split(" ", 1)[1], "%Y-%m-%d %H:%M").replace(tzinfo=WIB)
    assert f"{moment:%A}" == text.split()[0]
    return moment


def week(text: str) -> Week:
    """The week that begins on `2026-11-16`."""
    return Week(datetime.fromisoformat(text).date())


def restrict(earliest: str | None = None, latest: str | None = None, catchup: bool = True) -> TimeRestriction:
    bounds = (pendulum.instance(at(text)) if text else None for text in (earliest, latest))
    return TimeRestriction(*bounds, catchup)


@pytest.mark.parametrize(
    ("told", "on"),
    [
        ("2026-11-16", "Monday 2026-11-23 07:00"),  # an ordinary week
        ("2025-08-11", "Tuesday 2025-08-19 07:00"),  # Monday: joint leave decreed eleven days before
        ("2025-12-22", "Monday 2025-12-29 07:00"),  # the week of Christmas
        ("2024-04-01", "Tuesday 2024-04-16 07:00"),  # Eid 2024: nobody works from 8 to 15 April …
        ("2024-04-08", "Tuesday 2024-04-16 07:00"),  # … so both weeks are told of on the same day
        ("2024-04-15", "Monday 2024-04-22 07:00"),
        ("2025-03-24", "Tuesday 2025-04-08 07:00"),  # Eid 2025: nobody works from 28 March to 7 April
        ("2025-03-31", "Tuesday 2025-04-08 07:00"),
        ("2025-04-07", "Monday 2025-04-14 07:00"),
        ("2040-12-24", "Monday 2040-12-31 07:00"),  # not decreed yet: only weekends are known to be off
    ],
)
def test_letters_leave_on_the_first_working_day_after_their_week(told: str, on: str) -> None:
    assert TIMETABLE.told_at(week(told)) == at(on)


def test_the_data_interval_is_the_week_told_of() -> None:
    last = DataInterval(*(pendulum.instance(at(day)) for day in ("Monday 2025-03-17 00:00", "Monday 2025-03-24 00:00")))
    run = TIMETABLE.next_dagrun_info(last_automated_data_interval=last, restriction=restrict("Monday 2025-03-03 00:00"))
    assert run is not None
    assert run.data_interval == DataInterval(
        pendulum.instance(at("Monday 2025-03-24 00:00")), pendulum.instance(at("Monday 2025-03-31 00:00"))
    )
    assert run.run_after == at("Tuesday 2025-04-08 07:00")


@pytest.mark.parametrize(
    ("now", "told"),
    [
        ("Monday 2026-11-23 06:59", "2026-11-16"),
        ("Monday 2026-11-23 07:04", "2026-11-16"),  # read a little late: still this run
        ("Monday 2026-11-23 07:06", "2026-11-23"),  # missed, and nobody is surprised by a late one
        ("Saturday 2026-11-28 12:00", "2026-11-23"),
        ("Sunday 2026-11-29 23:59", "2026-11-23"),
        ("Wednesday 2025-04-02 10:00", "2025-03-24"),  # the next working day tells of two weeks: the earlier first
    ],
)
def test_a_dag_that_never_ran_waits_for_the_next_day(now: str, told: str) -> None:
    assert TIMETABLE.next_week(None, NO_CATCHUP, at(now)) == week(told)


@pytest.mark.parametrize(
    ("last", "now", "told"),
    [
        ("2026-11-09", "Thursday 2026-11-19 09:00", "2026-11-16"),  # in good time
        ("2026-11-09", "Tuesday 2026-11-24 09:00", "2026-11-16"),  # missed by a day: late rather than never
        ("2026-10-12", "Tuesday 2026-11-24 09:00", "2026-11-16"),  # off for five weeks: the last one only
        ("2026-11-16", "Tuesday 2026-11-24 09:00", "2026-11-23"),  # told already: the coming one
        ("2025-03-03", "Thursday 2025-04-10 09:00", "2025-03-24"),  # the last missed day tells of two weeks …
        ("2025-03-24", "Thursday 2025-04-10 09:00", "2025-03-31"),  # … and both are made up for, in order
    ],
)
def test_after_an_outage_the_last_missed_day_is_made_up_for(last: str, now: str, told: str) -> None:
    assert TIMETABLE.next_week(week(last), NO_CATCHUP, at(now)) == week(told)


def test_with_catchup_every_missed_week_is_told_in_order() -> None:
    since, now = restrict("Monday 2025-03-24 00:00"), at("Thursday 2025-04-17 09:00")
    weeks = [TIMETABLE.next_week(None, since, now)]
    for _ in range(3):
        weeks.append(TIMETABLE.next_week(weeks[-1], since, now))
    assert weeks == [week("2025-03-24"), week("2025-03-31"), week("2025-04-07"), week("2025-04-14")]


def test_a_week_that_began_before_the_start_date_is_not_told() -> None:
    since = restrict("Wednesday 2025-06-04 00:00")
    assert TIMETABLE.next_week(None, since, at("Thursday 2025-07-03 09:00")) == week("2025-06-09")


def test_no_run_comes_after_the_end_date() -> None:
    until = restrict("Monday 2025-06-02 00:00", "Sunday 2025-06-08 00:00")
    june = DataInterval(*(pendulum.instance(at(day)) for day in ("Monday 2025-06-02 00:00", "Monday 2025-06-09 00:00")))
    assert TIMETABLE.next_dagrun_info(last_automated_data_interval=None, restriction=until) is not None
    assert TIMETABLE.next_dagrun_info(last_automated_data_interval=june, restriction=until) is None


def test_a_run_by_hand_tells_of_the_last_week_that_is_over() -> None:
    by_hand = pendulum.instance(at("Sunday 2026-11-29 23:59"))
    assert TIMETABLE.infer_manual_data_interval(run_after=by_hand).start == at("Monday 2026-11-16 00:00")


def test_it_survives_airflows_database() -> None:
    again = FirstWorkingDayOfWeek.deserialize(FirstWorkingDayOfWeek("06:30").serialize())
    assert again.told_at(week("2026-11-16")) == at("Monday 2026-11-23 06:30")
    assert again.summary == "First working day of the week, 06:30 WIB"


def test_an_hour_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match="hour"):
        FirstWorkingDayOfWeek("25:00")


@pytest.mark.parametrize(
    ("now", "on"),
    [
        ("Monday 2026-11-23 07:29", "Monday 2026-11-23 07:30"),
        ("Monday 2026-11-23 07:34", "Monday 2026-11-23 07:30"),  # read a little late: still this run
        ("Monday 2026-11-23 07:36", "Tuesday 2026-11-24 07:30"),
        ("Friday 2026-11-27 12:00", "Monday 2026-11-30 07:30"),
        ("Sunday 2026-11-29 23:59", "Monday 2026-11-30 07:30"),
        ("Wednesday 2026-12-23 12:00", "Monday 2026-12-28 07:30"),  # joint leave and Christmas
    ],
)
def test_a_daily_dag_that_never_ran_waits_for_the_next_working_day(now: str, on: str) -> None:
    assert DAILY.next_moment(None, NO_CATCHUP, at(now)) == at(on)


@pytest.mark.parametrize("catchup", [False, True])
@pytest.mark.parametrize(
    ("last", "now", "on"),
    [
        ("Monday 2026-11-23 07:30", "Monday 2026-11-23 07:30", "Tuesday 2026-11-24 07:30"),  # in good time
        ("Friday 2026-11-20 07:30", "Friday 2026-11-20 07:31", "Monday 2026-11-23 07:30"),  # over the weekend
        ("Thursday 2025-03-27 07:30", "Thursday 2025-03-27 07:31", "Tuesday 2025-04-08 07:30"),  # over Eid
        ("Friday 2025-08-15 07:30", "Friday 2025-08-15 07:31", "Tuesday 2025-08-19 07:30"),  # leave decreed late
        ("Friday 2026-11-20 07:30", "Wednesday 2026-11-25 06:00", "Wednesday 2026-11-25 07:30"),  # two days missed
        (
            "Friday 2026-11-20 07:30",
            "Wednesday 2026-11-25 09:00",
            "Wednesday 2026-11-25 07:30",
        ),  # late on the day itself
    ],
)
def test_a_missed_day_is_made_up_for_on_that_day_alone_even_with_catchup(
    last: str, now: str, on: str, catchup: bool
) -> None:
    assert DAILY.next_moment(at(last), restrict(catchup=catchup), at(now)) == at(on)


def test_a_daily_run_is_of_one_moment_within_its_start_and_end_date() -> None:
    since = restrict("Wednesday 2035-06-06 00:00", "Thursday 2035-06-07 12:00")
    first = DAILY.next_dagrun_info(last_automated_data_interval=None, restriction=since)
    assert first is not None
    assert first.run_after == at("Wednesday 2035-06-06 07:30")
    assert first.data_interval == DataInterval.exact(first.run_after)
    second = DAILY.next_dagrun_info(last_automated_data_interval=first.data_interval, restriction=since)
    assert second is not None
    assert second.run_after == at("Thursday 2035-06-07 07:30")
    assert DAILY.next_dagrun_info(last_automated_data_interval=second.data_interval, restriction=since) is None


def test_a_daily_run_by_hand_is_of_its_own_moment() -> None:
    by_hand = pendulum.instance(at("Sunday 2026-11-29 14:10"))
    assert DAILY.infer_manual_data_interval(run_after=by_hand) == DataInterval.exact(by_hand)


def test_the_daily_one_survives_airflows_database_too() -> None:
    again = WorkingDays.deserialize(WorkingDays("06:45").serialize())
    assert again.next_moment(None, NO_CATCHUP, at("Monday 2026-11-23 06:00")) == at("Monday 2026-11-23 06:45")
    assert again.summary == "Working days, 06:45 WIB"
