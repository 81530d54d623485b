"""Somebody hears of a year without a decree before its first due date is counted, and of due dates that have moved."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa

from include import jobs
from include.gateways.warehouse.ledger import Connection
from include.gateways.warehouse.schema import DEADLINE_MOVES
from include.jobs.calendar import NoDecree
from include.rulebook import decrees
from tests.standins.sendgrid import SendGrid

UI = "https://rapor.example"
KNOWN = max(decrees.load())  # the last year with a decree


def at(year: int, month: int) -> datetime:
    return datetime(year, month, 2, tzinfo=UTC)


def move_a_deadline(connection: Connection, ticket_id: str, seen_at: datetime) -> None:
    row = {"ticket_id": ticket_id, "stage": "response", "agency_id": "dinas-sosial", "policy": "national", "round": 1}
    days = {"was_due_on": date(2026, 6, 1), "due_on": date(2026, 6, 2), "because": "1 Juni 2026: cuti bersama"}
    with connection.begin():
        connection.execute(sa.insert(DEADLINE_MOVES), row | days | {"seen_at": seen_at})


def test_from_october_on_the_next_year_needs_its_decree(connection: Connection, sendgrid: SendGrid) -> None:
    assert jobs.watch_calendar(UI, now=lambda: at(KNOWN, 9)) == 0
    with pytest.raises(NoDecree, match=f"days off of {KNOWN + 1} are not decreed"):
        jobs.watch_calendar(UI, now=lambda: at(KNOWN, 10))
    assert not sendgrid.accepted


def test_deadlines_that_moved_since_yesterday_are_told(connection: Connection, sendgrid: SendGrid) -> None:
    moment = at(KNOWN, 6)
    move_a_deadline(connection, "1", moment - timedelta(hours=3))
    move_a_deadline(connection, "2", moment - timedelta(hours=3))
    move_a_deadline(connection, "3", moment - timedelta(days=3))
    assert jobs.watch_calendar(UI, now=lambda: moment) == 2
    (notice,) = sendgrid.accepted
    assert notice["body"]["subject"].startswith("Untuk diketahui: 2 tenggat bergeser")
    assert "cuti bersama" in notice["body"]["content"][0]["value"]


def test_a_house_is_kept_without_touching_what_is_needed(connection: Connection) -> None:
    assert jobs.keep_house() == {"titles": 0, "cells": 0}
