"""A file is brought through a page, looked at before it is taken, and let into the inbox or thrown away."""

from __future__ import annotations

import io
import os
import re
import socket
import time
import zipfile
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest
import sqlalchemy as sa

from include import jobs
from include.gateways.warehouse import connect
from include.gateways.warehouse.schema import metadata
from include.jobs import staging, uploads
from include.jobs.staging import clean
from include.mailroom import now_in_utc
from include.pages import build_app
from include.pages.uploads import AROUND, LARGEST
from include.settings import settings
from tests.builders_exports import a_row, write_export
from tests.jobs.test_control import write
from tests.pages.conftest import TestClient
from tests.pages.data import HERE, acting, bring, count_runs, logged, pause, read, report, words
from tests.pages.people import COOKIE, a_token
from tests.pages.serving import serving
from tests.pages.test_forms import MULTIPART, Endless, send
from tests.standins.postgres import WAREHOUSES, new_warehouse

ID = r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
SECOND = "10 Feb 2026 15:30"


@pytest.fixture
def operator(client: TestClient, inbox: Path) -> TestClient:
    return acting(client)


def upload(client: TestClient, content: bytes, name: str = "ekspor.xlsx", field: str = "berkas") -> httpx.Response:
    return client.post("/rapor/unggah", files={field: (name, content, "text/html")}, headers=HERE)


def offer(client: TestClient, path: Path, name: str = "") -> str:
    """Upload this file; where it can be looked at."""
    answer = upload(client, path.read_bytes(), name or path.name)
    assert (answer.status_code, bool(re.fullmatch(f"/rapor/unggah/{ID}", answer.headers["Location"]))) == (303, True)
    return answer.headers["Location"]


def export(folder: Path, *rows: dict[str, object], generated: str = SECOND, name: str = "baru.xlsx") -> Path:
    return write_export(folder / name, rows, generated=generated)


def waiting() -> list[str]:
    return [one.path.name for one in staging.list_staged()]


def lying(inbox: Path) -> list[str]:
    """What the next sync will find."""
    return [path.name for path in jobs.inbox.settled_files(inbox, 0)]


def everything() -> dict[str, list[tuple[object, ...]]]:
    with connect(settings().warehouse_url) as connection, connection.begin():
        tables = [table for name, table in metadata.tables.items() if name != "audit_log"]
        return {table.name: sorted(map(tuple, connection.execute(sa.select(table))), key=str) for table in tables}


@pytest.fixture
def before(inbox: Path) -> None:
    bring(inbox, "lama.xlsx", [report(n) for n in range(1, 5)])


def test_what_a_file_would_change_is_told_and_nothing_of_it_is_kept(operator, before, inbox, tmp_path) -> None:
    kept = everything()
    rows = [
        report(1), report(2, **{"Status Laporan": "Proses"}), report(3, **{"Status Laporan": "Proses"}),
        report(4, **{"Instansi Terdisposisi": "Dinas Entah", "Kategori": "Banjir"}), report(5),
        report(6, **{"Tanggal Laporan Masuk": "31 Feb 2026"}), report(5), report(7, **{"Status Laporan": "Dikaji"}),
    ]  # fmt: skip
    page = read(operator.get(offer(operator, export(tmp_path, *rows))))
    told = [
        "Ekspor laporan baru.xlsx", "10 Februari 2026 pukul 15.30 WIB tertera dalam berkas", "Diabaikan 8 2 3 1 1 1",
        "Terverifikasi Proses 2", "Dinas Sosial 2 0 1", "Dinas Entah 0 1 0", "Selain itu: kategori 1 laporan",
        "Status: Dikaji", "Instansi: Dinas Entah", "11 Tanggal Laporan Masuk berisi 31 Feb 2026", "Ambil Buang",
    ]  # fmt: skip
    assert [one for one in told if one not in page] == []
    assert everything() == kept
    assert lying(inbox) == []


