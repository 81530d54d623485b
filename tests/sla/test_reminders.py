"""Whom a morning reminds of what: late, due that day, due within two working days; and of what it is silent."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from include.sla import clocks, reminders
from include.sla import tickets as history
from tests.builders import AGENCY, OTHER, day, moment, snapshots, the_rules, working_days
from tests.sla.weeks import MON2, MON2_EARLY, MON3, story

COORDINATOR = "diskominfosantik"
TUE3 = "Tuesday 2026-09-22 06:00"
WAITING = {"received_at": MON2_EARLY}  # the response is due on Monday 2026-09-21, under the regency's policy on Friday


def remind(on: str, *rows: dict[str, Any]) -> pd.DataFrame:
    """The rows at 07:30 on this day, which knows no export made later."""
    at = moment(f"{on} 07:30")
    seen = snapshots(*(row for row in rows if row["fetched_at"] <= at))
    tickets, events = history.latest(seen), history.changes(seen)
    standing = clocks.read(clocks.run(tickets, events, the_rules()), at, working_days())
    return reminders.due(standing, tickets, day(on), working_days())


def told(rows: pd.DataFrame) -> list[tuple[str, str, str]]:
    return list(rows[["ticket_id", "stage", "section"]].itertuples(index=False, name=None))


@pytest.mark.parametrize(
    ("on", "section"),
    [
        ("Wednesday 2026-09-16", None),  # three working days before
        ("Thursday 2026-09-17", "soon"),
        ("Friday 2026-09-18", "soon"),
        ("Saturday 2026-09-19", "soon"),
        ("Monday 2026-09-21", "today"),
        ("Tuesday 2026-09-22", "late"),
        ("Friday 2026-09-25", "late"),
    ],
)
def test_a_response_due_on_monday_is_told_from_thursday_on(on: str, section: str | None) -> None:
    seen = [(at, "waiting") for at in (MON2, MON3, TUE3)]
    expected = [("1", "response", section)] if section else []
    assert told(remind(on, *story("1", *seen, **WAITING))) == expected


def test_days_off_are_not_counted_among_the_two() -> None:
    """Joint leave and Christmas follow, so Wednesday's next two working days are Monday and Tuesday."""
    rows = story("1", ("Monday 2026-12-21 15:30", "waiting"), received_at="Monday 2026-12-21 09:00")  # due 2026-12-30
    assert told(remind("Wednesday 2026-12-23", *rows)) == []
    assert told(remind("Monday 2026-12-28", *rows)) == [("1", "response", "soon")]


def test_what_no_export_shows_waiting_after_its_due_date_is_not_called_late() -> None:
    assert told(remind("Tuesday 2026-09-22", *story("1", (MON2, "waiting"), (MON3, "waiting"), **WAITING))) == []


@pytest.mark.parametrize("state", ["in_progress", "closed", "archived", "postponed"])
@pytest.mark.parametrize("on", ["Monday 2026-09-21", "Wednesday 2026-09-23"])
def test_what_is_answered_ended_or_paused_needs_no_reminder(on: str, state: str) -> None:
    changed = [("Friday 2026-09-18 15:30", state), (TUE3, state)]
    assert told(remind(on, *story("1", (MON2, "waiting"), *changed, **WAITING))) == []


def test_what_was_postponed_only_after_its_due_date_stays_late() -> None:
    seen = [(MON2, "waiting"), (TUE3, "waiting"), ("Wednesday 2026-09-23 06:00", "postponed")]
    assert told(remind("Wednesday 2026-09-23", *story("1", *seen, **WAITING))) == [("1", "response", "late")]


def test_the_regencys_own_policy_is_not_reminded_of() -> None:
    rows = remind("Friday 2026-09-18", *story("1", (MON2, "waiting"), **WAITING))
    assert set(rows["policy"]) == {"national"}
    assert rows["due_on"].tolist() == [pd.Timestamp("2026-09-21")]


def test_resolutions_are_reminded_of_beside_responses() -> None:
    seen = [("Monday 2026-09-07 15:30", "waiting"), ("Friday 2026-09-25 06:00", "waiting")]
    assert told(remind("Friday 2026-09-25", *story("1", *seen))) == [
        ("1", "response", "late"),  # due on Monday 2026-09-14
        ("1", "resolution", "today"),  # due fourteen working days after Monday 2026-09-07
    ]


def test_verification_is_the_coordinators_to_be_reminded_of() -> None:
    rows = remind("Thursday 2026-09-17", *story("1", (MON2, "unverified"), **WAITING))
    assert told(rows) == [("1", "verification", "today")]
    assert rows["agency_id"].tolist() == [COORDINATOR]


def test_the_latest_stand_first_and_then_what_is_due_soonest() -> None:
    older = story("2", ("Monday 2026-09-07 15:30", "waiting"), (TUE3, "waiting"))
    newer = story("1", (MON2, "waiting"), (TUE3, "waiting"), **WAITING)
    rows = remind("Tuesday 2026-09-22", *newer, *older).query("stage == 'response'")
    assert rows["ticket_id"].tolist() == ["2", "1"]
    assert rows["days_late"].tolist() == [6, 1]


def test_of_a_confidential_ticket_neither_category_nor_district_is_told() -> None:
    open_ = {"category": "Jalan", "district": "Setu", **WAITING}
    rows = [*story("1", (MON2, "waiting"), **open_), *story("2", (MON2, "waiting"), confidential=True, **open_)]
    listed = remind("Monday 2026-09-21", *rows).set_index("ticket_id")
    assert listed.loc["1", ["category", "district"]].tolist() == ["Jalan", "Setu"]
    assert listed.loc["2", ["category", "district"]].tolist() == ["", ""]


def test_a_limit_that_ends_on_a_day_off_is_not_due_the_day_before() -> None:
    seen = snapshots(*story("1", (MON2, "waiting"), **WAITING))
    tickets, running = history.latest(seen), clocks.run(history.latest(seen), history.changes(seen), the_rules())
    standing = clocks.read(running, moment("Friday 2026-09-18 07:30"), working_days())
    saturday = standing[standing["stage"] == "response"].assign(due_on=pd.Timestamp(day("Saturday 2026-09-19")))
    assert told(reminders.due(saturday, tickets, day("Friday 2026-09-18"), working_days())) == [
        ("1", "response", "soon")
    ]


def test_each_agency_gets_its_own_tickets_and_one_with_nothing_to_say_gets_no_reminder() -> None:
    rows = remind(
        "Monday 2026-09-21",
        *story("1", (MON2, "waiting"), **WAITING),
        *story("2", (MON2, "waiting"), agency=OTHER, **WAITING),
    )
    known_at = moment(MON3)
    names = {OTHER: "Dinas Perhubungan", "dinas-sosial": "Dinas Sosial", AGENCY: "Dinas Pendidikan"}
    found = reminders.assemble(rows, names, day("Monday 2026-09-21"), known_at)
    assert [(each.agency_name, [row.ticket_id for row in each.today]) for each in found] == [
        ("Dinas Perhubungan", ["2"]),
        ("Dinas Pendidikan", ["1"]),
    ]
    assert found[0].known_at == known_at
    assert found[0].late == found[0].soon == ()


def test_a_morning_without_anything_to_say_has_no_reminder_at_all() -> None:
    rows = remind("Tuesday 2026-09-15", *story("1", (MON2, "waiting"), **WAITING))
    assert reminders.assemble(rows, {AGENCY: "Dinas Pendidikan"}, day("Tuesday 2026-09-15"), moment(MON2)) == []
