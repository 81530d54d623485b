"""Files that are brought to do harm: refused, or shown as what they are, and in no case taken or left behind."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from include import jobs
from include.jobs import staging
from include.pages.uploads import AROUND, LARGEST
from include.settings import settings
from tests.pages.conftest import TestClient
from tests.pages.data import HERE, words
from tests.security.hostile import SCRIPT, SHEET, a_laugh, a_look_at, a_workbook, rezip, swear, swell
from tests.security.watching import check, check_text, photograph

NAMES = {
    "a path that climbs": "../../../etc/cron.d/jahat.csv",
    "a path that climbs, encoded": "..%2f..%2fjahat.csv",
    "an absolute path": "/etc/passwd",
    "a path of Windows": "C:\\Windows\\System32\\jahat.csv",
    "a share of Windows": "\\\\server\\share\\jahat.csv",
    "another stream of Windows": "jahat.csv:rahasia",
    "our own folder": ".unggahan/jahat.csv",
    "dots alone": "....",
    "a hidden file": ".jahat.csv",
    "a lock of Excel": "~$jahat.csv",
    "a NUL byte": "jahat\0.csv",
    "line ends and a header": "jahat\r\nSet-Cookie: a=b.csv",
    "characters that turn the name around": "\u202efdp.jahat.csv\u2066\u200b",
    "script": f"{SCRIPT}.csv",
    "a formula": '=HYPERLINK("https://jahat.example").csv',
    "an option": "--help.csv",
    "a name without end": f"{'j' * 5000}.csv",
    "letters of four bytes": f"{'🏛𝔍' * 300}.csv",
    "a program": "jahat.exe",
    "a pattern": "*?[a-z].csv",
}


def upload(client: TestClient, content: bytes, name: str = "jahat.xlsx", field: str = "berkas") -> Any:
    return client.post("/rapor/unggah", files={field: (name, content)}, headers=HERE)


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
def test_no_name_of_a_file_leads_out_of_its_folder(operator, inbox, tmp_path, name):
    before = {*photograph(tmp_path)}
    answer = upload(operator, b"a;b\r\n", name)
    assert answer.status_code in (303, 400)  # some cannot even be sent as the name of a file
    check(answer)
    new = [path for path in map(tmp_path.joinpath, {*photograph(tmp_path)} - before) if path.is_file()]
    assert [path.parent.parent for path in new] == [inbox / staging.FOLDER] * len(new)
    for path in new:
        assert path.name.isprintable()
        assert not path.name.startswith((".", "-", "~", "=", "+", "@"))
        assert path.suffix in (".csv", ".xlsx", ".xls")
        assert len(path.name.encode()) < 130
        shown = operator.get(answer.headers["Location"])
        assert shown.status_code == 200
        check(shown), check_text(shown)


CONTENTS: dict[str, tuple[Any, str]] = {
    "a sheet of thirty million zeros": (lambda place: swell(a_workbook(place), 30), "Berkas Excel rusak"),
    "more than may be unpacked": (lambda place: swear(swell(a_workbook(place), 1), 500), "terlalu besar untuk dibuka"),
    "a workbook in a workbook": (lambda place: rezip(a_workbook(place), {SHEET: a_workbook(place)}),
    "Berkas Excel rusak"),
    "ten thousand parts": (lambda _: rezip(EMPTY, {f"x/{number}": b"" for number in range(10_000)}),
    "Berkas Excel rusak"),
    "a part whose name climbs": (lambda _: rezip(EMPTY, {"../../jahat.csv": b"x"}), "Berkas Excel rusak"),
    "entities that multiply": (lambda place: rezip(a_workbook(place), {SHEET: a_laugh()}), "Berkas Excel rusak"),
    "half a workbook": (lambda place: a_workbook(place)[:2000], "Berkas Excel rusak"),
    "a web page": (lambda _: f"<html>{SCRIPT}".encode(), "Berkas berisi halaman web"),
    "a program": (lambda _: b"\x7fELF\x02\x01\x01\0" + os.urandom(5000) + b"\0", "bukan buku kerja Excel"),
    "a document of the old Office that is none": (lambda _: b"\xd0\xcf\x11\xe0" + bytes(5000), "Unduh ulang"),
    "white space": (lambda _: b" \n" * 100, "Berkas kosong"),
    "white space without end and a letter": (lambda _: b" " * 200_000 + b"x", "tidak"),
    "lines without end and a letter": (lambda _: b"\n" * 20_000 + b"x", "tidak ditemukan"),
    "brackets without end": (lambda _: b"(" * 130_000, "tidak ditemukan"),
    "a row of five million columns": (lambda _: b"Tracking ID" + b";" * 5_000_000, "Kolom berikut tidak ada"),
    "a cell without end": (lambda _: b"Tracking ID;" + b"x" * 1_000_000, "tanda kutipnya tidak berpasangan"),
}  # fmt: skip
EMPTY = b"PK\x05\x06" + bytes(18)


@pytest.mark.parametrize(("make", "told"), CONTENTS.values(), ids=CONTENTS)
def test_a_file_that_is_no_export_is_refused_with_its_reason(operator, tmp_path, make, told):
    name = "jahat.csv" if told.startswith(("tidak", "Kolom", "tanda")) else "jahat.xlsx"
    content = make(tmp_path)
    before = photograph(tmp_path)
    answer = upload(operator, content, name)
    shown = operator.get(answer.headers["Location"])
    assert shown.status_code == 200
    assert "Tidak dapat dibaca" in words(shown)
    assert told in words(shown)
    assert "Ambil" not in words(shown)
    check(shown), check_text(shown)
    operator.post(f"{answer.headers['Location']}/buang", headers=HERE)
    after = photograph(tmp_path)
    assert {name: after.get(name) for name in before if name != "warehouse"} == {
        name: mark for name, mark in before.items() if name != "warehouse"
    }


def test_a_sheet_that_asks_for_a_file_of_ours_does_not_get_it(operator, tmp_path):
    secret = tmp_path / "rahasia.txt"
    secret.write_text("Tracking ID rahasia")
    answer = upload(operator, rezip(a_workbook(tmp_path), {SHEET: a_look_at(secret)}))
    shown = operator.get(answer.headers["Location"])
    assert "Tidak dapat dibaca" in words(shown)
    assert "rahasia" not in shown.text


HEAD = b'--x\r\nContent-Disposition: form-data; name="berkas"; filename="a.csv"\r\n\r\nab;c\r\n'
KIND = "multipart/form-data; boundary=x"
BODIES: dict[str, tuple[bytes, str, int]] = {
    "two files": (HEAD + HEAD + b"--x--\r\n", KIND, 400),
    "another field": (HEAD.replace(b"berkas", b"file") + b"--x--\r\n", KIND, 422),
    "a field instead of a file": (HEAD.replace(b'; filename="a.csv"', b"") + b"--x--\r\n", KIND, 422),
    "a field without a name": (HEAD.replace(b'name="berkas"; ', b"") + b"--x--\r\n", KIND, 400),
    "an empty file": (HEAD.replace(b"ab;c", b"") + b"--x--\r\n", KIND, 422),
    "fields without end": (HEAD.replace(b'; filename="a.csv"', b"") * 2000 + b"--x--\r\n", KIND, 400),
    "no boundary": (HEAD, "multipart/form-data", 400),
    "another boundary": (HEAD, "multipart/form-data; boundary=y", 400),
    "a boundary without end": (HEAD, f"multipart/form-data; boundary={'x' * 5000}", 400),
    "a charset that there is not": (HEAD.replace(b'; filename="a.csv"', b""), f"{KIND}; charset=entah", 400),
    "a charset that reads nothing": (HEAD.replace(b"a.csv", b"\xff.csv"), f"{KIND}; charset=undefined", 400),
    "a charset that is a program": (HEAD.replace(b"a.csv", b"\xff.csv"), f"{KIND}; charset=idna", 400),
    "no form": (b'{"berkas": "a"}', "application/json", 400),
    "nothing": (b"", KIND, 400),
}  # fmt: skip


@pytest.mark.parametrize(("body", "kind", "status"), BODIES.values(), ids=BODIES)
def test_a_body_that_is_not_one_file_is_refused(operator, tmp_path, body, kind, status):
    before = photograph(tmp_path)
    answer = operator.post("/rapor/unggah", content=body, headers=HERE | {"Content-Type": kind})
    assert answer.status_code in (status, 400)
    check(answer)
    assert photograph(tmp_path) == before


def test_a_length_that_is_too_much_or_a_lie_brings_nothing_in(operator, tmp_path):
    before = photograph(tmp_path)
    for length in (str(LARGEST + AROUND + 1), "9" * 400, "-1", "x", "1"):
        headers = HERE | {"Content-Type": KIND, "Content-Length": length}
        answer = operator.post("/rapor/unggah", content=HEAD[:60], headers=headers)
        assert answer.status_code in (400, 413)
        check(answer)
    assert photograph(tmp_path) == before


def test_more_than_may_come_is_refused_while_it_comes_without_a_length(operator, tmp_path):
    before, sent = photograph(tmp_path), []

    def body():
        yield HEAD
        for _ in range(40):
            sent.append(1)
            yield bytes(1_000_000)

    answer = operator.post("/rapor/unggah", content=body(), headers=HERE | {"Content-Type": KIND})
    assert answer.status_code == 413
    check(answer)
    assert photograph(tmp_path) == before


def test_no_more_than_twenty_files_wait(operator, tmp_path):
    for _ in range(staging.MOST - 1):
        assert upload(operator, b"a;b\r\n", "a.csv").status_code == 303
    before = photograph(tmp_path)
    answer = upload(operator, b"a;b\r\n", "a.csv")
    assert answer.status_code == 409
    assert photograph(tmp_path) == before


def test_an_upload_that_is_taken_twice_at_once_comes_in_once(house, inbox):
    path = staging.list_staged()[0].path
    before = {*inbox.iterdir()}

    def take(_: int) -> bool:
        try:
            staging.let_in(path)
        except FileNotFoundError:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(take, range(8))) == 1
    assert [one.stat().st_size > 0 for one in {*inbox.iterdir()} - before] == [True]


def test_what_is_taken_a_second_time_is_gone(operator, syncs, inbox, tmp_path):
    address = f"/rapor/unggah/{staging.list_staged()[0].upload_id}/ambil"
    assert operator.post(address, headers=HERE).status_code == 303
    before = photograph(tmp_path)
    answer = operator.post(address, headers=HERE)
    assert answer.status_code == 404
    check(answer)
    assert photograph(tmp_path) == before


@pytest.fixture
def elsewhere(tmp_path: Path) -> Path:
    """A file that is no business of the inbox."""
    file = tmp_path / "rahasia" / "ekspor.csv"
    file.parent.mkdir()
    file.write_bytes(b"rahasia")
    return file


def test_a_link_among_uploads_is_not_followed(operator, inbox, elsewhere):
    file, folder = (inbox / staging.FOLDER / f"0000000{number}-0000-4000-8000-000000000000" for number in (1, 2))
    file.mkdir()
    (file / "ekspor.csv").symlink_to(elsewhere)
    folder.symlink_to(elsewhere.parent)
    for link in (file, folder):
        assert operator.get(f"/rapor/unggah/{link.name}").status_code == 404
        assert operator.post(f"/rapor/unggah/{link.name}/ambil", headers=HERE).status_code == 404
        assert operator.post(f"/rapor/unggah/{link.name}/buang", headers=HERE).status_code == 404
    assert elsewhere.read_bytes() == b"rahasia"


def test_a_link_in_the_inbox_is_not_followed(house, inbox, elsewhere, caplog):
    (inbox / "tautan.csv").symlink_to(elsewhere)
    (inbox / "putus.csv").symlink_to(inbox / "tiada")
    (inbox / "folder.csv").symlink_to(elsewhere.parent)
    counts = jobs.read_inbox()
    assert (counts["files"], counts["blocked"]) == (1, 1)
    assert "tautan.csv is a link" in caplog.text
    assert elsewhere.read_bytes() == b"rahasia"
    assert settings().inbox == inbox
