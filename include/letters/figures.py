"""No letter leaves whose figures contradict each other, or whose text says other figures than its HTML."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import chain, zip_longest

from include.letters.visible import visible_text
from include.sla.scorecards import FEWEST_RATINGS, Line, Listed, Scorecard

Promise = tuple[str, str, bool]  # where, what must hold, whether it does

COUNTS = ("met", "late", "overdue", "running", "undecided", "transferred", "withdrawn", "previous_met")
COUNTED = ("received", "archived", "rejected", "closed", "unclassified", "observed", "provisional", "ratings")
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
    promises = chain(_intake(card), _activity(card), *map(_line, card.lines), _late(card), _upcoming(card), _once(card))
    for place, promise, holds in promises:
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


def _intake(card: Scorecard) -> Iterator[Promise]:
    for name in COUNTED:
        yield "intake", f"{name} is not negative", getattr(card, name) >= 0
    yield "intake", "archived + rejected ≤ received", card.archived + card.rejected <= card.received
    yield "intake", "closed ≤ followed up ≤ total", card.closed <= card.followed_up <= card.total


def _activity(card: Scorecard) -> Iterator[Promise]:
    mean, last, listed = card.mean_rating, card.last_follow_up_on, [*card.late, *card.upcoming]
    yield "ratings", f"fewer than {FEWEST_RATINGS} have no mean", mean is None or card.ratings >= FEWEST_RATINGS
    yield "ratings", "their mean lies from 1 to 5", mean is None or 1 <= mean <= 5
    yield "activity", "the last follow-up was seen by the week's end", last is None or last <= card.week.sunday
    yield "lists", "no more due dates are provisional than on the lines", _provisional(listed) <= card.provisional


def _line(line: Line) -> Iterator[Promise]:
    place = f"{line.stage}/{line.policy}"
    for name in COUNTS:
        yield place, f"{name} is not negative", getattr(line, name) >= 0
    yield place, "0 < fewest days ≤ most days", 0 < line.fewest_days <= line.most_days
    yield place, "previous met ≤ previous counted", line.previous_met <= line.previous_counted
    yield place, "median days are not negative", line.median_days is None or line.median_days >= 0
    yield place, "mean days are of what was done", line.mean_days is None or line.met + line.late > 0
    yield place, "mean days are at least half the median", (line.mean_days or 0) >= (line.median_days or 0) / 2
    low, high = line.interval or (0, 1)
    rate = low if line.rate is None else line.rate
    yield place, "the interval holds the rate", 0 <= low <= rate <= high <= 1


def _late(card: Scorecard) -> Iterator[Promise]:
    for stage in sorted({line.stage for line in card.lines} | {row.stage for row in card.late}):
        line, rows = card.line(stage), [row for row in card.late if row.stage == stage]
        late, overdue = (line.late, line.overdue) if line else (0, 0)
        unanswered = sum(row.stopped_on is None for row in rows)
        yield f"{stage}/national", f"the list has {overdue} late and open, not {unanswered}", unanswered == overdue
        yield f"{stage}/national", f"the list has {late} answered late", len(rows) - unanswered == late
    for row in card.late:
        until_on = row.stopped_on or card.week.shift(1).monday
        yield f"late {row.ticket_id}", "its due date has passed", row.due_on < until_on and row.days_late >= 0


def _upcoming(card: Scorecard) -> Iterator[Promise]:
    for stage in sorted({row.stage for row in card.upcoming}):
        line, rows = card.line(stage), [row for row in card.upcoming if row.stage == stage]
        still_open = line.running + line.undecided if line else 0
        yield f"{stage}/national", "no more fall due than are open", len(rows) <= still_open
    for row in card.upcoming:
        open_and_in_time = row.stopped_on is None and row.days_late == 0 and row.due_on > card.week.sunday
        yield f"upcoming {row.ticket_id}", "it is open and not late", open_and_in_time


def _once(card: Scorecard) -> Iterator[Promise]:
    yield "lines", "there is one of the response", card.line("response") is not None
    yield "lines", "each stage and policy stands once", _unique([(line.stage, line.policy) for line in card.lines])
    for name, rows in (("late", card.late), ("upcoming", card.upcoming)):
        yield name, "each ticket and stage stands once", _unique(_keys(rows))


def _keys(rows: Sequence[Listed]) -> list[tuple[str, str]]:
    return [(row.ticket_id, row.stage) for row in rows]


def _provisional(rows: Sequence[Listed]) -> int:
    return sum(row.provisional for row in rows)


def _unique(keys: list[tuple[str, str]]) -> bool:
    return len(set(keys)) == len(keys)
