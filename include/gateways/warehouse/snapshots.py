"""Snapshots: what LAPOR said about each ticket at a time, and what it had said before."""

from __future__ import annotations

from datetime import datetime
from functools import reduce

import pandas as pd
import sqlalchemy as sa

from include.gateways.warehouse import frames, news
from include.gateways.warehouse.schema import EXPORTS, SNAPSHOTS
from include.sla import tables

SAID = [  # what can change from one snapshot to the next
    "received_at", "classification", "category", "kind", "channel", "agency_lapor_id", "agency_name", "status",
    "district", "rating",
]  # fmt: skip
SEPARATOR = "\x1f"  # a control character that no cell can hold


def said_before(connection: sa.Connection, digest: str) -> pd.DataFrame:
    """What was said last, before the file with this content, about each ticket in it."""
    now, then, any_ = (SNAPSHOTS.alias(name) for name in ("now", "then", "any"))
    earlier = (any_.c.ticket_id == now.c.ticket_id) & (any_.c.source == now.c.source)
    last = sa.select(sa.func.max(any_.c.fetched_at)).where(earlier, any_.c.fetched_at < now.c.fetched_at)
    same = (then.c.ticket_id == now.c.ticket_id) & (then.c.source == now.c.source)
    columns = [then.c[name] for name in tables.SNAPSHOTS]
    query = sa.select(*columns).select_from(now).join(then, same & (then.c.fetched_at == last.scalar_subquery()))
    return frames.read(connection, query.where(now.c.digest == digest), tables.SNAPSHOTS)


def compare(snapshots: pd.DataFrame, before: pd.DataFrame) -> dict[str, int]:
    both = snapshots.merge(before, on="ticket_id", suffixes=("", "_before"))
    new, unchanged = len(snapshots) - len(both), int(alike(both).sum())
    return {"new": new, "changed": len(both) - unchanged, "unchanged": unchanged}


def alike(both: pd.DataFrame) -> pd.Series[bool]:
    """Whether two snapshots of a ticket, side by side, say the same."""
    same = pd.Series(True, index=both.index)
    for name in SAID:
        same &= both[name] == both[f"{name}_before"]
    return same


def read_snapshots(
    connection: sa.Connection,
    until: datetime | None = None,
    read_by: datetime | None = None,
    window: news.Window | news.Concern | None = None,
) -> pd.DataFrame:
    """SNAPSHOTS of all tickets, without those that say the same as both their neighbours.

    With `until` only what LAPOR had said by then; with `read_by` nothing from files that were read later; with a
    window only tickets with news in it, or those of a concern.
    """
    words: list[sa.ColumnElement[str]] = [sa.cast(SNAPSHOTS.c[name], sa.String) for name in SAID]
    said = reduce(lambda so_far, word: so_far + SEPARATOR + word, words)
    spoken = sa.select(SNAPSHOTS, said.label("said")).where(*within(until, read_by, window)).subquery()
    ticket, time = spoken.c.ticket_id, spoken.c.fetched_at
    before = sa.func.lag(spoken.c.said).over(partition_by=ticket, order_by=time)
    after = sa.func.lead(spoken.c.said).over(partition_by=ticket, order_by=time)
    marked = sa.select(spoken, before.label("before"), after.label("after")).subquery()
    turns = [marked.c[side].is_distinct_from(marked.c.said) for side in ("before", "after")]
    columns = [marked.c[name] for name in tables.SNAPSHOTS]
    query = sa.select(*columns).where(sa.or_(*turns)).order_by(marked.c.ticket_id, marked.c.fetched_at)
    with connection.begin():
        return frames.read(connection, query, tables.SNAPSHOTS)


def within(
    until: datetime | None, read_by: datetime | None, window: news.Window | news.Concern | None
) -> list[sa.ColumnElement[bool]]:
    conditions = news.within(SNAPSHOTS.c.ticket_id, window)
    if until is not None:
        conditions.append(SNAPSHOTS.c.fetched_at <= until)
    if read_by is not None:
        later = sa.select(EXPORTS.c.digest).where(EXPORTS.c.read_at > read_by)
        conditions.append(SNAPSHOTS.c.digest.not_in(later))
    return conditions
