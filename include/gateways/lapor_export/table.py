"""Where the table lies on a sheet: what stands above its header, its columns, its rows."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

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
CLOCKS_APART = timedelta(days=1)  # how far the computer's clock may be behind LAPOR's


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
    """When LAPOR made the export (aware), and what says so.

    `preamble`: day and time stand there; `file`: the day stands there, the time is the file's own; `day`: only the
    day is known, and its end, the latest it can have been, stands for it. UnreadableExport when no day can be read,
    or when it lies in the future: of the file, which may be a late copy, only the preamble knows the age.
    """
    for line in (" ".join(cells).strip() for cells in preamble):
        label = GENERATED.match(line)
        found = DAY.search(line, label.end()) if label else None
        day = read_day(found)
        if found and day:
            generated_at, dated_by = date_exactly(day, read_time(TIME.search(line, found.end())), written_at)
            refuse_future(generated_at, written_at)
            return generated_at, dated_by
    raise UnreadableExport(
        "Tanggal Generate tidak ada atau tidak terbaca, sehingga tidak diketahui kapan ekspor ini dibuat. Unduh ulang "
        "ekspor dari LAPOR!, dan jangan hapus atau ubah baris di atas tabel."
    )


def date_exactly(day: date, moment: time | None, written_at: datetime) -> tuple[datetime, str]:
    if moment and moment.replace(tzinfo=None) != time.min:  # a date cell without a time reads as midnight
        return datetime.combine(day, moment), "preamble"
    if written_at.astimezone(WIB).date() == day:
        return written_at, "file"
    return datetime.combine(day, DAY_END, WIB), "day"


def refuse_future(generated_at: datetime, written_at: datetime) -> None:
    if generated_at - written_at > CLOCKS_APART:
        generated, written = (f"{at.astimezone(WIB):%d/%m/%Y %H:%M}" for at in (generated_at, written_at))
        raise UnreadableExport(
            f"Tanggal Generate menunjukkan {generated} WIB, padahal berkas ini sudah disimpan pada {written} WIB. "
            "Pastikan tanggal komputer benar, lalu unduh ulang ekspor dari LAPOR!, dan jangan ubah baris di atas tabel."
        )
