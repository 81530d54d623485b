"""Rows that could not be read, on a page, and one that is mended there."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from include import jobs
from include.gateways.warehouse import quality
from include.gateways.warehouse.ledger import Connection
from include.gateways.warehouse.quality import Unread
from include.jobs import staging
from tests.builders_exports import write_export
from tests.pages.conftest import TestClient
from tests.pages.data import HERE, acting, bring, count_runs, logged, pause, post, read, report, words

PAGE = "/mutu/karantina"
DATE, TIME, ID = "Tanggal Laporan Masuk", "Waktu Laporan Masuk", "Tracking ID"
CLASS, KIND = "Klasifikasi Laporan", "Tipe Laporan (Anonim/Rahasia)"


@pytest.fixture
def operator(client: TestClient) -> TestClient:
    return acting(client)


def take(inbox: Path, **fault: object) -> None:
    bring(inbox, "ekspor.xlsx", [report(1), report(2, **fault)])


def find(connection: Connection) -> Unread:
    return quality.list_unread(connection, 1)[0]


def path(unread: Unread) -> str:
    return f"{PAGE}/{unread.source}/{unread.row}"


def fill(unread: Unread, **texts: str) -> dict[str, str]:
    """The form's fields, by columns."""
    from include.jobs.repairs import list_cells

    return {f"sel-{cell.place}": texts[cell.column] for cell in list_cells(unread) if cell.column in texts}


def test_rows_that_wait_are_listed_with_their_file_and_what_is_wrong(viewer, inbox, connection) -> None:
    take(inbox, **{DATE: "31 Feb 2026"})
    page = viewer.get(f"/rapor{PAGE}")
    told = (
        "ekspor.xlsx Senin, 9 Februari 2026 pukul 15.30 WIB 7 Tanggal Laporan Masuk berisi 31 Feb 2026, bukan tanggal"
    )
    assert told in read(page)
    assert 'href="/rapor/laporan/2"' in page.text
    assert f'href="/rapor{path(find(connection))}"' in page.text
    assert "Tidak ada baris yang menunggu" not in page.text


def test_rows_can_be_looked_for_by_column(viewer, inbox) -> None:
    bring(inbox, "a.xlsx", [report(1, **{DATE: "x"}), report(2, **{DATE: "y"}), report(3, **{TIME: "pagi"})])
    assert f"Semua 3 {DATE} 2 {TIME} 1" in read(viewer.get(f"/rapor{PAGE}"))
    page = read(viewer.get(f"/rapor{PAGE}", params={"kolom": TIME}))
    assert ("Jumlah: 1 baris" in page, "8 Waktu" in page, "6 Tanggal" in page) == (True, True, False)
    assert viewer.get(f"/rapor{PAGE}", params={"kolom": "Rating'--"}).status_code == 404


def test_only_so_many_rows_are_shown_and_it_says_how_many_wait(viewer, inbox) -> None:
    bring(inbox, "a.xlsx", [report(n, **{DATE: "x"}) for n in range(1, 202)])
    page = viewer.get(f"/rapor{PAGE}")
    assert "Ditampilkan 200 dari 201 baris" in read(page)
    assert page.text.count('<th scope="row">') == 200


def test_who_may_only_look_sees_what_is_wrong_and_no_cell(viewer, inbox, connection) -> None:
    take(inbox, **{DATE: "31 Feb 2026"})
    page = viewer.get(f"/rapor{path(find(connection))}")
    assert "hanya ditampilkan kepada yang boleh memperbaikinya" in read(page)
    assert ("Babelan" in page.text, "<form" in page.text) == (False, False)


def test_who_may_act_sees_the_cells_that_were_kept_and_fills_in_the_others(operator, inbox, connection) -> None:
    take(inbox, **{DATE: "31 Feb 2026"})
    page = operator.get(f"/rapor{path(find(connection))}")
    assert "Semula berisi 31 Feb 2026" in read(page)
    assert "Kecamatan Babelan" in read(page)
    assert page.text.count("<input") == 4  # the date, and what is empty: kind, id of the agency, rating
    assert page.text.count(" required") == 1


@pytest.mark.parametrize(
    "secret", [{CLASS: "Pengaduan Berkadar Pengawasan"}, {KIND: "Rahasia"}, {KIND: "Entah"}, {CLASS: "-"}], ids=str
)
def test_of_a_report_not_known_to_be_open_no_more_is_shown_than_in_letters(operator, inbox, connection, secret) -> None:
    take(inbox, **{DATE: "31 Feb 2026"} | secret)
    page = read(operator.get(f"/rapor{path(find(connection))}"))
    hidden = ("Babelan", "Jalan dan Jembatan", "Website", "Pengawasan", "Entah")
    assert [word for word in hidden if word in page] == []
    assert "Dinas Sosial" in page


def test_a_mended_row_comes_back_by_the_inbox(operator, inbox, connection, syncs) -> None:
    take(inbox, **{DATE: "31 Feb 2026"})
    unread, before = find(connection), count_runs()
    answer = post(operator, path(unread), **fill(unread, **{DATE: " 28 Jan  2026", "Rating": "5"}))
    assert answer.headers["Location"].startswith(f"/rapor{PAGE}?pesan=diperbaiki&run=manual__")
    assert count_runs() - before == 1
    assert logged(connection) == [("repair", "ekspor.xlsx, baris 7", f"{DATE}, Rating")]
    listed = read(operator.get(answer.headers["Location"]))
    assert ("Menunggu sinkronisasi" in listed, "Lihat jalannya" in listed) == (True, True)
    counts = jobs.read_inbox()
    assert (counts["new"], counts["quarantined"]) == (1, 0)
    assert quality.list_unread(connection, 9) == []
    assert "sudah terbaca dari berkas ekspor-" in read(operator.get(f"/rapor{path(unread)}"))
    assert [*(inbox / staging.FOLDER).iterdir()] == []


