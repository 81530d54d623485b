from datetime import UTC, date, datetime, time

import pytest

from include.gateways import lapor_export
from tests.builders_exports import a_row
from tests.gateways.lapor_export.reading import SUFFIXES, fault, only, rewrite, wib

DAYS = [
    ("3 Jan 2026", "2026-01-03"),
    ("03 Januari 2026", "2026-01-03"),
    ("3 January 2026", "2026-01-03"),
    ("28 Feb 2025", "2025-02-28"),
    ("28 Peb 2025", "2025-02-28"),
    ("28 Pebruari 2025", "2025-02-28"),
    ("28 February 2025", "2025-02-28"),
    ("7 Mar 2025", "2025-03-07"),
    ("7 Maret 2025", "2025-03-07"),
    ("7 March 2025", "2025-03-07"),
    ("1 April 2025", "2025-04-01"),
    ("5 Mei 2025", "2025-05-05"),
    ("5 May 2025", "2025-05-05"),
    ("6 JUNI 2025", "2025-06-06"),
    ("6 June 2025", "2025-06-06"),
    ("6 juli 2025", "2025-07-06"),
    ("6 July 2025", "2025-07-06"),
    ("17 Agu 2025", "2025-08-17"),
    ("17 Agt 2025", "2025-08-17"),
    ("17 Ags 2025", "2025-08-17"),
    ("17 Aug 2025", "2025-08-17"),
    ("17 Agustus 2025", "2025-08-17"),
    ("17 August 2025", "2025-08-17"),
    ("9 Sept 2025", "2025-09-09"),
    ("9 September 2025", "2025-09-09"),
    ("1 Okt 2025", "2025-10-01"),
    ("1 Oct 2025", "2025-10-01"),
    ("1 Oktober 2025", "2025-10-01"),
    ("1 October 2025", "2025-10-01"),
    ("10 Nov 2025", "2025-11-10"),
    ("10 Nop 2025", "2025-11-10"),
    ("10 Nopember 2025", "2025-11-10"),
    ("25 Des 2025", "2025-12-25"),
    ("25 Dec. 2025", "2025-12-25"),
    ("25 Desember 2025", "2025-12-25"),
    ("25 December 2025", "2025-12-25"),
    ("25-Des-2025", "2025-12-25"),
    ("Kamis, 25 Des 2025", "2025-12-25"),
    ("Jum'at, 26 Des 2025", "2025-12-26"),
    ("2025-12-25", "2025-12-25"),
    ("2025-12-25 00:00:00", "2025-12-25"),
    ("04/03/2025", "2025-03-04"),
    ("4/3/2025", "2025-03-04"),
    ("04-03-2025", "2025-03-04"),
    ("29 Feb 2024", "2024-02-29"),
    (date(2025, 3, 4), "2025-03-04"),
    (datetime.fromisoformat("2025-03-04 22:00"), "2025-03-04"),
]


@SUFFIXES
def test_days_are_read_in_every_form(read, suffix):
    rows = [a_row(**{"Tracking ID": n, "Tanggal Laporan Masuk": written}) for n, (written, _) in enumerate(DAYS)]
    export = read(*rows, suffix=suffix)
    assert list(export.quarantine["reason"]) == []
    assert list(export.snapshots["received_at"]) == [wib(f"{day} 08:15") for _, day in DAYS]


TIMES = [
    ("08:15", "08:15:00"),
    ("8:15", "08:15:00"),
    ("08.15", "08:15:00"),
    ("23.59", "23:59:00"),
    ("00:00", "00:00:00"),
    ("08:15:59", "08:15:59"),
    ("08.15.59", "08:15:59"),
    ("08:15 WIB", "08:15:00"),
    ("2026-01-03 08:15:00", "08:15:00"),
    (time(8, 15), "08:15:00"),
    (time(0, 0), "00:00:00"),
    (time(23, 59, 59), "23:59:59"),
]


