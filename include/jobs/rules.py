"""The rulebook's files, loaded for the rules."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from include.rulebook.files import FOLDER, version

if TYPE_CHECKING:
    import pandas as pd

    from include.sla.rules import Rules
    from include.sla.working_days import WorkingDays

FILES = (
    "agencies.csv", "aliases.csv", "classifications.csv", "coordinators.csv", "counting.csv", "deadlines.csv",
    "kinds.csv", "statuses.csv",
)  # fmt: skip


def load_rules(known_on: date | None = None, folder: Path = FOLDER) -> Rules:
    """The rulebook in the folder, its calendar as known on that day (None: all that is known).

    WrongRulebook, naming file and line, when it contradicts itself or leaves something open.
    """
    from include.rulebook import agencies, counting, days_off, deadlines, words
    from include.sla.rules import Rules

    off = days_off.load(folder, known_on)
    for load in (words.states, words.classifications, words.kinds):
        load(folder=folder)  # a wrong word is refused here, before anything is read by it
    return Rules(
        deadlines=deadlines.load(folder),
        counting=counting.load(folder),
        coordinators=agencies.coordinators(folder),
        working_days=calendar(off),
        days_off=off,
        rulebook_version=version(*FILES, folder=folder),
        calendar_version=days_off.version(off),
    )


def calendar(off: pd.DataFrame) -> WorkingDays:
    """The working days between the first and the last year with known days off; provisional from the first estimate."""
    from include.sla.working_days import WorkingDays

    years, estimated = off["on"].dt.year, off[off["estimated"]]["on"].dt.year
    after = int(years.max()) + 1
    return WorkingDays(
        off=frozenset(off["on"].dt.date),
        first=date(int(years.min()), 1, 1),
        last=date(after - 1, 12, 31),
        provisional_from=date(after if estimated.empty else int(estimated.min()), 1, 1),
    )
