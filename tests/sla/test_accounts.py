"""The accounts of many clocks: each what the clock's own explanation says, and none lost."""

from __future__ import annotations

import json
from datetime import date

from include.sla import clocks, figures
from include.sla import tickets as history
from include.sla.accounts import accounts, write
from include.sla.explanations import explain
from tests.builders import moment, snapshots, the_rules
from tests.sla.weeks import MON, MON2, MON3, WEEK, story


def test_each_account_is_the_clocks_own_explanation() -> None:
    seen = snapshots(
        *story("1", (MON, "waiting"), (MON2, "in_progress"), (MON3, "in_progress")),
        *story("2", (MON, "unverified"), (MON3, "unverified")),  # nothing has happened to it
    )
    tickets, events, rules = history.latest(seen), history.changes(seen), the_rules()
    at = figures.last_moment(WEEK)
    running = clocks.run(tickets, events, rules)
    told = list(accounts(running, tickets, events, rules, at))
    expected = [
        write(explain(clock, events[events["ticket_id"] == clock["ticket_id"]], rules, at, date(2026, 9, 7)))
        for _, clock in running.iterrows()
    ]
    assert told == expected
    assert {json.loads(each)["ticket_id"] for each in told} == {"1", "2"}


def test_no_clock_has_no_account() -> None:
    seen = snapshots(*story("1", (MON, "waiting")))
    tickets, events = history.latest(seen), history.changes(seen)
    nothing = clocks.run(tickets, events, the_rules()).iloc[:0]
    assert list(accounts(nothing, tickets, events, the_rules(), moment(MON3))) == []
