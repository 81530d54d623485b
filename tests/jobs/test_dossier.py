"""One ticket's days as its page counts them."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest

from include.gateways.warehouse.dossier import Dossier, Snapshot
from include.jobs.dossier import list_sayings, tell_accounts
from include.sla import tickets as history
from tests.builders import a_snapshot, day, moment, snapshots, the_rules

TUESDAY, FRIDAY, MONDAY = "Tuesday 2026-09-08 15:00", "Friday 2026-09-11 15:00", "Monday 2026-09-21 15:00"
PAUSED = (
    a_snapshot(TUESDAY, "waiting"),
    a_snapshot(FRIDAY, "postponed"),
    a_snapshot("Wednesday 2026-09-16 15:00", "waiting"),
)
ON_ITS_LAST_DAY = (
    a_snapshot(TUESDAY, "waiting"),
    a_snapshot("Tuesday 2026-09-15 09:00", "waiting"),
    a_snapshot("Tuesday 2026-09-15 15:00", "postponed"),
    a_snapshot("Thursday 2026-09-17 15:00", "waiting"),
)
SATURDAY = (a_snapshot(TUESDAY, "waiting", received_at="Saturday 2026-09-05 09:00"),)


def a_dossier(*rows: dict[str, object]) -> Dossier:
    """Of these snapshots, and of nothing else."""
    seen = snapshots(*rows)
    return Dossier("7000001", history.latest(seen), history.changes(seen), [], [], [], [], [], [], [], None)


@pytest.mark.parametrize("story", [PAUSED, ON_ITS_LAST_DAY, SATURDAY])
def test_each_day_up_to_the_due_date_is_accounted_for_once(story):
    for account in tell_accounts(a_dossier(*story), moment(MONDAY)):
        days, told = [step.on for step in account.steps], account.told
        assert days == [told.started_on + timedelta(days=place) for place in range(len(days))]
        assert days[-1] == told.due_on
        counts = Counter(step.what for step in account.steps)
        assert counts["counted"] == told.limit
        assert counts["paused"] == sum(pause.days for pause in told.walk.pauses)
        off = {step.on for step in account.steps if step.what in ("weekend", "holiday", "joint leave")}
        assert not [one for one in off if the_rules().working_days.is_working([one])[0]]


def test_a_report_received_on_a_day_off_counts_from_the_next_working_day():
    resolution = tell_accounts(a_dossier(*SATURDAY), moment(MONDAY))[-1]
    assert [(step.on, step.what) for step in resolution.steps][:4] == [
        (day("Saturday 2026-09-05"), "start"),
        (day("Sunday 2026-09-06"), "weekend"),
        (day("Monday 2026-09-07"), "zero"),
        (day("Tuesday 2026-09-08"), "counted"),
    ]


def test_what_was_said_again_is_told_once_until_something_else_is_said():
    said = [a_saying(TUESDAY, "Terverifikasi"), a_saying(FRIDAY, "Terverifikasi"), a_saying(MONDAY, "Proses", "Setu")]
    first, second = list_sayings(said, confidential=False)
    assert (first.times, first.last_at) == (2, moment(FRIDAY))
    assert second.changes == [("status", "Terverifikasi", "Proses"), ("district", "Babelan", "Setu")]
    assert [(told.changes[0][0], told.hidden) for told in list_sayings(said, confidential=True)] == [
        ("status", 6), ("status", 1)
    ]  # fmt: skip


def a_saying(at: str, status: str, district: str = "Babelan") -> Snapshot:
    received = moment("Monday 2026-09-07 09:00")
    return Snapshot(
        moment(at), received, "Aspirasi", "Jalan", "", "Website", "Dinas Sosial", status, district, "", 5, "a"
    )
