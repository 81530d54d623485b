"""A week's figures: lines that add up, lists that tell nothing they must not, and a week that stays as it was."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd

from include.sla import figures, lists
from include.sla.period import Period
from include.sla.rules import Rules
from include.sla.week import Week
from tests.builders import AGENCY, OTHER, day, the_rules, working_days
from tests.sla.weeks import FRI2, MON, MON2, MON2_EARLY, MON3, MON4, TUE2, WED2, WEEK, look, story

CITED = "Permen PANRB 62/2018 (praktik SP4N-LAPOR!), yang telah digantikan oleh Permen PANRB 5/2025"


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


def listed(name: str, standing: pd.DataFrame, tickets: pd.DataFrame, week: Week = WEEK) -> pd.DataFrame:
    return lists.lists(standing, tickets, week, working_days()).query("list == @name")


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
    assert (found["median_days"], found["mean_days"]) == (7.0, 7.0)  # of 5 and 9


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


def test_late_reports_stand_worst_first_and_open_before_answered() -> None:
    tickets, _, standing = look(
        WEEK,
        *story("1", (MON, "waiting"), (WED2, "waiting"), (FRI2, "in_progress")),
        *story("2", (MON, "waiting"), (MON3, "waiting")),
        *story("3", ("Friday 2026-09-04 15:30", "waiting"), (MON3, "waiting"), received_at="Friday 2026-09-04 09:00"),
    )
    late = listed("late", standing, tickets).query("stage == 'response'")
    assert late["ticket_id"].tolist() == ["3", "2", "1"]
    assert late["days_late"].tolist() == [5, 4, 4]
    assert late["stopped_on"].isna().tolist() == [True, True, False]


def test_upcoming_are_those_due_within_five_working_days_after_the_week() -> None:
    tickets, _, standing = look(
        WEEK,
        *story("1", (MON2, "waiting"), received_at="Monday 2026-09-14 09:00", classification="information"),
        *story("2", (FRI2, "waiting"), received_at="Friday 2026-09-18 09:00"),
    )
    upcoming = listed("upcoming", standing, tickets)
    assert upcoming[["ticket_id", "stage"]].to_numpy().tolist() == [
        ["1", "resolution"],
        ["1", "response"],
        ["2", "response"],
    ]
    assert upcoming["due_on"].tolist()[-1] == pd.Timestamp(day("Friday 2026-09-25"))


def test_the_mean_tells_of_all_where_the_median_tells_of_the_middle() -> None:
    quick = [story(f"{n}", (MON2, "waiting"), (TUE2, "in_progress"), received_at=MON2_EARLY) for n in (1, 2)]
    slow = story("3", (MON, "waiting"), (FRI2, "waiting"), (MON3, "in_progress"))
    found = line(look(WEEK.shift(1), *slow)[2])
    assert (found["median_days"], found["mean_days"]) == (10.0, 10.0)
    found = line(look(Period(WEEK.monday, WEEK.shift(1).sunday), *quick[0], *quick[1], *slow)[2])
    assert (found["met"], found["late"]) == (2, 1)
    assert (found["median_days"], found["mean_days"]) == (1.0, 4.0)  # of 1, 1 and 10


def test_a_line_on_which_nothing_is_decided_has_neither_mean_nor_median() -> None:
    found = line(look(WEEK, *story("1", (MON2, "waiting"), received_at=MON2_EARLY))[2])
    assert pd.isna(found["mean_days"])
    assert pd.isna(found["median_days"])


def test_a_period_of_one_week_has_the_figures_of_that_week() -> None:
    rows = story("1", (MON, "waiting"), (MON2, "in_progress")), story("2", (MON2, "waiting"), received_at=MON2_EARLY)
    period = Period(WEEK.monday, WEEK.sunday)
    tickets, _, standing = look(WEEK, *rows[0], *rows[1])
    pd.testing.assert_frame_equal(standing, look(period, *rows[0], *rows[1])[2])
    both = [lists.lists(standing, tickets, span, working_days()) for span in (WEEK, period)]
    pd.testing.assert_frame_equal(*both)
    assert len(both[0])


def test_every_clock_of_the_national_policy_is_in_one_list() -> None:
    rows = [
        *story("1", (MON, "waiting"), (MON2, "in_progress"), (MON3, "in_progress")),  # met
        *story("2", (MON, "waiting"), (MON3, "waiting")),  # overdue
        *story("3", (MON2, "waiting"), (MON3, "waiting"), received_at=MON2_EARLY),  # falls due
        *story("4", (MON, "waiting"), (MON2, "archived")),  # withdrawn
        *story("5", (MON, "waiting"), (MON2, "postponed"), (MON3, "postponed")),  # paused, so it does not fall due
    ]
    tickets, _, standing = look(WEEK, *rows)
    national = standing[standing["policy"] == "national"]
    found = lists.lists(standing, tickets, WEEK, working_days())
    assert len(found) == len(national)
    told = found[found["stage"] == "response"].set_index("ticket_id")["list"]
    assert dict(told) == {"1": "other", "2": "late", "3": "upcoming", "4": "other", "5": "other"}
    assert not found.duplicated(["agency_id", "list", "position"]).any()


def test_a_list_says_when_a_clock_stopped_but_never_of_one_that_is_open() -> None:
    rows = story("1", (MON, "waiting"), (MON2, "in_progress")), story("2", (MON, "waiting"), (MON3, "waiting"))
    tickets, _, standing = look(WEEK, *rows[0], *rows[1])
    found = lists.lists(standing, tickets, WEEK, working_days()).query("stage == 'response'").set_index("ticket_id")
    assert found.loc["1", "stopped_on"] == pd.Timestamp(day("Monday 2026-09-14"))
    assert pd.isna(found.loc["2", "stopped_on"])


def test_a_list_is_numbered_for_each_agency_the_open_and_the_latest_first() -> None:
    late = {"1": MON, "2": "Monday 2026-08-31 15:30", "3": MON}
    rows = [row for ticket, at in late.items() for row in story(ticket, (at, "waiting"), (MON3, "waiting"))]
    rows += story("4", (MON, "waiting"), (WED2, "waiting"), (FRI2, "in_progress"))  # answered late
    rows += story("5", (MON, "waiting"), (MON3, "waiting"), agency=OTHER)
    tickets, _, standing = look(WEEK, *rows)
    found = listed("late", standing, tickets).query("stage == 'response'")
    assert list(found["ticket_id"]) == ["2", "1", "3", "4", "5"]
    assert list(found["position"]) == [1, 2, 3, 4, 1]
    assert found["started_on"].iloc[0] == pd.Timestamp(day("Monday 2026-08-31"))
    assert found["observed"].tolist() == list(figures.observed(found))


def test_a_clock_rests_on_an_observed_time_by_its_start_or_by_its_stop() -> None:
    at, earlier = pd.Timestamp("2026-09-14", tz="UTC"), pd.Timestamp("2026-09-13", tz="UTC")
    frame = pd.DataFrame(
        {
            "started_earliest_at": [at, earlier, at, at],
            "started_at": [at, at, at, at],
            "stopped_earliest_at": [at, at, earlier, pd.NaT],
            "stopped_at": [at, at, at, pd.NaT],
        }
    )
    assert figures.observed(frame).tolist() == [False, True, True, False]


def test_the_week_before_stands_beside_this_one_on_each_line() -> None:
    before = pd.DataFrame(
        {"met": [3, 1], "late": [1, 0], "overdue": [2, 0]},
        pd.MultiIndex.from_tuples(
            [(AGENCY, "response", "national"), (AGENCY, "resolution", "national")], names=figures.LINE
        ),
    )
    wanted = figures.wanted_lines([AGENCY], the_rules().deadlines, the_rules().coordinators, WEEK)
    nothing = look(WEEK, *story("1", (MON2, "waiting"), received_at=MON2_EARLY, agency=OTHER))[2]
    valid = figures.in_force(the_rules().deadlines, WEEK)
    found = figures.lines(nothing, before, wanted, valid).set_index(figures.LINE)
    assert found[["previous_met", "previous_counted"]].loc[(AGENCY, "response", "national")].tolist() == [3, 6]
    assert found[["previous_met", "previous_counted"]].loc[(AGENCY, "resolution", "national")].tolist() == [1, 1]


def test_verification_is_the_coordinators_line_and_the_citizens_reply_is_nobodys() -> None:
    wanted = figures.wanted_lines([AGENCY, "diskominfosantik"], the_rules().deadlines, the_rules().coordinators, WEEK)
    assert set(wanted["stage"]) == {"verification", "response", "resolution"}
    assert list(wanted[wanted["stage"] == "verification"]["agency_id"]) == ["diskominfosantik"]


def test_a_rule_holds_on_its_first_day_and_on_its_last() -> None:
    sunday, day_ = pd.Timestamp(WEEK.sunday), pd.Timedelta(days=1)
    rules = pd.DataFrame(
        {
            "name": ["first", "last", "over", "to come"],
            "valid_from": [sunday, sunday - 9 * day_, sunday - 9 * day_, sunday + day_],
            "valid_to": [sunday + day_, sunday, sunday - day_, sunday + 9 * day_],
        }
    )
    assert list(figures.in_force(rules, WEEK)["name"]) == ["first", "last"]


def test_a_due_date_beyond_the_last_decree_is_listed_as_provisional() -> None:
    rows = story("1", ("Monday 2026-12-28 15:30", "waiting"), received_at="Monday 2026-12-28 09:00")
    tickets, _, standing = look(Week.parse("2026-W53"), *rows)
    rows = listed("upcoming", standing, tickets, Week.parse("2026-W53")).query("stage == 'response'")
    assert rows[["due_on", "provisional"]].to_numpy().tolist() == [[pd.Timestamp(day("Wednesday 2027-01-06")), True]]


def test_a_confidential_ticket_is_listed_by_id_and_days_only() -> None:
    rows = story("1", (MON, "waiting"), (MON3, "waiting"), category="Pungli", district="Babelan", confidential=True)
    tickets, _, standing = look(WEEK, *rows)
    late = listed("late", standing, tickets)
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
    assert found == (5, 5, "working", CITED)
    assert limits(line(nothing, "resolution"))[:3] == (5, 60, "working")
    assert limits(line(nothing, by=changed_rules())) == (7, 7, "calendar", "Another")


def test_a_line_of_old_clocks_says_their_limits_too() -> None:
    by = changed_rules()
    standing = look(WEEK, *story("1", (MON, "waiting"), (MON3, "waiting")), by=by)[2]
    article = f"Another; {CITED}"
    assert limits(line(standing, by=by)) == (5, 7, "calendar; working", article)
    regency = limits(line(standing, policy="regency", by=by))
    assert regency[:3] == (4, 4, "working")
    assert regency[3].startswith("Ketentuan Pemerintah Kabupaten Bekasi 2025")
