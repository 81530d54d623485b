import pandas as pd
import pytest
import xlsxwriter

from include.gateways import lapor_export
from include.gateways.lapor_export import UnreadableExport
from tests.builders_exports import COLUMNS, GENERATED, a_row
from tests.gateways.lapor_export.reading import ESSENTIAL, FIRST_ROW, SUFFIXES, TELLING_FORMULAS, fault, only, rewrite


def write_table(sheet, place=0):
    """A moment, the header and one row, from this row (counted from 0) on."""
    sheet.write_row(place, 0, ["Tanggal Generate", GENERATED])
    sheet.write_row(place + 1, 0, COLUMNS)
    sheet.write_row(place + 2, 0, [str(value) for value in a_row().values()])


@SUFFIXES
def test_columns_may_move_as_long_as_the_tracking_id_comes_first(read, suffix):
    moved = [COLUMNS[0], *reversed(COLUMNS[1:])]
    pd.testing.assert_frame_equal(
        read(a_row(), suffix=suffix).snapshots, read(a_row(), suffix=suffix, columns=moved).snapshots
    )


@SUFFIXES
def test_columns_that_are_not_essential_may_be_missing(read, suffix):
    snapshot = only(read(a_row(), suffix=suffix, columns=ESSENTIAL))
    assert snapshot["agency_name"] == "Dinas Perhubungan"
    assert list(snapshot[["category", "kind", "channel", "agency_lapor_id", "district", "rating"]]) == [""] * 6


@SUFFIXES
@pytest.mark.parametrize("missing", ESSENTIAL[1:])
def test_a_missing_essential_column_is_named(read, suffix, missing):
    with pytest.raises(UnreadableExport, match=f"tidak ada: {missing}\\."):
        read(a_row(), suffix=suffix, columns=[name for name in COLUMNS if name != missing])


def test_an_essential_column_that_stands_there_twice_is_refused(read):
    with pytest.raises(UnreadableExport, match="lebih dari sekali: Status Laporan"):
        read(a_row(), columns=[*COLUMNS, "Status Laporan"])


@pytest.mark.parametrize("header", ["Tracking Id", "ID", "No", "Tracking ID Laporan"])
def test_only_the_exact_name_makes_a_header(read, header):
    with pytest.raises(UnreadableExport, match="Tabel laporan tidak ditemukan"):
        read(a_row(), columns=[header, *COLUMNS[1:]])


def test_header_names_are_trimmed_and_their_white_space_collapsed(read):
    spaced = {" Tracking\n ID ": "5049672", "Status  Laporan ": "Proses"}
    columns = [" Tracking\n ID ", *COLUMNS[1:15], "Status  Laporan ", *COLUMNS[16:]]
    assert only(read(a_row() | spaced, columns=columns))["status"] == "Proses"


def test_a_tracking_id_in_a_later_cell_makes_no_header(tmp_path):
    path = tmp_path / "ekspor.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["Cari", "Tracking ID"])
        write_table(sheet, 1)
    assert only(lapor_export.read(path))["row"] == 4


def test_the_table_may_stand_on_a_later_sheet(tmp_path):
    path = tmp_path / "ekspor.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        book.add_worksheet("Sampul").write(0, 0, "Rekap")
        write_table(book.add_worksheet("Laporan"))
    assert only(lapor_export.read(path))["row"] == 3


def test_a_workbook_that_declares_too_small_a_size_is_read_whole(read, tmp_path):
    read(a_row())
    path = rewrite(
        tmp_path / "ekspor.xlsx", "xl/worksheets/sheet1.xml", r'<dimension ref="[^"]+"', '<dimension ref="A1"'
    )
    assert only(lapor_export.read(path))["status"] == "Terverifikasi"


@SUFFIXES
def test_blank_rows_do_not_count_but_keep_the_numbers_of_the_others(read, suffix):
    export = read({}, a_row(), dict.fromkeys(COLUMNS, "-"), dict.fromkeys(COLUMNS, "  "), suffix=suffix)
    assert only(export)["row"] == FIRST_ROW + 1
    assert export.rows == 1


