"""What an approver decides about drafts: only the bytes that were shown are approved."""

from __future__ import annotations

from datetime import datetime

from include.gateways.warehouse import ledger
from include.gateways.warehouse.ledger import Connection
from include.mailroom.moves import move


def approve(connection: Connection, delivery_id: str, digest: str, *, actor: str, cause: str, at: datetime) -> bool:
    """Approve a draft; False when it is no draft, or not the one with these bytes."""
    entry = ledger.read(connection, delivery_id)
    if entry.state != "draft" or entry.digest != digest:
        return False
    return move(connection, entry, "approved", cause, at, actor) is not None


def cancel(connection: Connection, delivery_id: str, *, actor: str, cause: str, at: datetime) -> bool:
    """Keep a letter from leaving; False when it is too late for that, or needless."""
    entry = ledger.read(connection, delivery_id)
    if entry.state not in ("draft", "approved", "refused", "bounced", "suppressed"):
        return False
    return move(connection, entry, "cancelled", cause, at, actor, finished_at=at, reason=cause) is not None
