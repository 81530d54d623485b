"""An Excel workbook as sheets of text, with its formulas left unevaluated."""

from __future__ import annotations

import io
import warnings
import zipfile
from typing import Any

import openpyxl

from include.gateways.lapor_export.cells import FORMULA, Row, Sheet, UnreadableExport, tidy

LARGEST_UNPACKED = 200_000_000  # bytes; twenty thousand reports with long texts come to half of it
MOST_COLUMNS = 40  # LAPOR writes 26; one stray cell at XFD1 would make every row 16,384 cells wide
MOST_ROWS = 1_048_576  # Excel's own limit; a row numbered beyond it would be reached through billions of empty ones


def read_sheets(content: bytes) -> list[Sheet]:
    """Every worksheet, its rows counted from the first; UnreadableExport for anything but a sound workbook."""
    refuse_disguised(content)
    try:
        refuse_swollen(content)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl's remarks on styles and odd dates; what matters is judged later
            return open_sheets(content)
    except UnreadableExport:
        raise
    except Exception:  # a broken workbook can raise almost anything, and its words may quote a cell
        raise UnreadableExport(
            "Berkas Excel rusak atau tidak lengkap. Unduh ulang ekspor dari LAPOR!, lalu coba kembali."
        ) from None


def refuse_disguised(content: bytes) -> None:
    """Say what the file really is, where its first bytes tell."""
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        raise UnreadableExport(
            "Berkas terkunci dengan kata sandi atau berformat Excel lama (.xls). Buka di Excel, hapus kata sandinya, "
            "lalu simpan sebagai .xlsx."
        )
    if not content.startswith(b"PK"):
        raise UnreadableExport(
            "Berkas berakhiran .xlsx ini bukan buku kerja Excel. Unduh ulang ekspor dari LAPOR!; jika isinya CSV, "
            "ganti akhirannya menjadi .csv."
        )


def refuse_swollen(content: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        unpacked = sum(entry.file_size for entry in archive.infolist())
    if unpacked > LARGEST_UNPACKED:
        raise UnreadableExport(
            "Isi berkas Excel terlalu besar untuk dibuka dengan aman. Ekspor ulang dari LAPOR! untuk rentang waktu "
            "yang lebih pendek."
        )


def open_sheets(content: bytes) -> list[Sheet]:
    book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=False)
    try:
        return [read_sheet(sheet) for sheet in book.worksheets]
    finally:
        book.close()


def read_sheet(sheet: Any) -> Sheet:
    """With bounds of our own: some writers declare a size of one cell, and openpyxl would believe it."""
    return [read_cells(cells) for cells in sheet.iter_rows(max_row=MOST_ROWS, max_col=MOST_COLUMNS)]


def read_cells(cells: tuple[Any, ...]) -> Row:
    if all(cell.value is None for cell in cells):
        return []  # a single format at the foot of the sheet brings a million of these
    return [
        FORMULA if cell.data_type == "f" else "" if cell.value is None else tidy(str(cell.value))  # dates become ISO
        for cell in cells
    ]