@pytest.fixture(params=WAREHOUSES)
def either(request, tmp_path, inbox, monkeypatch) -> None:
    monkeypatch.setenv("RAPOR_WAREHOUSE_URL", new_warehouse(request, tmp_path))
    settings.cache_clear()


@pytest.mark.parametrize("generated", ["8 Feb 2026 15:30", "9 Feb 2026 15:30", SECOND])
def test_what_is_told_is_what_the_sync_then_does(either, before, inbox, tmp_path, generated) -> None:
    other = {"Status Laporan": "Proses"}
    rows = [report(1), report(2, **other), report(9), report(8, **{"Rating": "x"}), {"Tracking ID": "Total"}]
    path, kept = export(tmp_path, *rows, generated=generated), everything()
    told = uploads.look_at(path)
    assert everything() == kept
    path.rename(inbox / path.name)
    done = jobs.read_inbox()
    assert told.counts == {name: done[name] for name in told.counts}
    with connect(settings().warehouse_url) as connection:
        from include.gateways.warehouse import quality

        unread = [(row.row, row.column, row.reason) for row in quality.list_unread(connection, 9)]
    assert sorted(row[:3] for row in told.unread) == sorted(unread)


@pytest.mark.parametrize("suffix", [".xlsx", ".xls", ".csv"])
def test_a_file_is_known_by_its_content_whatever_it_is_called(operator, before, tmp_path, suffix) -> None:
    path = export(tmp_path, report(1), name=f"e{suffix}")
    for name, shown in (("e.xlsx", "e.xlsx"), ("e.CSV", "e.csv"), ("e.bin", f"e.bin{suffix}"), ("e", f"e{suffix}")):
        assert f"Ekspor laporan {shown} " in read(operator.get(offer(operator, path, name)))


def test_a_recap_shows_where_it_counts_otherwise(operator, before, inbox, tmp_path) -> None:
    kept = everything()
    place = offer(operator, write(tmp_path / "rekap.xlsx", ("Dinas Sosial", 0, 1, 3, 0), generated=SECOND))
    page = read(operator.get(place))
    told = ["Rekap per unit kerja rekap.xlsx", "Dinas Sosial Proses 0 3", "Dinas Sosial Belum ditindaklanjuti 4 1"]
    assert [one for one in told if one not in page] == []
    assert everything() == kept
    operator.post(f"{place}/ambil", headers=HERE)
    assert jobs.read_inbox()["recaps"] == 1
    place = offer(operator, inbox / "terbaca/rekap.xlsx", "lagi.xlsx")
    assert "Sudah pernah dibaca lagi.xlsx" in read(operator.get(place))
    older = write(tmp_path / "lama.xlsx", ("Dinas Sosial", 0, 4, 0, 0), generated="9 Feb 2026 16:00")
    page = read(operator.get(offer(operator, older)))
    assert ("Rekap ini lebih lama" in page, "Hitungannya sama" in page) == (True, True)


def test_a_file_of_repairs_names_its_export(operator, inbox) -> None:
    bring(inbox, "lama.xlsx", [report(1), report(2, **{"Tanggal Laporan Masuk": "31 Feb 2026"})])
    page = read(operator.get(offer(operator, inbox / "terbaca/lama.xlsx.perbaikan.csv")))
    assert "Berkas perbaikan lama.xlsx.perbaikan.csv" in page
    assert "Memperbaiki baris dari lama.xlsx" in page


def test_a_file_that_was_read_before_is_not_offered_to_be_taken(operator, before, inbox) -> None:
    page = read(operator.get(offer(operator, inbox / "terbaca/lama.xlsx", "salinan.xlsx")))
    assert "Sudah pernah dibaca salinan.xlsx" in page
    assert "dengan nama lama.xlsx" in page
    assert ("Buang" in page, "Ambil" in page) == (True, False)


