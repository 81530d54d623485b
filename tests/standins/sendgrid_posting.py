"""The stand-in's Event Webhook: signs events as SendGrid does and posts them, in whatever order and however often."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Sequence
from datetime import datetime
from random import Random
from typing import TYPE_CHECKING, Any
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

if TYPE_CHECKING:
    from tests.standins.sendgrid import SendGrid

SIGNATURE = "X-Twilio-Email-Event-Webhook-Signature"
TIMESTAMP = "X-Twilio-Email-Event-Webhook-Timestamp"
UNREACHED = 0  # the status of a post that got no answer


class Signer:
    """A key of its own for each stand-in."""

    def __init__(self) -> None:
        self.key = ec.generate_private_key(ec.SECP256R1())

    @property
    def public_key(self) -> str:
        """As SendGrid shows it: base64 of the DER, without the frame of a PEM file."""
        return b64encode(self.key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)).decode()

    def sign(self, raw: bytes, at: datetime) -> dict[str, str]:
        """The two headers that come with these bytes."""
        timestamp = str(int(at.timestamp()))
        signature = self.key.sign(timestamp.encode() + raw, ec.ECDSA(SHA256()))
        return {SIGNATURE: b64encode(signature).decode(), TIMESTAMP: timestamp}


def write(events: Sequence[Any]) -> bytes:
    """The body as SendGrid writes it, with an end of line behind it, which is signed too."""
    return json.dumps(events, separators=(",", ":"), ensure_ascii=False).encode() + b"\r\n"


def arrange(events: Sequence[Any], times: int, seed: int | None, size: int) -> list[list[Any]]:
    """Batches of at most `size`, each event `times` over, shuffled when there is a seed."""
    row = list(events) * times
    if seed is not None:
        Random(seed).shuffle(row)  # noqa: S311  # chance, not a secret
    return [row[start : start + size] for start in range(0, len(row), size)]


def post_pending(
    standin: SendGrid, url: str, events: Sequence[Any] | None, *, times: int, seed: int | None, size: int
) -> list[int]:
    with standin.lock:
        sorting = standin.sorting
        sorting.run()
        told = list(sorting.unposted) if events is None else list(events)
        sorting.unposted = [] if events is None else sorting.unposted
    statuses = []
    for batch in arrange(told, times, seed, size):
        raw = write(batch)
        statuses.append(post(url, raw, standin.signer.sign(raw, standin.now())))
        if not 200 <= statuses[-1] < 300:
            with standin.lock:
                sorting.unposted += [event for event in batch if event not in sorting.unposted]
    return statuses


def post(url: str, raw: bytes, headers: dict[str, str]) -> int:
    """The status of the answer; UNREACHED when there was none."""
    request = Request(url, raw, {"Content-Type": "application/json", **headers})  # noqa: S310  # a test's own URL
    try:
        with urlopen(request, timeout=30) as answer:  # noqa: S310
            return int(answer.status)
    except HTTPError as error:
        return error.code
    except (URLError, OSError):
        return UNREACHED
