"""Only what SendGrid signed is believed, byte for byte, and not for ever."""

from __future__ import annotations

from base64 import b64decode, b64encode
from datetime import UTC, datetime, timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from sendgrid.helpers.eventwebhook import EventWebhook

from include.gateways.sendgrid import Forged, Stale, verify
from tests.standins.sendgrid_posting import SIGNATURE, TIMESTAMP, Signer

RAW = '[{"event":"delivered","note":"kepala – dinas"}]\r\n'.encode()
NOW = datetime(2026, 11, 23, 7, tzinfo=UTC)
SIGNER = Signer()
HEADERS = SIGNER.sign(RAW, NOW)


def check(**changes: object) -> None:
    given = {"raw": RAW, "signature": HEADERS[SIGNATURE], "timestamp": HEADERS[TIMESTAMP]}
    verify(**{**given, "public_key": SIGNER.public_key, "at": NOW, **changes})  # type: ignore[arg-type]


def test_what_sendgrid_signed_is_believed() -> None:
    check()


def test_the_stand_in_signs_what_the_official_helper_believes() -> None:
    helper = EventWebhook(SIGNER.public_key)
    assert helper.verify_signature(RAW.decode(), HEADERS[SIGNATURE], HEADERS[TIMESTAMP])


def test_a_key_may_be_pasted_with_white_space() -> None:
    check(public_key=f" {SIGNER.public_key[:40]}\n{SIGNER.public_key[40:]}\n")


CHANGED = {
    "another letter": RAW.replace(b"delivered", b"bounce"),
    "without the end of its line": RAW.rstrip(),
    "with white space": b" " + RAW,
    "nothing": b"",
    "no UTF-8": RAW.replace("–".encode(), b"\xff"),
}


@pytest.mark.parametrize("raw", CHANGED.values(), ids=CHANGED)
def test_a_changed_body_is_forged(raw: bytes) -> None:
    with pytest.raises(Forged, match="signature"):
        check(raw=raw)


def test_bytes_that_are_no_text_are_believed_when_they_were_signed() -> None:
    raw = b'[{"event":"\xff"}]'
    headers = SIGNER.sign(raw, NOW)
    check(raw=raw, signature=headers[SIGNATURE], timestamp=headers[TIMESTAMP])


def test_text_is_not_taken_for_the_bytes_that_were_signed() -> None:
    with pytest.raises(TypeError):
        check(raw=RAW.decode())


SIGNATURES = {
    "missing": "",
    "not there": None,
    "no base64": "!!!",
    "beyond ASCII": "tanda–tangan",
    "base64 of something": b64encode(b"signature").decode(),
    "of another body": SIGNER.sign(b"[]", NOW)[SIGNATURE],
    "by another key": Signer().sign(RAW, NOW)[SIGNATURE],
    "with more behind it": HEADERS[SIGNATURE] + "!",
    "cut short": b64encode(b64decode(HEADERS[SIGNATURE])[:-1]).decode(),
}


@pytest.mark.parametrize("signature", SIGNATURES.values(), ids=SIGNATURES)
def test_another_signature_is_forged(signature: str | None) -> None:
    with pytest.raises(Forged, match="signature"):
        check(signature=signature)


TIMESTAMPS = ["", None, "now", "-1", "1.5", "１７９５３９２０００", " " + HEADERS[TIMESTAMP], "9" * 12, "9" * 5000]


@pytest.mark.parametrize("timestamp", TIMESTAMPS, ids=range(len(TIMESTAMPS)))
def test_a_malformed_timestamp_is_forged(timestamp: str | None) -> None:
    with pytest.raises(Forged, match="timestamp"):
        check(timestamp=timestamp)


def test_a_timestamp_that_was_not_signed_is_forged() -> None:
    with pytest.raises(Forged, match="signature"):
        check(timestamp=str(int(HEADERS[TIMESTAMP]) + 1))


def of_another_kind() -> str:
    key = Ed25519PrivateKey.generate().public_key()
    return b64encode(key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)).decode()


KEYS = {
    "missing": "",
    "no base64": "kunci",
    "half": SIGNER.public_key[:60],
    "another account's": Signer().public_key,
    "of another kind": of_another_kind(),
    "beyond ASCII": "kunci–",
}


@pytest.mark.parametrize("public_key", KEYS.values(), ids=KEYS)
def test_without_the_right_key_nothing_is_believed(public_key: str) -> None:
    with pytest.raises(Forged):
        check(public_key=public_key)


@pytest.mark.parametrize("age", [timedelta(0), timedelta(minutes=-10), timedelta(hours=24), timedelta(hours=25)])
def test_a_post_that_was_tried_for_a_day_is_believed(age: timedelta) -> None:
    check(at=NOW + age)


@pytest.mark.parametrize(
    "age", [timedelta(minutes=-10, seconds=-1), timedelta(hours=25, seconds=1), timedelta(days=30)]
)
def test_an_older_post_and_one_of_the_future_are_stale(age: timedelta) -> None:
    with pytest.raises(Stale):
        check(at=NOW + age)


def test_an_old_post_with_another_body_is_forged_before_it_is_stale() -> None:
    with pytest.raises(Forged):
        check(raw=b"[]", at=NOW + timedelta(days=30))
