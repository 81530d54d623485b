"""A file of repairs goes out to staff, through their Excel, and comes back as an export of the same moment."""

import csv
import json
from datetime import UTC, datetime
from typing import NamedTuple

import openpyxl
import pandas as pd
import pytest

from include.gateways import lapor_export
from include.gateways.lapor_export import QUARANTINE, UnreadableExport, repairs
from include.gateways.lapor_export.keeping import COLUMNS
from tests.builders_exports import a_row, write_export, write_workbook
from tests.gateways.lapor_export.reading import FIRST_ROW, wib

ROWS = [
    a_row(),
    a_row(**{"Tracking ID": "12", "Tanggal Laporan Masuk": "31 Peb 2026"}),
    a_row(**{"Tracking ID": "9" * 16, "Tanggal Laporan Masuk": "2026-01-04"}),
    a_row(**{"Tracking ID": "14", "Waktu Laporan Masuk": "pagi"}),
]
HEADER_LINE = 4  # counted from 0
DATE, TIME = "Tanggal Laporan Masuk", "Waktu Laporan Masuk"


class Origin(NamedTuple):
    digest: str
    generated_at: datetime


@pytest.fixture
def export(tmp_path):
    return lapor_export.read(write_export(tmp_path / "ekspor.xlsx", ROWS, generated="9 Feb 2026 06:00:07"))


@pytest.fixture
def path(tmp_path, export):
    target = tmp_path / "perbaikan.csv"
    repairs.write(target, export, export.quarantine)
    return target


def grid(path):
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file, delimiter=";"))


def mend(path, *cells, saved=None):
    """Fill in cells (row of the export, column, text), and save it under this name."""
    lines = grid(path)
    header = lines[HEADER_LINE]
    for row, column, text in cells:
        line = next(line for line in lines if line[-2:-1] == [str(row)])
        line[header.index(column)] = text
    return save(saved or path, lines)


def save(path, lines):
    if path.suffix == ".xlsx":
        write_workbook(path, lines)
    else:
        with path.open("w", encoding="cp1252", newline="") as file:
            csv.writer(file, delimiter=",").writerows(lines)
    return path


MENDED = [(FIRST_ROW + 1, DATE, "28 Feb 2025"), (FIRST_ROW + 2, "Tracking ID", "13"), (FIRST_ROW + 3, TIME, "07:30")]


def test_staff_see_what_is_known_and_what_is_wrong(path, export):
    content = path.read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    assert content.count(b"\r\n") == content.count(b"\n") == len(grid(path))
    preamble, header, lines = grid(path)[:HEADER_LINE], grid(path)[HEADER_LINE], grid(path)[HEADER_LINE + 1 :]
    assert preamble[1:3] == [
        ["Tanggal Generate : 9 Feb 2026 06:00:07 WIB"],
        [f"Perbaikan dari : {export.digest}"],
    ]
    assert header == [*COLUMNS, "Baris", "Yang perlu diperbaiki"]
    assert [line[:3] for line in lines] == [["12", "", "08:15"], ["", "4 Jan 2026", "08:15"], ["14", "3 Jan 2026", ""]]
    assert [line[-2] for line in lines] == [str(FIRST_ROW + number) for number in (1, 2, 3)]
    assert lines[0][-1] == (
        "Tanggal Laporan Masuk: berisi 31 Peb 2026, bukan tanggal yang ada di kalender; misalnya 3 Jan 2026."
    )


@pytest.mark.parametrize("name", ["mended.csv", "mended.xlsx"])
def test_mended_rows_come_back_as_of_the_first_moment_with_their_row_numbers(tmp_path, path, export, name):
    mended = lapor_export.read(mend(path, *MENDED, saved=tmp_path / name))
    assert (mended.generated_at, mended.dated_by) == (export.generated_at, "preamble")
    assert mended.repairs == export.digest != mended.digest
    assert mended.quarantine.empty
    said = mended.snapshots.set_index("ticket_id")
    assert said["row"].to_dict() == {"12": FIRST_ROW + 1, "13": FIRST_ROW + 2, "14": FIRST_ROW + 3}
    assert list(said["received_at"]) == [
        wib("2025-02-28 08:15"), wib("2026-01-04 08:15"), wib("2026-01-03 07:30"),
    ]  # fmt: skip
    assert set(said["agency_name"]) == {"Dinas Perhubungan"}
    assert mended.titles.empty


def test_an_export_itself_repairs_nothing(export):
    assert export.repairs == ""


def test_what_is_still_faulty_goes_to_quarantine_again_under_its_first_number(path, export):
    again = lapor_export.read(mend(path, MENDED[0]))
    assert list(again.snapshots["ticket_id"]) == ["12"]
    assert list(again.quarantine["row"]) == [FIRST_ROW + 2, FIRST_ROW + 3]
    assert again.rows == 3


def test_repairs_may_be_repaired(tmp_path, path):
    first = lapor_export.read(mend(path, MENDED[0]))
    second = tmp_path / "lagi.csv"
    repairs.write(second, first, first.quarantine)
    mended = lapor_export.read(mend(second, *MENDED[1:]))
    assert (mended.repairs, mended.generated_at) == (first.digest, first.generated_at)
    assert sorted(mended.snapshots["row"]) == [FIRST_ROW + 2, FIRST_ROW + 3]


