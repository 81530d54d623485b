"""SendGrid's events, as its webhook posts them and its logs keep them, become receipts."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from include.gateways.message import clean
from include.gateways.receipt import Receipt

NO_TIME = datetime.fromtimestamp(0, UTC)
SOFT = ("blocked", "block")  # a bounce of this type is a refusal for the time being
# The logs have words of their own; "received" is the request, which is what "processed" says of the message in it.
WORDS = {"drop": "dropped", "cancel_drop": "dropped", "bounced": "bounce", "received": "processed"}
LONGEST = 255


def read_event(event: object, received_at: datetime = NO_TIME) -> Receipt:
    """The receipt of one event, with whatever of it can be read; `received_at` stands in for a time it lacks."""
    known: Mapping[str, Any] = event if isinstance(event, dict) else {"event": "unreadable"}
    return Receipt(
        receipt_id=read_text(known.get("sg_event_id")) or identify(event),
        delivery_id=read_delivery(known),
        event=read_word(known),
        at=read_moment(known.get("timestamp")) or received_at,
        recipient=read_text(known.get("email")),
        reference=read_text(known.get("sg_message_id")),
        reason=read_reason(known),
    )


def identify(event: object) -> str:
    """The same id whenever the same event is told without one, by the webhook or by the logs."""
    told: object = event
    if isinstance(event, dict) and event.get("sg_message_id"):
        told = [event["sg_message_id"], read_word(event), event.get("timestamp")]
    return sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()


def read_word(event: Mapping[str, Any]) -> str:
    word = read_text(event.get("event")).lower() or "unknown"
    word = WORDS.get(word, word)
    return "blocked" if word == "bounce" and event.get("type") in SOFT else word


def read_delivery(event: Mapping[str, Any]) -> str:
    """Ours among the custom arguments, which the webhook spreads over the event and the logs keep together."""
    together = event.get("custom_args")
    held = together.get("delivery_id") if isinstance(together, dict) else None
    return read_text(event.get("delivery_id")) or read_text(held)


def read_reason(event: Mapping[str, Any]) -> str:
    told = (event.get(name) for name in ("reason", "response", "message"))
    return next((text for text in told if isinstance(text, str) and text), "")


def read_text(value: object) -> str:
    return clean(value)[:LONGEST] if isinstance(value, str) else ""


def read_moment(value: object) -> datetime | None:
    """A moment from the seconds since 1970, as a number or in digits, or from ISO 8601; None from anything else."""
    try:
        if isinstance(value, str) and not value.isdigit():
            return datetime.fromisoformat(value).astimezone(UTC)
        return datetime.fromtimestamp(float(value), UTC)  # type: ignore[arg-type]  # what is no number raises
    except (TypeError, ValueError, OverflowError, OSError):
        return None
