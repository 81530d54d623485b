import re
import zipfile

import pytest

from include.gateways import lapor_export
from include.gateways.lapor_export import UnreadableExport
from include.gateways.lapor_export.table import MOST_ROWS
from include.gateways.lapor_export.workbook import LARGEST_UNPACKED
from tests.builders_exports import a_row
from tests.gateways.lapor_export.reading import rewrite

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
PIECE = bytes(1_000_000)


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("e.xlsx", b"", "kosong"),
        ("e.csv", b"\n\n", "kosong"),
        ("e.xlsx", b"<!DOCTYPE html><html><body>Masuk</body></html>", "halaman web"),
        ("e.csv", b"\xef\xbb\xbf<html></html>", "halaman web"),
        ("e.xls", "\ufeff <table><tr><td>Tracking ID</td></tr></table>".encode("utf-16-le"), "halaman web"),
        ("e.xlsx", b"Tracking ID;Tanggal Laporan Masuk\n", "Kolom berikut tidak ada"),
        ("e.xlsx", OLE + bytes(600), "bukan buku kerja Excel"),
        ("e.xls", OLE + bytes(600), "bukan buku kerja Excel"),
        ("e.xls", OLE + "WordDocument\0".encode("utf-16-le") + bytes(600), "bukan buku kerja Excel"),
        ("e.xls", OLE + "Workbook\0".encode("utf-16-le") + bytes(600), "rusak"),
        ("e.xlsx", OLE + "EncryptedPackage\0".encode("utf-16-le") + bytes(600), "kata sandi"),
        ("e.xlsx", b"PK\x03\x04" + bytes(600), "rusak"),
        ("e.csv", b"PK\x03\x04" + bytes(600), "rusak"),
        ("e.xlsx", b"\x89PNG\r\n\x1a\n" + bytes(600), "bukan buku kerja Excel"),
        ("e.csv", b"Tracking ID;Status\0", "bukan berkas CSV"),
        ("e.csv", "Tracking ID;Status".encode("utf-32"), "bukan berkas CSV"),
        ("e.csv", b"\x81\x8d\x8f\n", "tidak ditemukan"),
        ("e.csv", b"Unit Kerja;Selesai\nDinas;3\n", "tidak ditemukan"),
        ("e.xls", b"apa pun", "tidak ditemukan"),
        ("e.pdf", b"%PDF-1.7", r"\.pdf tidak didukung"),
        ("e", b"apa pun", "tanpa akhiran tidak didukung"),
    ],
)
def test_what_is_no_export_is_refused_with_what_to_do(tmp_path, name, content, told):
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(UnreadableExport, match=told) as refusal:
        lapor_export.read(path)
    assert re.search(r"Unduh ulang|Ekspor ulang|Simpan ekspor|simpan|Masuk kembali", str(refusal.value))


def test_a_file_that_is_gone_is_refused(tmp_path):
    with pytest.raises(UnreadableExport, match="tidak dapat dibuka"):
        lapor_export.read(tmp_path / "ekspor.xlsx")


def test_a_folder_named_like_an_export_is_refused(tmp_path):
    (tmp_path / "ekspor.xlsx").mkdir()
    with pytest.raises(UnreadableExport, match="tidak dapat dibuka"):
        lapor_export.read(tmp_path / "ekspor.xlsx")


@pytest.mark.parametrize("kept", [0.1, 0.5, 0.9, 0.99])
def test_a_truncated_workbook_is_refused(read, tmp_path, kept):
    read(a_row())
    path = tmp_path / "ekspor.xlsx"
    content = path.read_bytes()
    path.write_bytes(content[: int(len(content) * kept)])
    with pytest.raises(UnreadableExport, match="rusak atau tidak lengkap") as refusal:
        lapor_export.read(path)
    assert "simpan ulang" not in str(refusal.value)  # a workbook that Excel has repaired may lack rows


def test_a_zip_that_is_no_workbook_is_refused(tmp_path):
    with zipfile.ZipFile(tmp_path / "ekspor.xlsx", "w") as archive:
        archive.writestr("catatan.txt", "halo")
    with pytest.raises(UnreadableExport, match="rusak"):
        lapor_export.read(tmp_path / "ekspor.xlsx")


def test_a_zip_bomb_is_refused_before_it_is_unpacked(read, tmp_path):
    read(a_row())
    workbook = zipfile.ZipFile(tmp_path / "ekspor.xlsx", "a", zipfile.ZIP_DEFLATED, compresslevel=1)
    with workbook as archive, archive.open("xl/bom.xml", "w") as part:
        for _ in range(LARGEST_UNPACKED // len(PIECE) + 1):
            part.write(PIECE)
    with pytest.raises(UnreadableExport, match="terlalu besar"):
        lapor_export.read(tmp_path / "ekspor.xlsx")


@pytest.mark.parametrize("part", ["xl/sharedStrings.xml", "xl/worksheets/sheet1.xml", "xl/workbook.xml"])
def test_an_xml_bomb_is_refused(read, tmp_path, part):
    read(a_row())
    bomb = '<!DOCTYPE b [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>'
    path = rewrite(tmp_path / "ekspor.xlsx", part, r"(?<=\?>)", bomb)
    with pytest.raises(UnreadableExport, match="rusak"):
        lapor_export.read(path)


def test_a_row_numbered_in_the_billions_does_not_hold_us_up(read, tmp_path):
    read(a_row())
    far = '<row r="99999999999"><c r="A99999999999"><v>1</v></c></row></sheetData>'
    path = rewrite(tmp_path / "ekspor.xlsx", "xl/worksheets/sheet1.xml", "</sheetData>", far)
    assert lapor_export.read(path).rows == 1


def test_more_rows_than_can_be_held_are_refused(read, tmp_path):
    read(a_row(), suffix=".csv")
    with (tmp_path / "ekspor.csv").open("a") as file:
        file.write("1;\n" * MOST_ROWS)
    with pytest.raises(UnreadableExport, match=r"lebih dari 300\.000 baris. Ekspor ulang"):
        lapor_export.read(tmp_path / "ekspor.csv")


def test_a_line_of_separators_does_not_widen_every_row(read, tmp_path):
    read(*[a_row(**{"Tracking ID": n}) for n in range(2000)], suffix=".csv")
    with (tmp_path / "ekspor.csv").open("a") as file:
        file.write(";" * 1_000_000 + "x\n")
    export = lapor_export.read(tmp_path / "ekspor.csv")
    assert (export.rows, len(export.snapshots), export.ignored + len(export.quarantine)) == (2000, 2000, 0)


def test_a_stray_cell_in_the_last_column_does_not_widen_every_row(read, tmp_path):
    read(a_row())
    path = rewrite(
        tmp_path / "ekspor.xlsx",
        "xl/worksheets/sheet1.xml",
        "</row></sheetData>",
        '<c r="XFD6"><v>1</v></c></row></sheetData>',
    )
    assert lapor_export.read(path).rows == 1
