"""A rulebook that was kept is loaded as it was, whatever the files and the library say by then."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from include.jobs.rules import load_rules
from include.rulebook import agencies, days_off, words
from include.rulebook.files import contents, unpack
from include.sla.rules import Rules
from tests.rulebook.editing import assert_refused, edit


def assert_same(kept: Rules, told: Rules) -> None:
    for name in ("deadlines", "counting", "coordinators", "days_off"):
        pd.testing.assert_frame_equal(getattr(kept, name), getattr(told, name))
    assert kept.working_days == told.working_days
    assert (kept.rulebook_version, kept.calendar_version) == (told.rulebook_version, told.calendar_version)


@pytest.mark.parametrize("known_on", [None, date(2022, 3, 1), date(2023, 3, 28), date(2025, 8, 6)])
def test_a_kept_rulebook_is_loaded_as_it_was(tmp_path: Path, known_on: date | None) -> None:
    folder = unpack(contents(known_on=known_on), tmp_path)
    assert_same(load_rules(folder=folder), load_rules(known_on))
    assert contents(folder) == contents(known_on=known_on)


def test_the_register_and_the_words_are_kept_too(tmp_path: Path) -> None:
    folder = unpack(contents(), tmp_path)
    assert agencies.load(folder) == agencies.load()
    for meanings in (words.states, words.classifications, words.kinds):
        assert meanings(folder=folder) == meanings()


def test_a_kept_calendar_stands_above_the_library_and_the_other_files(tmp_path: Path) -> None:
    folder = unpack(contents(), tmp_path)
    edit(folder, "calendar.csv", "2026-12-24,", "2026-12-23,")
    off = set(days_off.load(folder)["on"].dt.date)
    assert date(2026, 12, 23) in off
    assert date(2026, 12, 24) not in off


def test_a_kept_calendar_is_not_asked_for_another_day(tmp_path: Path) -> None:
    folder = unpack(contents(), tmp_path)
    assert_refused(lambda at: days_off.load(at, date(2026, 1, 1)), folder, "calendar.csv was kept as it was known once")


def test_a_spoiled_kept_calendar_is_refused_and_its_line_named(tmp_path: Path) -> None:
    folder = unpack(contents(), tmp_path)
    number = edit(folder, "calendar.csv", "2026-12-24,", "Natal,")
    assert_refused(days_off.load, folder, f"calendar.csv, line {number}: 'Natal' is no date")
