"""Deliveries of which nobody knows whether they were sent: list them, and file what somebody found out about one."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from include import mailroom
from include.gateways import warehouse
from include.gateways.warehouse import ledger
from include.gateways.warehouse.connection import OutdatedWarehouse
from include.gateways.warehouse.ledger import Connection, Entry
from include.settings import settings
from include.sla.week import WIB

COMMAND = "python -m include.jobs.settlement"
LOOK = f'Look each up in SendGrid\'s Email Logs, then: {COMMAND} <delivery_id> sent|not-sent "<why>"'
MEANING = {
    "sent": "counts as sent and will never be sent again",
    "not-sent": "counts as not sent and is sent by the next run of its task",
}


class NothingToSettle(Exception):
    """There is no such delivery, or its outcome is known."""


def main(arguments: Sequence[str] | None = None) -> int:
    """List or settle, as the command line says: 0 when that was done, 1 when it could not be, 2 for a wrong line."""
    asked = read_arguments(arguments)
    try:
        with warehouse.connect(settings().warehouse_url) as connection:
            if asked.outcome is None:
                said = describe(ledger.list_entries(connection, states=["unknown"]))
            else:
                said = settle(connection, asked.delivery_id, asked.outcome, asked.why)
    except (NothingToSettle, OutdatedWarehouse) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    sys.stdout.write(f"{said}\n")
    return 0


def read_arguments(arguments: Sequence[str] | None) -> argparse.Namespace:
    """`outcome` and `why` are both given, or neither with `list`."""
    parser = argparse.ArgumentParser(prog=COMMAND, description=__doc__)
    parser.add_argument("delivery_id", nargs="?", default="list", help='as the list shows it; "list" or nothing: list')
    parser.add_argument("outcome", nargs="?", choices=list(MEANING), help="what became of the letter")
    parser.add_argument("why", nargs="?", default="", help="how you know, in a few words; the ledger keeps them")
    asked = parser.parse_args(arguments)
    complete = asked.outcome is None if asked.delivery_id == "list" else bool(asked.why.strip())
    if not complete:
        parser.error('give a delivery\'s id, "sent" or "not-sent", and why; or nothing at all, for the list')
    return asked


def describe(unknown: Sequence[Entry]) -> str:
    """A line for each, without addresses; `since` is when it was handed to its carrier."""
    if not unknown:
        return "No delivery is unknown."
    return "\n".join(["These letters may have been sent, or not:", *map(write_line, unknown), LOOK])


def write_line(entry: Entry) -> str:
    since = f"{entry.claimed_at.astimezone(WIB):%Y-%m-%d %H:%M} WIB" if entry.claimed_at else "?"
    return f"{entry.delivery_id}  {entry.period}  {entry.agency_id}  {entry.kind}  since {since}"


def settle(connection: Connection, delivery_id: str, outcome: str, why: str) -> str:
    """File it, and say what follows; NothingToSettle when the delivery is not unknown."""
    try:
        cause = f"settled by hand as {outcome}: {why.strip()}"
        settled = mailroom.settle(connection, delivery_id, sent=outcome == "sent", cause=cause, actor="command line")
        state = ledger.read(connection, delivery_id).state
    except KeyError:
        raise NothingToSettle(f"There is no delivery {delivery_id}.") from None
    if not settled:
        raise NothingToSettle(f"Delivery {delivery_id} is {state}, not unknown: there is nothing to settle.")
    return f"Delivery {delivery_id} {MEANING[outcome]}. Now clear its red task."


if __name__ == "__main__":
    sys.exit(main())
