"""SendGrid's Event Webhook: are these bytes really from SendGrid, and what do they tell?

Source: Twilio SendGrid, "Getting Started with the Event Webhook Security Features", "Event Webhook Reference" and
"Troubleshooting the Event Webhook". `cryptography` checks the signature itself: the official helper takes text instead
of the bytes that were signed, asks for no freshness, and fails in another way for each part that is missing.
"""

from __future__ import annotations

import json
import re
from base64 import b64decode
from datetime import UTC, datetime, timedelta

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, EllipticCurvePublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_der_public_key

from include.gateways.receipt import Receipt
from include.gateways.sendgrid.events import NO_TIME, read_event

# Events are "retried at increasing intervals for up to 24 hours"; whether a retry is signed anew is not said. A receipt
# that comes twice is filed once, so an old one does no harm, and one turned away for good would be a bounce unheard of.
OLDEST = timedelta(hours=25)
NEWEST = timedelta(minutes=10)  # how far a clock may be ahead of ours


class Forged(Exception):
    """Nothing shows that SendGrid sent this."""


class Stale(Exception):
    """SendGrid sent this, but not lately."""


class Unreadable(Exception):
    """This is no list of events."""


def verify(raw: bytes, signature: str, timestamp: str, *, public_key: str, at: datetime) -> None:
    """Forged or Stale unless the bytes of the body were signed for this account, by `at`, in the last 25 hours.

    `signature` and `timestamp` are the headers X-Twilio-Email-Event-Webhook-Signature and -Timestamp, empty when they
    are missing; `public_key` is the verification key as SendGrid shows it.
    """
    key = load_key(public_key)
    if not re.fullmatch(r"[0-9]{1,11}", timestamp or ""):
        raise Forged("The timestamp is missing or malformed.")
    try:
        key.verify(b64decode(signature or "", validate=True), timestamp.encode() + raw, ECDSA(SHA256()))
    except (InvalidSignature, ValueError):
        raise Forged("The signature is missing or wrong.") from None
    age = at - datetime.fromtimestamp(int(timestamp), UTC)
    if not -NEWEST <= age <= OLDEST:
        raise Stale(f"It was signed {abs(age)} {'ago' if age > timedelta() else 'from now'}.")


def load_key(public_key: str) -> EllipticCurvePublicKey:
    """SendGrid shows the key as base64 of its DER, without the frame of a PEM file."""
    try:
        key = load_der_public_key(b64decode("".join(public_key.split()), validate=True))
    except (ValueError, TypeError, UnsupportedAlgorithm):
        raise Forged("There is no usable verification key, so nothing can be believed.") from None
    if not isinstance(key, EllipticCurvePublicKey):
        raise Forged("The verification key is of another kind than SendGrid's.")
    return key


def read_receipts(raw: bytes, received_at: datetime = NO_TIME) -> list[Receipt]:
    """The receipts in a body, in its order and as often as they stand there; Unreadable for what is no list.

    Of an event with missing parts what there is is kept; `received_at` stands in for a time it does not tell.
    """
    try:
        events = json.loads(raw)
    except (ValueError, RecursionError):
        raise Unreadable("The body is no JSON.") from None
    if not isinstance(events, list):
        raise Unreadable("The body is no list of events.")
    return [read_event(event, received_at) for event in events]
