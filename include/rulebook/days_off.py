"""Days off as known on a day: what each year's decree says, from `holidays`, and what was announced since.

`holidays` knows how a year ended, not how it was planned. So a date that stands in days_off.csv is told by that file
alone; only the other dates are the library's. A year without a decree has estimated holidays and no joint leave; of
those only the first is offered, for a deadline may reach into it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from include.rulebook import announcements, decrees
from include.rulebook.announcements import HOLIDAY, JOINT_LEAVE, WITHDRAWN, Row
from include.rulebook.decrees import FIRST_YEAR, Decree
from include.rulebook.files import CALENDAR, FOLDER, WrongRulebook, read_date, read_lines

if TYPE_CHECKING:
    import pandas as pd

COLUMNS = ["on", "name", "kind", "decree", "announced_on", "estimated"]
JOINT = "Cuti Bersama"  # in the names of joint leave, which stands in the library's category `government` only


def load(folder: Path = FOLDER, known_on: date | None = None) -> pd.DataFrame:
    """One row a day off as known on that day (None: now): `on`, `name`, `kind`, `decree`, `announced_on`, `estimated`.

    `on` and `announced_on` are days; the latter, the date the decree bears, is missing while there is none. A folder
    that holds a kept calendar.csv is read as it was kept, whatever `holidays` says by now.
    """
    if (folder / CALENDAR).exists():
        return frame(kept(folder, known_on))
    told, signed = announcements.load(folder), decrees.load(folder, known_on)
    first_estimated = FIRST_YEAR + len(signed)
    rows = [
        row
        for year in range(FIRST_YEAR, first_estimated + 1)
        for row in from_library(year, signed.get(year), told)
        if row["on"] not in told
    ]
    rows += [row for row in announcements.known(told, known_on) if row["on"].year <= first_estimated]
    return frame([row for row in rows if row["kind"] != WITHDRAWN])


def from_library(year: int, decree: Decree | None, told: dict[date, list[Row]]) -> Iterator[Row]:
    from holidays import country_holidays

    names = country_holidays("ID", years=year, categories=("public", "government"), language="id")
    if decree and not any(JOINT in name for name in names.values()) and not tells_joint_leave(told, year):
        raise WrongRulebook(
            f"{decrees.FILE} holds the decree of {year}, but `holidays` does not know the year's joint leave yet: "
            f"install a newer one, or add the days to {announcements.FILE}."
        )
    for on, name in names.items():
        if decree or JOINT not in name:
            yield {
                "on": on,
                "name": name,
                "kind": JOINT_LEAVE if JOINT in name else HOLIDAY,
                "decree": decree.name if decree else "",
                "announced_on": decree.announced_on if decree else None,
                "estimated": decree is None or "(perkiraan)" in name,
            }


def tells_joint_leave(told: dict[date, list[Row]], year: int) -> bool:
    return any(line["kind"] == JOINT_LEAVE for on, lines in told.items() if on.year == year for line in lines)


def kept(folder: Path, known_on: date | None) -> list[Row]:
    if known_on:
        raise WrongRulebook(f"{CALENDAR} was kept as it was known once; load it without a day, not as of {known_on}.")
    rows: list[Row] = []
    for line, values in read_lines(CALENDAR, COLUMNS, folder):
        where = f"{CALENDAR}, line {line}"
        announced_on = read_date(values["announced_on"], where) if values["announced_on"] else None
        dates = {"on": read_date(values["on"], where), "announced_on": announced_on}
        rows.append({**values, **dates, "estimated": values["estimated"] == "True"})
    return rows


def frame(rows: list[Row]) -> pd.DataFrame:
    import pandas as pd

    days = {"on": "datetime64[s]", "announced_on": "datetime64[s]"}
    return pd.DataFrame(rows, columns=COLUMNS).astype(days).sort_values("on", ignore_index=True)


def version(days_off: pd.DataFrame) -> str:
    """Twelve hex digits that change with any day off, and when an estimate is confirmed."""
    rows = days_off[["on", "name", "kind", "estimated"]].to_csv(index=False)
    return hashlib.sha256(rows.encode()).hexdigest()[:12]
