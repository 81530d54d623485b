"""Exports: one transaction a file, so that a file is taken whole or not at all, and every row is accounted for."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple

import pandas as pd
import sqlalchemy as sa

from include.gateways.warehouse import frames
from include.gateways.warehouse.inserts import INSERTS
from include.gateways.warehouse.schema import EXPORTS, QUARANTINE, SNAPSHOTS, TITLES
from include.gateways.warehouse.snapshots import alike, compare, said_before
from include.sla import tables

# One row: one record of a file that could not be read.
QUARANTINED = {"row": "int64", "column": "str", "reason": "str", "ticket_id": "str", "cells": "str"}
PARTS = ("new", "changed", "unchanged", "quarantined", "ignored")


class Origin(NamedTuple):
    """Which export, and when LAPOR made it."""

    digest: str
    generated_at: datetime


class Filing(NamedTuple):
    """What a file brought: its counts, SNAPSHOTS of which nothing was said at its moment yet, what had been said last
    before each of them, and the rows that went to quarantine."""

    counts: dict[str, int]
    fresh: pd.DataFrame
    before: pd.DataFrame
    quarantine: pd.DataFrame


class RowsUnaccounted(Exception):
    """A file has rows that are neither new, changed, unchanged, quarantined nor ignored."""


def has_read(connection: sa.Connection, digest: str) -> bool:
    """Whether a file with this content has been taken before; a refused one may be tried again."""
    taken = sa.select(EXPORTS.c.name).where(EXPORTS.c.digest == digest, EXPORTS.c.state == "read")
    with connection.begin():
        return connection.execute(taken).first() is not None


def file_export(
    connection: sa.Connection,
    export: dict[str, Any],
    snapshots: pd.DataFrame,
    quarantine: pd.DataFrame,
    titles: pd.DataFrame | None = None,
    repairs: str = "",
) -> dict[str, int]:
    """File one export with its rows; returns rows = new + changed + unchanged + quarantined + ignored.

    `export` holds name, digest, generated_at, dated_by, rows, ignored and read_at. Where it mends rows of an export
    taken before, `repairs` is the digest of that one. RowsUnaccounted, and nothing is filed, when the rows do not add
    up.
    """
    with connection.begin():
        filed = enter(connection, export, snapshots, quarantine)
        if titles is not None:
            keep_titles(connection, export, titles)
        if repairs:
            mark_repaired(connection, repairs, export["digest"], filed.fresh["row"].tolist())
    return filed.counts


def try_export(
    connection: sa.Connection, export: dict[str, Any], snapshots: pd.DataFrame, quarantine: pd.DataFrame
) -> Filing:
    """What file_export would file, and nothing is."""
    with connection.begin() as transaction:
        filed = enter(connection, export, snapshots, quarantine)
        transaction.rollback()
    return filed


def enter(
    connection: sa.Connection, export: dict[str, Any], snapshots: pd.DataFrame, quarantine: pd.DataFrame
) -> Filing:
    fresh, repeated, contradicted = sort_out(connection, snapshots, export["generated_at"])
    quarantine = pd.concat([quarantine, contradicted], ignore_index=True)
    frames.insert(connection, SNAPSHOTS, fresh.assign(source="export", digest=export["digest"]))
    before = said_before(connection, export["digest"])
    counts = compare(fresh, before)
    counts["unchanged"] += repeated
    counts |= {"rows": export["rows"], "quarantined": len(quarantine), "ignored": export["ignored"]}
    if counts["rows"] != sum(counts[part] for part in PARTS):
        raise RowsUnaccounted(f"{export['name']}: {counts}")
    frames.insert(connection, QUARANTINE, quarantine.assign(source=export["digest"]))
    connection.execute(sa.delete(EXPORTS).where(EXPORTS.c.digest == export["digest"]))
    connection.execute(sa.insert(EXPORTS), export | counts | {"state": "read"})
    return Filing(counts, fresh, before, quarantine)


def keep_titles(connection: sa.Connection, export: dict[str, Any], titles: pd.DataFrame) -> None:
    """Only the newest of each ticket is kept."""
    mine = sa.select(SNAPSHOTS.c.ticket_id).where(SNAPSHOTS.c.digest == export["digest"])
    older = TITLES.c.ticket_id.in_(mine) & (TITLES.c.fetched_at < export["generated_at"])
    connection.execute(sa.delete(TITLES).where(older))
    frames.insert(connection, TITLES, titles)


def mark_repaired(connection: sa.Connection, source: str, by: str, rows: list[int]) -> None:
    """These rows of that file have been read from another one after all."""
    mended = QUARANTINE.c.row.in_(rows) & (QUARANTINE.c.source == source) & QUARANTINE.c.repaired_by.is_(None)
    number = connection.execute(sa.update(QUARANTINE).where(mended).values(repaired_by=by)).rowcount
    exports = sa.update(EXPORTS).where(EXPORTS.c.digest == source)
    connection.execute(exports.values(repaired=EXPORTS.c.repaired + number))


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
    contradicted = other[["row", "ticket_id"]].assign(column="Tanggal Generate", reason=reason, cells="{}")
    fresh = snapshots[~snapshots["ticket_id"].isin(both["ticket_id"])]
    return fresh, len(both) - len(other), contradicted


def file_refusal(connection: sa.Connection, *, name: str, digest: str, reason: str, read_at: datetime) -> None:
    row = {"name": name, "digest": digest, "state": "refused", "reason": reason, "read_at": read_at}
    with connection.begin():
        connection.execute(INSERTS[connection.dialect.name](EXPORTS).on_conflict_do_nothing(), row)


def list_quarantine(connection: sa.Connection, digest: str) -> pd.DataFrame:
    """The rows of the file with this content that wait for their repair, in their order: QUARANTINED."""
    columns = [QUARANTINE.c[name] for name in QUARANTINED]
    waiting = (QUARANTINE.c.source == digest) & QUARANTINE.c.repaired_by.is_(None)
    with connection.begin():
        return frames.read(connection, sa.select(*columns).where(waiting).order_by(QUARANTINE.c.row), QUARANTINED)


def read_origin(connection: sa.Connection, digest: str) -> Origin:
    """The export with this content, which has been taken."""
    with connection.begin():
        moment = connection.execute(sa.select(EXPORTS.c.generated_at).where(EXPORTS.c.digest == digest)).scalar_one()
    return Origin(digest, moment)


def newest_export(connection: sa.Connection, until: datetime | None = None) -> datetime | None:
    """When the newest export read so far was generated; with `until` the newest generated by then."""
    query = sa.select(sa.func.max(EXPORTS.c.generated_at))
    if until is not None:
        query = query.where(EXPORTS.c.generated_at <= until)
    with connection.begin():
        newest: datetime | None = connection.execute(query).scalar_one()
    return newest