@pytest.mark.parametrize(
    ("column", "kept", "saved", "read", "expected"),
    [
        (DATE, "2026-01-03", "03/01/2026", "received_at", wib("2026-01-03 08:15")),
        (DATE, "3 Jan 2026", "03-Jan-26", "received_at", wib("2026-01-03 08:15")),
        (DATE, "3 Mei 2025", "3-Mei-25", "received_at", wib("2025-05-03 08:15")),
        (DATE, "3 Agu 2025", "03 Agust 25", "received_at", wib("2025-08-03 08:15")),
        (DATE, "2026-01-03 00:00:00", "03/01/2026 0:00", "received_at", wib("2026-01-03 08:15")),
        (TIME, "08:15", "8:15", "received_at", wib("2026-01-03 08:15")),
        (TIME, "08:15:00", "08.15.00", "received_at", wib("2026-01-03 08:15")),
        ("Tracking ID", "5049672", "5049672.0", "ticket_id", "5049672"),
        ("Tracking ID", "5049672", "5.049.672", "ticket_id", "5049672"),
        ("Tracking ID", "5049672", "5,049,672", "ticket_id", "5049672"),
        ("ID Instansi Terdisposisi", "4711", "4711.00", "agency_lapor_id", "4711"),
    ],
)
def test_what_excel_makes_of_dates_and_numbers_is_read_all_the_same(tmp_path, column, kept, saved, read, expected):
    cells = {name: str(a_row()[name]).replace("-", "") for name in COLUMNS} | {column: kept}
    path = tmp_path / "perbaikan.csv"
    repairs.write(path, Origin("a" * 64, datetime(2026, 2, 9, tzinfo=UTC)), quarantine(cells))
    assert lapor_export.read(mend(path, (1_048_576, column, saved))).snapshots[read].tolist() == [expected]


def test_date_cells_of_a_workbook_saved_by_excel_are_read(tmp_path, path):
    saved = mend(path, *MENDED, saved=tmp_path / "mended.xlsx")
    book = openpyxl.load_workbook(saved)
    sheet = book.active
    for line, day in ((6, datetime(2025, 2, 28)), (8, datetime(2026, 1, 3))):  # noqa: DTZ001 - as Excel keeps it
        sheet.cell(line, 2, day)
    sheet.cell(6, 1, 12.0)
    book.save(saved)
    assert sorted(lapor_export.read(saved).snapshots["ticket_id"]) == ["12", "13", "14"]


@pytest.mark.parametrize("at", ["2026-02-09 00:00:00", "2026-02-09 23:59:59", "2025-12-31 16:59:59"])
def test_any_moment_comes_back_to_the_second(tmp_path, at):
    path = tmp_path / "perbaikan.csv"
    repairs.write(path, Origin("a" * 64, wib(at).to_pydatetime()), quarantine({}))
    read = lapor_export.read(path)
    assert (read.generated_at, read.dated_by) == (wib(at), "preamble")


@pytest.mark.parametrize("word", ["=1+1", "+1", "-x", "@x", "'x", "'=x", '=HYPERLINK("https://jahat.example")'])
def test_no_cell_begins_to_calculate_in_excel_and_each_comes_back_as_it_was(tmp_path, word):
    path = tmp_path / "perbaikan.csv"
    cells = {name: str(a_row()[name]).replace("-", "") for name in COLUMNS} | {"Kategori": word}
    repairs.write(path, Origin("a" * 64, datetime(2026, 2, 9, tzinfo=UTC)), quarantine(cells))
    line = grid(path)[HEADER_LINE + 1]
    assert not any(cell.startswith(("=", "+", "-", "@")) for cell in line)
    export = lapor_export.read(path)
    assert "@" in word or list(export.snapshots["category"]) == [word]


def test_a_separator_and_quotes_stay_within_their_cell(tmp_path):
    path = tmp_path / "perbaikan.csv"
    cells = {name: str(a_row()[name]).replace("-", "") for name in COLUMNS} | {"Kategori": 'a;b"c'}
    repairs.write(path, Origin("a" * 64, datetime(2026, 2, 9, tzinfo=UTC)), quarantine(cells))
    assert list(lapor_export.read(path).snapshots["category"]) == ['a;b"c']


@pytest.mark.parametrize(
    ("number", "told"),
    [("", "tidak berisi nomor"), ("x", "tidak berisi nomor"), (str(FIRST_ROW + 2), "sudah ada di atasnya")],
)
def test_a_row_without_a_number_of_its_own_is_refused_with_what_to_do(path, number, told):
    mended = mend(path, *MENDED, (FIRST_ROW + 3, "Baris", number))
    with pytest.raises(UnreadableExport, match=f"Baris 8, kolom Baris: .*{told}.*Salin kembali"):
        lapor_export.read(mended)


def test_repairs_without_their_numbers_are_refused(path):
    lines = [line[:-2] + line[-1:] if len(line) > 2 else line for line in grid(path)]
    with pytest.raises(UnreadableExport, match="Kolom Baris tidak ada"):
        lapor_export.read(save(path, lines))


def quarantine(cells):
    row = {
        "row": 1_048_576,
        "column": "Rating",
        "reason": "berisi hal lain.",
        "ticket_id": "",
        "cells": json.dumps(cells),
    }
    return pd.DataFrame([row]).astype(QUARANTINE)
