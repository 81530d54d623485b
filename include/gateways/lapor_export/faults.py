"""Why a row cannot be read, told to data staff without repeating what may be a name or a number of somebody's."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import datetime

from include.gateways.lapor_export.cells import FORMULA, Fault
from include.gateways.lapor_export.moments import (
    DAY_CELL,
    FIRST_YEAR,
    TIME_CELL,
    WIB,
    find_in_calendar,
    read_day_cell,
    read_time_cell,
)
from include.gateways.lapor_export.table import DATE, ID, STATUS, TIME_OF_DAY, TITLE
from include.gateways.lapor_export.words import MARKERS, WORDS, read_ticket_id, whole

# A title is left behind, but a formula in one is no accident: data staff shall see it.
FORMULA_FREE = {ID, DATE, TIME_OF_DAY, TITLE, *(word.column for word in WORDS.values())}
SURPLUS = "terakhir"  # stands for a column's name where there is one cell too many
LONG_NUMBER = re.compile(r"[0-9]{11,}")


def find_fault(row: Mapping[str, str], surplus: bool, generated_at: datetime) -> Fault:
    """The first thing wrong with an unsound row, of cells by LAPOR's name of the column."""
    return next(find_faults(row, surplus, generated_at))


def find_faults(row: Mapping[str, str], surplus: bool, generated_at: datetime) -> Iterator[Fault]:
    for column, text in row.items():
        if text == FORMULA and column in FORMULA_FREE:
            yield Fault(column, "berisi rumus; seharusnya berisi teks atau angka biasa")
    if surplus:  # even by an empty cell: every column after the break has shifted
        yield Fault(
            SURPLUS, "diikuti sel tanpa judul kolom; mungkin teks laporan memuat pemisah kolom tanpa tanda kutip"
        )
    if read_ticket_id(row[ID]) is None:
        yield Fault(ID, tell_number(whole(row[ID])))
    yield from find_faults_of_moment(row, generated_at)
    if not row[STATUS]:
        yield Fault(STATUS, "kosong; seharusnya berisi status laporan, misalnya Terverifikasi")
    for word in (*WORDS.values(), *MARKERS.values()):
        if word.read(row.get(word.column, "")) is None:
            yield Fault(word.column, "berisi hal lain; mungkin kolom bergeser")


def tell_number(text: str) -> str:
    if LONG_NUMBER.fullmatch(text):
        return f"berisi {len(text)} digit; nomor laporan terdiri atas 1 sampai 10 digit"
    found = f"berisi {len(text)} karakter yang bukan nomor laporan" if text else "kosong"
    return f"{found}; seharusnya berisi 1 sampai 10 angka"


def find_faults_of_moment(row: Mapping[str, str], generated_at: datetime) -> Iterator[Fault]:
    day, moment, cell = read_day_cell(row[DATE]), read_time_cell(row[TIME_OF_DAY]), DAY_CELL.fullmatch(row[DATE])
    if cell and not find_in_calendar(cell):
        yield Fault(DATE, f"berisi {cell[0]}, bukan tanggal yang ada di kalender; misalnya 3 Jan 2026")
    elif not day:
        yield misfit(row, DATE, DAY_CELL, f"berisi tanggal sejak {FIRST_YEAR}, misalnya 3 Jan 2026")
    elif not moment:
        yield misfit(row, TIME_OF_DAY, TIME_CELL, "berisi jam dan menit, misalnya 08:15")
    elif datetime.combine(day, moment) > generated_at:
        received, generated = f"{day:%d/%m/%Y} {moment:%H:%M}", f"{generated_at.astimezone(WIB):%d/%m/%Y %H:%M}"
        yield Fault(DATE, f"menunjukkan {received} WIB; seharusnya sebelum ekspor dibuat, {generated} WIB")


def misfit(row: Mapping[str, str], column: str, form: re.Pattern[str], expected: str) -> Fault:
    """Repeats the value only where it has the right form: a shifted column may hold a name or a phone number."""
    text = row[column]
    found = "kosong" if not text else f"berisi {text}" if form.fullmatch(text) else "berisi hal lain"
    return Fault(column, f"{found}; seharusnya {expected}")
