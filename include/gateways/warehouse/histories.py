"""Histories from LAPOR's API: what it told of each ticket, and of which tickets to ask it next."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pandas as pd
import sqlalchemy as sa

from include.gateways.warehouse import frames, news
from include.gateways.warehouse.schema import ACTS, CALLS, EVENTS, TICKETS
from include.sla import tables

TOLD = "told"
OVER = ("closed", "lapsed", "archived", "rejected")  # states of a ticket that has ended


def put_answers(connection: sa.Connection, acts: pd.DataFrame, calls: pd.DataFrame) -> None:
    """Add ACTS, and the calls that told them (`ticket_id`, `fetched_at`, `outcome`, `requests`)."""
    with connection.begin():
        frames.insert(connection, ACTS, acts)
        frames.insert(connection, CALLS, calls)


def read_histories(
    connection: sa.Connection, read_by: datetime | None = None, window: news.Window | news.Concern | None = None
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """ACTS, and CALLS that told them; with `read_by` only what had been told by then, with a window only of tickets
    with news in it, or of those of a concern."""
    acts = sa.select(*[ACTS.c[name] for name in tables.ACTS]).where(*known(ACTS, read_by, window))
    calls = sa.select(*[CALLS.c[name] for name in tables.CALLS]).where(*known(CALLS, read_by, window))
    with connection.begin():
        told = frames.read(connection, calls.where(CALLS.c.outcome == TOLD), tables.CALLS)
        return frames.read(connection, acts, tables.ACTS), told


def known(
    table: sa.Table, read_by: datetime | None, window: news.Window | news.Concern | None
) -> list[sa.ColumnElement[bool]]:
    conditions = news.within(table.c.ticket_id, window)
    return conditions if read_by is None else [*conditions, table.c.fetched_at <= read_by]


def count_requests(connection: sa.Connection, since: datetime) -> int:
    """How many requests have been made since then."""
    query = sa.select(sa.func.coalesce(sa.func.sum(CALLS.c.requests), 0)).where(CALLS.c.fetched_at >= since)
    with connection.begin():
        return int(connection.execute(query).scalar_one())


def choose_tickets(connection: sa.Connection, most: int) -> list[str]:
    """Of which tickets to ask next: first those never told of or changed since, then open ones, longest unasked first.

    A ticket that has ended, and was told of since its last observed change, is not asked of again.
    """
    asked, seen = last_calls().subquery(), last_changes().subquery()
    told_at, asked_at = asked.c.told_at, asked.c.asked_at
    fresh = told_at.is_(None) | (seen.c.changed_at > told_at)
    query = (
        sa.select(TICKETS.c.ticket_id)
        .outerjoin(asked, asked.c.ticket_id == TICKETS.c.ticket_id)
        .outerjoin(seen, seen.c.ticket_id == TICKETS.c.ticket_id)
        .where(fresh | TICKETS.c.state.not_in(OVER))
        .order_by(sa.case((asked_at.is_(None), 0), (fresh, 1), else_=2), asked_at, TICKETS.c.ticket_id)
        .limit(most)
    )
    with connection.begin():
        return list(connection.execute(query).scalars())


def last_calls() -> sa.Select[Any]:
    told = sa.case((CALLS.c.outcome.in_((TOLD, "unknown")), CALLS.c.fetched_at))
    asked = sa.func.max(CALLS.c.fetched_at).label("asked_at")
    return sa.select(CALLS.c.ticket_id, asked, sa.func.max(told).label("told_at")).group_by(CALLS.c.ticket_id)


def last_changes() -> sa.Select[Any]:
    """When exports last showed a change that no history has confirmed."""
    changed = sa.func.max(EVENTS.c.at).label("changed_at")
    return sa.select(EVENTS.c.ticket_id, changed).where(EVENTS.c.source == "export").group_by(EVENTS.c.ticket_id)
