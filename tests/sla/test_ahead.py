"""What lies ahead of a week: what falls due, what is close, and what answering it would reach."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from include.sla import ahead, figures, lists
from tests.builders import AGENCY, OTHER, day, working_days
from tests.sla.weeks import FRI2, MON, MON2, MON2_EARLY, MON3, WEEK, look, story

SUNDAY = day("Sunday 2026-09-20")
FRI2_EARLY = "Friday 2026-09-18 09:00"
RESPONSE = (AGENCY, "response", "national")


def standing(*rows: dict[str, Any]) -> pd.DataFrame:
    return look(WEEK, *rows)[2]


def fresh(ticket: str, **other: Any) -> list[dict[str, Any]]:
    """Received on Monday of the week: to be answered by Monday after it, under the regency's policy by Friday."""
    return story(ticket, (MON2, "waiting"), (MON3, "waiting"), received_at=MON2_EARLY, **other)


def newest(ticket: str, **other: Any) -> list[dict[str, Any]]:
    """Received on Friday of the week: to be answered by Friday after it, under the regency's policy by Thursday."""
    return story(ticket, (FRI2, "waiting"), (MON3, "waiting"), received_at=FRI2_EARLY, **other)


def test_the_calendar_shows_each_of_the_next_five_working_days() -> None:
    table = ahead.calendar_ahead(standing(*fresh("1"), *fresh("2"), *newest("3")), SUNDAY, working_days())
    assert [str(on.date()) for on in table.columns] == [f"2026-09-{date}" for date in (21, 22, 23, 24, 25)]
    assert table.loc[RESPONSE].tolist() == [2, 0, 0, 0, 1]
    assert table.loc[(AGENCY, "response", "regency")].tolist() == [0, 0, 0, 1, 0]


def test_what_falls_due_today_is_not_ahead_any_more() -> None:
    clocks = standing(*fresh("1"), *newest("2"))
    monday = day("Monday 2026-09-21")
    assert ahead.calendar_ahead(clocks, monday, working_days()).loc[RESPONSE].tolist() == [0, 0, 0, 1, 0]


def test_days_off_are_no_days_of_the_calendar() -> None:
    days = ahead.next_days(day("Wednesday 2026-12-23"), working_days())  # Christmas and joint leave follow
    assert [str(on) for on in days] == [f"2026-12-{date}" for date in (28, 29, 30, 31)] + ["2027-01-04"]


def test_a_limit_in_calendar_days_may_fall_due_on_a_day_off() -> None:
    clocks = standing(*newest("1")).assign(due_on=pd.Timestamp(day("Saturday 2026-09-26")))
    assert ahead.calendar_ahead(clocks, SUNDAY, working_days()).empty
    table = ahead.calendar_ahead(clocks, SUNDAY, working_days(), days=6)
    assert table.columns[-2:].day_name().tolist() == ["Saturday", "Monday"]
    assert table.loc[RESPONSE].tolist() == [0, 0, 0, 0, 0, 1, 0]


def test_what_is_answered_overdue_or_paused_lies_no_more_ahead() -> None:
    clocks = standing(
        *story("1", (MON2, "waiting"), (FRI2, "in_progress"), received_at=MON2_EARLY),
        *story("2", (MON, "waiting"), (MON3, "waiting")),
        *story("3", (MON2, "waiting"), (FRI2, "postponed"), received_at=MON2_EARLY),
    )
    responses = clocks[clocks["stage"] == "response"]
    table = ahead.calendar_ahead(responses, SUNDAY, working_days())
    assert table.empty
    assert len(table.columns) == 5
    assert ahead.at_risk(responses, SUNDAY, working_days(), most_days=9).empty


def test_the_calendar_counts_what_the_letter_lists() -> None:
    tickets, _, clocks = look(WEEK, *fresh("1"), *newest("2", agency=OTHER), *newest("3", classification="information"))
    listed = lists.lists(clocks, tickets, WEEK, working_days()).query("list == 'upcoming'")
    table = ahead.calendar_ahead(clocks, SUNDAY, working_days()).query("policy == 'national'")
    assert table.sum(axis=1).to_dict() == listed.groupby(figures.LINE).size().to_dict()


@pytest.mark.parametrize(
    ("most_days", "found"),
    [
        (0, []),
        (1, [("1", "national", 1)]),
        (2, [("1", "national", 1)]),
        (4, [("1", "national", 1), ("2", "regency", 4)]),
    ],
)
def test_at_risk_are_those_with_few_working_days_left(most_days: int, found: list[Any]) -> None:
    clocks = standing(*fresh("1"), *newest("2")).query("stage == 'response'")
    close = ahead.at_risk(clocks, SUNDAY, working_days(), most_days)
    assert list(close[["ticket_id", "policy", "days_left"]].itertuples(index=False, name=None)) == found


def test_on_its_due_date_a_clock_has_no_day_left_and_after_it_it_is_at_risk_no_more() -> None:
    clocks = standing(*fresh("1")).query("stage == 'response' and policy == 'national'")
    left = [
        ahead.at_risk(clocks, day(on), working_days(), most_days=2)["days_left"].tolist()
        for on in ("Friday 2026-09-18", "Monday 2026-09-21", "Tuesday 2026-09-22")
    ]
    assert left == [[1], [0], []]


def answered(number: int) -> pd.Series[int]:
    index = pd.MultiIndex.from_tuples([RESPONSE], names=figures.LINE)
    return pd.Series([number], index)


def counts(met: int, late: int, overdue: int) -> pd.DataFrame:
    index = pd.MultiIndex.from_tuples([RESPONSE], names=figures.LINE)
    return pd.DataFrame({"met": met, "late": late, "overdue": overdue}, index)


@pytest.mark.parametrize(
    ("known", "more", "rate", "reachable"),
    [((6, 1, 1), 2, 0.75, 0.8), ((0, 0, 4), 4, 0.0, 0.5), ((3, 0, 0), 0, 1.0, 1.0)],
)
def test_answering_in_time_what_runs_lifts_the_rate_and_mends_nothing_that_is_late(
    known: tuple[int, int, int], more: int, rate: float, reachable: float
) -> None:
    row = ahead.what_if(counts(*known), answered(more)).loc[RESPONSE]
    assert row[["rate", "reachable"]].tolist() == [rate, reachable]


def test_a_line_on_which_nothing_is_decided_has_no_rate_yet_but_can_reach_all() -> None:
    close = ahead.at_risk(standing(*fresh("1")), SUNDAY, working_days(), most_days=2).groupby(figures.LINE).size()
    row = ahead.what_if(counts(0, 0, 0).iloc[:0], close).loc[RESPONSE]
    assert pd.isna(row["rate"])
    assert row[["met", "counted", "answered", "reachable"]].tolist() == [0, 0, 1, 1.0]


def test_a_line_without_anything_to_answer_stays_as_it_is() -> None:
    row = ahead.what_if(counts(1, 1, 0), answered(0).iloc[:0]).loc[RESPONSE]
    assert row[["answered", "rate", "reachable"]].tolist() == [0, 0.5, 0.5]
