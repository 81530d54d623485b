"""Up to eight weeks of responses, and the same week a year ago."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import dropwhile

from include.letters.indonesian import short_span
from include.letters.wording import WORDS, response, score
from include.sla.scorecards import Scorecard
from include.sla.week import Week

WEEKS = 8
YEAR = 52  # weeks


@dataclass(frozen=True)
class Told:
    """How one week stood; `met` of `counted` in time."""

    days: str
    met: int
    counted: int
    current: bool

    @property
    def score(self) -> str:
        return score(self.met, self.counted) if self.counted else "–"


def trend(card: Scorecard) -> list[Told]:
    """The weeks up to this one, eight at most, from the first on in which anything was decided; none if it is this."""
    earlier = {told.week: (told.met, told.counted) for told in card.earlier} | {card.week.shift(-1): card.previous}
    weeks = [card.week.shift(-back) for back in range(WEEKS - 1, 0, -1)]
    rows = dropwhile(_nothing, [_told(week, *earlier.get(week, (0, 0))) for week in weeks])
    line, told = response(card), list(rows)
    return [*told, _told(card.week, line.met, line.counted, current=True)] if told else []


def year_ago(card: Scorecard) -> str:
    """How the same week a year ago stood, in a sentence; empty where nothing was decided then."""
    before = card.week.shift(-YEAR)
    told = next((told for told in card.earlier if told.week == before), None)
    return WORDS["trend"]["year_ago"].format(score=score(told.met, told.counted)) if told else ""


def _nothing(told: Told) -> bool:
    return not told.counted


def _told(week: Week, met: int, counted: int, current: bool = False) -> Told:
    return Told(short_span(week), met, counted, current)
