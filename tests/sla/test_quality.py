"""Findings on the data, at their limits: what is ok, what is shown, and what holds letters."""

from __future__ import annotations

from datetime import datetime, timedelta

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from include.sla import quality
from include.sla.quality import CHECKS, HOLDING, Finding, Limits
from include.sla.tables import CHECKS as COLUMNS
from include.sla.week import Week
from tests.builders import a_snapshot, moment, snapshots, working_days

WEEK = Week.parse("2026-W38")
NEWEST = moment("Monday 2026-09-21 06:00")


def flags(yes: int, no: int) -> pd.Series[bool]:
    return pd.Series([True] * yes + [False] * no, dtype="bool")


def receipts(*numbers: int, last: Week = WEEK) -> pd.Series[datetime]:
    """So many receipts in each of the weeks up to this one, after one from long before."""
    weeks = [last.shift(place - len(numbers) + 1) for place in range(len(numbers))]
    moments = [week.starts_at + timedelta(hours=n) for week, number in zip(weeks, numbers, strict=True) for n in
               range(number)]  # fmt: skip
    return pd.Series([weeks[0].shift(-1).starts_at, *moments]).dt.tz_convert("UTC")


@pytest.mark.parametrize(
    ("newest", "at", "age", "severity"),
    [
        ("Friday 2026-09-18 15:30", "Friday 2026-09-18 18:00", 0, "ok"),
        ("Friday 2026-09-18 06:00", "Monday 2026-09-21 07:00", 1, "ok"),
        ("Friday 2026-09-18 23:59", "Tuesday 2026-09-22 00:00", 2, "odd"),
        ("Friday 2026-09-18 15:30", "Wednesday 2026-09-23 07:00", 3, "stale"),
        ("Friday 2026-08-14 15:30", "Wednesday 2026-08-19 07:00", 2, "odd"),  # Monday 17 August is a holiday
        ("Saturday 2026-09-19 15:30", "Sunday 2026-09-20 07:00", 0, "ok"),
        ("Tuesday 2026-09-22 00:10", "Monday 2026-09-21 23:50", 0, "ok"),
    ],
)
def test_the_newest_export_ages_by_working_days(newest: str, at: str, age: int, severity: str) -> None:
    found = quality.export_age(moment(newest), moment(at), working_days())
    assert (found.value, found.severity, found.limit) == (age, severity, 2)
    assert moment(newest).strftime("%Y-%m-%d %H:%M WIB") in found.told
    assert ("nothing to do" in found.told) == (severity == "ok")


def test_without_any_export_the_data_is_stale() -> None:
    found = quality.export_age(None, NEWEST, working_days())
    assert (found.severity, found.value) == ("stale", float("inf"))
    assert "put a new export into the inbox" in found.told


@pytest.mark.parametrize(
    ("before", "number", "severity"),
    [
        ([40, 42, 38, 41, 39, 40, 44, 36], 40, "ok"),
        ([40, 42, 38, 41, 39, 40, 44, 36], 36, "ok"),  # median 40, MAD 1.5
        ([40, 42, 38, 41, 39, 40, 44, 36], 35, "odd"),
        ([40, 42, 38, 41, 39, 40, 44, 36], 44, "ok"),
        ([40, 42, 38, 41, 39, 40, 44, 36], 45, "odd"),
        ([40, 42, 38, 41, 39, 40, 44, 36], 0, "odd"),
        ([10, 50, 20, 40, 30, 30, 5, 60], 9, "odd"),  # below a third of the median
        ([10, 50, 20, 40, 30, 30, 5, 60], 10, "ok"),
        ([2, 2, 2, 2, 2, 2, 2, 2], 5, "ok"),  # a spread of at least one report
        ([2, 2, 2, 2, 2, 2, 2, 2], 6, "odd"),
        ([7, 7, 7, 7], 0, "odd"),
        ([7, 7, 7], 0, "ok"),  # too few weeks
    ],
)
def test_a_week_is_odd_when_it_differs_from_those_before(before: list[int], number: int, severity: str) -> None:
    found = quality.volume(receipts(*before, number), NEWEST)
    assert (found.value, found.severity) == (number, severity)
    assert str(WEEK) in found.told