def a_bomb() -> bytes:
    """A small workbook that says it becomes half a gigabyte."""
    packed = io.BytesIO()
    workbook = zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=1)
    with workbook as archive, archive.open("xl/worksheets/sheet1.xml", "w") as part:
        for _ in range(410):
            part.write(bytes(1_000_000))
    return packed.getvalue()


@pytest.mark.parametrize(
    ("content", "name", "told"),
    [
        (b"\x89PNG\r\n\x1a\n" + bytes(99), "foto.png", "bukan berkas CSV"),
        (b"PK\3\4rusak", "e.xlsx", "rusak atau tidak lengkap"),
        (b"<html>", "e.xls", "halaman web"),
        (b"Unit Kerja;Belum Terverifikasi\n", "rekap.csv", "Kolom berikut tidak ada"),
        (a_bomb(), "bom.xlsx", "terlalu besar untuk dibuka dengan aman"),
    ],
    ids=["picture", "broken", "page", "recap", "bomb"],
)
def test_what_cannot_be_read_says_why_and_can_only_be_thrown_away(operator, before, inbox, content, name, told) -> None:
    place = upload(operator, content, name).headers["Location"]
    page = read(operator.get(place))
    assert ("Tidak dapat dibaca" in page, told in page, "Ambil" in page) == (True, True, False)
    answer = operator.post(f"{place}/buang", headers=HERE)
    assert (answer.headers["Location"], waiting(), lying(inbox)) == ("/rapor/unggah?pesan=dibuang", [], [])
    assert "Unggahan sudah dibuang" in read(operator.get(answer.headers["Location"]))


def test_a_taken_file_lies_in_the_inbox_and_the_sync_is_started(
    operator, before, inbox, tmp_path, connection, syncs
) -> None:
    place, runs = offer(operator, export(tmp_path, report(9))), count_runs()
    answer = operator.post(f"{place}/ambil", headers=HERE)
    assert answer.headers["Location"].startswith("/rapor/unggah?pesan=diambil&run=manual__")
    assert (count_runs() - runs, lying(inbox), waiting()) == (1, ["baru.xlsx"], [])
    assert "Berkas sudah diletakkan di kotak masuk" in read(operator.get(answer.headers["Location"]))
    assert [entry[:2] for entry in logged(connection)] == [("take", "baru.xlsx"), ("upload", "baru.xlsx")]
    assert jobs.read_inbox()["new"] == 1
    assert operator.post(f"{place}/ambil", headers=HERE).status_code == 404
    assert operator.get(place).status_code == 404


def test_while_the_dag_is_paused_a_taken_file_waits_in_the_inbox(operator, inbox, tmp_path, syncs) -> None:
    place = offer(operator, export(tmp_path, report(9)))
    pause(True)
    answer = operator.post(f"{place}/ambil", headers=HERE)
    pause(False)
    assert answer.headers["Location"] == "/rapor/unggah?pesan=diambil&sinkron=nanti"
    assert lying(inbox) == ["baru.xlsx"]


def test_nothing_in_the_inbox_is_overwritten(operator, inbox, tmp_path, connection) -> None:
    places = [offer(operator, export(tmp_path, report(n)), "ekspor.xlsx") for n in (1, 2)]
    inbox.joinpath("ekspor.xlsx").write_bytes(b"sudah ada")
    for place in places:
        operator.post(f"{place}/ambil", headers=HERE)
    assert inbox.joinpath("ekspor.xlsx").read_bytes() == b"sudah ada"
    names = lying(inbox)
    assert len(names) == 3
    assert sum(bool(re.fullmatch(r"ekspor-[0-9a-f]{8}\.xlsx", name)) for name in names) == 2
    assert {entry[2].removeprefix("menjadi ") for entry in logged(connection) if entry[0] == "take"} < {*names}


