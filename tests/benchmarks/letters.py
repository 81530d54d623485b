"""Row I: the letters and workbooks of seven hundred agencies, as one would write them with the usual tools."""

from __future__ import annotations

import logging
import os
import random
import re
from collections.abc import Callable, Iterator, Sequence
from copy import copy
from dataclasses import replace
from html import unescape
from io import BytesIO
from typing import Any, NamedTuple
from unittest.mock import patch

from openpyxl import Workbook, load_workbook
from openpyxl.cell import Cell
from openpyxl.styles import NamedStyle
from openpyxl.worksheet.worksheet import Worksheet
from python_calamine import CalamineWorkbook

from include.letters import Letter, agency_letter, rendering
from include.letters.figures import figures_of
from include.letters.visible import visible_text
from include.letters.workbook import write_workbook
from include.sla.scorecards import Earlier, Scorecard
from tests.benchmarks import timing
from tests.benchmarks.reading import DISTRICTS, speak
from tests.benchmarks.results import Baseline, Result, at_least
from tests.builders_scorecards import WEEK, a_line, a_scorecard

WORKBOOKS, LETTERS = 2.0, 10.0
OPENPYXL = Baseline("openpyxl", "the same cells with the same looks, each look a named style; nothing is worked out")
PREMAILER = Baseline(
    "premailer",
    "the same templates and checks, each letter whole through premailer, its cache large enough; "
    "the house asks css-inline once for each set of classes",
)
os.environ.setdefault("PREMAILER_CACHE_MAXSIZE", "2000")  # with its own 128 it reads the sheet anew most times
STYLE = re.compile(""" style=(?:"([^"]*)"|'([^']*)')""")
STYLED = ("font", "fill", "border", "alignment", "number_format")


class Page(NamedTuple):
    """One sheet as it stands in a file: `cells` are row, column, value and look."""

    name: str
    cells: list[tuple[int, int, Any, str]]
    merged: list[str]
    widths: dict[str, float]
    heights: dict[int, float]


class Contents(NamedTuple):
    pages: list[Page]
    looks: dict[str, Cell]


def measure(agencies: int, repetitions: int) -> list[Result]:
    """In each repetition other agencies have their turn, so that each is written once."""
    cards = list(scorecards(agencies))
    turns = [cards[nth::repetitions] for nth in range(repetitions)]
    return [workbooks(agencies, turns), letters(agencies, turns)]


def workbooks(agencies: int, turns: list[list[Scorecard]]) -> Result:
    read = [[contents(write_workbook(card, sample=False)) for card in turn] for turn in turns]
    check_workbook(turns[0][0], read[0][0])
    contestants = {"house": in_turn(lambda card: write_workbook(card, sample=False), turns), "bare": in_turn(lay, read)}
    times = timing.compare(contestants, len(turns))
    cells = sum(len(page.cells) for page in read[0][0].pages)
    what = f"the workbooks of {agencies:,} agencies, some {cells:,} cells each"
    return at_least("I", what, WORKBOOKS, timing.ratio(times["bare"], times["house"]), OPENPYXL)


def letters(agencies: int, turns: list[list[Scorecard]]) -> Result:
    check_letter(turns[0][0])
    times = timing.compare({"house": in_turn(write, turns), "bare": in_turn(write_otherwise, turns)}, len(turns))
    what = f"the letters of {agencies:,} agencies, HTML and text"
    return at_least("I", what, LETTERS, timing.ratio(times["bare"], times["house"]), PREMAILER)


def in_turn(write: Callable[[Any], Any], turns: Sequence[Sequence[Any]]) -> Callable[[], None]:
    """Each call writes what is next in turn."""
    remaining = iter(turns)

    def run() -> None:
        for each in next(remaining):
            write(each)

    return run


def scorecards(number: int) -> Iterator[Scorecard]:
    """Agencies with some fifty tickets each."""
    rng = random.Random(1)  # noqa: S311 - the same agencies each time
    for nth in range(number):
        figures = {name: rng.randrange(9) for name in ("late", "overdue", "undecided", "transferred", "withdrawn")}
        response = a_line(met=5 + rng.randrange(9), running=rng.randrange(9), median_days=2.0, mean_days=2.5, **figures)
        resolution = a_line("resolution", met=rng.randrange(9), running=rng.randrange(19), most_days=60)
        earlier = tuple(Earlier(WEEK.shift(-back), rng.randrange(9), 9) for back in (52, 7, 6, 5, 4, 3, 2))
        facts = {"agency_id": f"dinas-{nth}", "agency_name": f"Dinas Contoh {nth}", "earlier": earlier}
        yield named(a_scorecard(response, resolution, **facts), rng)


