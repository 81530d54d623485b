"""Mailboxes whose letters SendGrid drops: it says 202 to those too, so one has to ask beforehand.

Source: Twilio SendGrid, "Suppressions". The list of blocks is left out: a block was about one message, and "Twilio
SendGrid will not suppress future messages to blocked addresses by default" (Blocks API).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from include.gateways.receipt import clean_reason
from include.gateways.sendgrid.account import Account
from include.gateways.sendgrid.answers import NoAnswer, NotReached, Unavailable

LISTS = {
    "suppression/bounces": "an earlier letter bounced",
    "suppression/invalid_emails": "SendGrid holds it to be no valid address",
    "suppression/spam_reports": "an earlier letter was reported as spam",
    "suppression/unsubscribes": "unsubscribed from all letters",
}
PAGE = 500  # the most that one answer may hold


class SuppressionsUnavailable(Unavailable):
    """A list could not be read, so it is not known who is on it."""


def list_suppressed(account: Account) -> dict[str, str]:
    """Each mailbox that SendGrid drops letters for, in lower case, and why; SuppressionsUnavailable if unreadable."""
    suppressed: dict[str, str] = {}
    for path, why in LISTS.items():
        for entry in list_entries(account, path):
            mailbox, reason = read_entry(entry)
            told = f"{why}: {reason}" if reason else why
            suppressed[mailbox] = f"{suppressed[mailbox]}; {told}" if mailbox in suppressed else told
    return suppressed


def list_entries(account: Account, path: str) -> Iterator[Any]:
    """All entries of one list, page after page; one that only repeats itself is at its end."""
    offset, before = 0, None
    while True:
        page = read_page(account, path, offset)
        if page == before:
            return
        yield from page
        if len(page) < PAGE:
            return
        offset, before = offset + PAGE, page


def read_page(account: Account, path: str, offset: int) -> list[Any]:
    try:
        page = account.read_json(SuppressionsUnavailable, account.get(path, limit=PAGE, offset=offset))
    except (NotReached, NoAnswer) as error:
        raise SuppressionsUnavailable(f"SendGrid did not answer: {error}.") from None
    if not isinstance(page, list):
        raise SuppressionsUnavailable(f"SendGrid's {path} is no list.")
    return page


def read_entry(entry: Any) -> tuple[str, str]:
    try:
        return entry["email"].strip().lower(), clean_reason(str(entry.get("reason") or ""))
    except (KeyError, TypeError, AttributeError):
        raise SuppressionsUnavailable("SendGrid's list has an entry without a mailbox.") from None
