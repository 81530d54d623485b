"""What the figures of a scorecard promise each other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import chain

from include.letters.wording import response
from include.sla.scorecards import FEWEST_COUNTED, FEWEST_RATINGS, Line, Listed, Scorecard
from include.sla.tables import NATIONAL

Promise = tuple[str, str, bool]  # where, what must hold, whether it does

COUNTS = ("met", "late", "overdue", "running", "undecided", "transferred", "withdrawn", "previous_met")
COUNTED = (
    "received", "archived", "rejected", "closed", "unclassified", "observed", "provisional", "ratings", "follow_ups",
)  # fmt: skip
LISTED = ("met", "running", "undecided", "transferred", "withdrawn")  # in lists that are not about being late


def promises(card: Scorecard) -> Iterator[Promise]:
    """Each place in the scorecard with what must hold there; that it has a response comes first."""
    yield from _once(card)
    yield from chain(_intake(card), _activity(card), *map(_line, card.lines), _late(card), _upcoming(card))
    yield from chain(_listed(card), _past(card), _peers(card))


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
    seen = last is not None and last >= card.week.monday
    yield "activity", "follow-ups of the week were seen in it", seen or not card.follow_ups
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


def _listed(card: Scorecard) -> Iterator[Promise]:
    found = Counter((row.stage, row.outcome) for row in (*card.upcoming, *card.other))
    for line in card.lines:
        if line.policy == NATIONAL:
            for outcome in LISTED:
                count, rows = getattr(line, outcome), found[line.stage, outcome]
                yield f"{line.stage}/national", f"the lists hold {count} {outcome}, not {rows}", count == rows


def _past(card: Scorecard) -> Iterator[Promise]:
    line = response(card)
    for told in card.earlier:
        sound = told.week < card.week and 0 <= told.met <= told.counted
        yield f"earlier {told.week}", "met ≤ counted, in a week that was before", sound
        same = (told.met, told.counted) == (line.previous_met, line.previous_counted)
        yield f"earlier {told.week}", "it is what last week counted", same or told.week != card.week.shift(-1)
    met, counted = card.previous
    yield "corrections", "0 ≤ met ≤ counted, corrected", 0 <= met <= counted


def _peers(card: Scorecard) -> Iterator[Promise]:
    line, place, peers = response(card), card.place or 1, card.peers or 1
    yield "place", "it is one of those that are compared", 1 <= place <= peers
    yield "place", "it rests on enough", card.place is None or line.counted >= FEWEST_COUNTED
