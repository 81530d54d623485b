"""What is new since rows were last worked out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from include.jobs.basis import version

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from include.gateways.warehouse.news import Mark, Window
    from include.sla.rules import Rules


def find_ticket_news(connection: Connection, rulebook_version: str) -> tuple[Window | None, Mark | None]:
    """The window of the news that the tickets in place have not seen yet, and their mark once they have.

    No window when all are to be worked out anew, as once the rulebook has changed; no mark when nothing was ever read.
    """
    from include.gateways.warehouse import news

    with connection.begin():
        newest, mark = news.newest(connection), news.read_mark(connection, "tickets")
    if newest is None:
        return None, None
    fresh = mark is not None and mark.rulebook_version == rulebook_version
    return (news.Window(mark.read_at, newest) if mark and fresh else None), news.Mark(rulebook_version, newest)


def find_clock_news(connection: Connection, rules: Rules) -> tuple[Window | None, Mark | None]:
    """The same of the clocks: what they have not seen yet of the tickets in place."""
    from include.gateways.warehouse import derived, news

    with connection.begin():
        seen, mark = news.read_mark(connection, "clocks"), news.read_mark(connection, "tickets")
    same = bool(seen and mark) and derived.read_clock_rules(connection) == version(rules)
    # Tickets that were worked out anew by another rulebook since have changed without any news of them.
    fresh = same and seen and mark and seen.rulebook_version == mark.rulebook_version
    return (news.Window(seen.read_at, mark.read_at) if fresh and seen and mark else None), mark
