"""The weekly scorecard of one agency: "Rapor mingguan"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby
from typing import Any

from include.letters.figures import check_scorecard
from include.letters.letter import XLSX, Attachment, Letter
from include.letters.rendering import write
from include.letters.wording import WORDS, capital, empty, preheader, response, subject
from include.letters.workbook import write_workbook
from include.sla.lists import MOST_SHOWN
from include.sla.scorecards import Line, Listed, Scorecard

ROWS_SHOWN = MOST_SHOWN


@dataclass(frozen=True)
class LateStage:
    """What is late at one stage: how many, and those that are shown, open before done."""

    name: str
    count: int
    states: list[tuple[str, list[Listed]]]
    shown: int

    @property
    def hidden(self) -> int:
        return self.count - self.shown


def write_scorecard_letter(scorecard: Scorecard, sample: bool) -> Letter:
    """The letter to one agency head, with a workbook unless there is nothing to list.

    `sample` marks subject, HTML and text as made-up data. FiguresDisagree when the figures do not add up.
    """
    check_scorecard(scorecard)
    letter = write(scorecard, "rapor", subject(scorecard, "Rapor LAPOR", sample), _view(scorecard, sample))
    return letter if empty(scorecard) else replace(letter, attachments=(_workbook(scorecard, sample),))


def _workbook(card: Scorecard, sample: bool) -> Attachment:
    """Every report that the letter counts, as a file to sort and filter."""
    name: str = WORDS["files"]["rapor"].format(agency=card.agency_id, period=card.week)
    return Attachment(f"{name}.xlsx", XLSX, write_workbook(card, sample))


def _view(card: Scorecard, sample: bool) -> dict[str, Any]:
    shown = card.upcoming[:ROWS_SHOWN]
    return {
        "sample": sample,
        "empty": empty(card),
        "preheader": preheader(card),
        "main": response(card),
        "regency": card.line("response", "regency"),
        "lines": busy_lines(card),
        "late": list(_late(card)),
        "upcoming": [(due_on, _falling(card, due_on), list(rows)) for due_on, rows in groupby(shown, key=_due)],
        "upcoming_hidden": _tickets_hidden(card.upcoming),
    }


def _late(card: Scorecard) -> Iterator[LateStage]:
    for stage, name in WORDS["stages"].items():
        line, shown = card.line(stage), [row for row in card.late[:ROWS_SHOWN] if row.stage == stage]
        if line and line.breached:
            still_open = [row for row in shown if row.stopped_on is None]
            done = [row for row in shown if row.stopped_on is not None]
            words = {name: form.format(done=WORDS["done"][stage]) for name, form in WORDS["late_states"].items()}
            states = [(words["open"], still_open), (words["done"], done)]
            yield LateStage(capital(name), line.breached, [state for state in states if state[1]], len(shown))


def busy_lines(card: Scorecard) -> list[Line]:
    """The lines on which anything stands, in the order of the stages."""
    order = list(WORDS["columns"])
    busy = [line for line in card.lines if line.total + line.transferred + line.withdrawn]
    return sorted(busy, key=lambda line: order.index(f"{line.stage}-{line.policy}"))


def _due(row: Listed) -> date:
    return row.due_on


def _falling(card: Scorecard, due_on: date) -> int:
    """How many tickets fall due on that day, shown or not."""
    return len({row.ticket_id for row in card.upcoming if row.due_on == due_on})


def _tickets_hidden(rows: Sequence[Listed]) -> int:
    shown = {row.ticket_id for row in rows[:ROWS_SHOWN]}
    return len({row.ticket_id for row in rows} - shown)
