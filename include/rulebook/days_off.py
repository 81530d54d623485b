"""Days off: national holidays and joint leave from `holidays`, and on top of it what was decreed since.

Joint leave stands in the library's category `government` only. A year without any is not decreed yet and is not
offered; one whose dates are estimates is offered, but provisional.
"""

from __future__ import annotations

import hashlib
from datetime import date
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

from include.rulebook.files import FOLDER, WrongRulebook, read_day, read_lines

if TYPE_CHECKING:
    import pandas as pd

FIRST_YEAR = 2022
COLUMNS = ["on", "name", "kind", "decree", "announced_on"]
KINDS = ("holiday", "joint leave")


def load(folder: Path = FOLDER) -> pd.DataFrame:
    """One row a day off: `on` and `announced_on` (days), `name`, `kind`, `decree`, `estimated`."""
    import pandas as pd

    rows = {row["on"]: row for row in [*from_library(), *from_overlay(folder)]}
    frame = pd.DataFrame(list(rows.values())).astype({"on": "datetime64[s]", "announced_on": "datetime64[s]"})
    return frame.sort_values("on", ignore_index=True)


def from_library() -> list[dict[str, object]]:
    from holidays import country_holidays

    rows: list[dict[str, object]] = []
    for year in count(FIRST_YEAR):
        days = country_holidays("ID", years=year, categories=("public", "government"), language="id")
        if not any("Cuti Bersama" in name for name in days.values()):
            break
        rows += [
            {
                "on": on,
                "name": name,
                "kind": "joint leave" if "Cuti Bersama" in name else "holiday",
                "decree": f"SKB Tiga Menteri {year}",
                "announced_on": None,
                "estimated": "(perkiraan)" in name,
            }
            for on, name in days.items()
        ]
    return rows


def from_overlay(folder: Path) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = []
    for line, values in read_lines("days_off.csv", COLUMNS, folder):
        where = f"days_off.csv, line {line}"
        if values["kind"] not in KINDS:
            raise WrongRulebook(f"{where}: kind must be one of {', '.join(KINDS)}.")
        if not values["decree"]:
            raise WrongRulebook(f"{where}: a day off needs the decree it rests on.")
        rows.append(
            {
                **values,
                "on": read_day(values["on"], date.min, where),
                "announced_on": read_day(values["announced_on"], date.min, where),
                "estimated": False,
            }
        )
    return rows


def version(days_off: pd.DataFrame) -> str:
    """Twelve hex digits that change with any day off."""
    rows = days_off[["on", "name", "kind"]].to_csv(index=False)
    return hashlib.sha256(rows.encode()).hexdigest()[:12]
