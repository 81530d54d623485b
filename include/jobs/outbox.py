"""The outbox's list of contents, from the ledger."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from include.gateways import warehouse
from include.gateways.offices import Office
from include.gateways.outbox import Entry, write_index
from include.gateways.warehouse.ledger import Listed
from include.letters.wording import name_period
from include.settings import settings
from include.sla.week import Week


def write_contents(folder: Path, listed: Sequence[Listed], offices: Sequence[Office]) -> None:
    """List every delivery that the outbox carried, by the name of its office."""
    names = {office.email: office.office for office in offices}
    carried = [entry for entry in listed if entry.carrier == "outbox"]
    silent = find_silent()
    write_index(
        folder,
        [
            Entry(
                period=entry.period,
                ended_on=last_day(entry.period),
                days=name_period(entry.period),
                office=names.get(entry.recipient, entry.agency_id),
                subject=entry.subject,
                delivery_id=entry.delivery_id,
                state=entry.state,
                quiet=entry.state == "accepted" and (entry.period, entry.agency_id) in silent,
            )
            for entry in carried
        ],
    )


def last_day(period: str) -> date:
    """Of a week, a day, or days."""
    return Week.parse(period).sunday if "W" in period else date.fromisoformat(period[-10:])


def find_silent() -> set[tuple[str, str]]:
    """Week and agency of the scorecards with nothing on them; once a letter has left, they stay as they were told."""
    from include.gateways.warehouse import weeks

    with warehouse.connect(settings().warehouse_url) as connection:
        return weeks.list_silent(connection)
