"""Receipts: what a carrier tells about a message later, in any order and more than once, moves its delivery."""

from __future__ import annotations

import json
import logging
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from include.gateways.message import Message
from include.gateways.receipt import Receipt
from include.gateways.warehouse import ledger, messages
from include.gateways.warehouse.ledger import Connection, Entry
from include.mailroom.moves import move

# What each event makes of a delivery; of two at the same moment the later in this list counts.
OUTCOMES = {
    "processed": "accepted",
    "deferred": "accepted",
    "delivered": "delivered",
    "dropped": "suppressed",
    "blocked": "bounced",
    "bounce": "bounced",
}
RANK = {event: rank for rank, event in enumerate(OUTCOMES)}
FINAL = ("delivered", "bounced", "suppressed")
UNSENT = ("draft", "cancelled")  # nothing to move: its receipts wait in the warehouse

log = logging.getLogger(__name__)


def receive(connection: Connection, receipts: Sequence[Receipt], at: datetime) -> int:
    """File each receipt once and move the deliveries they are about; how many were new.

    One that comes before its delivery's answer, or that no delivery is known for, is kept all the same.
    """
    ours = [one if one.delivery_id else replace(one, recipient="") for one in receipts]  # others' people are not ours
    new = messages.keep_receipts(connection, ours, at)
    for delivery_id in dict.fromkeys(receipt.delivery_id for receipt in receipts if receipt.delivery_id):
        if (entry := ledger.find(connection, delivery_id)) is not None:
            follow(connection, entry, at)
    return new


def follow(connection: Connection, entry: Entry, at: datetime) -> Entry:
    """The delivery in the state that all its receipts together tell, whoever else is moving it."""
    told = judge(about(connection, entry))
    if told is None or entry.state in UNSENT:
        return entry
    state, reason = OUTCOMES[told.event], f"{told.event}: {told.reason}" if told.reason else told.event
    failed = reason if state in ("bounced", "suppressed") else None
    if (state == entry.state and failed in (None, entry.reason)) or (state == "accepted" and entry.state in FINAL):
        return entry
    values = {"finished_at": told.at, "reference": entry.reference or told.reference or None, "reason": failed}
    moved = move(connection, entry, state, f"told by a receipt: {reason}", at, "sendgrid", **values)
    if moved is not None:
        log.info("%s to %s: %s (%s)", entry.kind, entry.agency_id, state, entry.delivery_id)
    # Again either way: who meanwhile filed a receipt that says what the ledger said then has moved nothing.
    return follow(connection, moved or ledger.read(connection, entry.delivery_id), at)


def judge(receipts: Sequence[Receipt]) -> Receipt | None:
    """The receipt that decides: the last one that is more than being under way, else any that proves acceptance."""
    telling = [receipt for receipt in receipts if receipt.event in OUTCOMES]
    final = [receipt for receipt in telling if OUTCOMES[receipt.event] != "accepted"]
    return max(final or telling, key=lambda one: (one.at, RANK[one.event], one.receipt_id), default=None)


def about(connection: Connection, entry: Entry) -> list[Receipt]:
    """The receipts of the office itself, not of who got a copy, since the delivery was last let go."""
    since = entry.reopened_at
    found = messages.read_receipts(connection, entry.delivery_id, addressee(connection, entry), since)
    return [one for one in found if since is None or one.at >= since.replace(microsecond=0)]  # told in whole seconds


def addressee(connection: Connection, entry: Entry) -> str:
    """The mailbox that the message went to, which is not the office's when it was redirected."""
    if entry.carrier != "redirect":
        return entry.recipient
    body = messages.read_message(connection, entry.delivery_id, entry.digest)
    return read_addressee(json.loads(body)) if body else entry.recipient


def read_addressee(message: Message) -> str:
    return str(message["personalizations"][0]["to"][0]["email"])
