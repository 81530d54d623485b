"""What a file would change if the sync took it: found out by the same code, and nothing of it is kept."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from include.gateways import warehouse
from include.gateways.warehouse import quality
from include.gateways.warehouse.quality import Came, File, Gap
from include.jobs import inbox, recaps
from include.jobs.rules import rules_in_force
from include.mailroom import now_in_utc
from include.settings import settings

if TYPE_CHECKING:
    import pandas as pd
    from sqlalchemy import Connection

    from include.gateways.lapor_export import Export
    from include.gateways.warehouse.control import Filed
    from include.gateways.warehouse.exports import Filing

EXPORT, REPAIRS, RECAP, KNOWN, REFUSED = "export", "repairs", "recap", "known", "refused"
TOLD_APART = ("status", "agency_name", "agency_lapor_id")  # of what can change


class Move(NamedTuple):
    """How many tickets go from one status to another, in LAPOR's words."""

    was: str
    became: str
    tickets: int


class Shift(NamedTuple):
    """How many tickets an agency has been given: new ones, and others' before; and how many it has no longer."""

    agency_name: str
    new: int
    gained: int
    lost: int


class Unread(NamedTuple):
    row: int
    column: str
    reason: str
    ticket_id: str


@dataclass(frozen=True)
class Preview:
    kind: str  # export | repairs | recap | known (was read before) | refused
    generated_at: datetime | None = None
    dated_by: str = ""
    reason: str = ""  # of the refusal
    newest_at: datetime | None = None  # of the exports read so far, or of the recaps
    counts: Mapping[str, int] = field(default_factory=dict)
    moves: list[Move] = field(default_factory=list)
    shifts: list[Shift] = field(default_factory=list)
    others: Mapping[str, int] = field(default_factory=dict)  # by column, how many tickets say otherwise
    unread: list[Unread] = field(default_factory=list)
    unknown: Mapping[str, list[str]] = field(default_factory=dict)  # by vocabulary
    recap: Filed | None = None
    gaps: list[Gap] = field(default_factory=list)
    before: File | None = None  # what became of an export or a refused file when it came before
    came: Came | None = None  # when it was read before
    mends: File | None = None  # the export of which it mends rows


def look_at(path: Path) -> Preview:
    """What would come of the file, which stays where it is."""
    from include.gateways import lapor_export
    from include.gateways.warehouse import exports

    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    with warehouse.connect(settings().warehouse_url) as connection:
        before = quality.find_file(connection, digest)
        came = quality.find_recap(connection, digest)
        if before and exports.has_read(connection, digest):
            came = quality.Came(before.name, before.read_at)
        if came:
            return Preview(KNOWN, before=before, came=came)
        try:
            export = lapor_export.read(path)
        except lapor_export.UnreadableExport as error:
            return look_at_recap(connection, path) or Preview(REFUSED, reason=str(error), before=before)
        return look_at_export(connection, export)


def look_at_recap(connection: Connection, path: Path) -> Preview | None:
    """None when the file is no recap."""
    from include.gateways import lapor_recap
    from include.gateways.warehouse import control

    if not lapor_recap.is_recap(path):
        return None
    try:
        read = lapor_recap.read(path)
    except lapor_recap.UnreadableExport as error:
        return Preview(REFUSED, reason=str(error))
    recap, newest = recaps.describe(read), control.newest_recap(connection)
    gaps = recaps.find_gaps(connection, recap, read.lines)
    return Preview(
        RECAP,
        generated_at=recap.generated_at,
        newest_at=newest.generated_at if newest else None,
        counts={"units": len(read.lines)},
        recap=recap,
        gaps=[Gap(*row) for row in gaps[list(Gap._fields)].itertuples(index=False, name=None)],
    )


def look_at_export(connection: Connection, export: Export) -> Preview:
    from include.gateways.warehouse import exports
    from include.rulebook import readings

    newest_at = exports.newest_export(connection, now_in_utc())
    filing = exports.try_export(connection, inbox.describe(export), export.snapshots, export.quarantine)
    with rules_in_force(connection) as (_, folder):
        reading = readings.read(export.snapshots, folder)
    found = {"status": reading.unknown_statuses, "classification": reading.unknown_classifications}
    found |= {"kind": reading.unknown_kinds, "agency": reading.unknown_agencies}
    both = filing.before.merge(filing.fresh, on="ticket_id", suffixes=("_before", ""))
    return Preview(
        REPAIRS if export.repairs else EXPORT,
        generated_at=export.generated_at,
        dated_by=export.dated_by,
        newest_at=newest_at,
        counts=filing.counts,
        moves=list_moves(both),
        shifts=list_shifts(both, filing),
        others=count_others(both),
        unread=[Unread(*row) for row in filing.quarantine[list(Unread._fields)].itertuples(index=False, name=None)],
        unknown={vocabulary: words for vocabulary, words in found.items() if words},
        mends=quality.find_file(connection, export.repairs) if export.repairs else None,
    )


def list_moves(both: pd.DataFrame) -> list[Move]:
    """What most tickets do, first."""
    moved = both[both["status"] != both["status_before"]]
    counts = moved.groupby(["status_before", "status"]).size().sort_values(ascending=False, kind="stable")
    return [Move(*row) for row in counts.reset_index().itertuples(index=False, name=None)]


def list_shifts(both: pd.DataFrame, filing: Filing) -> list[Shift]:
    """The agencies to which the most happens, first."""
    fresh = filing.fresh[~filing.fresh["ticket_id"].isin(both["ticket_id"])]
    moved = both[both["agency_name"] != both["agency_name_before"]]
    new, gained, lost = (
        column.value_counts() for column in (fresh["agency_name"], moved["agency_name"], moved["agency_name_before"])
    )
    names = sorted({*new.index, *gained.index, *lost.index})
    shifts = [Shift(name, *(int(counts.get(name, 0)) for counts in (new, gained, lost))) for name in names]
    return sorted(shifts, key=lambda one: -(one.new + one.gained + one.lost))


def count_others(both: pd.DataFrame) -> dict[str, int]:
    from include.gateways.warehouse.snapshots import SAID

    changed: dict[str, Any] = {name: both[name] != both[f"{name}_before"] for name in SAID if name not in TOLD_APART}
    return {name: int(rows.sum()) for name, rows in changed.items() if rows.any()}
