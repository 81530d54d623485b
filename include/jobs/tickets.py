"""What LAPOR said becomes tickets and events; all are worked out anew, so a word taught today mends the past."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from include.settings import settings

if TYPE_CHECKING:
    from include.rulebook.readings import Reading

log = logging.getLogger(__name__)


def update_tickets() -> dict[str, Any]:
    """Put tickets and events in place; returns their numbers, and by file of the rulebook the words it lacks.

    Of an unknown kind of reporting only the number is told.
    """
    from include.gateways import warehouse
    from include.gateways.warehouse import derived, raw
    from include.rulebook import readings
    from include.sla import tickets

    with warehouse.connect(settings().warehouse_url) as connection:
        reading = readings.read(raw.read_snapshots(connection))
        latest, changes = tickets.latest(reading.snapshots), tickets.changes(reading.snapshots)
        derived.put_tickets(connection, latest, changes)
    return {"tickets": len(latest), "events": len(changes), "unknown": report_unknown(reading)}


def report_unknown(reading: Reading) -> dict[str, list[str] | int]:
    unknown = {
        "statuses.csv": reading.unknown_statuses,
        "classifications.csv": reading.unknown_classifications,
        "aliases.csv": reading.unknown_agencies,
        "kinds.csv": reading.unknown_kinds,
    }
    lacking = {file: [word or "(empty)" for word in words] for file, words in unknown.items() if words}
    for file, words in lacking.items():
        log.warning("Unknown words: %s. Teach them with a line in include/rulebook/%s.", "; ".join(words), file)
    return {file: len(words) if file == "kinds.csv" else words for file, words in lacking.items()}
