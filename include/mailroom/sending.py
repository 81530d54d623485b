"""An approved delivery is claimed, handed over once, and what became of it is filed."""

from __future__ import annotations

import json
import logging
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal

from include.gateways.carrier import Carrier, DoNotRetry, OutcomeUnknown, Refused, TryAgain
from include.gateways.message import Address, Message, digest
from include.gateways.warehouse import ledger, messages
from include.gateways.warehouse.ledger import Connection, Entry
from include.mailroom.approval import approve
from include.mailroom.drafting import draft, identify
from include.mailroom.moves import MOVES, Clock, being_sent, move, now_in_utc
from include.mailroom.office import Office
from include.mailroom.receiving import follow
from include.mailroom.settling import ABANDONED, give_up

if TYPE_CHECKING:
    from include.letters import Letter

Result = Literal["sent", "already sent", "bounced", "suppressed", "cancelled"]
DONE: dict[str, Result] = {
    "accepted": "already sent", "delivered": "already sent", "bounced": "bounced", "suppressed": "suppressed",
    "cancelled": "cancelled",
}  # fmt: skip

OVERTAKEN = ", but another run, a receipt or a person was faster"

log = logging.getLogger(__name__)


class Blocked(Refused):
    """An address lies outside the domains that may get letters from this installation."""


class Unapproved(DoNotRetry):
    """Nobody has agreed yet to what would be sent."""

    state = "draft"


def deliver(
    connection: Connection,
    carrier: Carrier,
    letter: Letter,
    recipient: Address,
    copies: Sequence[Address],
    *,
    office: Office,
    cause: str = "letters of this kind need no approval",
    now: Clock = now_in_utc,
) -> Result:
    """Draft, approve and send a letter that nobody need agree to; raises as `send`. What was cancelled stays so."""
    delivery_id = identify(letter, recipient)
    known = ledger.find(connection, delivery_id)
    if known is None or known.state != "cancelled":
        entry = draft(connection, carrier, letter, recipient, copies, office=office, at=now())
        if entry.state == "draft":
            approve(connection, delivery_id, entry.digest, actor="rapor", cause=cause, at=now())
    return send(connection, carrier, delivery_id, office=office, now=now)


def send(
    connection: Connection, carrier: Carrier, delivery_id: str, *, office: Office, now: Clock = now_in_utc
) -> Result:
    """Send what was approved, byte for byte and once, however often and by however many it is asked.

    The connection must be in no transaction: the claim is committed before the carrier is called. What is refused,
    blocked or unknown is filed, then raised. Raises TryAgain when another try is safe, DoNotRetry when it is not;
    a refused letter goes again at the next call, so it is for the caller not to call by itself after DoNotRetry.
    """
    entry = follow(connection, ledger.read(connection, delivery_id), now())
    if entry.state in DONE:
        return recall(connection, entry, now())
    check_free(connection, carrier, entry, now())
    message = read_message(connection, carrier, entry)
    check_domains(connection, carrier, entry, office, message, now())
    hand_over(connection, carrier, claim(connection, carrier, entry, now()), message, now)
    return "sent"


def recall(connection: Connection, entry: Entry, at: datetime) -> Result:
    """What is done stays done, and the ledger says that somebody asked for it again."""
    result = DONE[entry.state]
    ledger.remark(connection, entry, f"asked for again when {entry.state}: nothing leaves", at)
    log.info("%s to %s: %s (%s)", entry.kind, entry.agency_id, result, entry.delivery_id)
    return result


def check_free(connection: Connection, carrier: Carrier, entry: Entry, at: datetime) -> None:
    """TryAgain while another run may be sending it, OutcomeUnknown when one began and never said how it ended."""
    if entry.state == "draft":
        raise Unapproved(f"Delivery {entry.delivery_id} to {entry.agency_id} waits for its approval.")
    if entry.state == "unknown":
        raise OutcomeUnknown(f"Delivery {entry.delivery_id} may have been sent: look, then settle it (dags/README.md).")
    if entry.state != "sending" or (carrier.repeatable and carrier.name == entry.carrier):
        return
    if being_sent(entry, at):
        raise TryAgain(f"Delivery {entry.delivery_id} is being sent by another run, or was when it stopped.")
    if give_up(connection, entry, at).state == "unknown":
        raise OutcomeUnknown(f"Delivery {entry.delivery_id}: {ABANDONED}")


def read_message(connection: Connection, carrier: Carrier, entry: Entry) -> Message:
    """The archived bytes; DoNotRetry when they were written for another carrier, are not there or not the approved."""
    body = messages.read_message(connection, entry.delivery_id, entry.digest)
    if body is None or carrier.name != entry.carrier:
        raise DoNotRetry(
            f"Delivery {entry.delivery_id} was not written for {carrier.name}: clear the run from write_letters on."
        )
    message: Message = json.loads(body)
    if digest(message) != entry.digest:
        raise DoNotRetry(f"The bytes kept for delivery {entry.delivery_id} are not those that were approved.")
    return message


def check_domains(
    connection: Connection, carrier: Carrier, entry: Entry, office: Office, message: Message, at: datetime
) -> None:
    """Blocked, and filed as refused, when a letter that leaves the house would leave for a domain not allowed."""
    people = [Address(one["email"]) for part in message["personalizations"] for field in part.values() for one in field]
    blocked = sorted({person.domain for person in people if not office.allows(person.domain)})
    if carrier.outward and blocked:
        reason = f"Outside production no letter leaves for {', '.join(blocked)}: see RAPOR_ALLOWED_DOMAINS."
        move(connection, entry, "refused", reason, at, finished_at=at, reason=reason)
        raise Blocked(reason)


def claim(connection: Connection, carrier: Carrier, entry: Entry, at: datetime) -> Entry:
    """The entry as claimed for this run; TryAgain when another run was faster."""
    changes: dict[str, Any] = {"attempts": entry.attempts + 1, "claimed_at": at}
    changes |= dict.fromkeys(("finished_at", "reference", "reason"))
    claimed = move(connection, entry, "sending", "claimed", at, **changes)
    if claimed is None:
        raise TryAgain(f"Delivery {entry.delivery_id} was claimed by another run.")
    return claimed


def hand_over(connection: Connection, carrier: Carrier, entry: Entry, message: Message, now: Clock) -> None:
    try:
        reference = carrier.send(message)
    except (TryAgain, DoNotRetry) as error:
        file(connection, entry, error.state, str(error), now(), reason=str(error))
        raise
    file(connection, entry, "accepted", f"accepted by {carrier.name}", now(), reference=reference)


def file(connection: Connection, entry: Entry, state: str, cause: str, at: datetime, **values: str) -> None:
    """File the outcome; who carried the letter knows better than who meanwhile gave its claim up, or settled it."""
    seen = [replace(entry, state=each) for each in ("sending", "unknown", "approved") if state in MOVES[each]]
    filed = next(
        (moved for each in seen if (moved := move(connection, each, state, cause, at, finished_at=at, **values))), None
    )
    if filed is not None:
        follow(connection, filed, at)
    else:
        ledger.remark(connection, ledger.read(connection, entry.delivery_id), f"{cause}{OVERTAKEN}", at)
    log.info("%s to %s: %s (%s)%s", entry.kind, entry.agency_id, state, entry.delivery_id, "" if filed else OVERTAKEN)
