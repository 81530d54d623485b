"""Figures for a dashboard: what waits, what is late, and how old the data is."""

from __future__ import annotations

from collections import Counter

from include import mailroom
from include.gateways import warehouse
from include.gateways.warehouse import exports, gauges, ledger
from include.jobs.notices import list_unsent
from include.settings import settings
from include.sla.week import WIB

STATES = ("draft", "approved", "sending", "unknown", "refused", "bounced", "suppressed")


def measure() -> dict[str, float]:
    """Each figure by its name: counts, and hours since LAPOR made the newest export."""
    at = mailroom.now_in_utc()
    with warehouse.connect(settings().warehouse_url) as connection:
        states = Counter(entry.state for entry in ledger.list_entries(connection, states=STATES))
        newest = exports.newest_export(connection, at)
        counted = gauges.count_waiting(connection, at.astimezone(WIB).date())
        unsent = len(list_unsent(connection))
    figures = {f"deliveries_{state}": float(states[state]) for state in STATES}
    age = {"data_age_hours": (at - newest).total_seconds() / 3600} if newest else {}
    return figures | counted | age | {"notices_unsent": float(unsent)}
