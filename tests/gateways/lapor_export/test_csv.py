import re
from datetime import date, time

import pandas as pd
import pytest

from include.gateways import lapor_export
from include.gateways.lapor_export import UnreadableExport
from tests.builders_exports import a_row, write_export
from tests.gateways.lapor_export.reading import only


@pytest.mark.parametrize("separator", [";", ",", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_the_csv_says_the_same_as_the_workbook(read, separator, encoding):
    rows = [
        a_row(**{"Instansi Terdisposisi": "Kantor “Café” – Loket", "Nama Pelapor": 'Warga "Contoh"; Bekasi'}),
        a_row(**{"Tracking ID": 2.0, "Tanggal Laporan Masuk": date(2025, 12, 1), "Waktu Laporan Masuk": time(7, 5, 9)}),
        a_row(**{"Tracking ID": 3, "Tanggal Laporan Masuk": "31 Feb 2026"}),
    ]
    workbook = read(*rows, footer=[["Jumlah: 3"]])
    twin = read(*rows, footer=[["Jumlah: 3"]], suffix=".csv", separator=separator, encoding=encoding)
    pd.testing.assert_frame_equal(workbook.snapshots, twin.snapshots)
    pd.testing.assert_frame_equal(workbook.quarantine, twin.quarantine)
    assert (workbook.rows, workbook.ignored, len(twin.snapshots)) == (twin.rows, twin.ignored, 2)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_the_moment_may_be_the_very_first_line(tmp_path, encoding):
    path = tmp_path / "ekspor.csv"
    cells = [str(value).replace(";", "").replace("\n", " ") for value in a_row().values()]
    path.write_text(f"Tanggal Generate;9 Feb 2026 06:00\n{';'.join(a_row())}\n{';'.join(cells)}", encoding)
    assert only(lapor_export.read(path))["row"] == 3


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_a_header_in_the_very_first_line_is_seen(tmp_path, encoding):
    path = tmp_path / "ekspor.csv"
    path.write_text(";".join(a_row()), encoding)
    with pytest.raises(UnreadableExport, match="Tanggal Generate tidak ada"):
        lapor_export.read(path)


def test_a_separator_in_an_unquoted_text_is_noticed(tmp_path):
    path = write_export(
        tmp_path / "ekspor.csv", [a_row(**{"Judul Laporan": "Lampu,mati"}), a_row(**{"Tracking ID": "2"})]
    )
    path.write_text(path.read_text(encoding="utf-8-sig").replace("Lampu,mati", "Lampu;mati"))
    export = lapor_export.read(path)
    assert list(export.snapshots["ticket_id"]) == ["2"]
    assert list(export.quarantine["column"]) == ["terakhir"]


@pytest.mark.parametrize("agency", ["Dinas Perhubungan", "-"])
@pytest.mark.parametrize("column", ["Kategori", "Judul Laporan", "Isi Laporan Awal", "Isi Laporan Akhir"])
def test_a_shifted_row_of_the_usual_length_goes_to_quarantine_and_tells_nothing(tmp_path, column, agency):
    held = {"Instansi Terdisposisi": agency, "ID Instansi Terdisposisi": "4711" if agency != "-" else "-"}
    report = a_row(**{"Isi Laporan Awal": "Isi", column: "Lampu/Nama saya Warga 0800-0000-0000"}, **held)
    path = write_export(tmp_path / "ekspor.csv", [report])
    text = path.read_text(encoding="utf-8-sig").replace("Lampu/Nama", "Lampu;Nama")
    path.write_text(text.removesuffix("\n").removesuffix(";-"), encoding="utf-8")
    assert len(path.read_text().splitlines()[-1].split(";")) == len(a_row())
    export = lapor_export.read(path)
    assert (len(export.snapshots), len(export.quarantine)) == (0, 1)
    assert not re.search("Warga|0800", export.quarantine.to_csv())


def test_a_text_that_begins_like_a_formula_does_not_lose_the_ticket(read):
    texts = dict.fromkeys(["Isi Laporan Awal", "Isi Laporan Akhir", "Nama Pelapor"], "== Lampu mati ==")
    assert only(read(a_row(**texts), suffix=".csv"))["ticket_id"] == "5049672"


@pytest.mark.parametrize("separator", ["|", ":"])
def test_another_separator_is_refused(read, separator):
    with pytest.raises(UnreadableExport, match="titik koma"):
        read(a_row(), suffix=".csv", separator=separator)


def test_a_csv_cut_off_inside_quotes_is_refused(read, tmp_path):
    read(a_row(**{"Isi Laporan Akhir": "satu\ndua"}), suffix=".csv")
    path = tmp_path / "ekspor.csv"
    content = path.read_bytes()
    path.write_bytes(content[: content.index(b"satu") + 2])
    with pytest.raises(UnreadableExport, match="tanda kutipnya tidak berpasangan"):
        lapor_export.read(path)


def test_a_file_that_ends_within_its_last_report_is_refused(tmp_path):
    path = write_export(tmp_path / "ekspor.csv", [a_row(), a_row(**{"Tracking ID": "2"})], generated="9 Feb 2026 06:00")
    whole = path.read_bytes()
    begins = whole.rindex(b"2;3 Jan 2026")
    ends = whole.index(b"Kelurahan Contoh", begins)
    for length in range(begins + 1, ends, 7):
        path.write_bytes(whole[:length])
        with pytest.raises(UnreadableExport, match="terpotong"):
            lapor_export.read(path)
    path.write_bytes(whole)
    assert len(lapor_export.read(path).snapshots) == 2


def test_a_spreadsheet_may_leave_out_empty_cells_at_the_end_of_a_line(tmp_path):
    path = write_export(tmp_path / "ekspor.csv", [a_row(), a_row(**{"Tracking ID": "2"})], generated="9 Feb 2026 06:00")
    path.write_bytes(path.read_bytes().rstrip(b"\r\n-;") + b"\r\n")
    assert len(lapor_export.read(path).snapshots) == 2