def test_what_is_not_yet_taken_is_nothing_to_the_sync(operator, inbox, tmp_path) -> None:
    offer(operator, export(tmp_path, report(9)))
    assert jobs.read_inbox()["files"] == 0
    assert waiting() == ["baru.xlsx"]


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../ekspor.xlsx", "ekspor.xlsx"), (r"C:\data\ekspor.xlsx", "ekspor.xlsx"), ("/etc/passwd", "passwd.csv"),
        (".hidden.csv", "hidden.csv"), ("~$ekspor.xlsx", "ekspor.xlsx"), ("%2e%2e%2fe.csv", "2e-2e-2fe.csv"),
        ("...", "unggahan.csv"), ("..", "unggahan.csv"), ("", "unggahan.csv"), ("\U0001f4c8.csv", "unggahan.csv"),
        (".xlsx", "xlsx.csv"), ("a\0b\r\nc\u202e.csv", "a-b-c-.csv"), ("e;rm -rf *.csv", "e-rm -rf -.csv"),
        ("Ekspor  25 Nov (1).XLSX", "Ekspor 25 Nov (1).xlsx"), ("Kantor Kécamatan.csv", "Kantor Kécamatan.csv"),
        ("e.xlsx.exe", "e.xlsx.exe.csv"), ("x" * 300 + ".csv", "x" * 120 + ".csv"), ("e.csv ", "e.csv"),
        ("é" * 300, "é" * 60 + ".csv"),
    ],
)  # fmt: skip
def test_a_name_can_lead_nowhere(name: str, kept: str) -> None:
    assert clean(name, b"Tracki") == kept


@pytest.mark.parametrize(
    ("head", "suffix"), [(b"PK\3\4xxxx", ".xlsx"), (b"\xd0\xcf\x11\xe0\xa1", ".xls"), (b"", ".csv")]
)
def test_a_name_without_a_kind_gets_it_from_the_content(head: bytes, suffix: str) -> None:
    assert clean("ekspor", head) == f"ekspor{suffix}"


def test_an_uploaded_path_stays_in_its_folder(operator, inbox) -> None:
    upload(operator, b"x", "../../../keluar.csv")
    (one,) = staging.list_staged()
    assert one.path.resolve().parent.parent == (inbox / staging.FOLDER).resolve()
    assert re.fullmatch(ID, one.path.parent.name)


@pytest.mark.parametrize(
    ("content", "field", "status", "told"),
    [(b"", "berkas", 422, "Pilih satu berkas"), (b"x", "lain", 422, "Pilih satu berkas"),
     (bytes(LARGEST + 1), "berkas", 413, "paling besar 25 MB")],
    ids=["empty", "other", "large"],
)  # fmt: skip
def test_what_cannot_be_kept_says_why(operator, inbox, content, field, status, told) -> None:
    answer = upload(operator, content, field=field)
    assert (answer.status_code, told in words(answer), 'aria-invalid="true"' in answer.text) == (status, True, True)
    assert waiting() == []


def test_the_largest_file_there_may_be_is_kept(operator, inbox) -> None:
    assert upload(operator, b"x" * LARGEST).status_code == 303
    assert staging.list_staged()[0].size == LARGEST


PART = b'--x\r\nContent-Disposition: form-data; name="berkas"; filename="a.csv"\r\n\r\n'


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"berkas=x", "application/x-www-form-urlencoded"), (b"x", "text/csv"),
        (PART + b"x\r\n--x--", "multipart/form-data"),
        (b"--y\r\n\r\n", "multipart/form-data; boundary=x"), (PART + b"abc", "multipart/form-data; boundary=x"),
        (PART + b"abc\r\n--x", "multipart/form-data; boundary=x"),
    ],
)  # fmt: skip
def test_what_is_no_whole_form_is_refused(operator, inbox, content, kind) -> None:
    answer = operator.post("/rapor/unggah", content=content, headers=HERE | {"Content-Type": kind})
    assert (answer.status_code, "tidak sampai dengan utuh" in words(answer), waiting()) == (400, True, [])


def test_two_files_at_once_are_refused(operator, inbox) -> None:
    files = [("berkas", ("a.csv", b"x")), ("berkas", ("b.csv", b"y"))]
    assert operator.post("/rapor/unggah", files=files, headers=HERE).status_code == 400
    assert waiting() == []


