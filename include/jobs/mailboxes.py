"""Mailboxes that do not take our letters: data staff hear of one once it has bounced twice running."""

from __future__ import annotations

from collections import defaultdict

from include.gateways import warehouse
from include.gateways.warehouse import ledger
from include.gateways.warehouse.ledger import Connection, Entry
from include.jobs.notices import notify
from include.mailroom import now_in_utc
from include.settings import settings
from include.sla.week import WIB

ANSWERS = ("delivered", "bounced")
TWICE = 2


def watch_mailboxes(url: str) -> int:
    """Name the mailboxes whose last two letters bounced, each time there is a new one; how many there are."""
    with warehouse.connect(settings().warehouse_url) as connection:
        closed = find_closed(connection)
    if closed:
        items = [(f"{last.agency_id}: {last.recipient}", last.period) for last in closed]
        cause = "; ".join(sorted(f"{last.agency_id} {last.period}" for last in closed))
        today = str(now_in_utc().astimezone(WIB).date())
        notify(today, "pantul-berulang", url, items, cause=cause, lasting=True, count=len(closed))
    return len(closed)


def find_closed(connection: Connection) -> list[Entry]:
    """The last letter to each mailbox that has answered its last two by bouncing them."""
    by_mailbox: dict[str, list[Entry]] = defaultdict(list)
    for entry in ledger.list_entries(connection, states=ANSWERS):
        by_mailbox[entry.recipient].append(entry)
    lately = (sorted(entries, key=lambda one: str(one.finished_at))[-TWICE:] for entries in by_mailbox.values())
    return [two[-1] for two in lately if [one.state for one in two] == ["bounced"] * TWICE]
