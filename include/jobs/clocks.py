"""Tickets and events become clocks."""

from __future__ import annotations

import logging
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from include.jobs.basis import LostRulebook, by_calendar_of, keep_rulebook, kept_rules, version
from include.jobs.news import find_clock_news
from include.jobs.rules import rules_in_force
from include.settings import settings

if TYPE_CHECKING:
    import pandas as pd
    from sqlalchemy import Connection

    from include.sla.rules import Rules

log = logging.getLogger(__name__)


def run_clocks() -> dict[str, int]:
    """Put the clocks of the tickets with news in place, of all once the rules have changed; returns their number by
    outcome when the newest export was made.

    A ticket from before the calendar's first year has no clock; `uncounted` says how many there are, and `moved` how
    many due dates are others since the calendar of the run before.
    """
    from include.gateways import warehouse
    from include.gateways.warehouse import derived, exports
    from include.sla import clocks, faults

    now = datetime.now(UTC)
    with warehouse.connect(settings().warehouse_url) as connection, rules_in_force(connection) as (rules, folder):
        window, mark = find_clock_news(connection, rules)
        known, said = derived.read_tickets(connection, window)
        events = faults.clean(known, said)
        running = clocks.run(known, events, rules)
        moves = find_moves(connection, known, events, running, rules)
        keep_rulebook(connection, rules, folder)
        derived.put_clocks(connection, running, version(rules), moves, now, mark, window)
        newest = exports.newest_export(connection, now)
    uncounted = len(known) - running["ticket_id"].nunique()
    return count(running, newest, rules) | {"uncounted": uncounted, "moved": len(moves)}


def find_moves(
    connection: Connection, tickets: pd.DataFrame, events: pd.DataFrame, running: pd.DataFrame, rules: Rules
) -> pd.DataFrame:
    """DEADLINE_MOVES since the last run: the same facts by its calendar, beside today's; none when that one is lost."""
    import pandas as pd

    from include.gateways.warehouse import derived
    from include.sla import clocks, moves
    from include.sla.tables import DEADLINE_MOVES

    last = derived.read_clock_rules(connection)
    nothing = pd.DataFrame(columns=list(DEADLINE_MOVES)).astype(DEADLINE_MOVES)
    if last is None or last.calendar_version == rules.calendar_version:
        return nothing
    try:
        with kept_rules(connection, last) as (old, _):
            was = by_calendar_of(old, rules)
    except LostRulebook as error:
        log.warning("Which due dates moved cannot be told: %s", error)
        return nothing
    found = moves.moved(clocks.run(tickets, events, was), running, was.days_off, rules.days_off)
    log.info("Calendar %s became %s: %s due dates moved.", last.calendar_version, rules.calendar_version, len(found))
    return found


def count(running: pd.DataFrame, newest: datetime | None, rules: Rules) -> dict[str, int]:
    from include.sla import clocks
    from include.sla.tables import OUTCOMES

    counts = dict.fromkeys(OUTCOMES, 0)
    if newest:
        outcomes = clocks.read(running, newest, rules.working_days)["outcome"]
        counts |= {str(name): int(number) for name, number in outcomes.value_counts().items()}
    return counts
