"""Where the recap's table lies on a sheet: what stands above its header, its columns, its rows."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass

from include.gateways.lapor_export import file
from include.gateways.lapor_export.cells import Row, Sheet, UnreadableExport
from include.gateways.lapor_export.delimited import read_cells

UNIT = "Unit Kerja"
NUMBER = "no"  # of the line, before its unit
PARTS = {
    "unverified": "Belum Terverifikasi",
    "waiting": "Belum Ditindaklanjuti",
    "in_progress": "Proses",
    "closed": "Selesai",
}
COUNTS = {**PARTS, "total": "Total"}
MEANS = {"follow_up_percent": "%TL", "mean_response_days": "RTL", "mean_resolution_days": "RHP"}
COLUMNS = {"agency_name": UNIT, **COUNTS, **MEANS}
SYNONYMS = {"dalamproses": "proses"}

# Nowhere may the same white space be tried twice: a file of nothing else would keep everybody waiting.
COMMAS = re.compile(
    r'(?:^|[\r\n])[ \t]*+(?:"?No\.?"?[ \t]*+,)?+[ \t]*+(?:"\s*+)?+Unit\s++Kerja\s*+"?+\s*+,', re.IGNORECASE
)
AGAIN = "Unduh ulang rekap dari LAPOR! dan jangan ubah isinya."


@dataclass(frozen=True)
class Table:
    """One recap, cut from its sheet."""

    preamble: list[Row]
    places: dict[str, int]  # of the columns, by our own names; those of MEANS may be missing
    width: int  # up to the last named column
    body: dict[int, Row]  # by row of the sheet, counted from 1; blank rows are left out


def read_sheets(suffix: str, content: bytes) -> list[Sheet]:
    """As exports are read, but that a CSV with commas is known by the recap's own header."""
    text = content.decode("utf-8-sig", errors="replace") if suffix.lower() == ".csv" else ""
    if not COMMAS.search(text):
        return file.read_sheets(suffix, content)
    try:
        return [[read_cells(cells) for cells in csv.reader(io.StringIO(text, newline=""))]]
    except csv.Error:
        raise UnreadableExport(f"Berkas CSV rekap tidak dapat dibaca. {AGAIN}") from None


def find_header(sheets: list[Sheet]) -> tuple[Sheet, int] | None:
    """The sheet with a recap's header, and the header's place in it; None when there is none."""
    for sheet in sheets:
        for place, cells in enumerate(sheet):
            first, second = (bare(text) for text in (*cells, "", "")[:2])
            if bare(UNIT) in (first, second if first == NUMBER else ""):
                return sheet, place
    return None


def find_table(sheets: list[Sheet]) -> Table:
    """The first recap of these sheets; UnreadableExport when there is none, or columns are missing."""
    found = find_header(sheets)
    if found is None:
        raise UnreadableExport(f"Tabel rekap tidak ditemukan: tidak ada baris judul yang diawali “{UNIT}”. {AGAIN}")
    sheet, place = found
    header = [SYNONYMS.get(bare(text), bare(text)) for text in sheet[place]]
    check_columns(header)
    places = {name: header.index(bare(column)) for name, column in COLUMNS.items() if bare(column) in header}
    body = {number: row for number, row in enumerate(sheet[place + 1 :], place + 2) if any(row)}
    return Table(sheet[:place], places, max(at for at, text in enumerate(header, 1) if text), body)


def check_columns(header: Row) -> None:
    missing = [column for column in (UNIT, *COUNTS.values()) if bare(column) not in header]
    if missing:
        raise UnreadableExport(f"Kolom berikut tidak ada: {', '.join(missing)}. {AGAIN}")
    repeated = [column for column in COLUMNS.values() if header.count(bare(column)) > 1]
    if repeated:
        raise UnreadableExport(f"Kolom berikut muncul lebih dari sekali: {', '.join(repeated)}. {AGAIN}")


def bare(text: str) -> str:
    """A column's name by its letters: case, white space, marks and what stands in brackets tell no columns apart."""
    return "".join(letter for letter in re.sub(r"\([^()]*+\)", "", text).casefold() if letter.isalpha())
