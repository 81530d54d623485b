"""The outbox's list of contents, from the ledger."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from include.gateways import warehouse
from include.gateways.offices import Office
from include.gateways.outbox import Entry, write_index
from include.gateways.warehouse.ledger import Listed
from include.letters.indonesian import span
from include.letters.wording import empty
from include.settings import settings
from include.sla import scorecards
from include.sla.week import Week


def write_contents(folder: Path, listed: Sequence[Listed], offices: Sequence[Office]) -> None:
    """List every delivery that the outbox carried, by the name of its office."""
    names = {office.email: office.office for office in offices}
    carried = [entry for entry in listed if entry.carrier == "outbox"]
    silent = find_silent({entry.week for entry in carried})
    write_index(
        folder,
        [
            Entry(
                week=entry.week,
                days=span(Week.parse(entry.week)),
                office=names.get(entry.recipient, entry.agency_id),
                subject=entry.subject,
                delivery_id=entry.delivery_id,
                state=entry.state,
                quiet=entry.state == "accepted" and (entry.week, entry.agency_id) in silent,
            )
            for entry in carried
        ],
    )


def find_silent(named: Iterable[str]) -> set[tuple[str, str]]:
    """Week and agency of the scorecards with nothing on them; once a letter has left, they stay as they were told."""
    from include.gateways.warehouse import weeks

    with warehouse.connect(settings().warehouse_url) as connection:
        cards = [card for week in named for card in scorecards.assemble(weeks.read_scorecards(connection, week))]
    return {(str(card.week), card.agency_id) for card in cards if empty(card)}
