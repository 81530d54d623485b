"""The tickets that an example's lines count beside those it names, one life for each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from demo.listed import Life
from include.sla.scorecards import Line, Listed
from include.sla.tables import NATIONAL

MONDAY, TUESDAY, THURSDAY, FRIDAY = date(2026, 11, 9), date(2026, 11, 10), date(2026, 11, 12), date(2026, 11, 13)
# By stage and outcome: start, end, and what else is to be said of such a life in the week of 9 November 2026.
USUAL = {
    ("verification", "met"): Life(0, "verification", MONDAY, TUESDAY),
    ("verification", "running"): Life(0, "verification", FRIDAY),
    ("response", "met"): Life(0, "response", date(2026, 11, 6), TUESDAY),
    ("response", "late"): Life(0, "response", date(2026, 10, 30), TUESDAY),
    ("response", "running"): Life(0, "response", THURSDAY),
    ("response", "undecided"): Life(0, "response", date(2026, 11, 3), TUESDAY, observed=True),
    ("response", "transferred"): Life(0, "response", MONDAY, THURSDAY, ended="transferred"),
    ("response", "withdrawn"): Life(0, "response", MONDAY, THURSDAY, ended="archived"),
    ("resolution", "met"): Life(0, "resolution", date(2026, 10, 29), THURSDAY),
    ("resolution", "running"): Life(0, "resolution", FRIDAY),
    ("resolution", "withdrawn"): Life(0, "resolution", MONDAY, THURSDAY, ended="archived"),
}
ABOUT = ("Persampahan", "Jalan Rusak", "Penerangan Jalan", "Air Bersih", "Banjir", "Sekolah", "Pelayanan Kesehatan")
PLACES = ("Babelan", "Cikarang Utara", "Tambun Selatan", "Setu", "Cibitung", "Sukatani", "Tarumajaya")


def crowd(lines: Sequence[Line], named: Sequence[Listed], numbers: Iterator[int]) -> Iterator[Life]:
    """Lives for the clocks on the national lines that are not among the named ones; KeyError for an unusual outcome."""
    there = Counter((row.stage, row.outcome) for row in named)
    for line in lines:
        outcomes = ("met", "late", "running", "undecided", "transferred", "withdrawn") * (line.policy == NATIONAL)
        for outcome in outcomes:
            for _ in range(getattr(line, outcome) - there[line.stage, outcome]):
                number = next(numbers)
                about = ABOUT[number % len(ABOUT)], PLACES[number % len(PLACES)]
                yield replace(USUAL[line.stage, outcome], number=number, about=about)