def named(card: Scorecard, rng: random.Random) -> Scorecard:
    """The same with words of its own for each ticket."""
    lists = {
        name: tuple(replace(row, category=speak(rng, 2), district=rng.choice(DISTRICTS)) for row in getattr(card, name))
        for name in ("late", "upcoming", "other")
    }
    return replace(card, **lists)


def contents(file: bytes) -> Contents:
    """What stands in a workbook, and how it looks."""
    book, looks = load_workbook(BytesIO(file)), {}
    pages = []
    for sheet in book:
        cells = []
        for cell in (cell for row in sheet.iter_rows() for cell in row if cell.has_style):
            looks.setdefault(f"look {cell.style_id}", cell)
            cells.append((cell.row, cell.column, cell.value, f"look {cell.style_id}"))
        widths = {letter: column.width for letter, column in sheet.column_dimensions.items()}
        heights = {nth: row.height for nth, row in sheet.row_dimensions.items() if row.height}
        pages.append(Page(sheet.title, cells, [str(area) for area in sheet.merged_cells.ranges], widths, heights))
    return Contents(pages, looks)


def lay(ready: Contents) -> bytes:
    """The same workbook by openpyxl."""
    book, file = Workbook(), BytesIO()
    book.remove(book.active)
    for name, cell in ready.looks.items():
        book.add_named_style(NamedStyle(name, **{part: copy(getattr(cell, part)) for part in STYLED}))
    for page in ready.pages:
        lay_page(book.create_sheet(page.name), page)
    book.save(file)
    return file.getvalue()


def lay_page(sheet: Worksheet, page: Page) -> None:
    for row, column, value, look in page.cells:
        cell = sheet.cell(row, column, value)
        cell.style = look
        if isinstance(value, str):
            cell.data_type = "s"
    for area in page.merged:
        sheet.merge_cells(area)
    for letter, width in page.widths.items():
        sheet.column_dimensions[letter].width = width
    for row, height in page.heights.items():
        sheet.row_dimensions[row].height = height


def write(card: Scorecard) -> Letter:
    """Without its workbook, which has a line of its own."""
    return rendering.write(card, "rapor", card.agency_name, agency_letter._view(card, sample=False))


def write_otherwise(card: Scorecard) -> Letter:
    with patch.object(rendering, "style", style_otherwise):
        return write(card)


def style_otherwise(html: str) -> str:
    """The whole letter through premailer: one sheet goes into the elements, the other stays."""
    from premailer import Premailer  # here, so that other rows run where it is missing

    html = html.replace("<style>", '<style data-premailer="ignore">')
    quick = {"disable_validation": True, "cache_css_parsing": True, "cssutils_logging_level": logging.CRITICAL}
    return str(Premailer(html, css_text=rendering.sheet(), allow_network=False, **quick).transform())


def check_workbook(card: Scorecard, ready: Contents) -> None:
    """Another reader sees the same cells in both."""
    house, bare = (CalamineWorkbook.from_filelike(BytesIO(file)) for file in (write_workbook(card, False), lay(ready)))
    assert house.sheet_names == bare.sheet_names
    for name in house.sheet_names:
        assert house.get_sheet_by_name(name).to_python() == bare.get_sheet_by_name(name).to_python()


def check_letter(card: Scorecard) -> None:
    """Both say the same figures, and in both the elements carry the same style."""
    house, bare = write(card), write_otherwise(card)
    assert house.text == bare.text
    assert figures_of(visible_text(house.html)) == figures_of(visible_text(bare.html))
    assert styles(house.html) == styles(bare.html)
    assert house.html.count("class=") == len(styles(house.html)) > 100


def styles(html: str) -> list[set[str]]:
    """What each element is told, in one spelling."""
    told = (unescape("".join(found)).replace("#ffffff", "#fff") for found in STYLE.findall(html))
    return [set(re.sub("[\"' ]", "", rules).strip(";").split(";")) for rules in told]
