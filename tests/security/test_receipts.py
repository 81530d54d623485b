"""Whoever posts receipts that SendGrid did not send, or that it never would."""

from __future__ import annotations

from datetime import timedelta

import pytest

from include.mailroom import now_in_utc
from tests.pages.conftest import SIGNER
from tests.pages.posting import an_event, post
from tests.security.watching import check, photograph
from tests.standins.sendgrid_posting import TIMESTAMP, Signer, write

DEEP = b"[" * 100_000
BODIES = {
    "lists in lists without end": DEEP,
    "objects in objects without end": b'{"a":' * 100_000,
    "lists in lists that end": DEEP + b"]" * 100_000,
    "a number without end": b"[" + b"9" * 100_000 + b"]",
    "no JSON": b"event=delivered",
    "half a character": b'["\xff"]',
    "nothing": b"",
    "an object": b'{"event": "delivered"}',
}


@pytest.mark.parametrize("raw", BODIES.values(), ids=BODIES)
def test_what_is_no_list_of_events_is_refused_though_it_is_signed(client, tmp_path, raw):
    before = photograph(tmp_path)
    answer = post(client, raw)
    assert answer.status_code == 400
    check(answer)
    assert photograph(tmp_path) == before


def test_what_is_forged_stale_or_too_large_is_refused(client, tmp_path):
    before, raw = photograph(tmp_path), write([an_event()])
    signed = SIGNER.sign(raw, now_in_utc())
    for body, headers, status in (
        (raw, {}, 403),
        (raw, Signer().sign(raw, now_in_utc()), 403),
        (raw + b" ", signed, 403),
        (raw, signed | {TIMESTAMP: "9" * 400}, 403),
        (raw, signed | {TIMESTAMP: "-1"}, 403),
        (raw, SIGNER.sign(raw, now_in_utc() - timedelta(hours=26)), 403),
        (raw, SIGNER.sign(raw, now_in_utc() + timedelta(hours=1)), 403),
        (raw.ljust(5_000_001), signed, 413),
    ):
        answer = post(client, body, headers)
        assert answer.status_code == status
        check(answer)
    assert photograph(tmp_path) == before


def test_what_is_posted_again_changes_nothing(client, tmp_path):
    raw = write([an_event(), an_event()])
    headers = SIGNER.sign(raw, now_in_utc())
    assert post(client, raw, headers).status_code == 204
    once = photograph(tmp_path)
    assert post(client, raw, headers).status_code == 204
    assert photograph(tmp_path) == once


def test_events_of_the_wrong_shape_harm_nobody(client):
    """They are signed; what can be read of them is kept."""
    odd = [
        None,
        1,
        "x",
        [],
        {},
        an_event(email=["x"], timestamp="NaN"),
        an_event(2, timestamp=1e400),
        an_event("a\0b", 3),
    ]
    assert post(client, write(odd)).status_code in (204, 400)
