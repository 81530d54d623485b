"""The pages about data and files in a real browser: for everybody to read, and for an officer to work with."""

from __future__ import annotations

from pathlib import Path

from include import jobs
from include.gateways.warehouse import quality
from include.jobs import staging
from tests.builders_exports import write_export
from tests.jobs.test_control import write
from tests.pages.data import bring, report
from tests.pages.looking import find_flaws, find_flaws_here, looking
from tests.pages.told import MONDAY, find

ODD = report(4, **{"Status Laporan": "Dikaji", "Instansi Terdisposisi": "Dinas Lama"})
FAULTY = report(5, **{"Tanggal Laporan Masuk": "31 Feb 2026"})


def test_every_page_about_data_can_be_read_and_worked_with(house, guarded, inbox: Path, connection, tmp_path) -> None:
    bring(inbox, "a.xlsx", [report(1), ODD, FAULTY])
    write(inbox / "rekap.xlsx", ("Dinas Sosial", 0, 4, 0, 0), generated="9 Feb 2026 16:00")
    (inbox / "rusak.xlsx").write_bytes(b"PK\3\4")
    jobs.read_inbox(), jobs.check_data(), find(connection, "api", "odd", 0.2, at=MONDAY)
    (unread,) = quality.list_unread(connection, 1)
    changed = [report(1, **{"Status Laporan": "Proses", "Instansi Terdisposisi": "Dinas Kesehatan"}), FAULTY, report(6)]
    path = write_export(tmp_path / "baru.xlsx", changed, generated="10 Feb 2026 08:00")
    with looking() as page:
        row = f"/rapor/mutu/karantina/{unread.source}/{unread.row}"
        pages = ("/rapor/mutu", "/rapor/mutu/karantina", row, "/rapor/mutu/kata", "/rapor/unggah")
        assert [flaw for each in pages for flaw in find_flaws(page, each)] == []
        page.set_input_files("#berkas", path)
        page.get_by_role("button", name="Unggah dan periksa").click()
        assert page.get_by_role("heading", level=1).inner_text() == "baru.xlsx"
        assert find_flaws_here(page) == []
        page.get_by_role("button", name="Ambil").click()
        assert "Berkas sudah diletakkan di kotak masuk." in page.get_by_role("status").inner_text()
        page.goto("/rapor/mutu/kata")
        page.get_by_label("Arti kata Dikaji").get_by_role("combobox").select_option("waiting")
        page.get_by_role("button", name="Simpan arti kata Dikaji").click()
        assert "Arti kata itu sudah disimpan" in page.get_by_role("status").inner_text()
        page.goto(row)
        page.get_by_label("Tanggal Laporan Masuk").fill("28 Jan 2026")
        page.get_by_role("button", name="Simpan perbaikan").click()
        assert "Perbaikan sudah diletakkan di kotak masuk" in page.get_by_role("status").inner_text()
    assert jobs.read_inbox()["files"] == 2
    assert staging.list_staged() == []
    assert jobs.update_tickets()["tickets"] == 4
