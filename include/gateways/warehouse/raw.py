"""What LAPOR said: one transaction a file, so that a file is taken whole or not at all."""

from __future__ import annotations

from datetime import datetime
from functools import reduce
from typing import Any

import pandas as pd
import sqlalchemy as sa

from include.gateways.warehouse import frames
from include.gateways.warehouse.inserts import INSERTS
from include.gateways.warehouse.schema import EXPORTS, QUARANTINE, SNAPSHOTS
from include.sla import tables

SAID = [  # what can change from one snapshot to the next
    "received_at", "classification", "category", "kind", "channel", "agency_lapor_id", "agency_name", "status",
    "district", "rating",
]  # fmt: skip
SEPARATOR = "\x1f"  # a control character that no cell can hold


def has_read(connection: sa.Connection, digest: str) -> bool:
    """Whether a file with this content has been taken before; a refused one may be tried again."""
    taken = sa.select(EXPORTS.c.name).where(EXPORTS.c.digest == digest, EXPORTS.c.state == "read")
    with connection.begin():
        return connection.execute(taken).first() is not None


def file_export(
    connection: sa.Connection, export: dict[str, Any], snapshots: pd.DataFrame, quarantine: pd.DataFrame
) -> dict[str, int]:
    """File one export with its rows; returns rows = new + changed + unchanged + quarantined + ignored.

    `export` holds name, digest, generated_at, dated_by, rows, ignored and read_at.
    """
    with connection.begin():
        counts = compare(snapshots, earlier(connection, export["generated_at"]))
        counts |= {"rows": export["rows"], "quarantined": len(quarantine), "ignored": export["ignored"]}
        frames.insert(connection, SNAPSHOTS, snapshots.assign(source="export", digest=export["digest"]))
        frames.insert(connection, QUARANTINE, quarantine.assign(source=export["digest"]))
        connection.execute(sa.delete(EXPORTS).where(EXPORTS.c.digest == export["digest"]))
        connection.execute(sa.insert(EXPORTS), export | counts | {"state": "read"})
    return counts


def file_refusal(connection: sa.Connection, *, name: str, digest: str, reason: str, read_at: datetime) -> None:
    row = {"name": name, "digest": digest, "state": "refused", "reason": reason, "read_at": read_at}
    with connection.begin():
        connection.execute(INSERTS[connection.dialect.name](EXPORTS).on_conflict_do_nothing(), row)


def earlier(connection: sa.Connection, moment: datetime) -> pd.DataFrame:
    """What was said last about each ticket before this moment."""
    place = sa.func.row_number().over(partition_by=SNAPSHOTS.c.ticket_id, order_by=SNAPSHOTS.c.fetched_at.desc())
    ranked = sa.select(SNAPSHOTS, place.label("place")).where(SNAPSHOTS.c.fetched_at < moment).subquery()
    query = sa.select(*[ranked.c[name] for name in tables.SNAPSHOTS]).where(ranked.c.place == 1)
    return frames.read(connection, query, tables.SNAPSHOTS)


def compare(snapshots: pd.DataFrame, before: pd.DataFrame) -> dict[str, int]:
    both = snapshots.merge(before, on="ticket_id", suffixes=("", "_before"))
    same = pd.Series(True, index=both.index)
    for name in SAID:
        same &= both[name] == both[f"{name}_before"]
    new, unchanged = len(snapshots) - len(both), int(same.sum())
    return {"new": new, "changed": len(both) - unchanged, "unchanged": unchanged}


def read_snapshots(connection: sa.Connection) -> pd.DataFrame:
    """SNAPSHOTS of all tickets, without those that say the same as both their neighbours."""
    words: list[sa.ColumnElement[str]] = [sa.cast(SNAPSHOTS.c[name], sa.String) for name in SAID]
    said = reduce(lambda so_far, word: so_far + SEPARATOR + word, words)
    spoken = sa.select(SNAPSHOTS, said.label("said")).subquery()
    ticket, time = spoken.c.ticket_id, spoken.c.fetched_at
    before = sa.func.lag(spoken.c.said).over(partition_by=ticket, order_by=time)
    after = sa.func.lead(spoken.c.said).over(partition_by=ticket, order_by=time)
    marked = sa.select(spoken, before.label("before"), after.label("after")).subquery()
    turns = [marked.c[side].is_distinct_from(marked.c.said) for side in ("before", "after")]
    columns = [marked.c[name] for name in tables.SNAPSHOTS]
    query = sa.select(*columns).where(sa.or_(*turns)).order_by(marked.c.ticket_id, marked.c.fetched_at)
    with connection.begin():
        return frames.read(connection, query, tables.SNAPSHOTS)


def newest_export(connection: sa.Connection) -> datetime | None:
    """When the newest export read so far was generated."""
    with connection.begin():
        newest: datetime | None = connection.execute(sa.select(sa.func.max(EXPORTS.c.generated_at))).scalar_one()
    return newest
