"""What LAPOR said: one transaction a file, so that a file is taken whole or not at all."""

from __future__ import annotations

from datetime import datetime
from functools import reduce
from typing import Any, NamedTuple

import pandas as pd
import sqlalchemy as sa

from include.gateways.warehouse import frames, news
from include.gateways.warehouse.inserts import INSERTS
from include.gateways.warehouse.schema import EXPORTS, QUARANTINE, SNAPSHOTS
from include.sla import tables

SAID = [  # what can change from one snapshot to the next
    "received_at", "classification", "category", "kind", "channel", "agency_lapor_id", "agency_name", "status",
    "district", "rating",
]  # fmt: skip
PARTS = ("new", "changed", "unchanged", "quarantined", "ignored")
SEPARATOR = "\x1f"  # a control character that no cell can hold


class Quarantined(NamedTuple):
    """One row of a file that could not be read; the reason says, after the column's name, what is wrong with it."""

    row: int
    column: str
    reason: str


class RowsUnaccounted(Exception):
    """A file has rows that are neither new, changed, unchanged, quarantined nor ignored."""


def has_read(connection: sa.Connection, digest: str) -> bool:
    """Whether a file with this content has been taken before; a refused one may be tried again."""
    taken = sa.select(EXPORTS.c.name).where(EXPORTS.c.digest == digest, EXPORTS.c.state == "read")
    with connection.begin():
        return connection.execute(taken).first() is not None


def file_export(
    connection: sa.Connection, export: dict[str, Any], snapshots: pd.DataFrame, quarantine: pd.DataFrame
) -> dict[str, int]:
    """File one export with its rows; returns rows = new + changed + unchanged + quarantined + ignored.

    `export` holds name, digest, generated_at, dated_by, rows, ignored and read_at. RowsUnaccounted, and nothing is
    filed, when the rows do not add up.
    """
    with connection.begin():
        fresh, repeated, contradicted = sort_out(connection, snapshots, export["generated_at"])
        quarantine = pd.concat([quarantine, contradicted], ignore_index=True)
        frames.insert(connection, SNAPSHOTS, fresh.assign(source="export", digest=export["digest"]))
        counts = compare(fresh, said_before(connection, export["digest"]))
        counts["unchanged"] += repeated
        counts |= {"rows": export["rows"], "quarantined": len(quarantine), "ignored": export["ignored"]}
        if counts["rows"] != sum(counts[part] for part in PARTS):
            raise RowsUnaccounted(f"{export['name']}: {counts}")
        frames.insert(connection, QUARANTINE, quarantine.assign(source=export["digest"]))
        connection.execute(sa.delete(EXPORTS).where(EXPORTS.c.digest == export["digest"]))
        connection.execute(sa.insert(EXPORTS), export | counts | {"state": "read"})
    return counts


def sort_out(
    connection: sa.Connection, snapshots: pd.DataFrame, moment: datetime
) -> tuple[pd.DataFrame, int, pd.DataFrame]:
    """The rows of which nothing was said at this moment yet; how many were said word for word; and, for quarantine,
    those of which something else was."""
    of_then = sa.select(EXPORTS.c.digest).where(EXPORTS.c.generated_at == moment)
    query = sa.select(*[SNAPSHOTS.c[name] for name in tables.SNAPSHOTS]).where(SNAPSHOTS.c.digest.in_(of_then))
    both = snapshots.merge(frames.read(connection, query, tables.SNAPSHOTS), on="ticket_id", suffixes=("", "_before"))
    other = both[~alike(both)]
    reason = "sama dengan ekspor lain yang menyatakan hal lain; unduh ulang ekspor yang terbaru."
    contradicted = other[["row", "ticket_id"]].assign(column="Tanggal Generate", reason=reason)
    fresh = snapshots[~snapshots["ticket_id"].isin(both["ticket_id"])]
    return fresh, len(both) - len(other), contradicted


def file_refusal(connection: sa.Connection, *, name: str, digest: str, reason: str, read_at: datetime) -> None:
    row = {"name": name, "digest": digest, "state": "refused", "reason": reason, "read_at": read_at}
    with connection.begin():
        connection.execute(INSERTS[connection.dialect.name](EXPORTS).on_conflict_do_nothing(), row)


def list_quarantine(connection: sa.Connection, digest: str) -> list[Quarantined]:
    """The rows of the file with this content that could not be read, in their order."""
    columns = [QUARANTINE.c[name] for name in Quarantined._fields]
    query = sa.select(*columns).where(QUARANTINE.c.source == digest).order_by(QUARANTINE.c.row)
    with connection.begin():
        return [Quarantined(*row) for row in connection.execute(query)]


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
    window: news.Window | None = None,
) -> pd.DataFrame:
    """SNAPSHOTS of all tickets, without those that say the same as both their neighbours.

    With `until` only what LAPOR had said by then; with `read_by` nothing from files that were read later; with a
    window only tickets with news in it.
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
    until: datetime | None, read_by: datetime | None, window: news.Window | None
) -> list[sa.ColumnElement[bool]]:
    conditions = news.within(SNAPSHOTS.c.ticket_id, window)
    if until is not None:
        conditions.append(SNAPSHOTS.c.fetched_at <= until)
    if read_by is not None:
        later = sa.select(EXPORTS.c.digest).where(EXPORTS.c.read_at > read_by)
        conditions.append(SNAPSHOTS.c.digest.not_in(later))
    return conditions


def newest_export(connection: sa.Connection, until: datetime | None = None) -> datetime | None:
    """When the newest export read so far was generated; with `until` the newest generated by then."""
    query = sa.select(sa.func.max(EXPORTS.c.generated_at))
    if until is not None:
        query = query.where(EXPORTS.c.generated_at <= until)
    with connection.begin():
        newest: datetime | None = connection.execute(query).scalar_one()
    return newest
