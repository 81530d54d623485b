"""The correction notice: what the letter of the week before said, and what it would say by now."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from include.letters.indonesian import span
from include.letters.wording import WORDS, capital, response, score
from include.sla.scorecards import Correction, Scorecard

ROWS_SHOWN = 10
FORMS = WORDS["corrections"]


@dataclass(frozen=True)
class Notice:
    sentence: str
    rows: list[tuple[str, str]]  # ticket, and what changed about it
    hidden: int


def notice(card: Scorecard) -> Notice | None:
    """None when every figure told still holds."""
    if not card.corrections:
        return None
    rows = [(row.ticket_id, _describe(row)) for row in card.corrections[:ROWS_SHOWN]]
    return Notice(_sentence(card), rows, len(card.corrections) - len(rows))


def _sentence(card: Scorecard) -> str:
    line, now = response(card), card.previous
    told = (line.previous_met, line.previous_counted)
    facts: dict[str, Any] = {"span": span(card.week.shift(-1)), "told": _score(*told), "now": _score(*now)}
    return str(FORMS["same" if told == now else "changed"].format(**facts))


def _score(met: int, counted: int) -> str:
    return str(FORMS["some"].format(score=score(met, counted)) if counted else FORMS["nothing"])


def _describe(row: Correction) -> str:
    outcomes, stage = FORMS["outcomes"], WORDS["stages"][row.stage]
    was, became = outcomes[row.was or "absent"], outcomes[row.became or "absent"]
    return capital(FORMS["row"].format(stage=stage, was=was, became=became, reason=FORMS["reasons"][row.reason]))
