"""How sound the data is, on a page, and what data staff do about it."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
import sqlalchemy as sa

from include import jobs
from include.gateways.warehouse import connect, control, quality
from include.gateways.warehouse.ledger import Connection
from include.gateways.warehouse.schema import CONTROL_GAPS, DATA_FAULTS
from include.settings import settings
from tests.pages.conftest import TestClient
from tests.pages.data import HERE, acting, bring, count_runs, logged, pause, post, read, report, words
from tests.pages.told import MONDAY, count_otherwise, find, put, read_export
from tests.standins.postgres import WAREHOUSES, new_warehouse

WHY = "Ditutup pukul 15.50"


@pytest.fixture
def operator(client: TestClient) -> TestClient:
    return acting(client)


def test_before_anything_was_read_the_page_says_so(viewer: TestClient) -> None:
    page = read(viewer.get("/rapor/mutu"))
    told = [
        "Data belum pernah diperiksa",
        "Tidak ada baris yang menunggu",
        "Belum ada rekap LAPOR!",
        "Belum ada ekspor",
    ]
    assert [one for one in told if one not in page] == []


def test_the_last_findings_stand_first_and_the_worst_of_them_on_top(viewer: TestClient, connection: Connection) -> None:
    find(connection, "volume", "odd", 3.0, at=MONDAY - timedelta(days=1))
    find(connection, "volume", "ok", 41.0)
    find(connection, "unknown_words", "odd", 0.012)
    find(connection, "export_age", "stale", 4.0)
    page = read(viewer.get("/rapor/mutu"))
    newest, _, before = page.partition("Pemeriksaan dari waktu ke waktu")
    order = ["Umur ekspor Usang Ekspor terbaru berumur 4 hari kerja. Unggah ekspor", "Kata yang belum dikenal Perlu"]
    order.append("Banyaknya laporan Baik Pekan terakhir memuat 41 laporan, seperti biasanya. Tidak ada")
    assert sorted(order, key=newest.index) == order
    assert "2 pemeriksaan terakhir" in before
    assert before.index("9 Februari 2026") < before.index("8 Februari 2026")
    assert "Usang 4" in before
    assert "Perlu dilihat 3" in before


def test_only_so_many_checks_are_read(connection: Connection) -> None:
    for hours in range(4):
        find(connection, "api", "ok", 0.0, at=MONDAY - timedelta(hours=hours))
        find(connection, "faults", "ok", 0.0, at=MONDAY - timedelta(hours=hours))
    runs = quality.list_check_runs(connection, 3)
    assert [[finding.check for finding in run] for run in runs] == [["api", "faults"]] * 3
    assert [run[0].checked_at for run in runs] == [MONDAY - timedelta(hours=hours) for hours in range(3)]


def test_files_are_listed_with_the_fate_of_their_rows_and_refused_ones_with_the_reason(viewer, connection) -> None:
    counts = {"rows": 9, "new": 1, "changed": 2, "unchanged": 3, "quarantined": 2, "ignored": 1, "repaired": 1}
    read_export(connection, "ekspor.xlsx", **counts)
    refused = {"state": "refused", "generated_at": None, "dated_by": None, "reason": "Kolom berikut tidak ada: <b>"}
    read_export(connection, "rusak.xlsx", read_at=MONDAY + timedelta(hours=1), **refused)
    page = read(viewer.get("/rapor/mutu"))
    assert "WIB 9 1 2 3 2 1 1" in page
    assert "rusak.xlsx Ditolak" in page
    assert "Kolom berikut tidak ada: <b>" in page
    assert page.index("rusak.xlsx") < page.index("ekspor.xlsx")


def test_only_so_many_files_are_shown_and_it_says_how_many_there_are(viewer, connection) -> None:
    for number in range(21):
        read_export(connection, f"ekspor-{number:02}.xlsx", read_at=MONDAY + timedelta(minutes=number))
    page = read(viewer.get("/rapor/mutu"))
    assert "Ditampilkan 20 dari 21 berkas" in page
    assert "ekspor-00.xlsx" not in page


def test_faults_are_counted_by_kind_with_some_of_their_reports(viewer, connection) -> None:
    fault = {"agency_id": "dinas-sosial", "note": ""}
    rows = [fault | {"ticket_id": str(7000000 + n), "fault": "receipt_changed", "at": MONDAY} for n in range(7)]
    rows.append(rows[0] | {"at": MONDAY + timedelta(days=1)})
    put(connection, DATA_FAULTS, *rows, fault | {"ticket_id": "1", "fault": "duplicate", "at": MONDAY})
    page = viewer.get("/rapor/mutu")
    assert "Waktu diterima berubah; yang terakhir dihitung. 8 7 7000000 , 7000001" in read(page)
    assert 'href="/rapor/laporan/7000004"' in page.text
    assert 'href="/rapor/laporan/7000005"' not in page.text


def a_mark(page: str, agency_id: str) -> str:
    found = re.search(rf'name="perangkat" value="{agency_id}"><input type="hidden" name="terlihat" value="(\w+)"', page)
    assert found
    return found[1]


def test_an_open_gap_is_accepted_with_its_reason_and_holds_nothing_any_longer(operator, connection) -> None:
    count_otherwise(connection, "dinas-sosial", "dinas-kesehatan")
    page = operator.get("/rapor/mutu")
    assert "belum ditindaklanjuti 3, LAPOR! 5" in read(page)
    assert 'href="/rapor/laporan/2"' in page.text
    seen = {"perangkat": "dinas-sosial", "terlihat": a_mark(page.text, "dinas-sosial")}
    answer = post(operator, "/mutu/selisih", **seen, alasan=f" {WHY} ")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/rapor/mutu?pesan=diterima")
    assert control.read_gaps(connection, "r")["agency_id"].tolist() == ["dinas-kesehatan"]
    assert logged(connection) == [("accept", "dinas-sosial", f"rekap.xlsx: {WHY}")]
    assert "Selisih sudah diterima" in read(operator.get("/rapor/mutu?pesan=diterima"))


@pytest.mark.parametrize("why", ["", " ab ", "x" * 301])
def test_without_a_reason_nothing_is_accepted_and_what_was_typed_stays(operator, connection, why) -> None:
    count_otherwise(connection, "dinas-sosial")
    seen = {"perangkat": "dinas-sosial", "terlihat": a_mark(operator.get("/rapor/mutu").text, "dinas-sosial")}
    answer = post(operator, "/mutu/selisih", **seen, alasan=why)
    assert answer.status_code == 422
    assert "Tuliskan alasan, sedikitnya 3" in words(answer)
    assert f'value="{why}" aria-describedby="alasan-1-ket" aria-invalid="true"' in answer.text
    assert (len(control.read_gaps(connection, "r")), logged(connection)) == (1, [])


def test_a_gap_that_has_changed_since_it_was_seen_is_not_accepted(operator, connection) -> None:
    count_otherwise(connection, "dinas-sosial")
    mark = a_mark(operator.get("/rapor/mutu").text, "dinas-sosial")
    with connection.begin():
        connection.execute(sa.update(CONTROL_GAPS).values(theirs=6))
    for seen in ({"terlihat": mark}, {"terlihat": ""}, {"perangkat": "dinas-tiada"}, {}):
        answer = post(operator, "/mutu/selisih", **{"perangkat": "dinas-sosial"} | seen, alasan=WHY)
        assert (answer.status_code, "sudah berubah" in words(answer)) == (409, True)
    assert len(control.read_gaps(connection, "r")) == 1


def test_who_may_only_look_is_offered_no_form(viewer, connection) -> None:
    count_otherwise(connection, "dinas-sosial")
    assert 'method="post"' not in viewer.get("/rapor/mutu").text


def test_a_sync_is_started_from_the_page(operator, connection, syncs) -> None:
    before = count_runs()
    answer = operator.post("/rapor/mutu/sinkron", headers=HERE)
    assert answer.headers["Location"].startswith("/rapor/mutu?pesan=sinkron&run=manual__")
    assert (count_runs() - before, logged(connection)) == (1, [("sync", "sync_tickets", "")])
    assert "Lihat jalannya sinkronisasi" in read(operator.get(answer.headers["Location"]))
    pause(True)
    answer = operator.post("/rapor/mutu/sinkron", headers=HERE)
    pause(False)
    assert (answer.status_code, "sedang dijeda" in words(answer)) == (409, True)


@pytest.mark.parametrize("told", [{"pesan": "<b>"}, {"pesan": "sinkron", "run": "https://jahat.example"}])
def test_nothing_of_the_address_is_repeated_on_the_page(viewer, told) -> None:
    page = viewer.get("/rapor/mutu", params=told).text
    assert "jahat" not in page
    assert "&lt;b&gt;" not in page


@pytest.fixture(params=WAREHOUSES)
def either(request, tmp_path, inbox, monkeypatch) -> None:
    """A warehouse of either kind, and an inbox."""
    monkeypatch.setenv("RAPOR_WAREHOUSE_URL", new_warehouse(request, tmp_path))
    settings.cache_clear()


def test_both_warehouses_tell_the_same(either, inbox) -> None:
    bring(inbox, "a.xlsx", [report(1), report(2, **{"Tanggal Laporan Masuk": "31 Feb 2026"})])
    (inbox / "b.xlsx").write_bytes(b"PK\3\4")
    jobs.read_inbox(), jobs.check_data(), jobs.check_data()
    with connect(settings().warehouse_url) as connection:
        put(connection, DATA_FAULTS, *({"ticket_id": t, "fault": "duplicate", "at": MONDAY, "agency_id": "", "note": t}
                                       for t in ("1", "2")))  # fmt: skip
        count_otherwise(connection, "dinas-sosial")
        assert [len(run) for run in quality.list_check_runs(connection, 5)] == [8, 8]
        assert [file.state for file in quality.list_files(connection, 5)] == ["refused", "read"]
        assert quality.count_files(connection) == {"read": 1, "refused": 1}
        assert quality.list_faults(connection, 1) == [quality.Faults("duplicate", 2, 2, ["1"])]
        assert quality.count_unread(connection) == {"Tanggal Laporan Masuk": 1}
        (row,) = quality.list_unread(connection, 5, "Tanggal Laporan Masuk")
        assert quality.find_unread(connection, row.source, row.row) == row
        assert quality.list_open_gaps(connection, "r") == [quality.Gap("dinas-sosial", "waiting", 3, 5, "1 2")]
        assert quality.find_recap(connection, "r") == quality.Came("rekap.xlsx", MONDAY)
