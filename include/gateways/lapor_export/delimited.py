"""The export as CSV, with `;` or `,` between the columns, as one sheet of text."""

from __future__ import annotations

import csv
import io
import re

from include.gateways.lapor_export.cells import FORMULA, Row, Sheet, UnreadableExport, tidy

HEADER_LINE = re.compile(r'(?:^|[\r\n])[ \t]*"?[ \t]*Tracking\s+ID[ \t]*"?[ \t]*(?P<separator>[;,])?')


def read_sheets(content: bytes) -> list[Sheet]:
    """One sheet, a record a row, as a spreadsheet would count them; UnreadableExport when quotes do not pair."""
    text = decode(content)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=find_separator(text), strict=True)
    try:
        return [[read_cells(cells) for cells in reader]]
    except csv.Error:
        raise UnreadableExport(
            f"Berkas CSV tidak dapat dibaca di sekitar baris {reader.line_num}: tanda kutipnya tidak berpasangan atau "
            "berkasnya terpotong. Unduh ulang ekspor, atau gunakan .xlsx."
        ) from None


def decode(content: bytes) -> str:
    """UTF-8, with or without its mark, else the code page of Windows."""
    if b"\0" in content:
        raise UnreadableExport(
            "Berkas berakhiran .csv ini bukan teks UTF-8. Jika berkas ini buku kerja Excel, ganti akhirannya menjadi "
            ".xlsx; jika bukan, simpan ulang sebagai CSV UTF-8."
        )
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def find_separator(text: str) -> str:
    """What follows `Tracking ID` in the header; any mark will do where there is no header to be found."""
    separators = [match["separator"] for match in HEADER_LINE.finditer(text)]
    if separators and not any(separators):
        raise UnreadableExport(
            "Kolom pada berkas CSV tidak dipisahkan dengan titik koma (;) atau koma (,). Simpan ulang sebagai CSV "
            "dengan salah satu pemisah itu."
        )
    return next(filter(None, separators), ";")


def read_cells(cells: list[str]) -> Row:
    """A spreadsheet takes a leading `=` for a formula, so it is one here as well."""
    return [FORMULA if text.lstrip().startswith("=") else tidy(text) for text in cells]
