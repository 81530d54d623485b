"""What a reader must know to trust the figures, at the foot of every letter."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from include.letters.indonesian import day, moment, number
from include.letters.wording import WORDS, amount, empty, place, response
from include.sla.scorecards import FEWEST_COUNTED, Line, Scorecard

FINGERPRINT_SHOWN = 16
FEWEST_SURE = 20  # counted; a rate of fewer is said with its interval


def notes(card: Scorecard) -> list[str]:
    """The passages that this week's figures call for."""
    facts = {
        "monday": day(card.week.monday),
        "sunday": day(card.week.sunday),
        "known_at": moment(card.known_at),
        "unclassified_first": amount(card.unclassified),
        "rulebook": card.rulebook_version,
        "calendar": card.calendar_version,
        "fingerprint": card.fingerprint[:FINGERPRINT_SHOWN],
        "policies": "; ".join(_policies(card)),
        **(_interval(response(card)) if _wanted(card, "interval") else {}),
    }
    return [passage.format(**facts) for name, passage in WORDS["notes"].items() if _wanted(card, name)]


def glossary(card: Scorecard) -> list[tuple[str, str]]:
    """The terms that this letter uses, each with its meaning."""
    return [(term, meaning) for name, (term, meaning) in WORDS["glossary"].items() if _used(card, name)]


def _policies(card: Scorecard) -> Iterator[str]:
    for policy, words in WORDS["policies"].items():
        if articles := card.articles(policy):
            yield words.format(articles=articles)


def _interval(line: Line) -> dict[str, Any]:
    low, high = (f"{number(100 * end)}%" for end in line.interval or (0, 1))
    return {"counted": line.counted, "low": low, "high": high}


def _wanted(card: Scorecard, name: str) -> bool:
    if name in ("unclassified", "provisional"):
        return bool(getattr(card, name))
    if name == "interval":
        return FEWEST_COUNTED <= response(card).counted < FEWEST_SURE
    return True


def _used(card: Scorecard, name: str) -> bool:
    if name == "observed":
        return bool(card.observed or any(line.undecided for line in card.lines))
    if name == "place":
        return bool(place(card))
    if name == "outside":
        return any(line.transferred + line.withdrawn for line in card.lines)
    if name == "resolution":
        line = card.line("resolution")
        return line is not None and line.met + line.late > 0
    return not empty(card)