def test_what_is_usual_is_told_in_whole_reports() -> None:
    assert "usual are 36 to 44" in quality.volume(receipts(40, 42, 38, 41, 39, 40, 44, 36, 99), NEWEST).told


def test_the_week_that_is_judged_was_over_at_the_newest_export() -> None:
    early = quality.volume(receipts(7, 7, 7, 7, 0), moment("Sunday 2026-09-20 23:59"))
    assert (early.value, early.severity, "2026-W37" in early.told) == (7, "ok", True)


def test_no_tickets_at_all_are_nothing_to_compare() -> None:
    found = quality.volume(receipts(0).head(0), NEWEST)
    assert (found.value, found.severity) == (0, "ok")


@pytest.mark.parametrize(
    ("found", "severity", "limit"),
    [
        (quality.unknown_words(flags(0, 100)), "ok", 0),
        (quality.unknown_words(flags(4, 96)), "odd", 0),
        (quality.unknown_words(flags(5, 95)), "broken", 0.05),
        (quality.unmapped_agencies(flags(0, 0)), "ok", 0),
        (quality.unmapped_agencies(flags(9, 91)), "odd", 0),
        (quality.unmapped_agencies(flags(10, 90)), "broken", 0.1),
        (quality.quarantined(0, 0), "ok", 0),
        (quality.quarantined(1, 1000), "odd", 0),
        (quality.quarantined(5, 100), "broken", 0.05),
        (quality.api(0, 0), "ok", 0.1),
        (quality.api(9, 100), "ok", 0.1),
        (quality.api(100, 100), "odd", 0.1),
        (quality.faults(0, 0), "ok", 0.02),
        (quality.faults(1, 100), "ok", 0.02),
        (quality.faults(2, 100), "odd", 0.02),
        (quality.faults(20, 100), "broken", 0.2),
    ],
    ids=lambda value: f"{value.check} {value.value}" if isinstance(value, Finding) else str(value),
)
def test_a_share_is_judged_by_its_limits(found: Finding, severity: str, limit: float) -> None:
    assert (found.severity, found.limit) == (severity, limit)
    assert ("nothing to do" in found.told) == (severity == "ok")


@pytest.mark.parametrize(
    ("received", "fetched", "future"),
    [
        ("Monday 2026-09-07 09:00", "Sunday 2026-09-20 23:00", 0),
        ("Monday 2026-09-07 09:00", "Monday 2026-09-21 23:59", 0),  # later on the same day: a clock a little fast
        ("Monday 2026-09-07 09:00", "Tuesday 2026-09-22 00:00", 1),
        ("Wednesday 2026-09-23 09:00", "Monday 2026-09-21 06:00", 1),
    ],
)
def test_only_days_after_today_are_in_the_future(received: str, fetched: str, future: int) -> None:
    rows = [a_snapshot(fetched, "waiting", received_at=received), a_snapshot("Monday 2026-09-14 15:30", "waiting")]
    found = quality.future_dates(snapshots(*rows), moment("Monday 2026-09-21 07:00"))
    assert (found.value, found.severity) == (future / 2, "broken" if future else "ok")


def test_other_limits_give_other_findings() -> None:
    strict = Limits(fresh_days=0, stale_days=0, broken_words=0.01)
    assert quality.unknown_words(flags(1, 99), strict).severity == "broken"
    friday, monday = moment("Friday 2026-09-18 15:30"), moment("Monday 2026-09-21 07:00")
    assert quality.export_age(friday, monday, working_days(), strict).severity == "stale"


def test_findings_become_one_frame_of_checks() -> None:
    found = quality.gather(quality.api(1, 2), quality.export_age(None, NEWEST, working_days()))
    assert found.dtypes.astype(str).to_dict() == COLUMNS
    assert set(found["check"]) < set(CHECKS)


@given(st.integers(0, 500), st.integers(0, 500))
def test_the_api_never_holds_a_letter_and_every_finding_is_one_sentence(part: int, rest: int) -> None:
    shares = [
        check(part, part + rest) for check in (quality.api, quality.faults, quality.quarantined)
    ] + [quality.unknown_words(flags(part, rest)), quality.unmapped_agencies(flags(part, rest))]  # fmt: skip
    assert shares[0].severity not in HOLDING
    for found in shares:
        assert 0 <= found.value <= 1
        assert found.told.endswith(".")
        assert found.severity in ("ok", "odd", "broken")
