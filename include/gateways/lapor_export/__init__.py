"""Read one export of SP4N-LAPOR! (workbook or CSV) into frames, and leave personal data behind."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pandas as pd

from include.gateways.lapor_export import repairs
from include.gateways.lapor_export.cells import UnreadableExport
from include.gateways.lapor_export.file import load_content, read_grids
from include.gateways.lapor_export.keeping import COLUMNS
from include.gateways.lapor_export.records import QUARANTINE, sort_rows
from include.gateways.lapor_export.table import TITLE, find_generated, find_table
from include.gateways.lapor_export.titles import TEXTS, TITLES, find_titles
from include.gateways.lapor_export.words import MARKERS
from include.sla import tables

__all__ = ["QUARANTINE", "TITLES", "Export", "UnreadableExport", "read"]


@dataclass(frozen=True)
class Export:
    """What one file says; `rows == len(snapshots) + len(quarantine) + ignored`."""

    name: str  # of the file
    digest: str  # SHA-256 of its bytes, in hexadecimal
    generated_at: datetime  # when LAPOR made it; aware, in UTC
    dated_by: str  # preamble | file | day: where `generated_at` comes from, see table.find_generated
    snapshots: pd.DataFrame  # tables.SNAPSHOTS, one row a ticket
    titles: pd.DataFrame  # TITLES, one row a ticket
    quarantine: pd.DataFrame  # QUARANTINE, one row a record that could not be read, with its first fault
    rows: int  # below the header and not blank
    ignored: int  # footers, and rows that repeat another word for word
    repairs: str  # digest of the export whose rows staff mended here, and whose rows' numbers `row` tells; else empty


def read(path: Path, keep_texts: bool = False) -> Export:
    """Read an export as the admin downloads it from SP4N-LAPOR! (`.xlsx`, `.xls` or `.csv`, known by its content), or
    a file of repairs.

    Of a ticket that stands in it more than once, the last row counts: an equal row is ignored, one that says
    something else goes to quarantine. UnreadableExport, in Indonesian, when the file as a whole cannot be read, or
    does not say on which day LAPOR made it. The reports' texts are kept only if asked for.
    """
    content, written_at = load_content(path)
    names = (*COLUMNS, *MARKERS, TITLE, repairs.NUMBER, *(TEXTS if keep_texts else ()))
    table = find_table(read_grids(path.suffix, content, names))
    generated_at, dated_by = find_generated(table.preamble, written_at)
    repaired = repairs.find_origin(table.preamble)
    table = repairs.restore(table) if repaired else table
    sorted_rows = sort_rows(table, generated_at)
    titles = find_titles(sorted_rows.snapshots, table, keep_texts)
    return Export(
        name=path.name,
        digest=hashlib.sha256(content).hexdigest(),
        generated_at=generated_at.astimezone(UTC),
        dated_by=dated_by,
        snapshots=tables.shape(sorted_rows.snapshots, tables.SNAPSHOTS),
        titles=tables.shape(titles, TITLES),
        quarantine=sorted_rows.quarantine,
        rows=len(table.numbers),
        ignored=sorted_rows.ignored,
        repairs=repaired,
    )
