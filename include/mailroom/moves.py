"""From which state a delivery may go to which; whoever moves one does it here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from include.gateways.warehouse import ledger
from include.gateways.warehouse.ledger import Connection, Entry

Clock = Callable[[], datetime]

CLAIM_LASTS = timedelta(minutes=5)  # longer than any call to a carrier can take

TOLD = {"accepted", "delivered", "bounced", "suppressed"}  # what receipts can tell
MOVES = {
    "draft": {"draft", "approved", "cancelled", "suppressed"},
    "approved": {"draft", "sending", "refused", "cancelled"} | TOLD,
    "sending": {"draft", "sending", "approved", "refused", "unknown"} | TOLD,
    "accepted": {"draft"} | TOLD,
    "delivered": {"draft"} | TOLD,
    "refused": {"draft", "approved", "sending", "refused", "cancelled"} | TOLD,
    "bounced": {"draft", "approved", "cancelled"} | TOLD,
    "suppressed": {"draft", "approved", "cancelled"} | TOLD,
    "unknown": {"draft", "approved", "refused"} | TOLD,
    "cancelled": {"draft"},
}


class NoSuchMove(Exception):
    """The mailroom was about to move a delivery in a way that it must not: a fault of ours."""


def now_in_utc() -> datetime:
    return datetime.now(UTC)


def move(
    connection: Connection, entry: Entry, state: str, cause: str, at: datetime, actor: str = "rapor", **values: Any
) -> Entry | None:
    """The entry as moved, with the columns that change along; None when another process was faster."""
    if state not in MOVES[entry.state]:
        raise NoSuchMove(f"Delivery {entry.delivery_id} cannot go from {entry.state} to {state}.")
    moved = ledger.move(connection, entry, state, cause, at, actor, **values)
    return replace(entry, state=state, **values) if moved else None


def being_sent(entry: Entry, at: datetime) -> bool:
    """Whether somebody may be sending it right now; a claim that is over was abandoned."""
    return entry.state == "sending" and (entry.claimed_at is None or at - entry.claimed_at < CLAIM_LASTS)
