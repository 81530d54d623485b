"""Days and times as LAPOR and its users write them: Indonesian and English mixed, WIB, and no zone."""

from __future__ import annotations

import re
from datetime import date, time
from zoneinfo import ZoneInfo

WIB = ZoneInfo("Asia/Jakarta")
FIRST_YEAR = 2011  # LAPOR! opened; an earlier year is a slip of the hand

MONTHS = {
    word: number
    for number, words in enumerate(
        (
            "jan januari january",
            "feb peb februari pebruari february",
            "mar mrt maret march",
            "apr april",
            "mei may",
            "jun juni june",
            "jul juli july",
            "agu agt ags agust agustus aug august",
            "sep sept september",
            "okt oct oktober october",
            "nov nop november nopember",
            "des dec desember december",
        ),
        start=1,
    )
    for word in words.split()
}

_DAY = (
    r"(?:(?P<iso_year>\d{4})-(?P<iso_month>\d{1,2})-(?P<iso_day>\d{1,2})"
    r"|(?<!\d)(?P<day>\d{1,2})[ ./-](?P<month>\d{1,2}|[A-Za-z]{3,9})\.?[ ./-](?P<year>\d{4}))(?!\d)"
)
# `0.25` is no time but what Excel shows of 06:00 once a cell has lost its format.
_TIME = r"(?<![\d.])(?!0\.)(?P<hour>\d{1,2})[:.](?P<minute>\d{2})(?:[:.](?P<second>\d{2})(?:\.\d+)?)?(?![\d.])"

DAY = re.compile(_DAY)
TIME = re.compile(_TIME)
DAY_CELL = re.compile(rf"(?:[A-Za-z']{{4,6}}, ?)?{_DAY}(?:[T ]{_TIME})?")  # a date cell brings a midnight along
TIME_CELL = re.compile(rf"(?:\d{{4}}-\d{{2}}-\d{{2}}[T ])?{_TIME}(?: ?WIB)?")


def read_day(match: re.Match[str] | None) -> date | None:
    """The day that DAY or DAY_CELL found; None when it is none, or lies before LAPOR."""
    day = find_in_calendar(match) if match else None
    return day if day and day.year >= FIRST_YEAR else None


def read_day_cell(text: str) -> date | None:
    return read_day(DAY_CELL.fullmatch(text))


def find_in_calendar(match: re.Match[str]) -> date | None:
    """The day that DAY or DAY_CELL found; None when the calendar has no such day."""
    year, month, day = (match[f"iso_{part}"] or match[part] for part in ("year", "month", "day"))
    try:
        return date(int(year), MONTHS.get(month.lower()) or int(month), int(day))
    except ValueError:
        return None


def read_time(match: re.Match[str] | None) -> time | None:
    """The time of day that TIME or TIME_CELL found; None when it is none."""
    if not match:
        return None
    try:
        return time(int(match["hour"]), int(match["minute"]), int(match["second"] or 0), tzinfo=WIB)
    except ValueError:
        return None


def read_time_cell(text: str) -> time | None:
    return read_time(TIME_CELL.fullmatch(text))
