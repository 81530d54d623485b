"""A week's figures: lines that add up, lists that tell nothing they must not, and a week that stays as it was."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd

from include.sla import clocks as rules
from include.sla import figures
from include.sla import tickets as history
from include.sla.rules import Rules
from include.sla.week import Week
from tests.builders import AGENCY, OTHER, a_snapshot, day, snapshots, the_rules, working_days

WEEK = Week.parse("2026-W38")  # 14 to 20 September
MON = "Monday 2026-09-07 15:30"
MON2 = "Monday 2026-09-14 15:30"
TUE2 = "Tuesday 2026-09-15 15:30"
WED2 = "Wednesday 2026-09-16 15:30"
FRI2 = "Friday 2026-09-18 15:30"
MON3 = "Monday 2026-09-21 00:30"
MON4 = "Monday 2026-09-28 00:30"


def look(week: Week, *rows: dict[str, Any], by: Rules | None = None) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Tickets, events and standing as of the week's end."""
    seen = snapshots(*rows)
    tickets, events = history.as_of(history.latest(seen), history.changes(seen), figures.last_moment(week))
    return tickets, events, figures.standing(rules.run(tickets, events, by or the_rules()), week, working_days())


def line(
    standing: pd.DataFrame,
    stage: str = "response",
    agency: str = AGENCY,
    policy: str = "national",
    by: Rules | None = None,
) -> dict[str, Any]:
    deadlines = (by or the_rules()).deadlines
    wanted = figures.wanted_lines([agency, "diskominfosantik"], deadlines, the_rules().coordinators, WEEK)
    valid = figures.in_force(deadlines, WEEK)
    lines = figures.lines(standing, figures.count(standing.iloc[:0]), wanted, valid).set_index(figures.LINE)
    return dict(lines.loc[(agency, stage, policy)])


def limits(found: dict[str, Any]) -> tuple[int, int, str, str]:
    return found["fewest_days"], found["most_days"], found["unit"], found["article"]


def changed_rules() -> Rules:
    """The response's limits end on Thursday 2026-09-10; from the next day the nation has another, the regency none."""
    deadlines = the_rules().deadlines
    responses = deadlines["stage"] == "response"
    valid_to = deadlines["valid_to"].mask(responses, pd.Timestamp("2026-09-10"))
    new = deadlines[responses & (deadlines["policy"] == "national")].assign(
        days=7, unit="calendar", article="Another", valid_from=pd.Timestamp("2026-09-11")
    )
    return replace(the_rules(), deadlines=pd.concat([deadlines.assign(valid_to=valid_to), new]))


def story(ticket: str, *states: tuple[str, str], **other: Any) -> list[dict[str, Any]]:
    return [a_snapshot(at, state, ticket_id=ticket, **other) for at, state in states]


def test_a_line_counts_what_was_open_in_the_week_by_its_outcome() -> None:
    _, _, standing = look(
        WEEK,
        *story("1", (MON, "waiting"), (MON2, "in_progress"), (MON3, "in_progress")),  # met
        *story("2", (MON, "waiting"), (WED2, "waiting"), (FRI2, "in_progress"), (MON3, "in_progress")),  # late
        *story("3", (MON, "waiting"), (MON3, "waiting")),  # overdue
        *story("4", (FRI2, "waiting"), (MON3, "waiting"), received_at="Friday 2026-09-18 09:00"),  # running
        *story("5", (MON, "waiting"), (MON2, "waiting"), (TUE2, "in_progress")),  # undecided
        *story("6", (MON, "waiting"), (MON2, "archived")),  # withdrawn
    )
    found = line(standing)
    expected = {"met": 1, "late": 1, "overdue": 1, "running": 1, "undecided": 1, "withdrawn": 1, "transferred": 0}
    assert {name: found[name] for name in expected} == expected
    assert found["median_days"] == 7.0  # of 5 and 9


def test_what_stopped_before_the_week_is_not_told_again() -> None:
    answered = story("1", (MON, "waiting"), ("Tuesday 2026-09-08 15:30", "in_progress"), (MON3, "in_progress"))
    assert line(look(WEEK.shift(-1), *answered)[2])["met"] == 1
    assert line(look(WEEK, *answered)[2])["met"] == 0


def test_an_old_late_report_is_told_every_week_until_it_is_answered() -> None:
    silent = story("1", (MON, "waiting"), (MON3, "waiting"), (MON4, "waiting"))
    assert [line(look(week, *silent)[2])["overdue"] for week in (WEEK, WEEK.shift(1))] == [1, 1]


