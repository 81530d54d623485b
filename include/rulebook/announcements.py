"""What days_off.csv tells: days off decreed or withdrawn after their year's decree, each with the day it was announced.

The file only grows. A date's last line is how it stands now; the lines before it are how it stood.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from include.rulebook import decrees
from include.rulebook.checks import check_filled, check_word
from include.rulebook.files import FOLDER, WrongRulebook, read_date, read_lines

FILE = "days_off.csv"
COLUMNS = ["on", "name", "kind", "decree", "announced_on"]
HOLIDAY = "holiday"
JOINT_LEAVE = "joint leave"
WITHDRAWN = "working day"
KINDS = (HOLIDAY, JOINT_LEAVE, WITHDRAWN)

Row = dict[str, Any]


def load(folder: Path = FOLDER) -> dict[date, list[Row]]:
    """The lines of each date, in the order in which they were announced; WrongRulebook, naming the line, else."""
    told: dict[date, list[Row]] = {}
    last = decrees.FIRST_YEAR + len(decrees.load(folder))
    for line, values in read_lines(FILE, COLUMNS, folder):
        where = f"{FILE}, line {line}"
        row = read_line(values, last, where)
        before = told.setdefault(row["on"], [])
        refuse_out_of_order(row, before, where)
        before.append(row)
    return told


def known(told: dict[date, list[Row]], known_on: date | None) -> Iterator[Row]:
    """How each date stood by that day (None: now), if it had been announced."""
    for lines in told.values():
        announced = [line for line in lines if known_on is None or line["announced_on"] <= known_on]
        yield from announced[-1:]


def read_line(values: dict[str, str], last: int, where: str) -> Row:
    check_word(values, "kind", KINDS, where)
    check_filled(values, ("name", "decree"), where)
    on, announced_on = read_date(values["on"], where), read_date(values["announced_on"], where)
    if not decrees.FIRST_YEAR <= on.year <= last:
        raise WrongRulebook(
            f"{where}: the other days off of {on.year} are not known; add the decrees up to then to {decrees.FILE}."
        )
    if announced_on > on:
        raise WrongRulebook(
            f"{where}: {on} was announced on {announced_on}, after the day itself; mend one of the two."
        )
    return {**values, "on": on, "announced_on": announced_on, "estimated": False}


def refuse_out_of_order(row: Row, before: list[Row], where: str) -> None:
    if before and row["announced_on"] <= before[-1]["announced_on"]:
        raise WrongRulebook(
            f"{where}: {row['on']} has a line announced on {before[-1]['announced_on']} already; a line below it must "
            "be announced later. Leave the old line as it is and add one."
        )
    if row["kind"] == WITHDRAWN and (not before or before[-1]["kind"] == WITHDRAWN):
        raise WrongRulebook(
            f"{where}: no line above says that {row['on']} was off; first add the line by which it was off."
        )
