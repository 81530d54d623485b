"""No letter leaves whose figures contradict each other, or whose text says other figures than its HTML."""

from __future__ import annotations

import re
from itertools import zip_longest

from include.letters.promises import promises
from include.letters.visible import visible_text
from include.sla.scorecards import Scorecard

FIGURE = re.compile(r"\d+(?:[.,]\d+)*")


class FiguresDisagree(Exception):
    """Names the agency, the place in the letter and the promise that is broken."""

    def __init__(self, agency_id: str, place: str, promise: str) -> None:
        super().__init__(agency_id, place, promise)
        self.agency_id, self.place, self.promise = agency_id, place, promise

    def __str__(self) -> str:
        return f"{self.agency_id}, {self.place}: not true that {self.promise}"


def check_scorecard(card: Scorecard) -> None:
    """Raise FiguresDisagree at the first figure that cannot stand beside the others."""
    for place, promise, holds in promises(card):
        if not holds:
            raise FiguresDisagree(card.agency_id, place, promise)


def check_twins(agency_id: str, html: str, text: str) -> None:
    """Raise FiguresDisagree unless both say the same figures in the same order."""
    pairs = zip_longest(figures_of(visible_text(html)), figures_of(text), fillvalue="nothing")
    for position, (in_html, in_text) in enumerate(pairs, start=1):
        if in_html != in_text:
            raise FiguresDisagree(agency_id, f"figure {position}", f"HTML says {in_html} as the text says {in_text}")


def figures_of(text: str) -> list[str]:
    """Every figure, as written, in the order of reading."""
    return FIGURE.findall(text)
