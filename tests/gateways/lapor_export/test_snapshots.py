import re

from include.gateways import lapor_export
from include.sla import tables
from tests.builders_exports import a_row
from tests.gateways.lapor_export.reading import FIRST_ROW, SUFFIXES, only, wib


@SUFFIXES
def test_a_row_becomes_a_snapshot(read, suffix):
    export = read(a_row(**{"Rating": "5", "Tipe Laporan (Anonim/Rahasia)": "Rahasia"}), suffix=suffix)
    assert only(export).to_dict() == {
        "ticket_id": "5049672",
        "fetched_at": wib("2026-02-09 06:00"),
        "received_at": wib("2026-01-03 08:15"),
        "classification": "Pengaduan Tidak Berkadar Pengawasan",
        "category": "Jalan dan Jembatan",
        "kind": "Rahasia",
        "channel": "Website",
        "agency_lapor_id": "4711",
        "agency_name": "Dinas Perhubungan",
        "status": "Terverifikasi",
        "district": "Babelan",
        "rating": "5",
        "row": FIRST_ROW,
    }
    assert (export.rows, export.ignored, export.name) == (1, 0, f"ekspor{suffix}")


@SUFFIXES
def test_frames_have_their_dtypes_even_when_they_are_empty(read, suffix):
    for export in (read(suffix=suffix), read(a_row(), a_row(**{"Tracking ID": "x"}), suffix=suffix)):
        assert export.snapshots.dtypes.astype(str).to_dict() == tables.SNAPSHOTS
        assert export.quarantine.dtypes.astype(str).to_dict() == lapor_export.QUARANTINE


def test_the_digest_is_of_the_bytes(read, tmp_path):
    first, again = read(a_row()), lapor_export.read(tmp_path / "ekspor.xlsx")
    other = read(a_row(**{"Status Laporan": "Proses"}))
    assert first.digest == again.digest != other.digest
    assert re.fullmatch(r"[0-9a-f]{64}", first.digest)


def test_words_nobody_knows_are_kept_as_they_are(read):
    unknown = {"Status Laporan": "Dirembuk", "Klasifikasi Laporan": "Keluhan", "Instansi Terdisposisi": "Dinas Baru"}
    snapshot = only(read(a_row(**unknown)))
    assert list(snapshot[["status", "classification", "agency_name"]]) == list(unknown.values())


def test_white_space_is_collapsed(read):
    assert (
        only(read(a_row(**{"Instansi Terdisposisi": " Dinas\n  Perhubungan\xa0"})))["agency_name"]
        == "Dinas Perhubungan"
    )


def test_a_ticket_with_nobody_yet_has_no_agency(read):
    row = a_row(
        **{"Instansi Terdisposisi": "-", "ID Instansi Terdisposisi": "-", "Status Laporan": "Belum Terverifikasi"}
    )
    assert list(only(read(row))[["agency_name", "agency_lapor_id"]]) == ["", ""]


@SUFFIXES
def test_personal_data_stays_behind(read, suffix):
    secrets = {
        "Nama Pelapor": "RAHASIA-NAMA",
        "Judul Laporan": "RAHASIA-JUDUL",
        "Isi Laporan Awal": "RAHASIA-AWAL",
        "Isi Laporan Akhir": "RAHASIA-AKHIR",
        "Alasan Tunda/Arsip": "RAHASIA-ALASAN",
        "Kelurahan": "RAHASIA-KELURAHAN",
    }
    faulty = [{"Tracking ID": "1" * 16}, {"Tanggal Laporan Masuk": "RAHASIA"}, {"Waktu Laporan Masuk": "RAHASIA"}]
    export = read(a_row(**secrets), *(a_row(**secrets | wrong) for wrong in faulty), suffix=suffix)
    assert len(export.quarantine) == 3
    told = f"{export.snapshots.to_csv()}{export.quarantine.to_csv()}"
    assert "RAHASIA" not in told
    assert "1" * 16 not in told


def test_a_repeated_row_is_ignored(read):
    export = read(a_row(), a_row(**{"Judul Laporan": "Judul lain"}))
    assert only(export)["row"] == FIRST_ROW + 1
    assert (export.rows, export.ignored) == (2, 1)


def test_of_two_rows_that_contradict_each_other_the_later_stays(read):
    export = read(a_row(**{"Status Laporan": "Proses"}), a_row(**{"Status Laporan": "Ditutup oleh Admin"}))
    assert list(export.snapshots["status"]) == ["Ditutup oleh Admin"]
    assert list(export.quarantine["row"]) == [FIRST_ROW]
    assert f"sama dengan baris {FIRST_ROW + 1} tetapi isinya berbeda" in export.quarantine["reason"][0]


def test_a_row_that_comes_back_after_another_is_the_one_that_stays(read):
    export = read(a_row(), a_row(**{"Status Laporan": "Proses"}), a_row())
    assert list(export.snapshots["row"]) == [FIRST_ROW + 2]
    assert list(export.quarantine["row"]) == [FIRST_ROW + 1]
    assert export.ignored == 1
