"""The examples are made up, but their days and figures are possible."""

from itertools import chain

import holidays
import pytest

from include.letters.figures import check_scorecard

OFF = holidays.country_holidays("ID", years=2026, categories=("public", "government"))


@pytest.fixture(scope="module")
def rows(agencies):
    return [row for card in agencies for row in chain(card.late, card.upcoming)]


@pytest.mark.parametrize("name", ["started_on", "due_on", "stopped_on"])
def test_every_day_is_a_working_day(rows, name):
    days = {day for row in rows if (day := getattr(row, name))}
    assert days
    assert all(day.weekday() < 5 and day not in OFF for day in days)


def test_every_scorecard_adds_up(agencies):
    for card in agencies:
        check_scorecard(card)


def test_no_ticket_stands_twice_in_the_regency(rows):
    assert len({(row.ticket_id, row.stage) for row in rows}) == len(rows)
