"""SendGrid's webhook: only what it signed lately is believed, byte for byte."""

from __future__ import annotations

import asyncio
import socket
from datetime import timedelta

import pytest

from include.mailroom import now_in_utc
from include.pages import build_app
from include.pages.receipts import LARGEST
from include.settings import settings
from tests.pages.conftest import SIGNER
from tests.pages.posting import an_event, kept, post
from tests.pages.serving import serving
from tests.standins.sendgrid_posting import SIGNATURE, TIMESTAMP, Signer, write

RAW = write([an_event()])
SIGNED = SIGNER.sign(RAW, now_in_utc())
FORGED = {
    "another key": (RAW, Signer().sign(RAW, now_in_utc())),
    "a byte more": (RAW + b" ", SIGNED),
    "a byte less": (RAW[:-1], SIGNED),
    "another byte": (RAW.replace(b"delivered", b"Delivered"), SIGNED),
    "another time": (RAW, SIGNED | {TIMESTAMP: str(int(SIGNED[TIMESTAMP]) + 1)}),
    "no signature": (RAW, {TIMESTAMP: SIGNED[TIMESTAMP]}),
    "no time": (RAW, {SIGNATURE: SIGNED[SIGNATURE]}),
    "neither": (RAW, {}),
    "something else for a signature": (RAW, SIGNED | {SIGNATURE: "…".encode()}),
}


@pytest.mark.parametrize(("raw", "headers"), FORGED.values(), ids=FORGED)
def test_what_sendgrid_did_not_sign_is_turned_away(client, connection, raw, headers):
    answer = post(client, raw, headers)
    assert answer.status_code == 403
    assert answer.text.strip() in ("The signature is missing or wrong.", "The timestamp is missing or malformed.")
    assert kept(connection) == []


@pytest.mark.parametrize("age", [timedelta(hours=26), timedelta(minutes=-15)])
def test_what_was_not_signed_lately_is_turned_away(client, connection, age):
    raw = write([an_event()])
    answer = post(client, raw, SIGNER.sign(raw, now_in_utc() - age))
    assert (answer.status_code, answer.text[:13]) == (403, "It was signed")
    assert kept(connection) == []


def test_without_a_key_there_is_no_webhook(client, connection, monkeypatch):
    monkeypatch.setenv("RAPOR_RECEIPTS_KEY", "")
    settings.cache_clear()
    assert post(client, write([an_event()])).status_code == 404
    assert kept(connection) == []


def test_with_a_key_that_is_none_nobody_is_believed(client, connection, monkeypatch):
    monkeypatch.setenv("RAPOR_RECEIPTS_KEY", "c2FsYWg=")
    settings.cache_clear()
    assert post(client, write([an_event()])).status_code == 403
    assert kept(connection) == []


@pytest.mark.parametrize("raw", [b"", b"delivered", b'{"event":"delivered"}', b'[{"event":', b"\xff"])
def test_what_is_no_list_of_events_cannot_be_read(client, raw):
    assert post(client, raw).status_code == 400


def test_the_largest_body_is_read_and_one_byte_more_is_not(client, connection):
    raw = write([an_event()]).ljust(LARGEST)
    assert post(client, raw).status_code == 204
    assert post(client, raw + b" ").status_code == 413


def test_what_is_too_large_is_refused_before_all_of_it_has_come(house, guarded):
    """Twice as much is announced as is ever sent; the answer comes all the same."""
    head = f"POST /receipts HTTP/1.1\r\nHost: x\r\nContent-Length: {LARGEST * 4}\r\n\r\n"
    with serving(build_app()) as url, socket.create_connection(url.removeprefix("http://").split(":")) as caller:
        caller.settimeout(20)
        caller.sendall(head.encode() + bytes(LARGEST + 1))
        assert caller.recv(12) == b"HTTP/1.1 413"


def test_a_body_that_breaks_off_is_no_fault_of_ours(house, guarded):
    """Else every caller that hangs up would write a traceback into the log."""
    scope = {"type": "http", "method": "POST", "path": "/receipts", "headers": [], "query_string": b""}
    sent = []

    async def receive():
        return {"type": "http.disconnect"}

    async def send(message):
        sent.append(message)

    asyncio.run(build_app()(scope, receive, send))
    assert sent[0]["status"] == 400
