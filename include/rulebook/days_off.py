"""Days off: national holidays and joint leave from `holidays`, and on top of it what was decreed since.

Joint leave stands in the library's category `government` only. A year whose dates are estimates, or that has no joint
leave yet, is provisional; of the latter only the first is offered, for a deadline may reach into it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import date
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

from include.rulebook.files import FOLDER, WrongRulebook, read_day, read_lines

if TYPE_CHECKING:
    import pandas as pd

FIRST_YEAR = 2022
JOINT_LEAVE = "Cuti Bersama"
COLUMNS = ["on", "name", "kind", "decree", "announced_on"]
DAY_OFF_KINDS = ("holiday", "joint leave")
WORKED = "working day"  # a day off of the library that was withdrawn, or was estimated wrongly


def load(folder: Path = FOLDER) -> pd.DataFrame:
    """One row a day off: `on` and `announced_on` (days), `name`, `kind`, `decree`, `estimated`."""
    import pandas as pd

    rows = {row["on"]: row for row in from_library()}
    years = {on.year for on in rows}
    for row in from_overlay(years, folder):
        rows[row["on"]] = row
    frame = pd.DataFrame([row for row in rows.values() if row["kind"] != WORKED])
    days = {"on": "datetime64[s]", "announced_on": "datetime64[s]"}
    return frame.astype(days).sort_values("on", ignore_index=True)


def from_library() -> Iterator[dict[str, Any]]:
    """Every year that has joint leave, and the first that has none yet."""
    from holidays import country_holidays

    for year in count(FIRST_YEAR):
        names = country_holidays("ID", years=year, categories=("public", "government"), language="id")
        decreed = any(JOINT_LEAVE in name for name in names.values())
        for on, name in names.items():
            estimated = not decreed or "(perkiraan)" in name
            yield {
                "on": on,
                "name": name,
                "kind": "joint leave" if JOINT_LEAVE in name else "holiday",
                "decree": "" if estimated else f"SKB Tiga Menteri {year}",
                "announced_on": None,
                "estimated": estimated,
            }
        if not decreed:
            return


def from_overlay(years: set[int], folder: Path) -> Iterator[dict[str, Any]]:
    for line, values in read_lines("days_off.csv", COLUMNS, folder):
        where = f"days_off.csv, line {line}"
        if values["kind"] not in (*DAY_OFF_KINDS, WORKED):
            raise WrongRulebook(f"{where}: kind must be one of {', '.join((*DAY_OFF_KINDS, WORKED))}.")
        if not values["decree"]:
            raise WrongRulebook(f"{where}: a day off needs the decree it rests on.")
        on = read_day(values["on"], date.min, where)
        if on.year not in years:
            raise WrongRulebook(f"{where}: the other days off of {on.year} are not known; install a newer `holidays`.")
        announced_on = read_day(values["announced_on"], date.min, where)
        yield {**values, "on": on, "announced_on": announced_on, "estimated": False}


def version(days_off: pd.DataFrame) -> str:
    """Twelve hex digits that change with any day off."""
    rows = days_off[["on", "name", "kind"]].to_csv(index=False)
    return hashlib.sha256(rows.encode()).hexdigest()[:12]
