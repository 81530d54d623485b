"""Read SP4N-LAPOR!'s own recap per unit (workbook or CSV): what the platform counts, to hold our counts against."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import pandas as pd

from include.gateways.lapor_export.cells import UnreadableExport
from include.gateways.lapor_export.file import load_content
from include.gateways.lapor_export.table import find_generated
from include.gateways.lapor_recap.lines import read_lines
from include.gateways.lapor_recap.period import find_period
from include.gateways.lapor_recap.table import find_header, find_table, read_sheets
from include.sla import tables

__all__ = ["Recap", "UnreadableExport", "is_recap", "read"]


@dataclass(frozen=True)
class Recap:
    """What one recap says."""

    name: str  # of the file
    digest: str  # SHA-256 of its bytes, in hexadecimal
    generated_at: datetime  # when LAPOR made it; aware, in UTC
    since_on: date | None  # first day of receipt that it counts; None: all
    until_on: date | None  # last day of receipt that it counts
    lines: pd.DataFrame  # tables.RECAP_LINES, one row a unit


def is_recap(path: Path) -> bool:
    """Whether the file has a recap's header; a file that cannot be read is none."""
    try:
        content, _ = load_content(path)
        return find_header(read_sheets(path.suffix, content)) is not None
    except UnreadableExport:
        return False


def read(path: Path) -> Recap:
    """Read a recap as the admin downloads it (`.xlsx` or `.csv`).

    UnreadableExport, in Indonesian, naming row and column, when a number is none, the parts do not make up the total,
    a unit stands there twice, or it is not known when LAPOR made it and for which period.
    """
    content, written_at = load_content(path)
    table = find_table(read_sheets(path.suffix, content))
    generated_at, _ = find_generated(table.preamble, written_at)
    since_on, until_on = find_period(table.preamble)
    lines = pd.DataFrame(read_lines(table), columns=list(tables.RECAP_LINES))
    return Recap(
        name=path.name,
        digest=hashlib.sha256(content).hexdigest(),
        generated_at=generated_at.astimezone(UTC),
        since_on=since_on,
        until_on=until_on,
        lines=in_percent(tables.shape(lines, tables.RECAP_LINES)),
    )


def in_percent(lines: pd.DataFrame) -> pd.DataFrame:
    """A cell formatted as a percentage holds a share of 1; where no unit exceeds 1, that is what they all are."""
    share = lines["follow_up_percent"]
    return lines.assign(follow_up_percent=share * 100) if share.max() <= 1 else lines
