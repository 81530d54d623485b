"""A receipt: what a carrier says, later and more than once, became of a letter at one mailbox."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime

from include.gateways.message import clean

ADDRESS = re.compile(r"[^\s@\[\]<>()\"',;:]+@[^\s@\[\]<>()\"',;:]+")
LONGEST_REASON = 300
LONGEST_READ = 2_000  # what a stranger's mail server says may be of any length


@dataclass(frozen=True)
class Receipt:
    """One event, known by `receipt_id`; ValueError for a moment without a zone.

    `event`: processed | deferred | delivered | bounce | blocked | dropped | spamreport | unsubscribe, or another word
    as it came. `delivery_id` and `reference` (the carrier's name for the message) are empty when they are not known.
    `recipient` is a mailbox, `at` in UTC, `reason` one line that names no mailbox.
    """

    receipt_id: str
    delivery_id: str
    event: str
    at: datetime
    recipient: str
    reference: str = ""
    reason: str = ""

    def __post_init__(self) -> None:
        if self.at.tzinfo is None:
            raise ValueError("The moment of a receipt needs a zone.")
        object.__setattr__(self, "at", self.at.astimezone(UTC))
        object.__setattr__(self, "recipient", self.recipient.strip().lower())
        object.__setattr__(self, "reason", clean_reason(self.reason))


def clean_reason(text: str) -> str:
    """One line of at most 300 characters in which no mailbox is named."""
    return strike_mailboxes(clean(text[:LONGEST_READ]))[:LONGEST_REASON].strip()


def strike_mailboxes(text: str) -> str:
    return ADDRESS.sub("…@…", text)
