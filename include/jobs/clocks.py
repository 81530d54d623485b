"""Tickets and events become clocks."""

from __future__ import annotations

from include.jobs.rules import load_rules
from include.settings import settings


def run_clocks() -> dict[str, int]:
    """Start and stop every ticket's clocks; returns their number by outcome when the newest export was made.

    A ticket from before the calendar's first year has no clock; `uncounted` says how many there are.
    """
    from include.gateways import warehouse
    from include.gateways.warehouse import derived, raw
    from include.sla import clocks, tickets
    from include.sla.tables import OUTCOMES
    from include.sla.working_days import local_days

    rules = load_rules()
    with warehouse.connect(settings().warehouse_url) as connection:
        known, events = derived.read_tickets(connection), tickets.in_order(derived.read_events(connection))
        counted = known[local_days(known["received_at"]) >= rules.working_days.first]
        started = clocks.start(counted, events, rules.deadlines, rules.coordinators, rules.working_days)
        stopped = clocks.stop(started, events, rules.reply_days, rules.working_days)
        derived.put_clocks(connection, stopped)
        newest = raw.newest_export(connection)
    counts = dict.fromkeys(OUTCOMES, 0) | {"uncounted": len(known) - len(counted)}
    if newest:
        outcomes = clocks.read(stopped, newest, rules.working_days)["outcome"]
        counts |= {str(name): int(number) for name, number in outcomes.value_counts().items()}
    return counts
