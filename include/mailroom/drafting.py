"""A letter to an office becomes a draft: the bytes as they would be sent, kept with their hash."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid5

from include.gateways.carrier import Carrier, DoNotRetry
from include.gateways.message import Address, Message, digest, write_canonically, write_message
from include.gateways.warehouse import ledger, messages
from include.gateways.warehouse.ledger import Connection, Entry
from include.mailroom.moves import being_sent, move
from include.mailroom.office import Office
from include.mailroom.receiving import about, read_addressee

if TYPE_CHECKING:
    from include.letters import Letter

DELIVERIES = UUID("5f0d6b0e-6a1c-4c55-9d1b-0c6f5b7c2a43")  # drawn once; the ids of all deliveries rest on it
READY = "the letter is ready"


def identify(letter: Letter, recipient: Address) -> str:
    """The same delivery has the same id in every run: it is made from the ledger's key."""
    return str(uuid5(DELIVERIES, f"{letter.period}|{letter.agency_id}|{letter.kind}|{recipient.email}"))


def draft(
    connection: Connection,
    carrier: Carrier,
    letter: Letter,
    recipient: Address,
    copies: Sequence[Address],
    *,
    office: Office,
    at: datetime,
    suppressed: Mapping[str, str] | None = None,
) -> Entry:
    """The delivery as a draft of this letter; one that is approved, on its way or sent stays as it is.

    What another carrier was to carry, and reached nobody, is drafted anew. `suppressed`: mailboxes that the carrier
    drops letters for, and why; a letter to one of them is suppressed.
    """
    delivery_id = identify(letter, recipient)
    message = address(delivery_id, letter, recipient, copies, office, carrier)
    key = (delivery_id, letter.period, letter.agency_id, letter.kind, recipient.email)
    entry = file(connection, carrier, Entry(*key, digest(message), carrier.name), write_canonically(message), at)
    if entry.state == "draft" and (why := (suppressed or {}).get(read_addressee(message))):
        reason = f"{carrier.name} would drop it: {why}"
        return move(connection, entry, "suppressed", reason, at, reason=reason) or ledger.read(connection, delivery_id)
    return entry


def address(
    delivery_id: str, letter: Letter, recipient: Address, copies: Sequence[Address], office: Office, carrier: Carrier
) -> Message:
    """The message as this carrier takes it: redirected, it goes to one mailbox alone and names the office it is for."""
    people: tuple[Address, Sequence[Address], str] = (recipient, copies, letter.subject)
    if carrier.name == "redirect":
        if office.redirect_to is None:
            raise DoNotRetry("Letters are redirected, but RAPOR_REDIRECT_TO names no mailbox.")
        people = (office.redirect_to, (), f"[{recipient.name or letter.agency_id}] {letter.subject}")
    to, cc, subject = people
    return write_message(
        delivery_id=delivery_id, subject=subject, html=letter.html, text=letter.text, to=to, copies=cc,
        sender=office.sender, reply_to=office.reply_to, attachments=letter.attachments,
    )  # fmt: skip


def file(connection: Connection, carrier: Carrier, fresh: Entry, body: str, at: datetime) -> Entry:
    """The delivery as it stands once this draft of it is filed, or where it is not for a draft to change."""
    known = ledger.find(connection, fresh.delivery_id)
    if known is not None and (is_same(known, fresh) or not rewritable(connection, carrier, known, fresh, at)):
        if known.digest != fresh.digest:
            ledger.remark(connection, known, "The letter reads differently by now; what was approved stays.", at)
        return known
    messages.keep_message(connection, fresh.delivery_id, fresh.digest, body)
    if known is None:
        opened = ledger.open_entry(connection, fresh, READY, at)
        return fresh if opened else ledger.read(connection, fresh.delivery_id)
    return write_anew(connection, carrier, known, fresh, at)


def write_anew(connection: Connection, carrier: Carrier, known: Entry, fresh: Entry, at: datetime) -> Entry:
    """The delivery as a draft again, unless another process was faster."""
    cause = READY if known.outward or not carrier.outward else f"{known.carrier} reaches no office: for {carrier.name}"
    changes: dict[str, Any] = {"digest": fresh.digest, "carrier": fresh.carrier}
    changes |= dict.fromkeys(("finished_at", "reference", "reason"))
    moved = move(connection, known, "draft", cause, at, **changes)
    if moved and known.state == "draft" and not known.attempts and known.digest != fresh.digest:
        messages.forget_message(connection, known.delivery_id, known.digest)
    return moved or ledger.read(connection, known.delivery_id)


def is_same(known: Entry, fresh: Entry) -> bool:
    return all(getattr(known, name) == getattr(fresh, name) for name in ("state", "digest", "carrier"))


def rewritable(connection: Connection, carrier: Carrier, known: Entry, fresh: Entry, at: datetime) -> bool:
    """Nobody has it and nobody is sending it, or only a carrier had it that reaches no office.

    What was sent and did not arrive is not drafted anew: a person lets it go once more, or cancels it.
    """
    if known.state == "draft" or (known.state == "cancelled" and not known.attempts):
        return True
    if known.state == "suppressed" and not about(connection, known):
        return True
    if known.state in ("approved", "refused"):
        other = known.carrier != carrier.name or (known.state == "refused" and known.digest != fresh.digest)
        return other or messages.read_message(connection, known.delivery_id, known.digest) is None
    return carrier.outward and not known.outward and not being_sent(known, at)
