"""The outbox's list of contents, from the ledger."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from include.gateways.outbox import Entry, write_index
from include.gateways.recipients import Recipient
from include.gateways.warehouse.ledger import Listed
from include.letters.indonesian import span
from include.sla.week import Week


def write_contents(folder: Path, listed: Sequence[Listed], recipients: Sequence[Recipient]) -> None:
    """List every delivery that the outbox carried, by the name of its office."""
    offices = {recipient.address.email: recipient.address.name for recipient in recipients}
    write_index(
        folder,
        [
            Entry(
                week=entry.week,
                days=span(Week.parse(entry.week)),
                office=offices.get(entry.recipient, entry.agency_id),
                subject=entry.subject,
                delivery_id=entry.delivery_id,
                state=entry.state,
            )
            for entry in listed
            if entry.carrier == "outbox"
        ],
    )