def test_a_week_stays_as_it_was_whatever_is_learnt_later() -> None:
    rows = story("1", (MON, "waiting"), (FRI2, "waiting"), (MON3, "waiting"))
    later = story("1", (MON4, "postponed"), ("Monday 2026-10-05 00:30", "closed"), agency=OTHER)
    pd.testing.assert_frame_equal(look(WEEK, *rows)[2], look(WEEK, *rows, *later)[2])


def test_received_counts_for_who_had_the_ticket_when_the_week_ended() -> None:
    fresh = {"received_at": "Monday 2026-09-14 09:00"}
    tickets, events, _ = look(
        WEEK,
        *story("1", (MON2, "waiting"), (FRI2, "in_progress"), **fresh),
        *story("2", (FRI2, "waiting"), (MON3, "waiting"), agency=OTHER, **fresh),
        *story("3", (FRI2, "unverified"), (MON3, "waiting"), **fresh),
        *story("4", (MON2, "waiting"), (FRI2, "rejected"), **fresh),
        *story("5", (MON, "waiting")),
    )
    received = figures.received(tickets, events, "diskominfosantik", WEEK)
    assert received["received"].to_dict() == {AGENCY: 2, OTHER: 1, "diskominfosantik": 1}
    assert received.loc[AGENCY, ["rejected", "followed_up", "closed"]].tolist() == [1, 1, 0]


def test_late_reports_stand_worst_first_and_open_before_answered() -> None:
    tickets, _, standing = look(
        WEEK,
        *story("1", (MON, "waiting"), (WED2, "waiting"), (FRI2, "in_progress")),
        *story("2", (MON, "waiting"), (MON3, "waiting")),
        *story("3", ("Friday 2026-09-04 15:30", "waiting"), (MON3, "waiting"), received_at="Friday 2026-09-04 09:00"),
    )
    late = figures.late(standing, tickets).query("stage == 'response'")
    assert late["ticket_id"].tolist() == ["3", "2", "1"]
    assert late["days_late"].tolist() == [5, 4, 4]
    assert late["stopped_on"].isna().tolist() == [True, True, False]


def test_upcoming_are_those_due_within_five_working_days_after_the_week() -> None:
    tickets, _, standing = look(
        WEEK,
        *story("1", (MON2, "waiting"), received_at="Monday 2026-09-14 09:00", classification="information"),
        *story("2", (FRI2, "waiting"), received_at="Friday 2026-09-18 09:00"),
    )
    upcoming = figures.upcoming(standing, tickets, WEEK, working_days())
    assert upcoming[["ticket_id", "stage"]].to_numpy().tolist() == [
        ["1", "resolution"],
        ["1", "response"],
        ["2", "response"],
    ]
    assert upcoming["due_on"].tolist()[-1] == pd.Timestamp(day("Friday 2026-09-25"))


def test_a_confidential_ticket_is_listed_by_id_and_days_only() -> None:
    rows = story("1", (MON, "waiting"), (MON3, "waiting"), category="Pungli", district="Babelan", confidential=True)
    tickets, _, standing = look(WEEK, *rows)
    late = figures.late(standing, tickets)
    assert set(late["category"]) | set(late["district"]) == {""}
    assert late["confidential"].all()


def test_an_office_that_coordinated_once_still_answers_for_what_it_left_open() -> None:
    old = story(
        "1", ("Monday 2022-09-05 15:30", "unverified"), (MON3, "unverified"), received_at="Monday 2022-09-05 09:00"
    )
    assert line(look(WEEK, *old)[2], "verification", "bagian-protokol-dan-komunikasi-pimpinan")["overdue"] == 1


def test_a_line_without_clocks_says_the_limits_in_force_in_its_week() -> None:
    nothing = look(WEEK, *story("1", (MON, "waiting")))[2].iloc[:0]
    found = limits(line(nothing))
    assert found == (5, 5, "working", "Permen PANRB 62/2018 (praktik SP4N-LAPOR!)")
    assert limits(line(nothing, "resolution"))[:3] == (5, 60, "working")
    assert limits(line(nothing, by=changed_rules())) == (7, 7, "calendar", "Another")


def test_a_line_of_old_clocks_says_their_limits_too() -> None:
    by = changed_rules()
    standing = look(WEEK, *story("1", (MON, "waiting"), (MON3, "waiting")), by=by)[2]
    article = "Another; Permen PANRB 62/2018 (praktik SP4N-LAPOR!)"
    assert limits(line(standing, by=by)) == (5, 7, "calendar; working", article)
    regency = limits(line(standing, policy="regency", by=by))
    assert regency[:3] == (4, 4, "working")
    assert regency[3].startswith("Ketentuan Pemerintah Kabupaten Bekasi 2025")