@SUFFIXES
def test_footers_are_ignored_and_counted(read, suffix):
    footer = [["Jumlah laporan: 1"], ["Dicetak oleh admin", "", "", "Sistem"], ["-", "-", "-", "Keterangan"]]
    footer.append(["Jumlah Laporan", "1"])
    export = read(a_row(), suffix=suffix, footer=footer)
    assert only(export)["row"] == FIRST_ROW
    assert (export.rows, export.ignored) == (5, 4)


@SUFFIXES
@pytest.mark.parametrize(
    ("tracking_id", "told"),
    [
        ("9" * 31, "berisi 31 digit; nomor laporan terdiri atas 1 sampai 10 digit."),
        ("12345678901", "berisi 11 digit; nomor laporan terdiri atas 1 sampai 10 digit."),
        *((odd, "seharusnya berisi 1 sampai 10 angka.") for odd in ("5049672a", "#5049672", "-5", "5.5", "", "-")),
        ("5,04967E+06", "berisi 11 karakter yang bukan nomor laporan; seharusnya berisi 1 sampai 10 angka."),
        ("٥٠٤", "seharusnya berisi 1 sampai 10 angka."),
    ],
)
def test_a_report_without_a_valid_id_is_no_footer(read, suffix, tracking_id, told):
    record = fault(read(a_row(**{"Tracking ID": tracking_id}), suffix=suffix))
    assert (record["row"], record["column"], record["ticket_id"]) == (FIRST_ROW, "Tracking ID", "")
    assert record["reason"].endswith(told)


def test_a_number_alone_is_not_taken_for_a_footer(read):
    assert fault(read(footer=[["5049672"]]))["column"] == "Tanggal Laporan Masuk"


@SUFFIXES
@pytest.mark.parametrize(
    ("written", "expected"),
    [(5049672.0, "5049672"), (5049673, "5049673"), ("5049672.00", "5049672"), (" 0012 ", "0012")],
)
def test_numbers_excel_made_of_ids_are_ids_again(read, suffix, written, expected):
    snapshot = only(
        read(a_row(**{"Tracking ID": written, "ID Instansi Terdisposisi": 4711.0, "Rating": 4.0}), suffix=suffix)
    )
    assert list(snapshot[["ticket_id", "agency_lapor_id", "rating"]]) == [expected, "4711", "4"]


TAKEN_OVER = [
    *ESSENTIAL,
    "Kategori",
    "Tipe Laporan (Anonim/Rahasia)",
    "Sumber Laporan",
    "ID Instansi Terdisposisi",
    "Kecamatan",
    "Rating",
]
FORMULA = '=HYPERLINK("https://jahat.example","klik")'


@TELLING_FORMULAS
@pytest.mark.parametrize("column", [*TAKEN_OVER, "Judul Laporan"])
def test_a_formula_in_what_is_taken_over_or_in_a_title_sends_the_row_to_quarantine(read, suffix, column):
    record = fault(read(a_row(**{column: FORMULA}), suffix=suffix))
    assert record["column"] == column
    assert "berisi rumus" in record["reason"]
    assert "jahat" not in record["reason"]


@TELLING_FORMULAS
@pytest.mark.parametrize("column", sorted({*COLUMNS} - {*TAKEN_OVER, "Judul Laporan"}))
def test_a_formula_in_what_is_left_behind_does_not_lose_the_ticket(read, suffix, column):
    assert only(read(a_row(**{column: FORMULA}), suffix=suffix))["ticket_id"] == "5049672"


def test_an_array_formula_is_a_formula(tmp_path):
    path = tmp_path / "ekspor.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        write_table(sheet)
        sheet.write_array_formula("H3:H3", "{=SUM(A1:A2)}", None, "12")
    assert fault(lapor_export.read(path))["column"] == "Judul Laporan"


def test_a_formula_under_no_name_is_left_behind(read):
    assert only(read(a_row() | {"": "=1+1"}, columns=[*COLUMNS, ""]))["ticket_id"] == "5049672"


def test_a_footer_may_count_with_a_formula(read):
    export = read(a_row(), footer=[["Jumlah", "", "", "=COUNTA(A6:A6)"]])
    assert (len(export.snapshots), export.ignored) == (1, 1)
