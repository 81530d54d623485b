"""Proof that archive, ledger and scorecards agree: what was sent is what was approved, and tells what was counted."""

from __future__ import annotations

import json
from collections.abc import Iterator
from hashlib import sha256

from include.gateways import warehouse
from include.gateways.outbox import read_attachments
from include.gateways.warehouse import archive, ledger, messages
from include.gateways.warehouse.archive import Archived
from include.gateways.warehouse.ledger import Connection, Entry
from include.jobs.drafts import expected, read_week, restore
from include.settings import settings
from include.sla.week import Week

BOUND = ("approved", "sending", "accepted", "delivered", "bounced", "unknown")  # by what somebody has agreed to


class NotProven(Exception):
    """Something in the warehouse is not as it was when the letters left; each line says what."""


def verify(week: Week) -> dict[str, int]:
    """The number of letters, deliveries and moves that were looked into; NotProven, with all that is wrong."""
    with warehouse.connect(settings().warehouse_url) as connection:
        letters = archive.read_letters(connection, str(week), expected(week))
        entries = read_week(connection, week)
        moves = {entry.delivery_id: ledger.read_moves(connection, entry.delivery_id) for entry in entries}
        faults = [
            *check_letters(connection, week, letters),
            *check_messages(connection, entries, letters),
            *(fault for entry in entries for fault in check_moves(entry, moves[entry.delivery_id])),
        ]
    if faults:
        raise NotProven(f"{week}: " + " ".join(faults))
    return {"letters": len(letters), "deliveries": len(entries), "moves": sum(map(len, moves.values()))}


def check_letters(connection: Connection, week: Week, letters: list[Archived]) -> Iterator[str]:
    """The letter has the digest it was archived with, and names the fingerprint of its scorecard."""
    from include.jobs.earlier import read_told
    from include.letters.notes import FINGERPRINT_SHOWN
    from include.sla import scorecards

    cards = {card.agency_id: card for card in scorecards.assemble(read_told(connection, week))}
    for letter in letters:
        if restore(letter).digest != letter.digest:
            yield f"The archived {letter.kind} to {letter.agency_id} is not what was archived."
        if letter.kind == "rapor":
            mark = scorecards.fingerprint(cards[letter.agency_id])
            if mark != cards[letter.agency_id].fingerprint or mark[:FINGERPRINT_SHOWN] not in letter.text:
                yield f"The archived rapor to {letter.agency_id} tells other figures than its scorecard."


def check_messages(connection: Connection, entries: list[Entry], letters: list[Archived]) -> Iterator[str]:
    """The message has the digest that was approved, and carries the archived letter."""
    archived = {(letter.agency_id, letter.kind): letter for letter in letters}
    for entry in entries:
        body = messages.read_message(connection, entry.delivery_id, entry.digest)
        if body is None or sha256(body.encode()).hexdigest() != entry.digest:
            yield f"The message of {entry.delivery_id} is lost or is not what was approved."
        elif entry.state in BOUND and not carries(body, archived.get((entry.agency_id, entry.kind))):
            yield f"The message of {entry.delivery_id} is not the archived {entry.kind} to {entry.agency_id}."


def carries(body: str, letter: Archived | None) -> bool:
    message = json.loads(body)
    text, html = (part["value"] for part in message["content"])
    return letter is not None and (text, html, tuple(read_attachments(message))) == (
        letter.text,
        letter.html,
        letter.files,
    )


def check_moves(entry: Entry, moves: list[ledger.Move]) -> Iterator[str]:
    """Each move begins where the one before has ended, the last is the state, and nothing was claimed unapproved."""
    states = [move.to_state for move in moves]
    if [move.from_state for move in moves] != [None, *states][: len(moves)] or states[-1:] != [entry.state]:
        yield f"The moves of {entry.delivery_id} do not lead to {entry.state}."
    if "sending" in states and "approved" not in states[: states.index("sending")]:
        yield f"Delivery {entry.delivery_id} was claimed before anybody had approved it."
