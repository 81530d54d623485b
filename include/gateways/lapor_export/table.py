"""Where the table lies on a sheet: what stands above its header, its columns, its rows."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from include.gateways.lapor_export.cells import Row, UnreadableExport
from include.gateways.lapor_export.grid import Grid
from include.gateways.lapor_export.moments import DAY, TIME, WIB, read_day, read_time

ID = "Tracking ID"
DATE = "Tanggal Laporan Masuk"
TIME_OF_DAY = "Waktu Laporan Masuk"
CLASSIFICATION = "Klasifikasi Laporan"
AGENCY = "Instansi Terdisposisi"
STATUS = "Status Laporan"
TITLE = "Judul Laporan"
ESSENTIAL = (ID, DATE, TIME_OF_DAY, CLASSIFICATION, AGENCY, STATUS)

GENERATED = re.compile(r"Tanggal Generate\b", re.IGNORECASE)
DAY_END = time(23, 59, 59)
MOST_ROWS = 300_000  # some hundred years of the regency; a million, packed into a small file, would fill the memory
CLOCKS_APART = timedelta(days=1)  # how far the computer's clock may be behind LAPOR's


@dataclass(frozen=True)
class Table:
    """One table of reports, cut from its sheet; its rows are known by their places among those that are not blank."""

    preamble: list[Row]
    header: Row
    columns: Sequence[Sequence[str]]  # one for each name in the header
    numbers: list[int]  # of the rows on the sheet, counted from 1
    surplus: list[bool]  # whether a row has more cells than the header

    def column(self, name: str) -> Sequence[str]:
        """Empty cells where there is no such column; of columns with one name the last counts."""
        places = [place for place, named in enumerate(self.header) if named == name]
        return self.columns[places[-1]] if places else [""] * len(self.numbers)

    def row(self, place: int) -> dict[str, str]:
        return {name: column[place] for name, column in zip(self.header, self.columns, strict=True)}


def find_table(grids: list[Grid]) -> Table:
    """The table of the first sheet that has one; UnreadableExport when none has, or columns are missing."""
    for grid in grids:
        if grid.columns and ID in grid.columns[0]:
            return cut(grid, grid.columns[0].index(ID))
    raise UnreadableExport(
        f"Tabel laporan tidak ditemukan: tidak ada baris yang sel pertamanya “{ID}”. Unduh ulang ekspor dari LAPOR! "
        "dan jangan ubah susunannya."
    )


def cut(grid: Grid, place: int) -> Table:
    """The table below the header that stands here, without its blank rows."""
    header, below = grid.row(place), range(place + 1, len(grid.columns[0]))
    check_columns(header)
    first, *others = grid.columns
    full = [row for row in below if first[row] or any(column[row] for column in others)]
    refuse_long(full)
    columns = [[column[row] for row in full] for column in grid.columns[: len(header)]]
    surplus = [grid.widths is not None and grid.widths[row] > len(header) for row in full]
    return Table([grid.row(row) for row in range(place)], header, columns, [row + 1 for row in full], surplus)


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


def refuse_long(rows: list[int]) -> None:
    if len(rows) > MOST_ROWS:
        raise UnreadableExport(
            f"Tabel memuat lebih dari {MOST_ROWS // 1000}.000 baris. Ekspor ulang dari LAPOR! untuk rentang waktu yang "
            "lebih pendek."
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
            moment = TIME.search(line, found.end())
            zoned = moment is not None and line.startswith("WIB", moment.end() + 1)
            generated_at, dated_by = date_exactly(day, read_time(moment), written_at, zoned)
            refuse_future(generated_at, written_at)
            return generated_at, dated_by
    raise UnreadableExport(
        "Tanggal Generate tidak ada atau tidak terbaca, sehingga tidak diketahui kapan ekspor ini dibuat. Unduh ulang "
        "ekspor dari LAPOR!, dan jangan hapus atau ubah baris di atas tabel."
    )


def date_exactly(day: date, moment: time | None, written_at: datetime, zoned: bool) -> tuple[datetime, str]:
    # A date cell without a time reads as midnight too, but it names no zone.
    if moment and (zoned or moment.replace(tzinfo=None) != time.min):
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
