"""Deliveries of which nobody knows whether they were sent, and what a person says about one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from include.gateways.receipt import Receipt
from include.gateways.warehouse import ledger
from include.gateways.warehouse.ledger import Connection, Entry
from include.mailroom.moves import Clock, being_sent, move, now_in_utc
from include.mailroom.receiving import receive

ABANDONED = "The run that was sending it stopped before it knew the outcome."
LOGS_LAG = timedelta(minutes=15)  # "not there" says nothing before; and then only that a person must look
NOT_FOUND = "not in SendGrid's Email Logs, which proves nothing: a person must look"


def give_up(connection: Connection, entry: Entry, at: datetime) -> Entry:
    """An abandoned claim as unknown; any other entry as it is."""
    if entry.state != "sending" or being_sent(entry, at) or not entry.outward:
        return entry
    moved = move(connection, entry, "unknown", ABANDONED, at, finished_at=at, reason=ABANDONED)
    return moved or ledger.read(connection, entry.delivery_id)


def settle_by_logs(connection: Connection, entry: Entry, found: Sequence[Receipt], at: datetime) -> bool:
    """File what SendGrid's logs say about an unknown delivery; whether they settle it.

    Not found, it stays unknown, whatever the hour: that is remarked on once the logs can be expected to know.
    """
    if found:
        receive(connection, found, at)
    elif entry.state == "unknown" and entry.claimed_at is not None and at - entry.claimed_at >= LOGS_LAG:
        ledger.remark(connection, entry, NOT_FOUND, at, "sendgrid")
    return ledger.read(connection, entry.delivery_id).state != "unknown"


def settle(
    connection: Connection, delivery_id: str, *, sent: bool, cause: str, actor: str = "rapor", now: Clock = now_in_utc
) -> bool:
    """File what a person found out about an unknown delivery: sent for good, or free to go; False when not unknown."""
    entry, at = ledger.read(connection, delivery_id), now()
    state = "accepted" if sent else "approved"
    return entry.state == "unknown" and bool(move(connection, entry, state, cause, at, actor, reason=cause))


def reopen(connection: Connection, delivery_id: str, *, cause: str, actor: str, now: Clock = now_in_utc) -> bool:
    """Let a letter that did not arrive go once more, the same bytes, because a person says so; False when it cannot.

    What was never handed over was not approved either, or waits for its task; what is unknown is to be settled first.
    Receipts of before say nothing about it any more.
    """
    entry, at = ledger.read(connection, delivery_id), now()
    if entry.state not in ("refused", "bounced", "suppressed") or not entry.attempts:
        return False
    return bool(move(connection, entry, "approved", cause, at, actor, finished_at=None, reopened_at=at))
