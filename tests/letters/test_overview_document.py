"""The leadership's letter on paper says what the letter says."""

from __future__ import annotations

import re

import pytest

from demo.scorecards import WEEK, quiet_week
from demo.situations import GATHERINGS
from include.letters import Letter, write_overview_letter
from include.letters.wording import percent, response
from include.sla.scorecards import Scorecard
from tests.builders_evaluation import read_pdf, require_drawing
from tests.builders_scorecards import a_line, a_scorecard, an_upcoming

HOSTILE = """Dinas <script>alert(1)</script> =HYPERLINK("x") {{ 7 * 7 }}"""


@pytest.fixture(autouse=True, scope="module")
def drawable() -> None:
    require_drawing()


def pages(letter: Letter) -> str:
    """The words row by row, as they were drawn."""
    return read_pdf(letter.attachments[0].content, "-raw")


@pytest.fixture(scope="module")
def letter(drawable: None, agencies: tuple[Scorecard, ...]) -> Letter:
    return write_overview_letter(agencies, WEEK, sample=True, gatherings=GATHERINGS, printed=True)


def test_every_agency_stands_with_its_figures(letter: Letter, agencies: tuple[Scorecard, ...]) -> None:
    told = pages(letter)
    for card in agencies:
        line = response(card)
        row = f"{line.met} dari {line.counted} " if line.counted else "– "
        row += f"{percent(line.met, line.counted)} " if line.counted >= 5 else "– "
        row = f"{card.agency_name} {row}{line.late} {line.overdue}" if line.total else card.agency_name
        assert row in told, row


def test_the_weeks_and_the_gatherings_are_those_of_the_letter(letter: Letter) -> None:
    told, text = pages(letter), " ".join(letter.text.split())
    weeks = re.findall(r"(\d+) dari (\d+) \(", text.split("PEKAN DEMI PEKAN")[1].split("Pekan yang sama")[0])
    assert len(weeks) == 8
    assert all(f"{met}/{counted}" in told for met, counted in weeks)
    assert all(f"{row.name} {row.received} ({row.before})" in told for row in GATHERINGS)
    headline = re.search(r"Sebanyak \d+ dari \d+ laporan ditindaklanjuti tepat waktu", text)
    assert headline
    assert headline[0] in told
    assert "DATA CONTOH" in told


def test_the_same_week_gives_the_same_bytes_and_a_name_that_says_it(
    letter: Letter, agencies: tuple[Scorecard, ...]
) -> None:
    again = write_overview_letter(agencies, WEEK, sample=True, gatherings=GATHERINGS, printed=True)
    assert again == letter
    assert [file.name for file in letter.attachments] == ["ikhtisar-lapor-2026-W46.pdf"]
    assert letter.attachments[0].content.startswith(b"%PDF-")


@pytest.mark.parametrize(
    "cards",
    [
        [quiet_week()],
        [a_scorecard(a_line(running=1), upcoming=(an_upcoming("1"),))],
        [a_scorecard(a_line(met=1, overdue=5), agency_name=HOSTILE, last_follow_up_on=None)],
    ],
)
def test_rare_weeks_have_a_document_too(cards) -> None:  # type: ignore[no-untyped-def]
    told = pages(write_overview_letter(cards, WEEK, sample=False, printed=True))
    assert "Ikhtisar Pimpinan" in told
    assert "DATA CONTOH" not in told
    if cards[0].agency_name == HOSTILE:
        assert HOSTILE in told
