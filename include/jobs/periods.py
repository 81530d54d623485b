"""Which days of a period can be evaluated by now."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from include.gateways import warehouse
from include.jobs.rules import load_rules
from include.jobs.scorecards import StaleExports
from include.settings import settings
from include.sla.period import Period
from include.sla.week import WIB

if TYPE_CHECKING:
    from include.sla.rules import Rules


class NotBegun(Exception):
    """The period lies in the future, so that there is nothing to evaluate."""


def choose_days(asked: Period) -> Period:
    """The days of this period that can be evaluated by now: all of them, or those up to the newest export.

    NotBegun; StaleExports when the period is over and no export was made on its last working day or later, or when it
    is not and none was made since it began.
    """
    from include.gateways.warehouse import exports

    now = datetime.now(UTC)
    if asked.starts_at > now:
        raise NotBegun(f"{asked} has not begun yet; ask for a period that has.")
    over, rules = asked.ends_at <= now, load_rules()
    with warehouse.connect(settings().warehouse_url) as connection:
        known_at = exports.newest_export(connection, now)
    known_on = known_at.astimezone(WIB).date() if known_at else None
    needed = last_working_day(asked, rules) if over else asked.first
    if known_on is None or known_on < needed:
        newest = f"The newest is of {known_on}" if known_on else "None has been read yet"
        raise StaleExports(
            f"{asked} cannot be evaluated without an export made on {needed} or later. {newest}: "
            "put one into the inbox and run sync_tickets."
        )
    return asked if over else Period(asked.first, last_whole_day(asked, known_on))


def last_whole_day(asked: Period, known_on: date) -> date:
    """Of a period that is not over: never its last day, or what is evaluated would pass for the whole of it."""
    last = min(known_on, asked.last - timedelta(days=1))
    if last < asked.first:
        raise NotBegun(f"{asked} is a day that is not over yet; ask again tomorrow.")
    return last


def last_working_day(period: Period, rules: Rules) -> date:
    """The last working day of the period; its first day, where it has none."""
    day = period.last
    while day > period.first and not rules.working_days.is_working([day])[0]:
        day -= timedelta(days=1)
    return day
