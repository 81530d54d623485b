"""A sheet of a workbook, written from top to bottom: each cell is stored as what it is, not as what it looks like."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from textwrap import wrap
from types import NoneType
from typing import Any, NamedTuple

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from include.letters.wording import REPORTS, UNSEEN

FORMS: dict[str, Any] = tomllib.loads((REPORTS / "workbook.toml").read_text(encoding="utf-8"))

A4 = 9
FONT_SIZE, ROW_HEIGHT, HIGHEST_ROW, LEADING = 11, 15.0, 409.0, 1.36  # points, as Excel has them; and times the size
FILTER_HEIGHT = 15  # points; of the buttons that a filter lays over the heads
FOOTER_LENGTH = 100  # Excel bears 255 with the page numbers, an ampersand counted twice
BARRED = re.compile(r"[\u061c\ud800-\udfff\ufffe\uffff]")  # what XML does not bear, and a mark of direction
WRITERS = {
    str: Worksheet.write_string,
    int: Worksheet.write_number,
    float: Worksheet.write_number,
    date: Worksheet.write_datetime,
    datetime: Worksheet.write_datetime,
    NoneType: Worksheet.write_blank,
}

Columns = Mapping[str, Mapping[str, Any]]  # see reports/workbook.toml


class Cell(NamedTuple):
    """What stands in a cell, by which of the looks, and how many columns it covers."""

    value: str | int | float | date | None
    look: str
    columns: int = 1


class Sheet:
    """One sheet of this book; what is written next stands in `row`."""

    def __init__(self, book: Workbook, name: str, looks: Mapping[str, Any], columns: Columns) -> None:
        self.page, self.looks, self.row = book.add_worksheet(name), looks, 0
        self.widths = [column["width"] for column in columns.values()]
        for place, width in enumerate(self.widths):
            self.page.set_column(place, place, width)
        self.page.hide_gridlines(2)

    def write(self, *cells: Cell, spare: float = 0) -> None:
        """The next row, as high as its words need and so many points more; KeyError for what no cell holds."""
        place, height = 0, ROW_HEIGHT
        for cell in cells:
            self.put(place, cell)
            height = max(height, self.measure(cell, sum(self.widths[place : place + cell.columns])))
            place += cell.columns
        if height + spare > ROW_HEIGHT:
            self.page.set_row(self.row, min(height + spare, HIGHEST_ROW))
        self.row += 1

    def put(self, place: int, cell: Cell) -> None:
        look, value = self.looks[cell.look], cell.value
        known = clean(value) or None if isinstance(value, str) else value
        if cell.columns > 1:
            self.page.merge_range(self.row, place, self.row, place + cell.columns - 1, None, look)
        WRITERS[type(known)](self.page, self.row, place, known, look)

    def measure(self, cell: Cell, room: float) -> float:
        """The height of the text in points, where the columns give room for so many digits of usual size."""
        size, text = self.looks[cell.look].font_size, str(cell.value)
        room = int((room - 1) * FONT_SIZE / size)
        return float(LEADING * size * (len(wrap(text, room)) if len(text) > room else 1))

    def across(self, text: str, look: str) -> None:
        self.write(Cell(text, look, len(self.widths)))

    def head(self, columns: Columns, spare: float = 0) -> None:
        looks = {name: column.get("head_look", "head") for name, column in columns.items()}
        heads = [Cell(column["head"], looks[name], column.get("columns", 1)) for name, column in columns.items()]
        self.write(*heads, spare=spare)

    def rows(self, columns: Columns, rows: Iterable[Mapping[str, Any]]) -> None:
        """A row for each; a value that is no Cell looks as its column does."""
        for row in rows:
            values = [(row[name], column["look"]) for name, column in columns.items()]
            self.write(*(value if isinstance(value, Cell) else Cell(value, look) for value, look in values))

    def table(self, columns: Columns, rows: Iterable[Mapping[str, Any]]) -> None:
        """A table that can be sorted and filtered, its heads and first column in sight wherever one looks."""
        top = self.row
        self.head(columns, FILTER_HEIGHT)
        self.rows(columns, rows)
        self.page.autofilter(top, 0, self.row - 1, len(columns) - 1)
        self.page.freeze_panes(top + 1, 1)
        self.page.repeat_rows(top)

    def set_for_print(self, name: str) -> None:
        """Landscape A4, as wide as one page, with this name at the foot of each."""
        self.page.set_landscape()
        self.page.set_paper(A4)
        self.page.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
        self.page.fit_to_pages(1, 0)
        self.page.print_area(0, 0, self.row - 1, len(self.widths) - 1)
        self.page.set_footer(FORMS["footer"].format(name=clean(name)[:FOOTER_LENGTH].replace("&", "&&")))


def clean(text: str) -> str:
    """One line of characters that XML bears and that leave those around them alone."""
    return UNSEEN.sub(" ", BARRED.sub("", text)).strip()
