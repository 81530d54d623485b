"""A workbook on standard input becomes its sheets, column by column, on standard output: run by `isolation`.

The command line names the columns that somebody will read, first the one that begins the header; without names, or on
a sheet without such a header, it is all of them. It loads `cells` alone, and no pandas: so it starts in no time.
"""

from __future__ import annotations

import gc
import io
import marshal
import os
import resource
import runpy
import sys
from itertools import islice
from pathlib import Path
from typing import Any

import python_calamine

MOST_COLUMNS = 40  # LAPOR writes 26; one stray cell at XFD1 would make every row 16,384 cells wide
MOST_BYTES = 4 * 2**30  # of memory; a hundred thousand reports take a tenth of it
MOST_SECONDS = 120  # of processor time; a hundred thousand reports take two
LENGTH = 8  # bytes before each sheet, that tell how many follow
SAID = "…"
EXACT = 2.0**53  # up to here a float is the whole number it looks like


def main(names: list[str]) -> None:
    bind()
    gc.disable()  # millions of cells, and none of them in a circle
    tidied = runpy.run_path(str(Path(__file__).with_name("cells.py")))["Tidied"]()
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(sys.stdin.buffer.read()))
    for sheet in book.sheets_metadata:
        if sheet.typ == python_calamine.SheetTypeEnum.WorkSheet:
            rows = book.get_sheet_by_name(sheet.name).to_python(skip_empty_area=False)
            write(read_columns([*islice(zip(*rows, strict=True), MOST_COLUMNS)], names, tidied))


def bind() -> None:
    """What a file can make of this process; and no core is left behind, for it would hold names."""
    for limit, most in (
        (resource.RLIMIT_AS, MOST_BYTES),
        (resource.RLIMIT_CPU, MOST_SECONDS),
        (resource.RLIMIT_CORE, 0),
    ):
        hard = resource.getrlimit(limit)[1]
        resource.setrlimit(limit, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))


def read_columns(columns: list[tuple[Any, ...]], names: list[str], tidied: dict[str, str]) -> list[list[str]]:
    first = read_column(columns[0], tidied) if columns else []
    if not names or names[0] not in first:
        return [read_column(cells, tidied) for cells in columns]
    header = first.index(names[0])
    telling = [place for place, text in enumerate(first) if not text.isdecimal()]
    named = [tidied[as_text(cells[header])] in names for cells in columns]
    return [
        read_column(cells, tidied) if known else read_outline(cells, header, telling, tidied)
        for cells, known in zip(columns, named, strict=True)
    ]


def read_column(cells: tuple[Any, ...], tidied: dict[str, str]) -> list[str]:
    texts = cells if {*map(type, cells)} == {str} else map(as_text, cells)
    return [tidied[text] for text in texts]


def read_outline(cells: tuple[Any, ...], header: int, telling: list[int], tidied: dict[str, str]) -> list[str]:
    """Below the header, only whether a cell says anything, and only in rows that may be footers."""
    read = [""] * len(cells)
    for place in telling:
        text = tidied[as_text(cells[place])]
        read[place] = text if place <= header else text and SAID
    return read


def as_text(value: object) -> str:
    """As openpyxl would have it said: whole numbers without a point, days with their midnight."""
    if isinstance(value, float) and value.is_integer() and abs(value) <= EXACT:
        return str(int(value))
    return f"{value} 00:00:00" if type(value).__name__ == "date" else str(value)


def write(columns: list[list[str]]) -> None:
    sheet = marshal.dumps(columns)
    sys.stdout.buffer.write(len(sheet).to_bytes(LENGTH, "big") + sheet)


if __name__ == "__main__":
    main(sys.argv[1:])
    sys.stdout.buffer.flush()
    os._exit(0)  # without taking millions of cells apart