def test_a_body_without_end_is_read_no_further_than_a_file_may_go(house, guarded, inbox) -> None:
    body = Endless(PART)
    answer = send(body, "/unggah", "op", **MULTIPART)
    assert (answer.status_code, "paling besar 25 MB" in answer.text, waiting()) == (413, True, [])
    assert body.read <= LARGEST + AROUND + 1000


def test_a_length_that_is_too_large_is_enough(house, guarded, inbox) -> None:
    body = Endless()
    answer = send(body, "/unggah", "op", **MULTIPART, **{"Content-Length": str(LARGEST + AROUND + 1)})
    assert (answer.status_code, body.read) == (413, 0)


@pytest.mark.parametrize("length", ["Transfer-Encoding: chunked", "Content-Length: 9999999999"])
def test_a_real_server_answers_while_the_body_is_still_on_its_way(house, guarded, inbox, length) -> None:
    """And goes on to serve others."""
    from fastapi import FastAPI

    app = FastAPI()
    app.mount("/rapor", build_app())
    head = (
        f"POST /rapor/unggah HTTP/1.1\r\nHost: x\r\nSec-Fetch-Site: same-origin\r\nCookie: {COOKIE}={a_token('op')}\r\n"
    )
    head += f"Content-Type: multipart/form-data; boundary=x\r\n{length}\r\n\r\n"
    piece = b"%x\r\n%s\r\n" % (1_000_000, bytes(1_000_000)) if "chunked" in length else bytes(1_000_000)
    with serving(app) as url, socket.create_connection((urlsplit(url).hostname, urlsplit(url).port), 30) as connection:
        connection.sendall(head.encode())
        if "chunked" in length:
            connection.sendall(b"%x\r\n%s\r\n" % (len(PART), PART) + piece * 26)
        answer = connection.recv(20)
        assert answer.startswith(b"HTTP/1.1 413")
        assert httpx.get(f"{url}/rapor/unggah").status_code == 303
    assert waiting() == []


def test_what_nobody_decides_about_is_gone_after_a_day(operator, inbox) -> None:
    for age in (0, 2):
        upload(operator, b"x", f"{age}.csv")
        at = (now_in_utc() - timedelta(days=age)).timestamp()
        os.utime(staging.list_staged()[0].path.parent, (at, at))
        time.sleep(0.01)
    assert "0.csv" in read(operator.get("/rapor/unggah"))
    assert waiting() == ["0.csv"]


def test_only_so_many_files_wait_at_a_time(operator, inbox, monkeypatch) -> None:
    for number in range(staging.MOST):
        assert upload(operator, b"x", f"{number}.csv").status_code == 303
    answer = upload(operator, b"x")
    assert (answer.status_code, f"Sudah ada {staging.MOST} unggahan" in words(answer)) == (409, True)


def test_who_may_only_look_sees_what_waits_and_decides_nothing(client, inbox, tmp_path) -> None:
    place = offer(acting(client), export(tmp_path, a_row()))
    acting(client, "viewer")
    for path in ("/rapor/unggah", place):
        page = client.get(path)
        assert ("baru.xlsx" in read(page), "<form" in page.text) == (True, False)
    assert client.post(f"{place}/ambil", headers=HERE).status_code == 403
    assert waiting() == ["baru.xlsx"]


@pytest.mark.parametrize("place", ["1", "00000000-0000-4000-8000-000000000000", "..%2f..", "*"])
def test_what_is_no_upload_is_not_found(operator, inbox, tmp_path, place) -> None:
    offer(operator, export(tmp_path, a_row()))
    assert operator.get(f"/rapor/unggah/{place}").status_code == 404
    assert {
        operator.post(f"/rapor/unggah/{place}/{deed}", headers=HERE).status_code for deed in ("ambil", "buang")
    } == {404}
    assert waiting() == ["baru.xlsx"]
