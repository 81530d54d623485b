"""People who mean harm, one after the other: each is turned away, and nothing is lost, changed or told by it."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
import pytest

from include.gateways.warehouse import connect, ledger, quality
from include.jobs import staging
from include.jobs.words import list_unknown
from include.settings import settings
from tests.pages.conftest import TestClient
from tests.pages.data import HERE
from tests.pages.people import COOKIE, a_token
from tests.security.hostile import SCRIPT, WORD
from tests.security.watching import check, check_text, photograph

UNKNOWN = "00000000-0000-4000-8000-000000000000"
DIGEST = "0" * 64
ADDRESSES = {
    "a path that climbs, encoded": ("/rapor/surat/%2e%2e%2f%2e%2e%2fetc%2fpasswd", 404),
    "a path that climbs, encoded twice": ("/rapor/unggah/%252e%252e%252fmenunggu.xlsx", 404),
    "a path that climbs as on Windows": ("/rapor/unggah/..%5c..%5cmenunggu.xlsx", 404),
    "an absolute path for an id": ("/rapor/unggah/%2fetc%2fpasswd", 404),
    "a pattern for an id": ("/rapor/unggah/*", 404),
    "a NUL byte for an id": ("/rapor/laporan/1%00", 404),
    "a line's end behind an id": ("/rapor/laporan/1%0A", 404),
    "digits of another script for an id": ("/rapor/laporan/%D9%A1", 404),
    "a number too long for an id": (f"/rapor/laporan/{'9' * 5000}", 404),
    "SQL for an id": ("/rapor/laporan/1'%20OR%201=1%20--", 404),
    "SQL for a delivery": ("/rapor/pengiriman/1'%20OR%20'1'='1", 404),
    "a wildcard for an agency": ("/rapor/rapor/2026-W06/%25", 404),
    "script for a week": (f"/rapor/pekan/{quote(SCRIPT, safe='')}", 404),
    "a week that never comes": ("/rapor/pekan/9999-W53", 404),
    "a week before all weeks": ("/rapor/pekan/0000-W00", 404),
    "half a character": ("/rapor/pekan/%ED%A0%80", 404),
    "a negative file": ("/rapor/surat/{delivery}/lampiran/-1", 404),
    "a file of a huge number": (f"/rapor/surat/{{delivery}}/lampiran/{'9' * 4301}", 404),
    "a negative row": (f"/rapor/mutu/karantina/{DIGEST}/-1", 404),
    "a row of a huge number": (f"/rapor/mutu/karantina/{DIGEST}/{'9' * 400}", 404),
    "the id of a delivery for that of an upload": ("/rapor/unggah/{delivery}", 404),
    "the id of an upload for that of a delivery": ("/rapor/pengiriman/{upload}", 404),
    "the id of an upload for that of a letter": ("/rapor/surat/{upload}/html", 404),
    "the description of our pages": ("/rapor/openapi.json", 404),
    "a page to try our pages out": ("/rapor/docs", 404),
    "an agency that is a column": ("/rapor/laporan?perangkat=ticket_id", 404),
    "a state that there is not": ("/rapor/pengiriman?keadaan=' OR 1=1 --", 404),
    "a column that there is not": ("/rapor/mutu/karantina?kolom=reason) --", 404),
    "a list where one value belongs": ("/rapor/pekan?pekan[]=1&pekan=2026-W06&pekan=x", 404),
    "a page of another site": ("/rapor//jahat.example/", 404),
}
METHODS = ("HEAD", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT", "PROPFIND")


@pytest.fixture
def ids(house: str, inbox: Path) -> dict[str, str]:
    with connect(house) as connection:
        delivery = ledger.list_entries(connection)[0]
    return {"delivery": delivery.delivery_id, "upload": staging.list_staged()[0].upload_id}


@pytest.mark.parametrize(("address", "status"), ADDRESSES.values(), ids=ADDRESSES)
def test_no_address_leads_where_nobody_should_be(operator, ids, tmp_path, address, status):
    before = photograph(tmp_path)
    answer = operator.get(address.format(**ids))
    assert answer.status_code == status
    check(answer), check_text(answer)
    assert photograph(tmp_path) == before


@pytest.mark.parametrize("method", METHODS)
def test_no_other_method_does_anything_or_is_answered_without_guards(operator, ids, tmp_path, method):
    before = photograph(tmp_path)
    for address in (f"/rapor/unggah/{ids['upload']}/buang", "/rapor/mutu", "/rapor/receipts"):
        answer = operator.request(method, address, headers=HERE)
        assert answer.status_code == 405
        check(answer)
    assert photograph(tmp_path) == before


@pytest.mark.parametrize("header", ["X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override"])
def test_a_page_that_is_looked_at_cannot_be_made_to_act(operator, ids, tmp_path, header):
    before = photograph(tmp_path)
    address = f"/rapor/unggah/{ids['upload']}/buang"
    assert operator.get(f"{address}?_method=POST", headers=HERE | {header: "POST"}).status_code == 405
    assert photograph(tmp_path) == before


TEXTS = {
    "SQL": "' OR 1=1; DROP TABLE tickets; --",
    "a wildcard": "%",
    "a NUL byte": "a\0b",
    "script": SCRIPT,
    "script that leaves an attribute": "\"'><img src=x onerror=alert(1)>",
    "Markdown": "[klik](javascript:alert(1))",
    "a template": "{{ 7*7 }}{% raw %}",
    "line ends and a header": "x\r\nSet-Cookie: a=b\r\n\r\n<b>",
    "another site": "https://jahat.example/",
    "another site without its scheme": "//jahat.example/\\jahat.example",
    "characters that turn the text around": "\u202egpj.exe\u2066\u200b",
    "half a character": "\udc80",
    "far too much": "9" * 20_000,
    "emoji": "🏛️" * 300,
}
QUERIES = [
    "pekan?pekan=", "pekan/2026-W06?tampil=", "rapor?pekan=", "laporan?nomor=", "laporan?perangkat=",
    "pengiriman?periode=",
    "pengiriman?keadaan=", "pengiriman?jenis=", "pengiriman?perangkat=", "pengiriman?pesan=diminta&run=",
    "pengiriman?pesan=",
    "mutu?pesan=", "mutu?pesan=sinkron&run=", "mutu/karantina?kolom=", "mutu/kata?pesan=", "unggah?pesan=diambil&run=",
    "unggah?pesan=", "unggah?sinkron=", "catatan?next=", "?next=", "rapor?perangkat=",
]  # fmt: skip


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_what_stands_in_a_query_is_nothing_but_text(viewer, tmp_path, text):
    before = photograph(tmp_path)
    typed = quote(text.encode("utf-8", "surrogatepass"))
    for query in QUERIES:
        answer = viewer.get(f"/rapor/{query}{typed}")
        assert answer.status_code in (200, 303, 404, 422), query
        check(answer), check_text(answer)
        assert "jahat" not in answer.headers.get("Location", ""), query
        assert "Set-Cookie" not in answer.headers
        assert "49{%" not in answer.text
    assert photograph(tmp_path) == before


REASONS = {name: text for name, text in TEXTS.items() if name not in ("half a character",)}
FORMS = [
    ("mutu/kata", "kosakata", {"kata": WORD, "arti": "closed"}), ("mutu/kata", "kata", {"kosakata": "status",
    "arti": "closed"}),
    ("mutu/kata", "arti", {"kosakata": "status", "kata": WORD}), ("mutu/kata/cabut", "kata", {"kosakata": "status"}),
    ("mutu/kata/cabut", "kosakata", {"kata": WORD}), ("mutu/selisih", "perangkat", {"alasan": "cukup",
    "terlihat": "x"}),
    ("mutu/selisih", "alasan", {"perangkat": "dinsos", "terlihat": "x"}), ("mutu/selisih",
    "terlihat", {"alasan": "cukup"}),
    ("pengiriman", "periode", {"alasan": "cukup"}), ("pengiriman", "alasan", {"periode": "2026-W06"}),
    ("pengiriman/{delivery}", "keputusan", {"alasan": "cukup"}), ("pengiriman/{delivery}",
    "alasan", {"keputusan": "x"}),
    ("mutu/karantina/{row}", "sel-1", {}),
]  # fmt: skip


@pytest.fixture
def row(house: str) -> str:
    with connect(house) as connection:
        unread = quality.list_unread(connection, 1)[0]
    return f"{unread.source}/{unread.row}"


@pytest.mark.parametrize("text", REASONS.values(), ids=REASONS)
def test_what_stands_in_a_form_is_nothing_but_text(operator, ids, row, tmp_path, text):
    before = photograph(tmp_path)
    for address, field, others in FORMS:
        answer = operator.post(f"/rapor/{address.format(row=row, **ids)}", data=others | {field: text}, headers=HERE)
        assert answer.status_code in (400, 404, 409, 413, 422), (address, field)
        check(answer), check_text(answer)
    assert photograph(tmp_path) == before


def test_what_an_export_says_is_text_on_each_page_that_tells_it(operator, house):
    """A title that would be a link and a script, and a status that would be a command and an image."""
    with connect(house) as connection:
        assert [one.word for one in list_unknown(connection) if one.vocabulary == "status"] == [WORD]
    for page in ("mutu/kata", "mutu", "laporan/2", "mutu/karantina", "catatan", "unggah"):
        answer = operator.get(f"/rapor/{page}")
        assert answer.status_code == 200
        check(answer), check_text(answer)
    assert "&lt;script&gt;" in operator.get("/rapor/laporan/2").text
    assert "&lt;img src=x" in operator.get("/rapor/mutu/kata").text


def test_a_word_that_is_a_command_may_be_taught_and_stays_text(operator):
    said = {"kosakata": "status", "kata": WORD, "arti": "closed"}
    assert operator.post("/rapor/mutu/kata", data=said, headers=HERE).status_code == 303
    for page in ("mutu/kata", "catatan"):
        answer = operator.get(f"/rapor/{page}")
        assert "&lt;img src=x" in answer.text
        check_text(answer)


# Who asks, and from where.
ELSEWHERE: dict[str, dict[str, str]] = {
    "another site": {"Sec-Fetch-Site": "cross-site", "Origin": "http://testserver"},
    "a neighbour of our site": {"Sec-Fetch-Site": "same-site", "Origin": "http://testserver"},
    "a page in a sandbox": {"Origin": "null"},
    "nobody says where": {},
    "another host": {"Origin": "http://jahat.example"},
    "another port": {"Origin": "http://testserver:8080"},
    "a host that begins as ours": {"Origin": "http://testserver.jahat.example"},
    "our host as a name and password": {"Origin": "http://testserver@jahat.example"},
    "an origin that is none": {"Origin": "http://["},
    "an origin without its scheme": {"Origin": "testserver"},
    "two sayings": {"Sec-Fetch-Site": "same-origin, cross-site", "Origin": "http://testserver"},
    "our own page by its Referer alone": {"Referer": "http://testserver/rapor/unggah"},
    "another host that we are told to be": {"Origin": "http://jahat.example", "X-Forwarded-Host": "jahat.example"},
}
ACTS = (
    "mutu/sinkron", "mutu/selisih", "mutu/kata", "mutu/kata/cabut", "mutu/karantina/{row}", "pengiriman",
    "pengiriman/{delivery}", "unggah", "unggah/{upload}/ambil", "unggah/{upload}/buang",
)  # fmt: skip


@pytest.mark.parametrize("headers", ELSEWHERE.values(), ids=ELSEWHERE)
def test_a_form_that_is_not_ours_does_nothing(operator, ids, row, tmp_path, headers):
    before = photograph(tmp_path)
    for act in ACTS:
        answer = operator.post(f"/rapor/{act.format(row=row, **ids)}", headers=headers)
        assert answer.status_code == 403
        check(answer)
    assert photograph(tmp_path) == before


def test_a_form_that_came_in_the_clear_does_nothing_where_we_are_behind_tls(operator, ids, tmp_path):
    """Whoever sits between a browser and its net can show a page of theirs under our name, but without TLS."""
    before = photograph(tmp_path)
    operator.base_url = httpx.URL("https://testserver")
    operator.cookies.set(COOKIE, a_token("op"))
    discard = f"/rapor/unggah/{ids['upload']}/buang"
    assert operator.post(discard, headers={"Origin": "http://testserver"}).status_code == 403
    assert photograph(tmp_path) == before
    assert operator.post(discard, headers={"Origin": "https://testserver"}).status_code == 303


def test_a_host_that_is_none_is_no_fault_of_ours(operator, ids, tmp_path):
    before = photograph(tmp_path)
    for host in ("[", "a b", "jahat.example/x?", "", "x" * 5000, "testserver:99999"):
        answer = operator.get("/rapor/mutu", headers={"Host": host})
        assert answer.status_code < 500
        check(answer), check_text(answer)
        operator.cookies.clear()
        answer = operator.get("/rapor/mutu", headers={"Host": host})
        assert "jahat" not in answer.headers.get("Location", "")
        operator.cookies.set(COOKIE, a_token("op"))
    assert photograph(tmp_path) == before


PEOPLE: dict[str, tuple[Any, int]] = {
    "nobody": (lambda: None, 303),
    "somebody with a viewer's stolen cookie": (lambda: a_token("viewer"), 403),
    "somebody without a role": (lambda: a_token(None), 403),
    "somebody whose time is over": (lambda: a_token("op", -60), 303),
    "somebody with a token that was changed": (lambda: f"{a_token('op')[:-6]}AAAAAA", 303),
    "somebody with a token that nobody signed": (lambda: unsign(a_token("op")), 303),
    "somebody with half a token": (lambda: "eyJ", 303),
}


def unsign(token: str) -> str:
    return f"eyJhbGciOiJub25lIiwidHlwIjoiSldUIn0.{token.split('.')[1]}."


@pytest.mark.parametrize(("whose", "status"), PEOPLE.values(), ids=PEOPLE)
def test_who_may_not_act_does_not(client, ids, row, tmp_path, whose, status):
    before, token = photograph(tmp_path), whose()
    if token:
        client.cookies.set(COOKIE, token)
    for act in ACTS:
        answer = client.post(f"/rapor/{act.format(row=row, **ids)}", headers=HERE)
        assert answer.status_code == status
        check(answer)
    assert photograph(tmp_path) == before


@pytest.mark.parametrize("act", ["pengiriman", "mutu/kata", "mutu/selisih", "unggah"])
@pytest.mark.parametrize("kind", ["application/x-www-form-urlencoded", "multipart/form-data; boundary=x"])
def test_of_what_nobody_known_has_sent_nothing_is_read(client, act, kind):
    """Else anybody on the net could fill the memory."""

    def body():
        for _ in range(40):
            yield b"--x\r\nContent-Disposition: form-data; name=a\r\n\r\n" + b"a" * 100_000 + b"\r\n"

    reading: list[int] = []
    app = client.app

    async def counting(scope: Any, receive: Any, send: Any) -> None:
        async def receive_one() -> Any:
            reading.append(1)
            return await receive()

        await app(scope, receive_one if scope["type"] == "http" else receive, send)

    with TestClient(counting, follow_redirects=False) as browser:
        answer = browser.post(f"/rapor/{act}", content=body(), headers=HERE | {"Content-Type": kind})
    assert answer.status_code == 303
    assert len(reading) <= 1  # the answer asks whether anybody still listens


def test_a_form_of_thousands_of_fields_is_refused(operator, ids, row, tmp_path):
    before = photograph(tmp_path)
    fields = {f"f{number}": "1" for number in range(5000)}
    for act in ("mutu/kata", "mutu/selisih", "mutu/karantina/{row}", "pengiriman", "pengiriman/{delivery}"):
        answer = operator.post(f"/rapor/{act.format(row=row, **ids)}", data=fields, headers=HERE)
        assert answer.status_code == 400
        check(answer)
    assert photograph(tmp_path) == before


def test_a_body_that_is_no_form_changes_nothing(operator, ids, row, tmp_path):
    before = photograph(tmp_path)
    for kind, body in (
        ("application/json", json.dumps({"kosakata": "status"})),
        ("text/plain", "x"),
        ("", b"\xff\xfe\x00"),
    ):
        for act in (
            "mutu/kata",
            "mutu/selisih",
            "mutu/karantina/{row}",
            "pengiriman",
            "pengiriman/{delivery}",
            "unggah",
        ):
            address = f"/rapor/{act.format(row=row, **ids)}"
            answer = operator.post(address, content=body, headers=HERE | {"Content-Type": kind})
            assert 400 <= answer.status_code < 500
            check(answer)
    assert photograph(tmp_path) == before


def test_a_very_long_query_is_answered_like_any_other(viewer, tmp_path):
    before = photograph(tmp_path)
    answer = viewer.get(f"/rapor/mutu?{'&'.join(f'a{number}=1' for number in range(2_000))}")
    assert answer.status_code == 200
    check(answer)
    assert photograph(tmp_path) == before


def test_no_error_says_more_than_that_it_is_one(operator, house, monkeypatch):
    """Not even when the warehouse is gone."""
    monkeypatch.setenv("RAPOR_WAREHOUSE_URL", "sqlite:////nirwana/rahasia.db")
    settings.cache_clear()
    with TestClient(operator.app, follow_redirects=False, raise_server_exceptions=False) as browser:
        browser.cookies.set(COOKIE, a_token("op"))
        answer = browser.get("/rapor/mutu")
    assert answer.status_code >= 500
    assert "rahasia" not in answer.text
    check(answer)


def test_a_reason_that_postgres_cannot_keep_is_refused_before_anything_is_done(operator, ids):
    """A NUL: SQLite keeps it, PostgreSQL does not."""
    for address in ("mutu/selisih", f"pengiriman/{ids['delivery']}", "pengiriman"):
        answer = operator.post(f"/rapor/{address}", data={"alasan": "cukup\0panjang", "periode": "x"}, headers=HERE)
        assert answer.status_code in (400, 409, 422)
        assert not re.search("\0|&#0;", answer.text)