@SUFFIXES
def test_times_are_read_in_every_form(read, suffix):
    rows = [a_row(**{"Tracking ID": n, "Waktu Laporan Masuk": written}) for n, (written, _) in enumerate(TIMES)]
    export = read(*rows, suffix=suffix)
    assert list(export.quarantine["reason"]) == []
    assert list(export.snapshots["received_at"]) == [wib(f"2026-01-03 {moment}") for _, moment in TIMES]


def test_a_time_in_excel_may_be_a_whole_moment(read):
    row = a_row(**{"Waktu Laporan Masuk": datetime.fromisoformat("2026-01-03 08:15")})
    assert only(read(row))["received_at"] == wib("2026-01-03 08:15")


def test_a_date_cell_beyond_the_calendar_goes_to_quarantine_without_a_warning(read, tmp_path):
    read(a_row(**{"Tanggal Laporan Masuk": date(2026, 1, 3)}))
    path = rewrite(tmp_path / "ekspor.xlsx", "xl/worksheets/sheet1.xml", "<v>46025</v>", "<v>9000000</v>")
    assert fault(lapor_export.read(path))["column"] == "Tanggal Laporan Masuk"


@SUFFIXES
@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("31 Feb 2026", "berisi 31 Feb 2026, bukan tanggal yang ada di kalender;"),
        ("31 Peb 2026", "berisi 31 Peb 2026, bukan tanggal yang ada di kalender;"),
        ("29 Feb 2025", "berisi 29 Feb 2025, bukan tanggal yang ada di kalender;"),
        ("3 Jum 2026", "berisi 3 Jum 2026, bukan tanggal yang ada di kalender;"),
        ("01/13/2026", "berisi 01/13/2026, bukan tanggal yang ada di kalender;"),
        ("3 Jan 0206", "berisi 3 Jan 0206;"),
        ("3 Jan 26", "berisi hal lain;"),
        ("kemarin", "berisi hal lain;"),
        (46025, "berisi hal lain;"),
        ("-", "kosong;"),
    ],
)
def test_what_is_no_day_goes_to_quarantine(read, suffix, written, told):
    record = fault(read(a_row(**{"Tanggal Laporan Masuk": written}), suffix=suffix))
    assert (record["column"], record["ticket_id"]) == ("Tanggal Laporan Masuk", "5049672")
    assert told in record["reason"]
    assert "misalnya 3 Jan 2026" in record["reason"]


@SUFFIXES
@pytest.mark.parametrize("written", ["24:00", "25.10", "08:60", "8", "pagi", "-", None, 0.25, 0.34375, "08:15 PM"])
def test_what_is_no_time_goes_to_quarantine(read, suffix, written):
    record = fault(read(a_row(**{"Waktu Laporan Masuk": written}), suffix=suffix))
    assert record["column"] == "Waktu Laporan Masuk"
    assert "misalnya 08:15" in record["reason"]


def test_a_report_without_a_status_goes_to_quarantine(read):
    assert fault(read(a_row(**{"Status Laporan": "-"})))["reason"].startswith("kosong;")


def test_a_report_of_the_future_goes_to_quarantine(read):
    last = a_row(**{"Tanggal Laporan Masuk": "9 Feb 2026", "Waktu Laporan Masuk": "06:00"})
    late = a_row(**{"Tracking ID": "2", "Tanggal Laporan Masuk": "9 Feb 2026", "Waktu Laporan Masuk": "06:01"})
    export = read(last, late)
    assert list(export.snapshots["ticket_id"]) == ["5049672"]
    assert list(export.quarantine["ticket_id"]) == ["2"]
    assert (
        "09/02/2026 06:01 WIB; seharusnya sebelum ekspor dibuat, 09/02/2026 06:00 WIB" in export.quarantine["reason"][0]
    )


def test_moments_are_stored_in_utc(read):
    assert only(read(a_row(**{"Waktu Laporan Masuk": "00:30"})))["received_at"] == datetime(
        2026, 1, 2, 17, 30, tzinfo=UTC
    )
