"""What a reader must know to trust the figures, at the foot of every letter."""

from __future__ import annotations

from collections.abc import Iterator

from include.letters.indonesian import day, moment
from include.letters.wording import WORDS, amount, empty
from include.sla.scorecards import Scorecard

FINGERPRINT_SHOWN = 16


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
    }
    return [passage.format(**facts) for name, passage in WORDS["notes"].items() if _wanted(card, name)]


def _policies(card: Scorecard) -> Iterator[str]:
    for policy, words in WORDS["policies"].items():
        if articles := card.articles(policy):
            yield words.format(articles=articles)


def _wanted(card: Scorecard, name: str) -> bool:
    if name == "observed":
        return bool(card.observed or any(line.undecided for line in card.lines))
    if name == "unclassified":
        return bool(card.unclassified)
    if name == "resolution":
        line = card.line("resolution")
        return line is not None and line.met + line.late > 0
    return name in ("period", "rules", "versions") or not empty(card)
