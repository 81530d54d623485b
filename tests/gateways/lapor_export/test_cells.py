"""What of a faulty row is kept, so that staff need not look it up again; and what is not."""

import json

import pytest

from include.gateways import lapor_export
from include.gateways.lapor_export.keeping import COLUMNS
from tests.builders_exports import a_row, write_export
from tests.gateways.lapor_export.reading import SUFFIXES

WHOLE = {
    "Tracking ID": "5049672",
    "Tanggal Laporan Masuk": "3 Jan 2026",
    "Waktu Laporan Masuk": "08:15",
    "Klasifikasi Laporan": "Pengaduan Tidak Berkadar Pengawasan",
    "Kategori": "Jalan dan Jembatan",
    "Tipe Laporan (Anonim/Rahasia)": "",
    "Sumber Laporan": "Website",
    "ID Instansi Terdisposisi": "4711",
    "Instansi Terdisposisi": "Dinas Perhubungan",
    "Status Laporan": "Terverifikasi",
    "Kecamatan": "Babelan",
    "Rating": "",
}
SOUND = a_row(**{"Tracking ID": "2"})


def kept(export):
    assert len(export.quarantine) == 1
    return json.loads(export.quarantine["cells"][0])


def test_just_these_columns_may_be_kept():
    assert list(WHOLE) == [*COLUMNS]


@SUFFIXES
@pytest.mark.parametrize(
    ("column", "text"),
    [
        ("Tracking ID", "9" * 16),
        ("Tracking ID", "Warga Contoh"),
        ("Tanggal Laporan Masuk", "31 Peb 2026"),
        ("Tanggal Laporan Masuk", "9 Mar 2026"),
        ("Waktu Laporan Masuk", "25:10"),
        ("Status Laporan", "-"),
    ],
)
def test_all_is_kept_but_the_cell_at_fault(read, suffix, column, text):
    assert kept(read(a_row(**{column: text}), suffix=suffix)) == WHOLE | {column: ""}


@pytest.mark.parametrize("column", [name for name in COLUMNS if name != "Tracking ID"])
def test_a_formula_alone_is_left_out(read, column):
    assert kept(read(a_row(**{column: "=1+1"}))) == WHOLE | {column: ""}


def test_a_formula_in_a_title_takes_no_cell_along(read):
    assert kept(read(a_row(**{"Judul Laporan": "=1+1"}))) == WHOLE


def test_several_faults_leave_several_cells_empty(read):
    cells = {"Tanggal Laporan Masuk": "31 Peb 2026", "Waktu Laporan Masuk": "25:10", "Status Laporan": "-"}
    assert kept(read(a_row(**cells))) == WHOLE | dict.fromkeys(cells, "")


def test_of_two_rows_that_contradict_each_other_the_earlier_waits_for_its_number(read):
    export = read(a_row(**{"Status Laporan": "Proses"}), a_row())
    assert kept(export) == WHOLE | {"Tracking ID": "", "Status Laporan": "Proses"}
    assert list(export.quarantine["ticket_id"]) == ["5049672"]


@SUFFIXES
@pytest.mark.parametrize(
    ("column", "text"),
    [
        ("Kecamatan", "Jalan 7"),
        ("Sumber Laporan", "0800-0000-0000"),
        ("Rating", "Bagus"),
        ("Tanggal Laporan Masuk", "-"),
        ("Waktu Laporan Masuk", "pagi"),
    ],
)
def test_where_columns_may_have_shifted_only_words_of_sound_rows_are_kept(read, suffix, column, text):
    names = {"Klasifikasi Laporan": "Warga Contoh", "Instansi Terdisposisi": "Nama Lain", column: text}
    row = a_row(**names)
    assert kept(read(row, SOUND, suffix=suffix)) == WHOLE | dict.fromkeys(names, "")
    alone = dict.fromkeys([*COLUMNS[3:], column], "")
    assert kept(read(row, suffix=suffix)) == WHOLE | alone


def test_a_row_with_a_cell_too_many_keeps_what_sound_rows_say_too(tmp_path):
    path = write_export(tmp_path / "e.csv", [a_row(**{"Judul Laporan": "Lampu,mati"}), SOUND])
    path.write_text(path.read_text(encoding="utf-8-sig").replace("Lampu,mati", "Lampu;mati"))
    cells = kept(lapor_export.read(path))
    assert [name for name in COLUMNS if cells[name]] == [*COLUMNS[:5]]


@SUFFIXES
def test_a_footer_and_a_repeated_row_leave_no_cells(read, suffix):
    export = read(SOUND, SOUND, suffix=suffix, footer=[["Jumlah: 2"]])
    assert export.quarantine.empty
    assert export.ignored == 2
