"""Where the table lies on a sheet: what stands above its header, its columns, its rows."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, time

from include.gateways.lapor_export.cells import Row, Sheet, UnreadableExport
from include.gateways.lapor_export.moments import DAY, TIME, WIB, read_day, read_time

ID = "Tracking ID"
DATE = "Tanggal Laporan Masuk"
TIME_OF_DAY = "Waktu Laporan Masuk"
CLASSIFICATION = "Klasifikasi Laporan"
AGENCY = "Instansi Terdisposisi"
STATUS = "Status Laporan"
ESSENTIAL = (ID, DATE, TIME_OF_DAY, CLASSIFICATION, AGENCY, STATUS)

GENERATED = re.compile(r"Tanggal Generate\b", re.IGNORECASE)
DAY_END = time(23, 59, 59)


@dataclass(frozen=True)
class Table:
    """One table of reports, cut from its sheet."""

    preamble: list[Row]
    header: Row
    body: dict[int, Row]  # by row of the sheet, counted from 1; blank rows are left out


def find_table(sheets: list[Sheet]) -> Table:
    """The table of the first sheet that has one; UnreadableExport when none has, or columns are missing."""
    for sheet in sheets:
        for place, cells in enumerate(sheet):
            if cells and cells[0] == ID:
                check_columns(cells)
                body = {number: row for number, row in enumerate(sheet[place + 1 :], place + 2) if any(row)}
                return Table(sheet[:place], cells, body)
    raise UnreadableExport(
        f"Tabel laporan tidak ditemukan: tidak ada baris yang sel pertamanya “{ID}”. Unduh ulang ekspor dari LAPOR! "
        "dan jangan ubah susunannya."
    )


def check_columns(header: Row) -> None:
    missing = [name for name in ESSENTIAL if name not in header]
    if missing:
        raise UnreadableExport(
            f"Kolom berikut tidak ada: {', '.join(missing)}. Ekspor ulang dari LAPOR! dengan kolom lengkap."
        )
    repeated = [name for name in ESSENTIAL if header.count(name) > 1]
    if repeated:
        raise UnreadableExport(
            f"Kolom berikut muncul lebih dari sekali: {', '.join(repeated)}. Unduh ulang ekspor dari LAPOR! dan jangan "
            "ubah susunannya."
        )


def find_generated(preamble: list[Row], written_at: datetime) -> tuple[datetime, str]:
    """When LAPOR made the export, and what says so (`preamble` or `file`).

    A preamble that names only the day is made exact by the file's own moment where that falls on the day;
    else the day's end stands for it, the latest it can have been.
    """
    for line in (" ".join(cells).strip() for cells in preamble):
        label = GENERATED.match(line)
        found = DAY.search(line, label.end()) if label else None
        day = read_day(found)
        if found and day:
            moment = read_time(TIME.search(line, found.end()))
            if moment and moment.replace(tzinfo=None) != time.min:  # a date cell without a time reads as midnight
                return datetime.combine(day, moment), "preamble"
            if written_at.astimezone(WIB).date() == day:
                return written_at, "preamble"
            return datetime.combine(day, DAY_END, WIB), "preamble"
    return written_at, "file"
