"""Build exports as SP4N-LAPOR! writes them: rows keyed by its own header names, as .xlsx, .xls or CSV."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from datetime import date, datetime, time
from pathlib import Path

import xlsxwriter
import xlwt

COLUMNS = (
    "Tracking ID",
    "Tanggal Laporan Masuk",
    "Waktu Laporan Masuk",
    "Nama Pelapor",
    "Klasifikasi Laporan",
    "ID Kategori",
    "Kategori",
    "Judul Laporan",
    "Isi Laporan Awal",
    "Isi Laporan Akhir",
    "Tipe Laporan (Anonim/Rahasia)",
    "Sumber Laporan",
    "Instansi Induk",
    "ID Instansi Terdisposisi",
    "Instansi Terdisposisi",
    "Status Laporan",
    "Alasan Tunda/Arsip",
    "Provinsi",
    "Kota/Kabupaten",
    "Kecamatan",
    "Kelurahan",
    "Nomor SK",
    "Url SK",
    "Url Dokumen Laporan Tahunan",
    "Laporan yang Masuk melalui Kanal Aduan Setwapres",
    "Rating",
)
GENERATED = "9 Feb 2026 06:00"
CELL_FORMATS = {datetime: "dd/mm/yyyy hh:mm:ss", date: "dd/mm/yyyy", time: "hh:mm:ss"}

Row = dict[str, object]


def a_row(**overrides: object) -> Row:
    """A valid row of all 26 columns; names with a space go in as `**{"Status Laporan": …}`."""
    row: Row = dict.fromkeys(COLUMNS, "-") | {
        "Tracking ID": "5049672",
        "Tanggal Laporan Masuk": "3 Jan 2026",
        "Waktu Laporan Masuk": "08:15",
        "Nama Pelapor": "Warga Contoh",
        "Klasifikasi Laporan": "Pengaduan Tidak Berkadar Pengawasan",
        "ID Kategori": "17",
        "Kategori": "Jalan dan Jembatan",
        "Judul Laporan": "Judul contoh",
        "Isi Laporan Awal": "Isi contoh; dengan tanda, dan baris\nbaru",
        "Isi Laporan Akhir": "Isi contoh",
        "Sumber Laporan": "Website",
        "Instansi Induk": "Pemerintah Kabupaten Bekasi",
        "ID Instansi Terdisposisi": "4711",
        "Instansi Terdisposisi": "Dinas Perhubungan",
        "Status Laporan": "Terverifikasi",
        "Provinsi": "Jawa Barat",
        "Kota/Kabupaten": "Kabupaten Bekasi",
        "Kecamatan": "Babelan",
        "Kelurahan": "Kelurahan Contoh",
    }
    return row | overrides


def write_export(
    path: Path,
    rows: Sequence[Row],
    generated: object = GENERATED,
    columns: Sequence[str] = COLUMNS,
    footer: Sequence[Sequence[object]] = (),
    separator: str = ";",
    encoding: str = "utf-8-sig",
) -> Path:
    """Write the rows as `.xlsx`, `.xls` or `.csv`, by the suffix; a text that begins with `=` becomes a formula.

    `generated` stands in the preamble as it is given; None leaves its line out. `footer` is whole lines of cells.
    """
    lines: list[Sequence[object]] = [["Judul Laporan", "Laporan Masuk"], ["Nama Instansi", "Kabupaten Bekasi"]]
    lines += [] if generated is None else [["Tanggal Generate", generated]]
    lines += [[], columns, *([row.get(name) for name in columns] for row in rows), *footer]
    if path.suffix == ".csv":
        write_csv(path, lines, separator, encoding)
    elif path.suffix == ".xls":
        write_old_workbook(path, lines)
    else:
        write_workbook(path, lines)
    return path


def write_workbook(path: Path, lines: Sequence[Sequence[object]]) -> None:
    options = {"strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(str(path), options) as book:
        book.set_properties({"created": datetime(2026, 1, 1)})  # noqa: DTZ001 - the same rows are the same bytes
        formats = {kind: book.add_format({"num_format": form}) for kind, form in CELL_FORMATS.items()}
        sheet = book.add_worksheet("Laporan")
        for number, line in enumerate(lines):
            for place, value in enumerate(line):
                sheet.write(number, place, value, formats.get(type(value)))


def write_old_workbook(path: Path, lines: Sequence[Sequence[object]]) -> None:
    book = xlwt.Workbook()
    styles = {kind: xlwt.easyxf(num_format_str=form) for kind, form in CELL_FORMATS.items()}
    sheet = book.add_sheet("Laporan")
    for number, line in enumerate(lines):
        for place, value in enumerate(line):
            cell = formula(value) if isinstance(value, str) and value.startswith("=") else value
            sheet.write(number, place, cell, styles.get(type(value), xlwt.Style.default_style))
    book.save(str(path))


def write_csv(path: Path, lines: Sequence[Sequence[object]], separator: str = ";", encoding: str = "utf-8-sig") -> None:
    with path.open("w", encoding=encoding, newline="") as file:
        csv.writer(file, delimiter=separator).writerows([as_text(value) for value in line] for line in lines)


def as_text(value: object) -> str:
    """What Excel writes into a CSV for this cell, in Indonesia."""
    match value:
        case None:
            return ""
        case datetime():
            return f"{value:%d/%m/%Y %H:%M:%S}"
        case date():
            return f"{value:%d/%m/%Y}"
        case _:
            return str(value)


def formula(text: str) -> object:
    """For the old kind of workbook; what is none stays a text."""
    try:
        return xlwt.Formula(text[1:])
    except xlwt.ExcelFormulaParser.FormulaParseException:
        return text
