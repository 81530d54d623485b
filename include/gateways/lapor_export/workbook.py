"""An Excel workbook (.xlsx) as sheets of text, with its formulas left unevaluated."""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import openpyxl

from include.gateways.lapor_export import isolation
from include.gateways.lapor_export.calamine import MOST_COLUMNS
from include.gateways.lapor_export.cells import FORMULA, Row, Sheet, UnreadableExport, tidy
from include.gateways.lapor_export.grid import Grid

LARGEST_UNPACKED = 400_000_000  # bytes; a hundred thousand reports with long texts come to about as much
MOST_ROWS = 1_048_576  # Excel's own limit; a row numbered beyond it would be reached through billions of empty ones
CHUNK = 4_000_000  # bytes
STRINGS = b"<sst"  # begins the part with the texts of all cells
UNUSUAL = (b"<!DOCTYPE", b":worksheet", b"<c r='")  # where it begins otherwise than Excel writes, openpyxl shall look
WIDE = (b"<\0", b"\0<")  # how a part in UTF-16 begins, after its mark
FORMULA_CELL = re.compile(rb"<f[>\s/]")
ERROR_CELL = b't="e"'
LONGEST_MARK = 5  # bytes


def read_grids(content: bytes, names: Sequence[str]) -> list[Grid]:
    """Every worksheet; UnreadableExport for anything but a sound workbook."""
    try:
        refuse_swollen(content)
        return read_plain(content, names) or read_openly(content)
    except UnreadableExport:
        raise
    except Exception:  # a broken workbook can raise almost anything, and its words may quote a cell
        raise UnreadableExport(
            "Berkas Excel rusak atau tidak lengkap. Unduh ulang ekspor dari LAPOR!, lalu coba kembali."
        ) from None


def refuse_swollen(content: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        unpacked = sum(entry.file_size for entry in archive.infolist())
    if unpacked > LARGEST_UNPACKED:
        raise UnreadableExport(
            "Isi berkas Excel terlalu besar untuk dibuka dengan aman. Ekspor ulang dari LAPOR! untuk rentang waktu "
            "yang lebih pendek."
        )


def read_plain(content: bytes, names: Sequence[str]) -> list[Grid]:
    """By calamine, many times as fast as openpyxl; no sheet at all where it may not be trusted or cannot read.

    It neither tells formulas from texts nor shows errors. Whether there are any is looked up meanwhile.
    """
    with ThreadPoolExecutor(1) as pool:
        plain = pool.submit(is_plain, content)
        try:
            grids = isolation.read_grids(content, names)
        except isolation.Unread:
            grids = []
    return grids if plain.result() else []


def is_plain(content: bytes) -> bool:
    """Whether it is written as Excel does, and no cell holds a formula or an error."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        names = archive.namelist()
        return "xl/workbook.xml" in names and all(is_plain_part(archive, name) for name in names)


def is_plain_part(archive: zipfile.ZipFile, name: str) -> bool:
    with archive.open(name) as part:
        piece = part.read(CHUNK)
        if any(mark in piece[:4] for mark in WIDE) or any(mark in piece for mark in UNUSUAL):
            return False
        while piece and STRINGS not in piece:
            if FORMULA_CELL.search(piece) or ERROR_CELL in piece:
                return False
            more = part.read(CHUNK)
            piece = piece[-LONGEST_MARK:] + more if more else b""  # so that no mark is cut in two
    return True


def read_openly(content: bytes) -> list[Grid]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl's remarks on styles and odd dates; what matters is judged later
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=False)
        try:
            return [Grid.of(read_sheet(sheet)) for sheet in book.worksheets]
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
