"""Each row of the table becomes a snapshot, goes to quarantine with a reason, or is a footer."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from include.gateways.lapor_export.cells import FORMULA, Fault, Row
from include.gateways.lapor_export.moments import (
    DAY_CELL,
    FIRST_YEAR,
    TIME_CELL,
    WIB,
    find_in_calendar,
    read_day,
    read_time,
)
from include.gateways.lapor_export.table import DATE, ESSENTIAL, ID, STATUS, TIME_OF_DAY, Table
from include.gateways.lapor_export.words import WORDS, read_words, whole

# One row: one record that could not be read.
QUARANTINE = {
    "row": "int64",  # row in the workbook, counted from 1
    "column": "str",  # LAPOR's name of the column at fault
    "reason": "str",  # what is wrong with it: for data staff, in Indonesian
    "ticket_id": "str",  # empty where the id itself could not be read
}

# A title is left behind, but a formula in one is no accident: data staff shall see it.
FORMULA_FREE = {ID, DATE, TIME_OF_DAY, "Judul Laporan", *(word.column for word in WORDS.values())}

TICKET_ID = re.compile(r"[0-9]{1,10}")
LONG_NUMBER = re.compile(r"[0-9]{11,}")
NUMBER = re.compile(r"[-+]?\d[\d.,eE+]*")

Record = dict[str, object]


@dataclass
class SortedRows:
    """The rows of one table, each in one of three places."""

    snapshots: list[Record] = field(default_factory=list)
    quarantine: list[Record] = field(default_factory=list)
    ignored: int = 0

    def set_aside(self, row: object, ticket_id: object, fault: Fault) -> None:
        self.quarantine.append({"row": row, "column": fault.column, "reason": str(fault), "ticket_id": ticket_id})


def sort_rows(table: Table, generated_at: datetime) -> SortedRows:
    """Sort the rows of an export that was made at this moment (aware)."""
    result, records = SortedRows(), []
    for number, cells in table.body.items():
        row = dict(zip(table.header, cells, strict=False))
        ticket_id = whole(row[ID])
        if is_footer(row):
            result.ignored += 1
            continue
        try:
            refuse_formulas(row)
            refuse_surplus(table.header, cells)
            records.append(read_record(row, number, generated_at))
        except Fault as fault:
            result.set_aside(number, ticket_id if TICKET_ID.fullmatch(ticket_id) else "", fault)
    settle_repeats(records, result)
    result.quarantine.sort(key=lambda record: int(str(record["row"])))
    return result


def is_footer(row: Mapping[str, str]) -> bool:
    """A line of words or nothing in the first cell, and nothing where a report must say something, or one sum."""
    others = [text for name, text in row.items() if name != ID and text]
    silent = not any(row.get(name) for name in ESSENTIAL[1:])
    return not NUMBER.fullmatch(row[ID]) and (silent or (bool(row[ID]) and len(others) == 1))


def refuse_formulas(row: Mapping[str, str]) -> None:
    """A formula in a text that is left behind anyway does no harm."""
    for column, text in row.items():
        if text == FORMULA and column in FORMULA_FREE:
            raise Fault(column, "berisi rumus; seharusnya berisi teks atau angka biasa")


def refuse_surplus(header: Row, cells: Row) -> None:
    if len(cells) > len(header):  # even by an empty cell: every column after the break has shifted
        raise Fault(
            "terakhir", "diikuti sel tanpa judul kolom; mungkin teks laporan memuat pemisah kolom tanpa tanda kutip"
        )


def read_record(row: Mapping[str, str], number: int, generated_at: datetime) -> Record:
    """One snapshot; Fault names the first thing wrong with the row."""
    ticket_id = read_ticket_id(row[ID])
    received_at = read_received_at(row)
    if received_at > generated_at:
        received, generated = (f"{at.astimezone(WIB):%d/%m/%Y %H:%M}" for at in (received_at, generated_at))
        raise Fault(DATE, f"menunjukkan {received} WIB; seharusnya sebelum ekspor dibuat, {generated} WIB")
    if not row.get(STATUS):
        raise Fault(STATUS, "kosong; seharusnya berisi status laporan, misalnya Terverifikasi")
    about = {"ticket_id": ticket_id, "fetched_at": generated_at, "received_at": received_at, "row": number}
    return about | read_words(row)


def read_ticket_id(text: str) -> str:
    """The value itself is not repeated: a long number may be a citizen's phone or identity number."""
    ticket_id = whole(text)
    if LONG_NUMBER.fullmatch(ticket_id):
        raise Fault(ID, f"berisi {len(ticket_id)} digit; nomor laporan terdiri atas 1 sampai 10 digit")
    if not TICKET_ID.fullmatch(ticket_id):
        found = f"berisi {len(ticket_id)} karakter yang bukan nomor laporan" if ticket_id else "kosong"
        raise Fault(ID, f"{found}; seharusnya berisi 1 sampai 10 angka")
    return ticket_id


def read_received_at(row: Mapping[str, str]) -> datetime:
    """The moment in UTC; Fault when the day or the time cannot be read."""
    cell = DAY_CELL.fullmatch(row.get(DATE, ""))
    day = read_day(cell)
    if cell and not find_in_calendar(cell):
        raise Fault(DATE, f"berisi {cell[0]}, bukan tanggal yang ada di kalender; misalnya 3 Jan 2026")
    if not day:
        raise misfit(row, DATE, DAY_CELL, f"berisi tanggal sejak {FIRST_YEAR}, misalnya 3 Jan 2026")
    moment = read_time(TIME_CELL.fullmatch(row.get(TIME_OF_DAY, "")))
    if not moment:
        raise misfit(row, TIME_OF_DAY, TIME_CELL, "berisi jam dan menit, misalnya 08:15")
    return datetime.combine(day, moment).astimezone(UTC)


def misfit(row: Mapping[str, str], column: str, form: re.Pattern[str], expected: str) -> Fault:
    """Repeats the value only where it has the right form: a shifted column may hold a name or a phone number."""
    text = row.get(column, "")
    found = "kosong" if not text else f"berisi {text}" if form.fullmatch(text) else "berisi hal lain"
    return Fault(column, f"{found}; seharusnya {expected}")


def settle_repeats(records: list[Record], result: SortedRows) -> None:
    """Of each ticket the last row counts; an equal one is ignored, another one is set aside."""
    last = {record["ticket_id"]: record for record in records}
    for record in records:
        winner = last[record["ticket_id"]]
        if record is winner:
            result.snapshots.append(record)
        elif record == {**winner, "row": record["row"]}:
            result.ignored += 1
        else:
            fault = Fault(
                ID, f"sama dengan baris {winner['row']} tetapi isinya berbeda; yang dipakai baris terakhir itu"
            )
            result.set_aside(record["row"], record["ticket_id"], fault)
