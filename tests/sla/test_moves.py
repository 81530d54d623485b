"""A day off decreed late, or on another day than was expected, moves the clocks that are still open."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd

from include.jobs.rules import calendar
from include.sla import clocks
from include.sla import tickets as history
from include.sla.moves import moved
from include.sla.tables import DEADLINE_MOVES
from tests.builders import a_snapshot, day, snapshots, the_rules

WED = "Wednesday 2025-08-13 09:00"
EXPORTED = "Wednesday 2025-08-13 15:30"
JOINT_LEAVE = "Monday 2025-08-18"


def days_off() -> pd.DataFrame:
    return the_rules().days_off


def without(text: str) -> pd.DataFrame:
    """The days off before that day was one."""
    off = days_off()
    return off[off["on"] != pd.Timestamp(day(text))]


def moves(*rows: dict[str, Any], was: pd.DataFrame, now: pd.DataFrame | None = None) -> pd.DataFrame:
    now = days_off() if now is None else now
    seen = snapshots(*rows)
    tickets, events = history.latest(seen), history.changes(seen)
    before, after = (
        clocks.run(tickets, events, replace(the_rules(), working_days=calendar(off), days_off=off))
        for off in (was, now)
    )
    return moved(before, after, was, now)


def of(moves: pd.DataFrame, stage: str) -> Any:
    found = moves[(moves["stage"] == stage) & (moves["policy"] == "national")]
    assert len(found) == 1
    return found.iloc[0]


def test_a_decree_of_mid_august_moves_open_clocks_and_is_named() -> None:
    found = moves(a_snapshot(EXPORTED, "waiting", received_at=WED), was=without(JOINT_LEAVE))
    assert {name: str(dtype) for name, dtype in found.dtypes.items()} == DEADLINE_MOVES
    move = of(found, "response")
    assert move["was_due_on"] == pd.Timestamp(day("Wednesday 2025-08-20"))
    assert move["due_on"] == pd.Timestamp(day("Thursday 2025-08-21"))
    joint_leave = days_off().set_index("on").loc["2025-08-18"]
    assert move["because"] == f"+2025-08-18 {joint_leave['name']} ({joint_leave['decree']})"
    assert move["announced_on"] == joint_leave["announced_on"]


def test_each_open_clock_of_the_ticket_is_listed() -> None:
    found = moves(a_snapshot(EXPORTED, "waiting", received_at=WED), was=without(JOINT_LEAVE))
    assert set(zip(found["stage"], found["policy"], strict=True)) == {
        ("response", "national"), ("response", "regency"), ("resolution", "national"),
    }  # fmt: skip


def test_a_clock_that_has_stopped_is_not_listed() -> None:
    answered = a_snapshot("Thursday 2025-08-14 15:30", "in_progress", received_at=WED)
    found = moves(a_snapshot(EXPORTED, "waiting", received_at=WED), answered, was=without(JOINT_LEAVE))
    assert set(found["stage"]) == {"resolution"}


def test_a_clock_due_before_the_day_is_not_listed() -> None:
    early = a_snapshot("Friday 2025-08-01 15:30", "waiting", received_at="Friday 2025-08-01 09:00")
    assert set(moves(early, was=without(JOINT_LEAVE))["stage"]) == {"resolution"}


def test_nothing_moves_while_the_calendar_stays() -> None:
    assert moves(a_snapshot(EXPORTED, "waiting", received_at=WED), was=days_off()).empty


def test_a_day_off_that_lets_a_pause_count_is_the_reason_of_the_whole_move() -> None:
    story = [(EXPORTED, "waiting"), ("Thursday 2025-08-21 08:00", "waiting")]
    story += [("Thursday 2025-08-21 15:30", "postponed"), ("Monday 2025-08-25 15:30", "waiting")]
    found = moves(*(a_snapshot(at, state, received_at=WED) for at, state in story), was=without(JOINT_LEAVE))
    move = of(found, "response")
    assert move["was_due_on"] == pd.Timestamp(day("Wednesday 2025-08-20"))  # over when the pause began
    assert move["due_on"] == pd.Timestamp(day("Monday 2025-08-25"))  # Thursday 21, and two days of the pause


def decreed(estimated: pd.DataFrame, from_: str, to: str) -> pd.DataFrame:
    """The same days off, but for one that is decreed on another day."""
    told = {
        "on": pd.Timestamp(day(to)),
        "name": "Hari Raya Idul Adha",
        "decree": "SKB Tiga Menteri 2027",
        "announced_on": pd.Timestamp(day("Monday 2027-05-03")),
        "estimated": False,
    }
    moving = estimated["on"] == pd.Timestamp(day(from_))
    return estimated.assign(**{name: estimated[name].mask(moving, value) for name, value in told.items()})


def test_an_estimated_holiday_decreed_on_another_day_moves_each_clock_by_the_day_it_meets() -> None:
    now = decreed(days_off(), "Monday 2027-05-17", "Friday 2027-06-04")
    before, after = "Friday 2027-05-14", "Wednesday 2027-06-02"
    earlier, later = (
        moves(a_snapshot(f"{on} 15:30", "waiting", received_at=f"{on} 09:00"), was=days_off(), now=now)
        for on in (before, after)
    )
    move = of(earlier, "response")
    assert (move["was_due_on"], move["due_on"]) == tuple(
        pd.Timestamp(day(text)) for text in ("Thursday 2027-05-27", "Wednesday 2027-05-26")
    )
    assert move["because"] == "-2027-05-17 Hari Raya Idul Adha (perkiraan)"
    assert pd.isna(move["announced_on"])
    move = of(later, "response")
    assert (move["was_due_on"], move["due_on"]) == tuple(
        pd.Timestamp(day(text)) for text in ("Wednesday 2027-06-09", "Thursday 2027-06-10")
    )
    assert move["because"] == "+2027-06-04 Hari Raya Idul Adha (SKB Tiga Menteri 2027)"
    assert move["announced_on"] == pd.Timestamp(day("Monday 2027-05-03"))


def test_several_days_are_named_in_order() -> None:
    now = decreed(days_off(), "Monday 2027-05-17", "Friday 2027-05-21")
    leave = now[now["on"] == pd.Timestamp(day("Tuesday 2027-05-18"))].assign(
        on=pd.Timestamp(day("Monday 2027-05-24")), name="Cuti Bersama", decree="SKB"
    )
    now = pd.concat([now, leave], ignore_index=True)
    waiting = a_snapshot("Friday 2027-05-14 15:30", "waiting", received_at="Friday 2027-05-14 09:00")
    assert of(moves(waiting, was=days_off(), now=now), "response")["because"] == (
        "-2027-05-17 Hari Raya Idul Adha (perkiraan); "
        "+2027-05-21 Hari Raya Idul Adha (SKB Tiga Menteri 2027); +2027-05-24 Cuti Bersama (SKB)"
    )


def test_a_day_off_that_falls_on_a_weekend_moves_nothing() -> None:
    now = days_off().assign(
        on=days_off()["on"].mask(days_off()["on"] == pd.Timestamp("2025-08-17"), pd.Timestamp("2025-08-16"))
    )
    assert moves(a_snapshot(EXPORTED, "waiting", received_at=WED), was=days_off(), now=now).empty
