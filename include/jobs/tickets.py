"""What LAPOR said becomes tickets and events; all are worked out anew, so a word taught today mends the past."""

from __future__ import annotations

import logging
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from include.jobs.news import find_ticket_news
from include.jobs.rules import rules_in_force
from include.settings import settings

if TYPE_CHECKING:
    import pandas as pd

    from include.jobs.history import History

log = logging.getLogger(__name__)


def update_tickets() -> dict[str, Any]:
    """Put tickets, events and faults in place; returns the number of tickets and events in place, how many tickets were
    worked out anew, their faults by kind, and by file of the rulebook the words it lacks.

    Only tickets of which there is news are worked out anew; all, once the rulebook has changed. Of an unknown kind of
    reporting only the number is told.
    """
    from include.gateways import warehouse
    from include.gateways.warehouse import derived, exports
    from include.jobs.history import read_history
    from include.sla import faults

    now = datetime.now(UTC)
    with warehouse.connect(settings().warehouse_url) as connection:
        with rules_in_force(connection) as (rules, folder):
            window, mark = find_ticket_news(connection, rules.rulebook_version)
            known = read_history(connection, folder, window=window)
        found = find_faults(known, exports.newest_export(connection, now) or now)
        derived.put_tickets(connection, known.tickets, faults.once(known.events), found, mark, window)
        counts, standing = derived.count_tickets(connection), derived.count_faults(connection)
    report_faults(standing)
    return counts | {"anew": len(known.tickets), "unknown": report_unknown(known), "faults": standing}


def find_faults(known: History, known_at: datetime) -> pd.DataFrame:
    import pandas as pd

    from include.sla import faults

    heard_at = max([known_at, *known.told.acts["fetched_at"]])
    reported = faults.find(known.tickets, known.events, heard_at), faults.find_in_snapshots(known.seen.snapshots)
    return pd.concat([*reported, known.faults], ignore_index=True)


def report_faults(counts: dict[str, int]) -> None:
    if counts:
        told = ", ".join(f"{kind} {number}" for kind, number in counts.items())
        log.warning("Faults in what LAPOR said: %s. They stand in the table data_faults.", told)


def report_unknown(known: History) -> dict[str, list[str] | int]:
    seen, told = known.seen, known.told
    unknown = {
        "statuses.csv": sorted({*seen.unknown_statuses, *told.unknown_statuses}),
        "classifications.csv": seen.unknown_classifications,
        "aliases.csv": sorted({*seen.unknown_agencies, *told.unknown_agencies}),
        "kinds.csv": seen.unknown_kinds,
    }
    lacking = {file: [word or "(empty)" for word in words] for file, words in unknown.items() if words}
    for file, words in lacking.items():
        words_named = "; ".join(words)
        log.warning("Unknown words: %s. Teach them on the page Kata, or by lines in rulebook/%s.", words_named, file)
    return {file: len(words) if file == "kinds.csv" else words for file, words in lacking.items()}
