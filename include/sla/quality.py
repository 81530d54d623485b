"""Checks on how fresh and how sound the data is: before heads read figures, data staff must know what they rest on.

`odd` is shown; `stale` and `broken` hold all letters. Each check takes what it judges and the moment as arguments.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from include.sla import tables
from include.sla.week import WIB, Week
from include.sla.working_days import WorkingDays, local_days

CHECKS = (
    "export_age", "volume", "unknown_words", "unmapped_agencies", "future_dates", "quarantined", "api", "faults",
)  # fmt: skip
HOLDING = ("stale", "broken")
BRING = "put a new export into the inbox and run sync_tickets"


@dataclass(frozen=True)
class Limits:
    """From which value on a finding is what; shares are of 1. Usual practice, no regulation sets them."""

    fresh_days: int = 1  # working days since the newest export: ok up to these
    stale_days: int = 2  # … odd up to these, stale after them
    weeks: int = 8  # that a week's number of reports is held against
    fewest_weeks: int = 4  # with fewer of them nothing can be said
    spreads: float = 3.0  # median absolute deviations from the median, up and down
    smallest_spread: float = 1.0  # report: a few quiet weeks in a row make the next one no oddity
    smallest_part: float = 1 / 3  # of the median
    broken_words: float = 0.05
    broken_agencies: float = 0.10
    broken_dates: float = 0.05
    broken_rows: float = 0.05
    odd_api: float = 0.10  # exports alone suffice, so it never holds anything
    odd_faults: float = 0.02
    broken_faults: float = 0.20


class Finding(NamedTuple):
    """One row of CHECKS."""

    check: str
    severity: str
    value: float
    limit: float
    told: str


LIMITS = Limits()


def gather(*findings: Finding) -> pd.DataFrame:
    """The findings as CHECKS."""
    return tables.shape(pd.DataFrame(findings, columns=list(tables.CHECKS)), tables.CHECKS)


def export_age(newest: datetime | None, at: datetime, working_days: WorkingDays, limits: Limits = LIMITS) -> Finding:
    """Working days from the day of the newest export to the day of this moment; infinite before the first export."""
    if newest is None:
        return Finding("export_age", "stale", float("inf"), limits.fresh_days + 1, f"No export was read yet; {BRING}.")
    days = working_days.count([moment.astimezone(WIB).date() for moment in (newest, at)])
    age = max(int(days[1] - days[0]), 0)
    severity = "ok" if age <= limits.fresh_days else "odd" if age <= limits.stale_days else "stale"
    told = f"The newest export is of {newest.astimezone(WIB):%F %H:%M} WIB, {age} working days ago"
    return Finding("export_age", severity, age, limits.fresh_days + 1, f"{told}; {todo(severity, BRING)}.")


def volume(received_at: pd.Series[Any], newest: datetime, limits: Limits = LIMITS) -> Finding:
    """Tickets received in the last week that was over at the newest export, against the weeks before it.

    Only weeks after the first known receipt count, for of an earlier time nobody has made an export.
    """
    last = Week.before(newest)
    weeks = [week for week in map(last.shift, range(-limits.weeks, 0)) if any(received_at < week.starts_at)]
    number = count_received(received_at, last)
    if len(weeks) < limits.fewest_weeks:
        told = f"{number} tickets were received in {last}, and too few weeks are known to compare it with"
        return Finding("volume", "ok", number, 0, f"{told}; nothing to do.")
    fewest, most = usual([count_received(received_at, week) for week in weeks], limits)
    severity = "ok" if fewest <= number <= most else "odd"
    told = f"{number} tickets were received in {last}, usual are {math.ceil(fewest)} to {math.floor(most)}"
    todo_ = todo(severity, "see whether the exports hold all reports of that week, each once")
    return Finding("volume", severity, number, fewest if number < fewest else most, f"{told}; {todo_}.")


def usual(numbers: list[int], limits: Limits) -> tuple[float, float]:
    """Between which numbers a week is nothing odd."""
    median = float(np.median(numbers))
    spread = max(float(np.median(np.abs(np.array(numbers) - median))), limits.smallest_spread)
    return max(median - limits.spreads * spread, median * limits.smallest_part), median + limits.spreads * spread


def count_received(received_at: pd.Series[Any], week: Week) -> int:
    return int(((received_at >= week.starts_at) & (received_at < week.ends_at)).sum())


def unknown_words(unknown: pd.Series[bool], limits: Limits = LIMITS) -> Finding:
    """The share of tickets whose status, class or kind nobody has taught yet."""
    told = "{} of {} tickets have a status, class or kind that nobody has taught"
    teach = "teach the words that update_tickets names in its log by lines in include/rulebook"
    return judge("unknown_words", int(unknown.sum()), len(unknown), (0, limits.broken_words), told, teach)


def unmapped_agencies(unmapped: pd.Series[bool], limits: Limits = LIMITS) -> Finding:
    """The share of tickets with an agency that is not in the register."""
    told = "{} of {} tickets are with an agency that the register lacks"
    teach = "add the names that update_tickets names in its log to include/rulebook/aliases.csv"
    return judge("unmapped_agencies", int(unmapped.sum()), len(unmapped), (0, limits.broken_agencies), told, teach)


def future_dates(newest: pd.DataFrame, at: datetime, limits: Limits = LIMITS) -> Finding:
    """The share of tickets received or shown on a day after this moment's, as LAPOR says; `newest` is SNAPSHOTS."""
    today = np.datetime64(at.astimezone(WIB).date())
    future = (local_days(newest["received_at"]) > today) | (local_days(newest["fetched_at"]) > today)
    told = "{} of {} tickets bear a date in the future"
    mend = "set the clock of the computer that makes the exports, and export again"
    return judge("future_dates", int(future.sum()), len(newest), (0, limits.broken_dates), told, mend)


def quarantined(waiting: int, rows: int, limits: Limits = LIMITS) -> Finding:
    """The share of rows of the last exports that could not be read."""
    told = "{} of {} rows of the last exports wait in quarantine"
    mend = "correct them in LAPOR as the notes in inbox/terbaca say, and export again"
    return judge("quarantined", waiting, rows, (0, limits.broken_rows), told, mend)


def api(failed: int, asked: int, limits: Limits = LIMITS) -> Finding:
    """The share of askings of the last day that LAPOR's API did not answer; never broken."""
    told = "{} of {} askings of LAPOR's API failed in the last day"
    mend = "see why in the table calls, and whether the token is still valid"
    return judge("api", failed, asked, (limits.odd_api, None), told, mend)


def faults(faulty: int, tickets: int, limits: Limits = LIMITS) -> Finding:
    """The share of tickets with a data fault."""
    told = "{} of {} tickets have a data fault"
    mend = "look at the table data_faults, and whether an export was dated wrongly"
    return judge("faults", faulty, tickets, (limits.odd_faults, limits.broken_faults), told, mend)


def judge(check: str, part: int, whole: int, limits: tuple[float, float | None], told: str, mend: str) -> Finding:
    """A share above 0 that reaches the first limit is odd, at the second it is broken; `told` takes part and whole."""
    odd, broken = limits
    share = part / whole if whole else 0.0
    severity = "broken" if broken is not None and share >= broken else "odd" if share and share >= odd else "ok"
    limit = broken if broken is not None and severity == "broken" else odd
    return Finding(check, severity, share, limit, f"{told.format(part, whole)}; {todo(severity, mend)}.")


def todo(severity: str, what: str) -> str:
    return "nothing to do" if severity == "ok" else what
