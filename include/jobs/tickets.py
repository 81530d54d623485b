"""What LAPOR said becomes tickets and events; all are worked out anew, so a word taught today mends the past."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from include.settings import settings

if TYPE_CHECKING:
    from include.rulebook.readings import Reading

log = logging.getLogger(__name__)


def update_tickets() -> dict[str, int]:
    """Put tickets and events in place; returns their numbers, and how many words nobody has taught yet."""
    from include.gateways import warehouse
    from include.gateways.warehouse import derived, raw
    from include.rulebook import readings
    from include.sla import tickets

    with warehouse.connect(settings().warehouse_url) as connection:
        reading = readings.read(raw.read_snapshots(connection))
        latest, changes = tickets.latest(reading.snapshots), tickets.changes(reading.snapshots)
        derived.put_tickets(connection, latest, changes)
    return {"tickets": len(latest), "events": len(changes)} | report_unknown(reading)


def report_unknown(reading: Reading) -> dict[str, int]:
    unknown = {
        "unknown_statuses": (reading.unknown_statuses, "statuses.csv"),
        "unknown_classifications": (reading.unknown_classifications, "classifications.csv"),
        "unknown_agencies": (reading.unknown_agencies, "aliases.csv"),
        "unknown_kinds": (reading.unknown_kinds, "kinds.csv"),
    }
    for name, (words, file) in unknown.items():
        if words:
            log.warning("%s: %s. Teach them with a line in include/rulebook/%s.", name, "; ".join(words), file)
    return {name: len(words) for name, (words, _) in unknown.items()}
