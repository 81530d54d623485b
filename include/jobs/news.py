"""What is new since rows were last worked out."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from include.gateways.warehouse.news import Mark, Window


def find_news(connection: Connection, part: str, rulebook_version: str) -> tuple[Window | None, Mark | None]:
    """The window of the news that this part has not seen yet, and its mark once it has; None for all, and for nothing.

    All of it is to be worked out anew once the rulebook has changed.
    """
    from include.gateways.warehouse import news

    with connection.begin():
        newest, mark = news.newest(connection), news.read_mark(connection, part)
    if newest is None:
        return None, None
    fresh = mark is not None and mark.rulebook_version == rulebook_version
    return (news.Window(mark.read_at, newest) if mark and fresh else None), news.Mark(rulebook_version, newest)
