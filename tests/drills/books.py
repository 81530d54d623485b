"""The books of a house: what stands in its warehouse, whether it adds up, and whether it is what the exports said."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa

from include.gateways.warehouse import connect
from include.gateways.warehouse.exports import PARTS
from include.gateways.warehouse.schema import CALLS, EXPORTS, QUARANTINE, SNAPSHOTS, TICKETS, metadata
from tests.drills.written import FOOTERS, Saying, Written

OURS = datetime(2026, 1, 6, tzinfo=UTC)  # nothing of the made-up world is later: a moment since then is one of reading
VOLATILE = {"calls": {"requests"}, "checks": {"told"}}  # tell how often something was tried
EACH_TIME = {"calls", "checks"}  # one row more with each sync
WORDS = (
    "ticket_id", "fetched_at", "received_at", "classification", "category", "kind", "channel", "agency_lapor_id",
    "agency_name", "status", "district", "rating",
)  # fmt: skip

Rows = Counter[str]


def differences(one: str, other: str, names: Sequence[str] = tuple(metadata.tables)) -> list[str]:
    """In which of these tables the two warehouses differ, and by which rows."""
    found = []
    for name in names:
        mine, theirs = read_rows(one, name), read_rows(other, name)
        rows = [f"- {row}" for row in (mine - theirs).elements()] + [f"+ {row}" for row in (theirs - mine).elements()]
        found += [f"{name}: {len(rows)} rows differ", *rows[:6]] if rows else []
    return found


def read_rows(url: str, name: str) -> Rows:
    rows = Counter(str(tidy(name, row)) for row in read(url, sa.select(metadata.tables[name])))
    return Counter(set(rows)) if name in EACH_TIME else rows


def tidy(name: str, row: sa.RowMapping) -> dict[str, Any]:
    """Of a moment of reading or asking, such as that at which a rating was heard of, only that it is one."""
    told = {column: value for column, value in row.items() if column not in VOLATILE.get(name, ())}
    if told.get("check") == "export_age":
        told.pop("value")  # grows with each hour that the drill takes
    ours = {column: "ours" for column, value in told.items() if isinstance(value, datetime) and value >= OURS}
    return told | ours


def read(url: str, query: sa.Select[Any]) -> list[sa.RowMapping]:
    with connect(url) as connection, connection.begin():
        return [*connection.execute(query).mappings()]


def unbalanced(url: str) -> list[str]:
    """The exports of which a row is lost, counted twice, or not where the export says that it is."""
    kept, aside = count(url, SNAPSHOTS.c.digest), count(url, QUARANTINE.c.source)
    return [
        f"{line['name']}: {dict(line)}, with {kept[line['digest']]} snapshots and {aside[line['digest']]} aside"
        for line in read(url, sa.select(EXPORTS))
        if not is_balanced(line, kept[line["digest"]], aside[line["digest"]])
    ]


def is_balanced(line: sa.RowMapping, kept: int, aside: int) -> bool:
    """What an export of the same moment had said already counts as unchanged, and is not kept twice."""
    fresh = line["new"] + line["changed"]
    told = (line["rows"], line["quarantined"])
    return told == (sum(line[part] for part in PARTS), aside) and fresh <= kept <= fresh + int(line["unchanged"])


def count(url: str, column: sa.Column[str]) -> Counter[str]:
    query: sa.Select[Any] = sa.select(column.label("digest"), sa.func.count().label("rows")).group_by(column)
    return Counter({row["digest"]: row["rows"] for row in read(url, query)})


def misread(url: str, written: Sequence[Written]) -> list[str]:
    """Where the warehouse does not say what these exports do, each of which it should have read whole."""
    said: set[Saying] = set().union(*(one.sayings for one in written))
    kept = {tuple(row.values()) for row in read(url, sa.select(*[SNAPSHOTS.c[name] for name in WORDS]))}
    found = [f"not in the warehouse: {row}" for row in said - kept]
    found += [f"said by no export: {row}" for row in kept - said]
    lines = {line["digest"]: line for line in read(url, sa.select(EXPORTS).where(EXPORTS.c.state == "read"))}
    return found + [one.path.name for one in written if not is_counted(lines.get(one.digest), one)]


def is_counted(line: sa.RowMapping | None, one: Written) -> bool:
    told = (one.rows, one.damaged, FOOTERS)
    return line is not None and (line["rows"], line["quarantined"], line["ignored"]) == told


def count_untold(url: str) -> int:
    """Tickets of which LAPOR's API has not told yet."""
    told = sa.select(CALLS.c.ticket_id).where(CALLS.c.outcome == "told")
    return len(read(url, sa.select(TICKETS.c.ticket_id).where(TICKETS.c.ticket_id.not_in(told))))
