"""What falls due next, and what is overdue the most, by the clocks in place."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import TYPE_CHECKING, NamedTuple

from include.gateways import warehouse
from include.jobs.rules import load_rules
from include.settings import settings
from include.sla.week import WIB

if TYPE_CHECKING:
    import pandas as pd

    from include.sla.working_days import WorkingDays


class Item(NamedTuple):
    """An open clock under the national policy."""

    ticket_id: str
    stage: str
    agency_id: str
    due_on: date
    days: int  # working days left, or late
    provisional: bool


class Agenda(NamedTuple):
    """The first of each list, how many each has, and when the newest export was made."""

    soon: list[Item]
    overdue: list[Item]
    counts: dict[str, int]  # soon | overdue | undecided (past due, but perhaps answered)
    known_at: datetime | None


def list_agenda(agency_id: str, at: datetime, most: int) -> Agenda:
    """As it reads at this moment; of all agencies, or of one. What is paused does not fall due."""
    from include.gateways.warehouse import dossier, exports
    from include.sla import clocks

    days = load_rules().working_days
    with warehouse.connect(settings().warehouse_url) as connection:
        standing = clocks.read(dossier.read_open_clocks(connection, agency_id), at, days)
        known_at = exports.newest_export(connection, at)
    soon, overdue = falling_due(standing, at.astimezone(WIB).date(), days), past_due(standing)
    undecided = int((standing["outcome"] == "undecided").sum())
    counts = {"soon": len(soon), "overdue": len(overdue), "undecided": undecided}
    return Agenda([*pick(soon, most)], [*pick(overdue, most)], counts, known_at)


def falling_due(standing: pd.DataFrame, today: date, working_days: WorkingDays) -> pd.DataFrame:
    """Soonest first; `days` are those left after today."""
    import pandas as pd

    from include.sla.ahead import ticking

    soon = ticking(standing)
    soon = soon[soon["due_on"] >= pd.Timestamp(today)].sort_values(["due_on", "ticket_id", "stage"])
    return soon.assign(days=working_days.count(soon["due_on"]) - working_days.count([today]))


def past_due(standing: pd.DataFrame) -> pd.DataFrame:
    """The latest first; `days` are those after the due date."""
    overdue = standing[standing["outcome"] == "overdue"]
    order = {"days_late": False, "due_on": True, "ticket_id": True, "stage": True}
    overdue = overdue.sort_values([*order], ascending=[*order.values()])
    return overdue.assign(days=overdue["days_late"])


def pick(clocks: pd.DataFrame, most: int) -> Iterator[Item]:
    from include.sla.accounts import rows

    for row in rows(clocks.head(most)):
        told = {name: row[name] for name in Item._fields}
        yield Item(**told | {"due_on": row["due_on"].date(), "days": int(row["days"])})
