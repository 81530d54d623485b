"""From when to when a line is in force: no two lines of one kind on the same day, and no day without one."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from itertools import combinations
from typing import TYPE_CHECKING, Any

from include.rulebook.files import FOREVER, WrongRulebook, read_day

if TYPE_CHECKING:
    import pandas as pd

Row = dict[str, Any]

EARLIEST = date(1900, 1, 1)
FIRST_DAY = date(2018, 1, 1)  # of the year of the oldest regulation cited


def read_validity(values: dict[str, str], where: str) -> Row:
    """`valid_from`, `valid_to` (days, both included; empty means since ever, without end) and `where` it stands."""
    since = read_day(values["valid_from"], EARLIEST, where)
    until = read_day(values["valid_to"], FOREVER, where)
    if until < since:
        raise WrongRulebook(f"{where}: it ends before it begins; mend valid_from or valid_to.")
    return {"valid_from": since, "valid_to": until, "where": where}


def refuse_overlaps(rows: Iterable[Row]) -> None:
    """No two of these rows may be in force on the same day."""
    for earlier, later in combinations(rows, 2):
        if earlier["valid_from"] <= later["valid_to"] and later["valid_from"] <= earlier["valid_to"]:
            raise WrongRulebook(f"{later['where']}: overlaps with {earlier['where']}; let one end before the other.")


def refuse_gaps(rows: Iterable[Row], file: str, what: str, since: date = FIRST_DAY, until: date = FOREVER) -> None:
    """On each day from `since` to `until` one of these rows must be in force."""
    uncovered, where = since, file
    for row in sorted(rows, key=lambda row: row["valid_from"]):
        if row["valid_from"] > uncovered:
            last = min(row["valid_from"] - timedelta(days=1), until)
            raise WrongRulebook(f"{row['where']}: {what} has no line from {uncovered} to {last}; close the gap.")
        if row["valid_to"] >= until:
            return
        if row["valid_to"] >= uncovered:
            uncovered, where = row["valid_to"] + timedelta(days=1), row["where"]
    raise WrongRulebook(f"{where}: {what} has no line from {uncovered} on; add one.")


def frame(rows: list[Row], columns: list[str]) -> pd.DataFrame:
    """These columns of the rows, validity as days."""
    import pandas as pd

    return pd.DataFrame(rows, columns=columns).astype({"valid_from": "datetime64[s]", "valid_to": "datetime64[s]"})
