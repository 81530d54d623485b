"""Writes the export workbooks that the regency's admin would have downloaded, with all the faults real ones have."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from random import Random
from zlib import crc32

import xlsxwriter

from demo.lives import is_working
from demo.regency import EPOCH, WEEKS, Complaint, build
from include.rulebook.agencies import AGENCY_COLUMNS, ALIAS_COLUMNS, UNMAPPED
from include.rulebook.files import read_lines
from include.sla.week import WIB, Week

Cell = str | int | float
READ = "terbaca"  # where the reader puts what it has read, inside the inbox
NOTICE = "DATA CONTOH – bukan laporan sebenarnya"
STRANGER = "Dinas Contoh Tidak Terdaftar"
COLUMNS = (
    "Tracking ID", "Tanggal Laporan Masuk", "Waktu Laporan Masuk", "Nama Pelapor", "Klasifikasi Laporan",
    "ID Kategori", "Kategori", "Judul Laporan", "Isi Laporan Awal", "Isi Laporan Akhir",
    "Tipe Laporan (Anonim/Rahasia)", "Sumber Laporan", "Instansi Induk", "ID Instansi Terdisposisi",
    "Instansi Terdisposisi", "Status Laporan", "Alasan Tunda/Arsip", "Provinsi", "Kota/Kabupaten", "Kecamatan",
    "Kelurahan", "Nomor SK", "Url SK", "Url Dokumen Laporan Tahunan",
    "Laporan yang Masuk melalui Kanal Aduan Setwapres", "Rating",
)  # fmt: skip
MOVED = (COLUMNS[0], *reversed(COLUMNS[1:]))
LACKING = tuple(column for column in COLUMNS if column != "Kelurahan")
MONTHS = (
    ("Jan",), ("Feb", "Peb"), ("Mar",), ("Apr",), ("Mei", "May"), ("Jun",), ("Jul",), ("Agu", "Agt", "Ags", "Aug"),
    ("Sep",), ("Okt", "Oct"), ("Nop", "Nov"), ("Des", "Dec"),
)  # fmt: skip
# By week (modulo four) and weekday: a day's export looks the same whichever week looks back at it.
LAYOUTS = {(0, 1): MOVED, (2, 1): LACKING}
ENCODINGS = {(1, 2): "cp1252", (3, 2): "utf-8-sig"}


def write(inbox: Path, today: date) -> list[Path]:
    """The exports of the twelve weeks before the week of `today`, and of its days so far; returns the new ones.

    One each working day before today at about 15:30 WIB, and one on the Monday of this week at 00:30 WIB. What lies in
    the inbox already, or was read and moved to `terbaca`, is left alone. The same day gives the same bytes.
    """
    inbox.mkdir(parents=True, exist_ok=True)
    monday = Week.on(today).monday
    past, now = build(monday), build_present(monday)
    midnight = datetime.combine(monday, time(0, 30), WIB)
    times = generation_times(monday, today)
    new = [at for at in times if not any((folder / name(at)).exists() for folder in (inbox, inbox / READ))]
    return [
        _save(inbox / name(at), sheet(now if at > midnight else past, at, damaged=at == midnight), at) for at in new
    ]


def build_present(monday: date) -> list[Complaint]:
    """The tickets of the twelve weeks before this Monday and of its week, with all that happens in them."""
    return build(monday + timedelta(days=7), WEEKS + 1)


def generation_times(monday: date, today: date | None = None) -> list[datetime]:
    """When the exports before this Monday, or a later day of its week, were generated (aware, WIB), in order."""
    days = [monday + timedelta(days=days) for days in range(-7 * WEEKS, ((today or monday) - monday).days)]
    minutes = {day: 26 + Random(f"export {day}").randrange(10) for day in days if is_working(day)}
    daily = [datetime.combine(day, time(15, minute), WIB) for day, minute in minutes.items()]
    return sorted([*daily, datetime.combine(monday, time(0, 30), WIB)])


def name(at: datetime) -> str:
    return f"laporan-sp4n-{at:%Y%m%d-%H%M}.{'csv' if _place(at) in ENCODINGS else 'xlsx'}"


def sheet(complaints: list[Complaint], at: datetime, *, damaged: bool = False) -> list[list[Cell]]:
    """All rows of the export generated at this moment: preamble, header, one row a ticket, footer."""
    columns = LAYOUTS.get(_place(at), COLUMNS)
    rows = [_row(complaint, at) for complaint in complaints if complaint.received_at <= at]
    count = len(rows)
    if damaged:
        rows[count // 2 : count // 2] = _damage(rows[-1], at)
    return [
        ["Judul Laporan", NOTICE],
        ["Nama Instansi", "Pemerintah Kabupaten Bekasi"],
        ["Tanggal Generate", f"{_day(at.date(), 'generate')} {at:%H:%M}"],
        [],
        list(columns),
        *([row[column] for column in columns] for row in rows),
        [],
        ["Jumlah Laporan", count],
        [NOTICE],
    ]


def _row(complaint: Complaint, at: datetime) -> dict[str, Cell]:
    """One ticket as LAPOR shows it at this moment, a dash in every empty cell."""
    spelling = f"{complaint.ticket_id} {at:%F}"
    filled = _report(complaint, spelling) | _state(complaint, at, spelling)
    return {column: filled.get(column) or "-" for column in COLUMNS}


def _report(complaint: Complaint, spelling: str) -> dict[str, Cell]:
    """What the citizen sent."""
    number = complaint.ticket_id
    return {
        "Tracking ID": _id(number, spelling),
        "Tanggal Laporan Masuk": _day(complaint.received_at.date(), spelling),
        "Waktu Laporan Masuk": f"{complaint.received_at:%H:%M}",
        "Nama Pelapor": "" if complaint.kind == "Anonim" else f"Pelapor Contoh {number[-4:]}",
        "Klasifikasi Laporan": complaint.classification,
        "ID Kategori": 100 + crc32(complaint.category.encode()) % 900,
        "Kategori": complaint.category,
        "Judul Laporan": f"Contoh laporan nomor {number}",
        "Isi Laporan Awal": f"Contoh isi laporan nomor {number}, bukan dari pelapor sebenarnya.",
        "Isi Laporan Akhir": f"Contoh isi laporan nomor {number}, bukan dari pelapor sebenarnya.",
        "Tipe Laporan (Anonim/Rahasia)": complaint.kind,
        "Sumber Laporan": complaint.channel,
        "Provinsi": "Jawa Barat",
        "Kota/Kabupaten": "Kabupaten Bekasi",
        "Kecamatan": complaint.district,
    }


def _state(complaint: Complaint, at: datetime, spelling: str) -> dict[str, Cell]:
    """Where the ticket stands at this moment."""
    turn = complaint.last_turn(at)
    if turn is None:
        return {"Status Laporan": "Belum Terverifikasi"}
    rating = complaint.rating if turn.kind in ("closed", "lapsed") else ""
    return {
        "Instansi Induk": "Pemerintah Kabupaten Bekasi" if turn.agency_id else "",
        "ID Instansi Terdisposisi": lapor_id(turn.agency_id) if turn.agency_id else "",
        "Instansi Terdisposisi": _agency(turn.agency_id, spelling) if turn.agency_id else "",
        "Status Laporan": turn.status,
        "Alasan Tunda/Arsip": turn.reason,
        "Rating": rating,
    }


def _damage(row: dict[str, Cell], at: datetime) -> list[dict[str, Cell]]:
    """Two rows that no reader can accept: a number of 31 digits, and a day that does not exist."""
    unused = str(row["Tracking ID"])[:4] + "999"
    return [row | {"Tracking ID": "5" * 31}, row | {"Tracking ID": unused, "Tanggal Laporan Masuk": f"31 Peb {at:%Y}"}]


def lapor_id(agency_id: str) -> int:
    """A made-up `ID Instansi Terdisposisi`, always the same for one agency."""
    return 10_000 + crc32(agency_id.encode()) % 900_000


@cache
def names() -> dict[str, tuple[str, ...]]:
    """Each agency's spellings on exports: LAPOR's own first, then the aliases still in use."""
    spellings = {UNMAPPED: [STRANGER]}
    for _, line in read_lines("agencies.csv", AGENCY_COLUMNS):
        suffix = " Kabupaten Bekasi" if line["group"] in ("Dinas", "Badan") else ""
        spellings[line["agency_id"]] = [line["name"] + suffix]
    for _, line in read_lines("aliases.csv", ALIAS_COLUMNS):
        if line["agency_id"] and not line["valid_to"]:
            spellings[line["agency_id"]].append(line["alias"])
    return {agency_id: tuple(found) for agency_id, found in spellings.items()}


def _agency(agency_id: str, spelling: str) -> str:
    usual, *aliases = names()[agency_id]
    chance = crc32(f"agency {spelling}".encode())
    return aliases[chance % len(aliases)] if aliases and chance % 12 == 0 else usual


def _day(day: date, spelling: str) -> str:
    """`3 Jan 2026`, the month now in Indonesian, now in English."""
    months = MONTHS[day.month - 1]
    return f"{day.day} {months[crc32(f'month {spelling}'.encode()) % len(months)]} {day.year}"


def _id(number: str, spelling: str) -> Cell:
    """Mostly text, sometimes a number, sometimes the text that a number has left behind."""
    chance = crc32(f"id {spelling}".encode()) % 12
    return float(number) if chance == 0 else f"{number}.0" if chance == 1 else number


def _place(at: datetime) -> tuple[int, int]:
    return (at.date() - EPOCH.monday).days // 7 % 4, at.weekday()


def _save(path: Path, rows: Sequence[Sequence[Cell]], at: datetime) -> Path:
    """Under a hidden name first, so that nobody reads half a file."""
    unfinished = path.with_name(f".{path.name}")
    if path.suffix == ".csv":
        _save_csv(unfinished, rows, ENCODINGS[_place(at)])
    else:
        _save_xlsx(unfinished, rows, at)
    return unfinished.replace(path)


def _save_csv(path: Path, rows: Sequence[Sequence[Cell]], encoding: str) -> None:
    with path.open("w", encoding=encoding, newline="") as file:
        csv.writer(file, delimiter=";").writerows(rows)


def _save_xlsx(path: Path, rows: Sequence[Sequence[Cell]], at: datetime) -> None:
    with xlsxwriter.Workbook(path) as book:
        book.set_properties({"title": NOTICE, "created": at.replace(tzinfo=None)})
        page = book.add_worksheet("Laporan")
        for number, row in enumerate(rows):
            page.write_row(number, 0, row)
