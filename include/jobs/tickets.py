"""What LAPOR said becomes tickets and events; all are worked out anew, so a word taught today mends the past."""

from __future__ import annotations

import logging
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from include.jobs.news import find_news
from include.jobs.rules import load_rules
from include.settings import settings

if TYPE_CHECKING:
    import pandas as pd

    from include.rulebook.readings import Reading

log = logging.getLogger(__name__)


def update_tickets() -> dict[str, Any]:
    """Put tickets, events and faults in place; returns the number of tickets and events in place, how many tickets were
    worked out anew, their faults by kind, and by file of the rulebook the words it lacks.

    Only tickets of which there is news are worked out anew; all, once the rulebook has changed. Of an unknown kind of
    reporting only the number is told.
    """
    from include.gateways import warehouse
    from include.gateways.warehouse import derived, exports, snapshots
    from include.rulebook import readings
    from include.sla import faults, tickets

    now = datetime.now(UTC)
    with warehouse.connect(settings().warehouse_url) as connection:
        window, mark = find_news(connection, "tickets", load_rules().rulebook_version)
        reading = readings.read(snapshots.read_snapshots(connection, window=window))
        latest, changes = tickets.latest(reading.snapshots), tickets.changes(reading.snapshots)
        found = find_faults(reading.snapshots, latest, changes, exports.newest_export(connection, now) or now)
        derived.put_tickets(connection, latest, faults.once(changes), found, mark, window)
        counts, standing = derived.count_tickets(connection), derived.count_faults(connection)
    report_faults(standing)
    return counts | {"anew": len(latest), "unknown": report_unknown(reading), "faults": standing}


def find_faults(
    snapshots: pd.DataFrame, tickets: pd.DataFrame, events: pd.DataFrame, known_at: datetime
) -> pd.DataFrame:
    import pandas as pd

    from include.sla import faults

    both = [faults.find(tickets, events, known_at), faults.find_in_snapshots(snapshots)]
    return pd.concat(both, ignore_index=True)


def report_faults(counts: dict[str, int]) -> None:
    if counts:
        told = ", ".join(f"{kind} {number}" for kind, number in counts.items())
        log.warning("Faults in what LAPOR said: %s. They stand in the table data_faults.", told)


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
