"""What letters and workbooks say is read back from them, and is what the scorecard says."""

from __future__ import annotations

import re
from collections import Counter
from io import BytesIO

import openpyxl
import pytest

from demo.situations import corrected_week, crowded_week, few_reports, first_week, long_names
from include.letters import Letter, write_scorecard_letter
from include.letters.agency_letter import busy_lines
from include.letters.wording import WORDS, empty, response
from include.sla.scorecards import Scorecard
from tests.letters.made_up import a_made_up_card
from tests.letters.sections import CELL, sections

SITUATIONS = (first_week, few_reports, corrected_week, crowded_week, long_names)
AGENCIES, MADE_UP = 76, 200
CARDS = AGENCIES + len(SITUATIONS) + MADE_UP
ROWS = {**WORDS["rows"], **WORDS["rows_outside"]}
INTAKE = {"Diterima": "received", "Diarsipkan": "archived", "Ditolak atau bukan wewenang": "rejected"}
SCORE = r"(?<!dari )\b(\d+) tepat waktu(?: ?;? (\d+) terlambat dijawab)?(?: ?;? (\d+) lewat tenggat, belum dijawab)?"


def told_by(words: str) -> dict[str, list[str]]:
    """The cells of both tables by the names of their rows, the score card's three counts, and the trend."""
    letter = sections(words)
    names = "|".join(map(re.escape, sorted([*ROWS.values(), *INTAKE], key=len, reverse=True)))
    tables = f"{letter.get('keadaan menurut tahap', '')} § {letter.get('laporan masuk pekan ini', '')}"
    rows = {name: re.findall(CELL, cells) for name, cells in re.findall(f"({names}):? ({CELL}(?: {CELL})*)", tables)}
    score = re.search(SCORE, letter.get("tindak lanjut tepat waktu", ""))
    trend = re.findall(r"(\d+) dari (\d+)", letter.get("pekan demi pekan", "").split("Pekan yang")[0])
    return rows | {
        "score": [count or "0" for count in score.groups()] if score else [],
        "trend": [f"{m}/{c}" for m, c in trend],
    }


def right(card: Scorecard) -> dict[str, list[str]]:
    """The same from the scorecard."""
    if empty(card):
        return {"score": [], "trend": []}
    lines, main = busy_lines(card), response(card)
    counts = {name: [f"{getattr(line, field)}" for line in lines] for field, name in ROWS.items()}
    outside = set(WORDS["rows_outside"].values())
    rows = {name: cells for name, cells in counts.items() if lines and (name not in outside or set(cells) - {"0"})}
    rows |= {name: [f"{getattr(card, field)}"] for name, field in INTAKE.items() if card.received}
    score = [f"{each}" for each in (main.met, main.late, main.overdue)] if main.counted else []
    return rows | {"score": score, "trend": trend(card)}


def trend(card: Scorecard) -> list[str]:
    told = {each.week: (each.met, each.counted) for each in card.earlier} | {card.week.shift(-1): card.previous}
    weeks = [told.get(card.week.shift(-back), (0, 0)) for back in range(7, 0, -1)]
    main = response(card)
    shown = [*weeks, (main.met, main.counted)] if any(counted for _, counted in weeks) else []
    return [f"{met}/{counted}" for met, counted in shown if counted]


@pytest.fixture(scope="module")
def cards(agencies: tuple[Scorecard, ...]) -> list[Scorecard]:
    return [*agencies, *(write() for write in SITUATIONS), *map(a_made_up_card, range(MADE_UP))]


def test_no_scorecard_is_left_out(cards: list[Scorecard]) -> None:
    assert len(cards) == CARDS


@pytest.mark.parametrize("number", range(CARDS))
def test_text_html_and_workbook_say_what_the_scorecard_says(cards: list[Scorecard], number: int) -> None:
    card = cards[number]
    letter = write_scorecard_letter(card, sample=True)
    assert told_by(letter.text) == right(card)
    assert told_by(letter.html) == right(card)
    if not empty(card):
        assert told_by_workbook(letter) == in_workbook(card)


def told_by_workbook(letter: Letter) -> tuple[list[list[int]], Counter[tuple[str, str]]]:
    """The counts of each line, and how many clocks of each stage and outcome are listed."""
    book = openpyxl.load_workbook(BytesIO(letter.attachments[0].content), read_only=True)
    summary = [[cell for cell in row if cell is not None] for row in book["Ringkasan"].iter_rows(values_only=True)]
    stages = {words.capitalize() for words in WORDS["stages"].values()}
    counts = [[cell for cell in row if type(cell) is int][:9] for row in summary if row and row[0] in stages]  # no rate
    listed = [row for row in book["Laporan"].iter_rows(values_only=True) if row[1] in stages]
    return counts, Counter((row[1], row[9]) for row in listed)


def in_workbook(card: Scorecard) -> tuple[list[list[int]], Counter[tuple[str, str]]]:
    names = ("met", "late", "overdue", "counted", "undecided", "running", "total", "transferred", "withdrawn")
    order = list(WORDS["columns"])
    lines = sorted(card.lines, key=lambda line: order.index(f"{line.stage}-{line.policy}"))
    found: Counter[tuple[str, str]] = Counter()
    for line in card.lines:
        for outcome, words in OUTCOMES.items():
            found[WORDS["stages"][line.stage].capitalize(), words] += getattr(line, outcome) * (
                line.policy == "national"
            )
    return [[getattr(line, name) for name in names] for line in lines], +found


OUTCOMES = {
    "met": "Tepat waktu", "late": "Terlambat, sudah dilakukan", "overdue": "Lewat tenggat, belum dilakukan",
    "undecided": "Belum pasti", "running": "Masih berjalan", "transferred": "Diteruskan", "withdrawn": "Arsip, ditolak",
}  # fmt: skip
