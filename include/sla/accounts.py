"""The accounts of many clocks at once, as they travel: each an explanation, written as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime
from typing import TYPE_CHECKING, Any

from include.sla.explanations import Explanation, explain, local, named

if TYPE_CHECKING:
    import pandas as pd

    from include.sla.rules import Rules


def accounts(
    clocks: pd.DataFrame, tickets: pd.DataFrame, events: pd.DataFrame, rules: Rules, at: datetime
) -> Iterator[str]:
    """For each of these CLOCKS, in their order, what `write` makes of its explanation at this moment."""
    mine = dict(list(events[events["ticket_id"].isin(clocks["ticket_id"])].groupby("ticket_id")))
    received, calendar = tickets.set_index("ticket_id")["received_at"], named(rules)
    for clock in rows(clocks):
        ticket_id = clock["ticket_id"]
        its_own = mine.get(ticket_id, events.iloc[:0])  # nothing has happened to a ticket nobody verified
        yield write(explain(clock, its_own, rules, at, local(received[ticket_id]), calendar))


def rows(clocks: pd.DataFrame) -> Iterator[dict[str, Any]]:
    names = [str(name) for name in clocks.columns]
    for values in zip(*(clocks[name] for name in names), strict=True):
        yield dict(zip(names, values, strict=True))


def write(told: Explanation) -> str:
    """The explanation as JSON, days as 2026-11-23; letters read it back."""
    return json.dumps(asdict(told), default=str, ensure_ascii=False, separators=(",", ":"))
