"""Exports of the make-believe regency with somebody planted wherever a real person may stand, or stray to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

from demo import offices
from demo.exports import sheet
from demo.regency import Complaint
from tests.builders_exports import COLUMNS, Row, write_csv, write_export, write_workbook
from tests.dags.people import Person

PHONE = "Nomor HP Pelapor"  # a column that LAPOR may have tomorrow
TITLE = "Judul Laporan"
FREE = (
    "Nama Pelapor", TITLE, "Isi Laporan Awal", "Isi Laporan Akhir", "Alasan Tunda/Arsip", "Kelurahan", "Nomor SK",
    "Url SK", "Url Dokumen Laporan Tahunan", "Laporan yang Masuk melalui Kanal Aduan Setwapres", PHONE,
)  # fmt: skip
SLIPS = {
    "Tracking ID": "nik",
    "Tanggal Laporan Masuk": "text",
    "Waktu Laporan Masuk": "phone",
    "Klasifikasi Laporan": "plate",
    "Kategori": "mail",
    "Tipe Laporan (Anonim/Rahasia)": "phone",
    "Sumber Laporan": "phone",
    "ID Instansi Terdisposisi": "nik",
    "Instansi Terdisposisi": "text",
    "Status Laporan": "text",
    "Kecamatan": "phone",
    "Rating": "mail",
}
LOST = ("Nama Pelapor", "Kategori", "Sumber Laporan")  # cells that somebody deleted: what follows has moved up
UNNOTICED = ("Instansi Terdisposisi", "Status Laporan")  # …so that a reason is a status, and all looks well

REPORTERS = {column: Person(10 + place, column) for place, column in enumerate(FREE)}
STRAYED = {column: Person(30 + place, f"{column} Keliru") for place, column in enumerate(SLIPS)}
SHIFTED, PARTED, REFUSED, COUNTED = map(Person, range(50, 54), ("Tergeser", "Terbelah", "Tertolak", "Terhitung"))
PLANTED = (*REPORTERS.values(), *STRAYED.values(), SHIFTED, PARTED, REFUSED, COUNTED)
UNSEEN, HOLDER, DEPUTY = map(Person, range(60, 63), ("Tersamar", "Pejabat", "Pelaksana Tugas"))


def fill_inbox(inbox: Path, complaints: list[Complaint], now: datetime) -> None:
    """Three exports, the last of this minute and with all that can go wrong, a file that is none, and two recaps."""
    inbox.mkdir()
    for days in (5, 2):
        at = now - timedelta(days=days)
        save(inbox / f"laporan-{days}.xlsx", report(complaints, at), at)
    shifts = [*shift(complaints, now, LOST, SHIFTED), *shift(complaints, now, UNNOTICED, UNSEEN)]
    rows = [*report(complaints, now), *slip(complaints, now), *shifts]
    save(inbox / "laporan.csv", rows, now)
    with (inbox / "laporan.csv").open("a", encoding="utf-8") as file:
        file.writelines(part(complaints, now))
    write_csv(inbox / "daftar.csv", [["Pelapor", "Isi"], [REFUSED.name, REFUSED.write("text")]])
    write_recap(inbox / "rekap.xlsx", "Dinas Contoh", 0, now)
    write_recap(inbox / "rekap-keliru.xlsx", COUNTED.write("phone"), COUNTED.write("nik"), now)


def save(path: Path, rows: Iterable[Row], at: datetime) -> None:
    write_export(path, [*rows], generated=f"{at:%d/%m/%Y %H:%M}", columns=(*COLUMNS, PHONE))


def report(complaints: list[Complaint], at: datetime) -> Iterator[Row]:
    """As LAPOR would, with a person in each free column, spelled one way or another."""
    _, _, _, _, header, *rows = sheet(complaints, at)
    for spelling, cells in enumerate(row for row in rows if len(row) == len(header)):
        told = {column: person.write("text", spelling) for column, person in REPORTERS.items()}
        yield dict(zip(header, cells, strict=True)) | told | {TITLE: REPORTERS[TITLE].list_numbers(spelling)}


def slip(complaints: list[Complaint], at: datetime) -> Iterator[Row]:
    """Reports with personal data where a word or a number of LAPOR's should be."""
    for number, (row, (column, kind)) in enumerate(zip(report(complaints, at), SLIPS.items(), strict=False)):
        yield row | {"Tracking ID": f"90{number}"} | {column: STRAYED[column].write(kind, number)}


def shift(complaints: list[Complaint], at: datetime, lost: Iterable[str], person: Person) -> Iterator[Row]:
    for row, gone in zip(report(complaints, at), lost, strict=False):
        row |= {"Tracking ID": str(person.number), "Alasan Tunda/Arsip": person.name, "Kelurahan": person.name}
        yield dict(zip(COLUMNS, [row[column] for column in COLUMNS if column != gone], strict=False))


def part(complaints: list[Complaint], at: datetime) -> Iterator[str]:
    """A line whose title holds the separator, and no quotes around it."""
    row = next(report(complaints, at)) | dict.fromkeys(FREE, PARTED.name) | {"Tracking ID": "92"}
    row[TITLE] = f"{PARTED.name}; {PARTED.list_numbers(0)}"
    yield ";".join(str(row[column]) for column in (*COLUMNS, PHONE)) + "\r\n"


def write_recap(path: Path, unit: str, count: object, at: datetime) -> None:
    """Of a year without any report, so that it holds no letter."""
    header = ["Unit Kerja", "Belum Terverifikasi", "Belum Ditindaklanjuti", "Proses", "Selesai", "Total"]
    preamble = [["Tanggal Generate", f"{at:%d/%m/%Y %H:%M}"], ["Periode", "1 Jan 2020 - 31 Des 2020"]]
    write_workbook(path, [*preamble, header, [unit, count, 0, 0, 0, count], [COUNTED.write("text")]])


def fill_offices(path: Path) -> None:
    """The sample's, each with a holder and a deputy."""
    offices.write(path)
    told = path.read_text(encoding="utf-8").replace(",,,", f",{HOLDER.name},{DEPUTY.name},")
    path.write_text(told, encoding="utf-8")
