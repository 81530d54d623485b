"""The export as CSV, with `;`, `,` or tabs between the columns, as one sheet of text."""

from __future__ import annotations

import codecs
import csv
import io
import re

from include.gateways.lapor_export.cells import FORMULA, Row, Tidied, UnreadableExport, tidy
from include.gateways.lapor_export.grid import Grid
from include.gateways.lapor_export.table import ID

HEADER_LINE = re.compile(r'(?:^|[\r\n])[ \t]*+"?+[ \t]*+Tracking\s+ID *"? *(?P<separator>[;,\t])?')

MOST_CELLS = 60  # of a row; LAPOR writes 26, and that there are too many is told by the first of them


def read_grids(text: str) -> list[Grid]:
    """One sheet, a record a row, as a spreadsheet would count them; UnreadableExport when quotes do not pair."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=find_separator(text), strict=True)
    try:
        records = list(reader)
    except csv.Error:
        raise UnreadableExport(
            f"Berkas CSV tidak dapat dibaca di sekitar baris {reader.line_num}: tanda kutipnya tidak berpasangan atau "
            "berkasnya terpotong. Unduh ulang ekspor, atau gunakan .xlsx."
        ) from None
    refuse_cut(text, records)
    tidied = Tidied()
    return [Grid.of([[tidied[text] for text in mark_formulas(cells[:MOST_CELLS])] for cells in records])]


def refuse_cut(text: str, records: list[list[str]]) -> None:
    """A report that ends early with the file, and not with its line, has lost words; a spreadsheet ends every line."""
    width = next((len(cells) for cells in records if cells and tidy(cells[0]) == ID), 0)
    last = records[-1] if records else []
    if len(last) < width and "".join(last)[:1].isdigit() and not text.endswith(("\n", "\r")):
        raise UnreadableExport(
            "Berkas CSV terpotong di tengah baris terakhir, sehingga isinya tidak lengkap. Unduh ulang ekspor, lalu "
            "letakkan di kotak masuk."
        )


def decode(content: bytes) -> str:
    """UTF-16 with its mark, else UTF-8, with or without one, else the code page of Windows."""
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return content.decode("utf-16", errors="replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def find_separator(text: str) -> str:
    """What follows `Tracking ID` in the header; any mark will do where there is no header to be found."""
    separators: list[str] = [match["separator"] for match in HEADER_LINE.finditer(text)]
    if separators and not any(separators):
        raise UnreadableExport(
            "Kolom pada berkas CSV tidak dipisahkan dengan titik koma (;), koma (,), atau tab. Simpan ulang sebagai "
            "CSV dengan salah satu pemisah itu."
        )
    return next(filter(None, separators), ";")


def read_cells(cells: list[str]) -> Row:
    """Tidy, and a formula where a spreadsheet would see one."""
    return [*map(tidy, mark_formulas(cells))]


def mark_formulas(cells: list[str]) -> Row:
    """A spreadsheet takes a leading `=` for a formula, so it is one here as well."""
    return [FORMULA if text.lstrip().startswith("=") else text for text in cells]
