"""A week is closed once every agency has its letter, or somebody has said why it has none."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date

from include.gateways import warehouse
from include.gateways.warehouse import archive, ledger
from include.gateways.warehouse.ledger import Connection, Entry
from include.gateways.warehouse.offices import list_valid
from include.jobs.drafts import SENT, expected, read_week
from include.jobs.outbox import write_contents
from include.settings import Carrier, settings
from include.sla.week import Week

LEFT_OUT = "left out"  # how a person's reason begins, for a letter that is not to leave


class WeekIncomplete(Exception):
    """Some letters of the week were not written, were not accepted by the carrier, or did not arrive."""


def close_week(week: Week) -> dict[str, int]:
    """The week's deliveries by state, and its letters; writes the outbox's list of contents.

    WeekIncomplete when an agency has no letter, or a delivery has not been accepted.
    """
    with warehouse.connect(settings().warehouse_url) as connection:
        list_contents(connection, week.shift(1).monday)
        letters = archive.read_letters(connection, str(week), expected(week))
        mine = read_week(connection, week)
    check_complete(week, mine)
    return dict(Counter(entry.state for entry in mine)) | {"letters": len(letters)}


def list_contents(connection: Connection, on: date) -> None:
    """Write the outbox's list of contents, where letters go there; offices are called what they are on that day."""
    if settings().carrier is Carrier.OUTBOX:
        write_contents(settings().outbox, ledger.list_deliveries(connection), list_valid(connection, on))


def is_closed(entry: Entry) -> bool:
    """Whether the letter has left, or a person has said that it is not to."""
    return entry.state in SENT or (entry.state == "cancelled" and (entry.reason or "").startswith(LEFT_OUT))


def check_complete(week: Week, entries: Sequence[Entry]) -> None:
    missing = set(expected(week)) - {entry.agency_id for entry in entries if is_closed(entry)}
    unsent = [f"{one.delivery_id} ({one.state})" for one in entries if not is_closed(one) and one.state != "cancelled"]
    if missing or unsent:
        raise WeekIncomplete(
            f"{week}: without a delivered letter: {', '.join(sorted(missing)) or 'none'}; "
            f"deliveries not accepted: {', '.join(unsent) or 'none'}. See deliver's log."
        )
