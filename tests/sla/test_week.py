"""Weeks, told by the clock in Jakarta."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from include.sla.week import Week
from tests.builders import moment


def test_a_week_begins_on_monday_at_midnight_in_jakarta() -> None:
    assert Week.of(datetime(2026, 11, 22, 16, 59, tzinfo=UTC)) == Week.parse("2026-W47")
    assert Week.of(datetime(2026, 11, 22, 17, 0, tzinfo=UTC)) == Week.parse("2026-W48")


def test_the_week_before_a_monday_is_the_one_that_just_ended() -> None:
    assert str(Week.before(moment("Monday 2026-11-23 07:00"))) == "2026-W47"


@pytest.mark.parametrize("text", ["2026-W47", "2026-W01", "2020-W53"])
def test_a_week_is_written_as_it_is_read(text: str) -> None:
    assert str(Week.parse(text)) == text


@pytest.mark.parametrize("text", ["2026-47", "2026-W54", "W47", "2026-W47 ", ""])
def test_what_is_no_week_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"week|Week"):
        Week.parse(text)


def test_a_moment_without_zone_has_no_week() -> None:
    with pytest.raises(ValueError, match="time zone"):
        Week.of(datetime(2026, 11, 22))  # noqa: DTZ001 - that is the point


def test_a_week_cannot_begin_on_a_tuesday() -> None:
    with pytest.raises(ValueError, match="Monday"):
        Week(date(2026, 11, 24))
