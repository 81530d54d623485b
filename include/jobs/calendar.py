"""The calendar is watched: a year without a decree, and due dates that a decree has moved."""

from __future__ import annotations

from datetime import timedelta

from include.gateways import warehouse
from include.jobs.notices import notify
from include.mailroom import Clock, now_in_utc
from include.rulebook import decrees
from include.settings import settings
from include.sla.week import WIB

LATELY = timedelta(days=1)


class NoDecree(Exception):
    """A year that is near has no decreed days off; the message says what to add, and where."""


def watch_calendar(url: str, now: Clock = now_in_utc) -> int:
    """Tell the data staff of due dates that moved since yesterday; returns how many. NoDecree once a decree is due."""
    from include.gateways.warehouse.derived import count_moved_deadlines

    at = now()
    today = at.astimezone(WIB).date()
    with warehouse.connect(settings().warehouse_url) as connection:
        moved = count_moved_deadlines(connection, at - LATELY)
    if moved:
        items = [(because, f"{number} tenggat") for because, number in moved.items()]
        notify(str(today), "tenggat-bergeser", url, items, count=sum(moved.values()))
    if told := decrees.missing_decree(today, decrees.load()):
        raise NoDecree(told)
    return sum(moved.values())
