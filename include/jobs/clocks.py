"""Tickets and events become clocks."""

from __future__ import annotations

from include.jobs.rules import load_rules
from include.settings import settings


def run_clocks() -> dict[str, int]:
    """Put every ticket's clocks in place; returns their number by outcome when the newest export was made.

    A ticket from before the calendar's first year has no clock; `uncounted` says how many there are.
    """
    from include.gateways import warehouse
    from include.gateways.warehouse import derived, raw
    from include.sla import clocks, tickets
    from include.sla.tables import OUTCOMES

    rules = load_rules()
    with warehouse.connect(settings().warehouse_url) as connection:
        known, events = derived.read_tickets(connection)
        running = clocks.run(known, tickets.in_order(events), rules)
        derived.put_clocks(connection, running)
        newest = raw.newest_export(connection)
    counts = dict.fromkeys(OUTCOMES, 0) | {"uncounted": len(known) - running["ticket_id"].nunique()}
    if newest:
        outcomes = clocks.read(running, newest, rules.working_days)["outcome"]
        counts |= {str(name): int(number) for name, number in outcomes.value_counts().items()}
    return counts
