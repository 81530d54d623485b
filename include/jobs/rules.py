"""The rulebook's files, loaded for the rules."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

    from include.sla.rules import Rules
    from include.sla.working_days import WorkingDays

FILES = (
    "agencies.csv", "aliases.csv", "classifications.csv", "coordinators.csv", "deadlines.csv", "kinds.csv",
    "statuses.csv",
)  # fmt: skip


def load_rules() -> Rules:
    """The rulebook as it stands; WrongRulebook, naming file and line, when it contradicts itself."""
    from include.rulebook import agencies, days_off, deadlines
    from include.rulebook.files import version
    from include.sla.rules import Rules

    off = days_off.load()
    return Rules(deadlines.load(), agencies.coordinators(), calendar(off), version(*FILES), days_off.version(off))


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
