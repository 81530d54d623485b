"""The outbox's list of contents, from the ledger."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from include.gateways.outbox import Entry, write_index
from include.gateways.warehouse.ledger import Listed
from include.jobs.groups import LEADERSHIP
from include.letters.indonesian import span
from include.rulebook import agencies
from include.sla.week import Week


def write_contents(folder: Path, listed: Sequence[Listed]) -> None:
    """List every delivery that the outbox carried."""
    register = agencies.load().agencies
    names = {agency.agency_id: agency.name for agency in register.values()} | {LEADERSHIP: "Pimpinan daerah"}
    write_index(
        folder,
        [
            Entry(
                week=entry.week,
                days=span(Week.parse(entry.week)),
                office=names.get(entry.agency_id, entry.agency_id),
                subject=entry.subject,
                delivery_id=entry.delivery_id,
                state=entry.state,
            )
            for entry in listed
            if entry.carrier == "outbox"
        ],
    )
