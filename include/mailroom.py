"""The mailroom: claims the ledger's row, hands the letter over once, and files what became of it.

approved ─► sending ─┬─► accepted   for good: never sent again, also when the letter changed since
                     ├─► approved   certainly not accepted: safe to try again
                     ├─► refused    certainly not accepted: goes when somebody starts its task again
                     └─► unknown    perhaps accepted: waits until somebody has looked and settles it

The outbox mails nothing. So what only the outbox accepted is approved again once a carrier is asked whose letters leave
the house, and a claim that the outbox abandoned is free for that carrier.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Literal
from uuid import UUID, uuid5

from include.gateways.carrier import Carrier, DoNotRetry, OutcomeUnknown, Refused, TryAgain
from include.gateways.message import Address, Message, digest, write_message
from include.gateways.warehouse import ledger
from include.gateways.warehouse.ledger import Connection, Entry
from include.settings import Environment, Settings

if TYPE_CHECKING:
    from include.letters import Letter

__all__ = [
    "Address", "Blocked", "Carrier", "DoNotRetry", "Office", "OutcomeUnknown", "Refused", "TryAgain", "deliver",
    "settle",
]  # fmt: skip

Result = Literal["sent", "already sent", "already sent, changed since"]
Clock = Callable[[], datetime]

DELIVERIES = UUID("5f0d6b0e-6a1c-4c55-9d1b-0c6f5b7c2a43")  # drawn once; the ids of all deliveries rest on it
CLAIM_LASTS = timedelta(minutes=5)  # longer than any call to a carrier can take

log = logging.getLogger(__name__)


class Blocked(Refused):
    """An address lies outside the domains that may get letters from this installation."""


@dataclass(frozen=True)
class Office:
    """Who sends, and to which domains letters may leave; `None` is any domain."""

    sender: Address
    reply_to: Address
    allowed_domains: tuple[str, ...] | None = ()

    @classmethod
    def of(cls, settings: Settings) -> Office:
        production = settings.environment is Environment.PRODUCTION
        return cls(
            Address(settings.sender_address, settings.sender_name),
            Address(settings.reply_to),
            None if production else settings.allowed_domains,
        )

    def allows(self, domain: str) -> bool:
        """Whether the domain is on the list, or lies below one that is."""
        if self.allowed_domains is None:
            return True
        return any(f".{domain}".endswith(f".{allowed}") for allowed in self.allowed_domains)


def now_in_utc() -> datetime:
    return datetime.now(UTC)


def deliver(
    connection: Connection,
    carrier: Carrier,
    letter: Letter,
    recipient: Address,
    copies: Sequence[Address],
    *,
    office: Office,
    now: Clock = now_in_utc,
) -> Result:
    """Send this letter to this office once, however often and by however many it is asked.

    The connection must be in no transaction: the claim is committed before the carrier is called. What is refused,
    blocked or unknown is filed, then raised. Raises TryAgain when another try is safe, DoNotRetry when it is not;
    a refused letter goes again at the next call, so it is for the caller not to call by itself after DoNotRetry.
    """
    delivery_id = identify(letter, recipient)
    message = write_message(
        delivery_id=delivery_id, subject=letter.subject, html=letter.html, text=letter.text,
        to=recipient, copies=copies, sender=office.sender, reply_to=office.reply_to, attachments=letter.attachments,
    )  # fmt: skip
    entry = ledger.open_entry(connection, draft(delivery_id, letter, recipient, carrier, message), now())
    if entry.state == "accepted":
        if entry.outward or not carrier.outward:
            return recall(entry, message)
        entry = reopen(connection, carrier, entry, now())
    check_free(connection, carrier, entry, now())
    check_domains(connection, carrier, entry, office, [recipient, *copies], now())
    claimed = claim(connection, carrier, entry, message, now())
    hand_over(connection, carrier, claimed, message, now)
    return "sent"


def identify(letter: Letter, recipient: Address) -> str:
    """The same delivery has the same id in every run: it is made from the ledger's key."""
    return str(uuid5(DELIVERIES, f"{letter.period}|{letter.agency_id}|{letter.kind}|{recipient.email}"))


def draft(delivery_id: str, letter: Letter, recipient: Address, carrier: Carrier, message: Message) -> Entry:
    return Entry(
        delivery_id, letter.period, letter.agency_id, letter.kind, recipient.email, digest(message), carrier.name
    )


