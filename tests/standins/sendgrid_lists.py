"""The lists of mailboxes that the stand-in for SendGrid keeps: read in pages, taken off one by one."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import unquote

from tests.standins.sendgrid_replies import Asked, Reply, refuse

PATH = re.compile(r"/v3/(?:suppression|asm/suppressions)/(\w+)(?:/([^/]+))?")
NAMES = ("bounces", "blocks", "invalid_emails", "spam_reports", "unsubscribes")
# Mailboxes on these get nothing, and why; a block was about one message only.
DROPS = {
    "bounces": "Bounced Address",
    "invalid_emails": "Invalid",
    "spam_reports": "Spam Reporting Address",
    "unsubscribes": "Unsubscribed Address",
}
BIGGEST_PAGE = 500


class Lists:
    def __init__(self) -> None:
        self.entries: dict[str, dict[str, dict[str, Any]]] = {name: {} for name in NAMES}

    def put(self, name: str, mailbox: str, created: int, **more: str) -> None:
        """Put a mailbox on a list; `more` is its reason and status, where the list has those."""
        self.entries[name][mailbox.lower()] = {"created": created, "email": mailbox, **more}

    def why_dropped(self, mailbox: str) -> str | None:
        """Why a letter to this mailbox is dropped; None when it is not."""
        return next((why for name, why in DROPS.items() if mailbox.lower() in self.entries[name]), None)

    def answer(self, asked: Asked) -> Reply:
        name, mailbox = PATH.fullmatch(asked.path).groups()  # type: ignore[union-attr]  # the route has matched it
        entries = self.entries.get("unsubscribes" if name == "global" else name)
        if entries is None or (name == "global" and not mailbox):
            return refuse(404, "not found")
        if asked.method == "GET" and mailbox is None:
            return self.page(entries, asked)
        if asked.method == "GET":
            return Reply(200, [entries[unquote(mailbox)]] if unquote(mailbox) in entries else [])
        if asked.method == "DELETE" and mailbox:
            return Reply(204) if entries.pop(unquote(mailbox), None) else refuse(404, "not found")
        return refuse(405, "method not allowed")

    @staticmethod
    def page(entries: dict[str, dict[str, Any]], asked: Asked) -> Reply:
        try:
            limit, offset = asked.number("limit", BIGGEST_PAGE), asked.number("offset", 0)
        except ValueError:
            return refuse(400, "limit and offset must be numbers")
        if not 1 <= limit <= BIGGEST_PAGE or offset < 0:
            return refuse(400, f"limit must be between 1 and {BIGGEST_PAGE}", "limit")
        return Reply(200, list(entries.values())[offset : offset + limit])
