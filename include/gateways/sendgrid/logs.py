"""SendGrid's Email Logs, kept for thirty days: have they a letter of which nobody knows whether it was sent?

Source: Twilio SendGrid, "Email Logs", and the description of its API in twilio/sendgrid-oai.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

from include.gateways.message import Address
from include.gateways.receipt import Receipt
from include.gateways.sendgrid.account import Account
from include.gateways.sendgrid.answers import NoAnswer, NotReached, Unavailable
from include.gateways.sendgrid.events import read_delivery, read_event

MOST = 1000  # messages in one answer; there is no second page


class LogsUnavailable(Unavailable):
    """The logs could not be read, which says nothing about the letter."""


def find_logged(
    account: Account, *, recipient: str, since: datetime, delivery_id: str, reference: str = ""
) -> list[Receipt]:
    """The receipts of this delivery at this mailbox, from the messages that SendGrid took since then.

    `reference` is the X-Message-Id where it is known: no other message is looked into.

    None at all proves nothing: it is not documented how soon a message is in the logs. ValueError for what is no
    mailbox or for a moment without a zone; LogsUnavailable when the logs cannot be read.
    """
    query = write_query(Address(recipient).email, since)
    listed = [one for one in list_messages(account, query) if str(one["sg_message_id"]).startswith(reference)]
    messages = [one | read_message(account, str(one["sg_message_id"])) for one in listed]
    receipts = [read_event(event) for message in messages for event in gather_events(message)]
    return [receipt for receipt in receipts if receipt.delivery_id == delivery_id]


def read_logged(account: Account, reference: str) -> list[Receipt]:
    """The receipts of one message by its whole `sg_message_id`; none when the logs do not have it.

    The X-Message-Id that the sender was given is only the beginning of it. LogsUnavailable when it cannot be read.
    """
    message = read_message(account, reference)
    return [read_event(event) for event in gather_events(message)] if message else []


def write_query(email: str, since: datetime) -> str:
    if since.tzinfo is None:
        raise ValueError("The moment since when to look needs a zone.")
    if "'" in email:
        raise LogsUnavailable("How to ask the logs for a mailbox with an apostrophe is not documented.")
    return f"to_email = '{email}' AND sg_message_id_created_at >= TIMESTAMP \"{since.astimezone(UTC):%FT%TZ}\""


def list_messages(account: Account, query: str) -> list[dict[str, Any]]:
    """The messages that the query finds, in brief: whose they are is told by each message alone."""
    try:
        found = account.read_json(LogsUnavailable, account.post("logs", {"query": query, "limit": MOST}))
        return [message for message in found["messages"] if message["sg_message_id"]]
    except (NotReached, NoAnswer) as error:
        raise LogsUnavailable(f"SendGrid's logs did not answer: {error}.") from None
    except (KeyError, TypeError):
        raise LogsUnavailable("SendGrid's logs answered with something that lists no messages.") from None


def read_message(account: Account, reference: str) -> dict[str, Any]:
    """One message with its events; empty when the logs do not have it."""
    try:
        message = account.read_json(LogsUnavailable, account.get(f"logs/{quote(reference, safe='')}"))
    except (NotReached, NoAnswer) as error:
        raise LogsUnavailable(f"SendGrid's logs did not answer: {error}.") from None
    if not isinstance(message, dict | None):
        raise LogsUnavailable("SendGrid's logs answered with something that is no message.")
    return message or {}


def gather_events(message: dict[str, Any]) -> list[dict[str, Any]]:
    """Its events, each with what the message says for all; its status as an event while it has no other."""
    status = {"event": message.get("status"), "timestamp": message.get("sg_message_id_created_at")}
    shared = {"email": message.get("to_email"), "sg_message_id": message.get("sg_message_id")}
    shared["delivery_id"] = read_delivery(message)
    listed = message.get("events")
    told = [event for event in listed if isinstance(event, dict)] if isinstance(listed, list) else []
    return [shared | event for event in told or [status]]