def recall(entry: Entry, message: Message) -> Result:
    """What was sent stays sent; a letter that reads differently by now is only remarked on."""
    result: Result = "already sent" if entry.digest == digest(message) else "already sent, changed since"
    log.info("%s to %s: %s (%s)", entry.kind, entry.agency_id, result, entry.delivery_id)
    return result


def reopen(connection: Connection, carrier: Carrier, entry: Entry, at: datetime) -> Entry:
    """The entry as approved for a carrier whose letters leave the house; TryAgain when another run was faster."""
    changes: dict[str, Any] = {"carrier": carrier.name, "finished_at": None, "reference": None}
    cause = f"accepted by {entry.carrier} alone, which mails nothing: to be sent by {carrier.name}"
    if not ledger.move(connection, entry, "approved", cause, at, **changes):
        raise TryAgain(f"Delivery {entry.delivery_id} was claimed by another run.")
    return replace(entry, state="approved", **changes)


def check_free(connection: Connection, carrier: Carrier, entry: Entry, at: datetime) -> None:
    """TryAgain while another run may be sending it, OutcomeUnknown when one began and never said how it ended."""
    if entry.state == "unknown":
        raise OutcomeUnknown(f"Delivery {entry.delivery_id} may have been sent: look, then settle it (dags/README.md).")
    if entry.state != "sending" or (carrier.repeatable and carrier.name == entry.carrier):
        return
    if entry.claimed_at is None or at - entry.claimed_at < CLAIM_LASTS:
        raise TryAgain(f"Delivery {entry.delivery_id} is being sent by another run, or was when it stopped.")
    if not entry.outward:
        return
    reason = "The run that was sending it stopped before it knew the outcome."
    ledger.move(connection, entry, "unknown", reason, at, finished_at=at, reason=reason)
    raise OutcomeUnknown(f"Delivery {entry.delivery_id}: {reason}")


def check_domains(
    connection: Connection, carrier: Carrier, entry: Entry, office: Office, people: Sequence[Address], at: datetime
) -> None:
    """Blocked, and filed as refused, when a letter that leaves the house would leave for a domain not allowed."""
    blocked = sorted({person.domain for person in people if not office.allows(person.domain)})
    if carrier.outward and blocked:
        reason = f"Outside production no letter leaves for {', '.join(blocked)}: see RAPOR_ALLOWED_DOMAINS."
        ledger.move(connection, entry, "refused", reason, at, finished_at=at, reason=reason)
        raise Blocked(reason)


def claim(connection: Connection, carrier: Carrier, entry: Entry, message: Message, at: datetime) -> Entry:
    """The entry as claimed for this run; TryAgain when another run was faster."""
    changes: dict[str, Any] = {"attempts": entry.attempts + 1, "carrier": carrier.name, "claimed_at": at}
    changes |= {"digest": digest(message), "finished_at": None, "reason": None}
    if not ledger.move(connection, entry, "sending", "claimed", at, **changes):
        raise TryAgain(f"Delivery {entry.delivery_id} was claimed by another run.")
    return replace(entry, state="sending", **changes)


def hand_over(connection: Connection, carrier: Carrier, entry: Entry, message: Message, now: Clock) -> None:
    try:
        reference = carrier.send(message)
    except (TryAgain, DoNotRetry) as error:
        file(connection, entry, error.state, str(error), now(), reason=str(error))
        raise
    file(connection, entry, "accepted", f"accepted by {carrier.name}", now(), reference=reference)


def file(connection: Connection, entry: Entry, state: str, cause: str, at: datetime, **values: str) -> None:
    """File the outcome; who carried the letter knows better than who meanwhile gave its claim up as lost."""
    seen = (entry, replace(entry, state="unknown"))
    filed = any(ledger.move(connection, each, state, cause, at, finished_at=at, **values) for each in seen)
    taken_over = "" if filed else ", but another run has taken it over"
    log.info("%s to %s: %s (%s)%s", entry.kind, entry.agency_id, state, entry.delivery_id, taken_over)


def settle(connection: Connection, delivery_id: str, *, sent: bool, cause: str, now: Clock = now_in_utc) -> bool:
    """File what somebody found out about an unknown delivery: sent for good, or free to go; False when not unknown."""
    entry, at = ledger.read(connection, delivery_id), now()
    state = "accepted" if sent else "approved"
    return entry.state == "unknown" and ledger.move(connection, entry, state, cause, at, reason=cause)
