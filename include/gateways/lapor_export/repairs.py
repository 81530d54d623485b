"""The rows that could not be read, as a small CSV: staff mend its cells in Excel and drop it into the inbox.

It is an export itself, of the same moment. Excel writes what it takes for dates and numbers in its own way when it is
saved; what can be known again is restored.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Protocol

import pandas as pd

from include.gateways.lapor_export.cells import Row, UnreadableExport
from include.gateways.lapor_export.keeping import COLUMNS
from include.gateways.lapor_export.moments import WIB, read_day_cell
from include.gateways.lapor_export.table import DATE, ID, Table
from include.gateways.lapor_export.words import whole

NUMBER, FAULT = "Baris", "Yang perlu diperbaiki"
ORIGIN = re.compile(r"Perbaikan dari\W*(?P<digest>[0-9a-f]{64})\b", re.IGNORECASE)
MONTHS = ("Jan", "Feb", "Mar", "Apr", "Mei", "Jun", "Jul", "Agu", "Sep", "Okt", "Nov", "Des")
ADVICE = "Lengkapi sel yang kosong sesuai kolom terakhir, simpan sebagai CSV, lalu letakkan di kotak masuk."

RISKY = re.compile(r"[=+\-@']")  # what a spreadsheet begins to calculate at; and the mark that keeps it from that
GUARDED = re.compile(rf"'(?={RISKY.pattern})")
ROW_NUMBER = re.compile(r"[1-9][0-9]{0,6}")
SHORT_YEAR = re.compile(r"(\d{1,2})[- ]([A-Za-z]{3,5})[- ](\d{2})")  # 03-Jan-26, as Excel shows it
GROUPED = re.compile(r"\d{1,3}(?:[.,]\d{3})+")


class Origin(Protocol):
    """The export whose rows are to be mended."""

    @property
    def digest(self) -> str: ...
    @property
    def generated_at(self) -> datetime: ...


def write(path: Path, export: Origin, rows: pd.DataFrame) -> None:
    """Write these rows of QUARANTINE, with `;` between the columns."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file, delimiter=";", lineterminator="\r\n").writerows(lines(export, rows))


def lines(export: Origin, rows: pd.DataFrame) -> Iterator[list[str]]:
    """Label and value share a cell above the table: alone, Excel would write the moment anew."""
    at = export.generated_at.astimezone(WIB)
    yield [ADVICE]
    yield [f"Tanggal Generate : {write_day(at)} {at:%H:%M:%S} WIB"]
    yield [f"Perbaikan dari : {export.digest}"]
    yield []
    yield [*COLUMNS, NUMBER, FAULT]
    for row in rows.to_dict("records"):
        cells = json.loads(row["cells"])
        if day := read_day_cell(cells.get(DATE, "")):
            cells[DATE] = write_day(day)
        told = f"{row['column']}: {row['reason']}"
        yield [guard(text) for text in [*(cells.get(name, "") for name in COLUMNS), str(row["row"]), told]]


def write_day(day: date) -> str:
    """With the month's name: of mere numbers Excel may swap day and month."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def guard(text: str) -> str:
    return f"'{text}" if RISKY.match(text) else text


def find_origin(preamble: list[Row]) -> str:
    """The digest of the export that a file of repairs belongs to; empty when it is none."""
    found = (ORIGIN.match(" ".join(cells).strip()) for cells in preamble)
    return next((match["digest"].lower() for match in found if match), "")


def restore(table: Table) -> Table:
    """The table with the original's row numbers, and with cells as they were before Excel saved them."""
    if NUMBER not in table.header:
        raise UnreadableExport(f"Kolom {NUMBER} tidak ada pada berkas perbaikan ini. Gunakan berkas perbaikan semula.")
    named = zip(table.header, table.columns, strict=True)
    restored = replace(table, columns=[[restore_cell(name, text) for text in column] for name, column in named])
    numbers = [read_number(text, number) for text, number in zip(restored.column(NUMBER), table.numbers, strict=True)]
    places: dict[int, int] = {}
    for place, original in enumerate(numbers):
        if places.setdefault(original, place) != place:
            raise fault(table.numbers[place], "berisi nomor yang sudah ada di atasnya")
    return replace(restored, numbers=numbers)


def read_number(text: str, number: int) -> int:
    original = whole(text)
    if not ROW_NUMBER.fullmatch(original):
        raise fault(number, "tidak berisi nomor")
    return int(original)


def fault(number: int, problem: str) -> UnreadableExport:
    return UnreadableExport(
        f"Baris {number}, kolom {NUMBER}: {problem}. Salin kembali nomornya dari berkas perbaikan semula, dan jangan "
        "menambah baris."
    )


def restore_cell(column: str, text: str) -> str:
    if column == DATE:
        return SHORT_YEAR.sub(r"\1 \2 20\3", text) if SHORT_YEAR.fullmatch(text) else text
    if column in (ID, NUMBER):
        return re.sub("[.,]", "", text) if GROUPED.fullmatch(text) else text
    return text[1:] if GUARDED.match(text) else text
