"""Each year's decree on days off, the SKB Tiga Menteri; until it is signed, the year's days off are estimates."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from include.rulebook.checks import check_certainty, check_filled, refuse_empty
from include.rulebook.files import FOLDER, WrongRulebook, read_date, read_lines

FILE = "decrees.csv"
COLUMNS = ["year", "decree", "announced_on", "source", "certainty"]
FIRST_YEAR = 2022
DUE_MONTH = 10  # next year's decree has been signed in September or early October


@dataclass(frozen=True)
class Decree:
    year: int
    name: str
    announced_on: date  # the date it bears


def load(folder: Path = FOLDER, known_on: date | None = None) -> dict[int, Decree]:
    """The decrees announced by that day (None: all), by year; WrongRulebook unless they follow year after year."""
    decrees: dict[int, Decree] = {}
    for line, values in read_lines(FILE, COLUMNS, folder):
        decree = read_decree(values, FIRST_YEAR + len(decrees), f"{FILE}, line {line}")
        if decrees and decree.announced_on <= decrees[decree.year - 1].announced_on:
            raise WrongRulebook(f"{FILE}, line {line}: it must be announced after the decree of {decree.year - 1}.")
        decrees[decree.year] = decree
    refuse_empty(decrees, FILE)
    return {year: each for year, each in decrees.items() if known_on is None or each.announced_on <= known_on}


def read_decree(values: dict[str, str], year: int, where: str) -> Decree:
    if values["year"] != f"{year}":
        raise WrongRulebook(
            f"{where}: here the decree of {year} must stand, not of {values['year']!r}: one line a year, without a "
            "gap. What changes a year's days off later stands in days_off.csv."
        )
    check_filled(values, ("decree", "source"), where)
    check_certainty(values, where)
    return Decree(year, values["decree"], read_date(values["announced_on"], where))


def missing_decree(today: date, decrees: Collection[int]) -> str | None:
    """What to do when this year's decree, or from October on next year's, is not among these years'; else None."""
    for year in range(today.year, today.year + (2 if today.month >= DUE_MONTH else 1)):
        if year not in decrees:
            return (
                f"The days off of {year} are not decreed in the rulebook. Add to include/rulebook/{FILE} the line\n"
                f"    {year},<number of the SKB Tiga Menteri>,<date it was signed, like {year - 1}-09-15>,<source>,F\n"
                "The decree is published at https://www.kemenkopmk.go.id, https://setneg.go.id and "
                "https://jdih.menpan.go.id. Then install a `holidays` that lists the year's joint leave, or add its "
                "days to include/rulebook/days_off.csv."
            )
    return None
