"""A file is known by its content; what its cells are in Excel makes no difference."""

import os
import struct
from datetime import date, datetime, time

import pandas as pd
import pytest
import xlsxwriter

from include.gateways import lapor_export
from include.gateways.lapor_export import UnreadableExport
from tests.builders_exports import COLUMNS, GENERATED, a_row, write_export
from tests.gateways.lapor_export.reading import SUFFIXES, fault, only, rewrite, wib

NAMES = [".xlsx", ".xls", ".csv"]
EACH_NAME = pytest.mark.parametrize("named", NAMES)
FILE_PASSWORD, INTERFACE = 0x002F, 0x00E1  # records of an old workbook
DIMENSIONS = struct.pack("<HH", 0x0200, 14)


@EACH_NAME
@SUFFIXES
def test_a_renamed_export_is_read_all_the_same(tmp_path, suffix, named):
    path = write_export(tmp_path / f"a{suffix}", [a_row(), a_row(**{"Tracking ID": 2.0})])
    expected = lapor_export.read(path).snapshots
    pd.testing.assert_frame_equal(lapor_export.read(path.rename(tmp_path / f"b{named}")).snapshots, expected)


def test_all_kinds_of_files_say_the_same(tmp_path):
    rows = [
        a_row(**{"Tracking ID": n, "Tanggal Laporan Masuk": day, "Waktu Laporan Masuk": moment, "Rating": rating})
        for n, (day, moment, rating) in enumerate(
            [
                (date(2025, 12, 1), time(7, 5, 9), 4.0),
                (datetime(2025, 12, 1, 22, 15), datetime(2025, 12, 1, 22, 15), "Auto Rated"),  # noqa: DTZ001
                ("1 Des 2025", time(0, 0), 5),
                ("01/12/2025", "23.59", None),
                (46000, "08:15", "-"),
                ("1 Des 2025", 0.25, True),
            ],
            start=1,
        )
    ]
    new, old = (lapor_export.read(write_export(tmp_path / f"e{suffix}", rows)) for suffix in (".xlsx", ".xls"))
    pd.testing.assert_frame_equal(new.snapshots, old.snapshots)
    pd.testing.assert_frame_equal(new.quarantine, old.quarantine)
    assert list(new.snapshots["ticket_id"]) == ["1", "2", "3", "4"]


@pytest.mark.parametrize("formula", ["=1+1", None])
def test_a_workbook_with_a_formula_says_the_same_as_one_without(read, formula):
    """The one is read by openpyxl, the other by calamine."""
    cells = {"Tracking ID": 7, "Tanggal Laporan Masuk": date(2026, 1, 3), "Waktu Laporan Masuk": time(8, 15)}
    export = read(a_row(), a_row(**cells, Rating=4.0), a_row(**{"Tracking ID": True}), {"Tracking ID": formula})
    assert list(export.snapshots["received_at"]) == [wib("2026-01-03 08:15")] * 2
    assert list(export.snapshots[["ticket_id", "rating"]].iloc[1]) == ["7", "4"]
    assert list(export.quarantine["reason"]) == [
        "berisi 4 karakter yang bukan nomor laporan; seharusnya berisi 1 sampai 10 angka."
    ]


def test_an_error_in_a_cell_is_a_word_like_any_other(read, tmp_path):
    read(a_row(**{"Status Laporan": 12345.0}))
    path = tmp_path / "ekspor.xlsx"
    rewrite(path, "xl/worksheets/sheet1.xml", r"><v>12345</v>", ' t="e"><v>#N/A</v>')
    assert only(lapor_export.read(path))["status"] == "#N/A"


def test_a_formula_is_seen_wherever_it_lies_in_a_long_sheet(tmp_path):
    path = tmp_path / "ekspor.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["Tanggal Generate", GENERATED])
        sheet.write_row(1, 0, COLUMNS)
        for number in range(2, 9000):
            sheet.write_row(number, 0, [str(value) for value in a_row(**{"Tracking ID": number}).values()])
        sheet.write(9000, 0, 1)
        sheet.write_formula(9000, 7, "=1+1")
    export = lapor_export.read(path)
    assert list(export.quarantine[["row", "column"]].iloc[0]) == [9001, "Judul Laporan"]
    assert len(export.snapshots) == 8998


def test_in_an_old_workbook_a_formula_is_its_last_result(read):
    assert only(read(a_row(**{"Judul Laporan": "=1+1"}), suffix=".xls"))["ticket_id"] == "5049672"


def test_an_old_workbook_with_a_password_is_refused(read, tmp_path):
    read(a_row(), suffix=".xls")
    path = tmp_path / "ekspor.xls"
    content = path.read_bytes()
    marks = [struct.pack("<HH", record, 2) for record in (INTERFACE, FILE_PASSWORD)]
    assert content.count(marks[0]) == 1
    path.write_bytes(content.replace(*marks))
    with pytest.raises(UnreadableExport, match="kata sandi"):
        lapor_export.read(path)


@pytest.mark.parametrize("rows", [10_000_000, 2**32 - 1])
def test_an_old_workbook_that_claims_any_size_ends_nobody(read, tmp_path, rows):
    """Reserving what it claims takes all memory, and ends the process that does so."""
    read(a_row(), suffix=".xls")
    path = tmp_path / "ekspor.xls"
    content = path.read_bytes()
    place = content.index(DIMENSIONS) + len(DIMENSIONS)
    claim = struct.pack("<IIHHH", 0, rows, 0, 2**16 - 1, 0)
    path.write_bytes(content[:place] + claim + content[place + len(claim) :])
    with pytest.raises(UnreadableExport, match="rusak"):
        lapor_export.read(path)


@pytest.mark.parametrize("kept", [0.1, 0.5, 0.9])
def test_a_truncated_old_workbook_is_refused(read, tmp_path, kept):
    read(*[a_row(**{"Tracking ID": n}) for n in range(200)], suffix=".xls")
    path = tmp_path / "ekspor.xls"
    os.truncate(path, int(path.stat().st_size * kept))
    with pytest.raises(UnreadableExport):
        lapor_export.read(path)


def test_a_date_cell_that_is_no_time_goes_to_quarantine(read):
    record = fault(read(a_row(**{"Waktu Laporan Masuk": "3 Jan 2026"})))
    assert record["column"] == "Waktu Laporan Masuk"
