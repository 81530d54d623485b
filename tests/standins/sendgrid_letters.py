"""What becomes of an accepted message at each of its mailboxes, told as events."""

from __future__ import annotations

from base64 import urlsafe_b64encode
from dataclasses import dataclass, field
from datetime import datetime
from itertools import chain
from typing import Any
from uuid import uuid4

Event = dict[str, Any]

# What a test may say that a mailbox does with letters, and the events this makes.
FATES: dict[str, tuple[str, ...]] = {
    "delivered": ("processed", "delivered"),
    "processed": ("processed",),
    "deferred": ("processed", "deferred"),
    "bounce": ("processed", "bounce"),
    "blocked": ("processed", "blocked"),
    "dropped": ("dropped",),
    "spamreport": ("processed", "delivered", "spamreport"),
    "silence": (),
}
FACTS: dict[str, Event] = {
    "delivered": {"response": "250 2.0.0 OK", "ip": "192.0.2.1", "tls": 1},
    "deferred": {"response": "451 4.7.1 greylisted, try again later", "attempt": "1"},
    "bounce": {
        "type": "bounce", "status": "5.1.1", "bounce_classification": "Invalid Address",
        "reason": "550 5.1.1 <{to}>: Recipient address rejected: User unknown",
    },
    "blocked": {
        "event": "bounce", "type": "blocked", "status": "5.7.1", "bounce_classification": "Reputation",
        "reason": "554 5.7.1 Service unavailable; client host blocked",
    },
    "dropped": {"reason": "Bounced Address"},
}  # fmt: skip
LISTED = {"bounce": "bounces", "blocked": "blocks", "spamreport": "spam_reports", "unsubscribe": "unsubscribes"}
# The logs' words for what an event leaves behind.
STATUSES = {
    "processed": "processed",
    "deferred": "deferred",
    "delivered": "delivered",
    "bounce": "bounced",
    "dropped": "dropped",
    "cancel_drop": "dropped",
}


@dataclass
class Letter:
    """One message at one mailbox, which may leave at `due_at`."""

    message_id: str
    to: str
    body: dict[str, Any]
    taken_at: datetime
    due_at: datetime
    events: list[Event] = field(default_factory=list)

    @property
    def custom_args(self) -> dict[str, str]:
        return dict(self.body.get("custom_args", {}))

    def tell(self, word: str, at: datetime, **facts: Any) -> Event:
        """Add an event; its facts are the usual ones of the word but for those given."""
        event = {
            "email": self.to, "timestamp": int(at.timestamp()), "smtp-id": f"<{self.message_id[:22]}@geopod-ismtpd-1>",
            "event": word, "category": self.body.get("categories", []), "sg_event_id": draw_id(),
            "sg_message_id": self.message_id, **FACTS.get(word, {}), **facts,
        }  # fmt: skip
        event |= {"reason": event["reason"].replace("{to}", self.to)} if "reason" in event else {}
        self.events.append(event)
        return event

    def status(self) -> str:
        """The logs' summary of the events so far."""
        for event in reversed(self.events):
            if event.get("type") == "blocked":
                return "blocked"
            if event["event"] in STATUSES:
                return STATUSES[event["event"]]
        return "processed"

    def summary(self) -> Event:
        """The letter in a list of the logs."""
        return {
            "from_email": self.body["from"]["email"], "sg_message_id": self.message_id, "subject": self.body["subject"],
            "to_email": self.to, "status": self.status(), "sg_message_id_created_at": f"{self.taken_at:%FT%TZ}",
        }  # fmt: skip

    def detail(self) -> Event:
        """The letter by itself in the logs, where the custom arguments keep to themselves."""
        own = {"custom_args": self.custom_args}
        summary = {name: value for name, value in self.summary().items() if name != "sg_message_id_created_at"}
        return summary | own | {
            "api_key_id": "stand-in", "client_ip": "192.0.2.2", "category": self.body.get("categories", []),
            "events": [event | own for event in self.events],
        }  # fmt: skip

    def posts(self) -> list[Event]:
        """Its events as the webhook posts them: the custom arguments among the rest."""
        return [event | self.custom_args for event in self.events]


def split(reference: str, body: dict[str, Any], taken_at: datetime, due_at: datetime) -> list[Letter]:
    """One letter for each mailbox of the message."""
    kinds = [block.get(kind, []) for block in body["personalizations"] for kind in ("to", "cc", "bcc")]
    return [
        Letter(f"{reference}.recvd-85abf8d92c-3qfgp-2-7890E356-43C.{number}", person["email"], body, taken_at, due_at)
        for number, person in enumerate(chain(*kinds))
    ]


def draw_id() -> str:
    """A name as SendGrid gives them to messages and events: 22 characters of base64url."""
    return urlsafe_b64encode(uuid4().bytes).decode().rstrip("=")