def test_a_row_is_mended_once_until_the_sync_has_taken_it(operator, inbox, connection) -> None:
    take(inbox, **{DATE: "31 Feb 2026"})
    unread = find(connection)
    form = fill(unread, **{DATE: "28 Jan 2026"})
    assert post(operator, path(unread), **form).status_code == 303
    answer = post(operator, path(unread), **fill(unread, **{DATE: "29 Jan 2026"}))
    assert (answer.status_code, "menunggu sinkronisasi" in words(answer)) == (409, True)
    assert "<form" not in answer.text
    jobs.read_inbox()
    assert post(operator, path(unread), **form).status_code == 409
    assert len(logged(connection)) == 1


def test_while_the_dag_is_paused_the_next_sync_takes_it(operator, inbox, connection, syncs) -> None:
    take(inbox, **{DATE: "31 Feb 2026"})
    unread = find(connection)
    pause(True)
    answer = post(operator, path(unread), **fill(unread, **{DATE: "28 Jan 2026"}))
    pause(False)
    assert answer.headers["Location"] == f"/rapor{PAGE}?pesan=diperbaiki&sinkron=nanti"
    assert "sinkronisasi berikutnya yang mengerjakannya" in read(operator.get(answer.headers["Location"]))


@pytest.mark.parametrize(
    ("fault", "texts", "column", "told"),
    [
        ({DATE: "31 Feb 2026"}, {DATE: "<b>30 Feb 2026</b>"}, DATE, "seharusnya berisi tanggal sejak 2011"),
        ({DATE: "31 Feb 2026"}, {DATE: ""}, DATE, "kosong"),
        ({DATE: "31 Feb 2026"}, {DATE: "10 Feb 2026"}, DATE, "seharusnya sebelum ekspor dibuat"),
        ({DATE: "x"}, {DATE: "28 Jan 2026", "Rating": "bagus"}, "Rating", "berisi hal lain"),
        ({ID: "9" * 11}, {ID: "=1+1"}, ID, "bukan nomor laporan"),
        ({"Status Laporan": "-"}, {"Status Laporan": "-"}, "Status Laporan", "kosong"),
    ],
    ids=str,
)
def test_what_still_cannot_be_read_is_asked_for_again(
    operator, inbox, connection, fault: dict[str, str], texts: dict[str, str], column: str, told: str
) -> None:
    take(inbox, **fault)
    unread = find(connection)
    form = fill(unread, **texts)
    answer = post(operator, path(unread), **form)
    assert answer.status_code == 422
    assert f"{column} Masih belum terbaca: " in words(answer)
    assert told in words(answer)
    assert answer.text.count('aria-invalid="true"') == 1
    assert all(f'value="{escape(text)}"' in answer.text for text in form.values())
    assert (logged(connection), [path.name for path in inbox.iterdir() if path.is_file()]) == ([], [])
    assert [*(inbox / staging.FOLDER).iterdir()] == []


def escape(text: str) -> str:
    return text.replace("<", "&lt;").replace(">", "&gt;")


def test_a_row_that_contradicts_another_export_cannot_be_mended_here(operator, inbox, connection) -> None:
    write_export(inbox_with(inbox) / "a.xlsx", [report(1)], generated="9 Feb 2026 15:30")
    write_export(inbox / "b.xlsx", [report(1, **{"Status Laporan": "Proses"})], generated="9 Feb 2026 15:30")
    jobs.read_inbox()
    unread = find(connection)
    page = operator.get(f"/rapor{path(unread)}")
    assert ("tidak dapat diperbaiki di sini" in read(page), "<form" in page.text) == (True, False)
    assert post(operator, path(unread), **{"sel-0": "1"}).status_code == 409


def inbox_with(inbox: Path) -> Path:
    inbox.mkdir()
    return inbox


def test_only_cells_that_are_missing_can_be_filled_in(operator, inbox, connection) -> None:
    take(inbox, **{DATE: "31 Feb 2026"})
    unread = find(connection)
    every: dict[str, Any] = {f"sel-{place}": "Dinas Palsu" for place in range(20)}
    post(operator, path(unread), **every | fill(unread, **{DATE: "28 Jan 2026", "Rating": "", KIND: ""})
         | fill(unread, **{"ID Instansi Terdisposisi": ""}))  # fmt: skip
    (file,) = [path for path in inbox.iterdir() if path.is_file()]
    assert "Palsu" not in file.read_text()


@pytest.mark.parametrize(
    "place",
    ["1/1", f"{'0' * 64}/7", f"{'0' * 64}/0", f"{'0' * 64}/1048577", f"{'0' * 64}/x", f"{'G' * 64}/7", "..%2F/7"],
)
def test_what_is_no_row_is_not_found(operator, inbox, place) -> None:
    take(inbox, **{DATE: "31 Feb 2026"})
    assert operator.get(f"/rapor{PAGE}/{place}").status_code == 404
    assert operator.post(f"/rapor{PAGE}/{place}", headers=HERE).status_code == 404
