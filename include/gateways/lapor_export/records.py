"""Each row of the table becomes a snapshot, goes to quarantine with a reason, or is a footer."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import pandas as pd

from include.gateways.lapor_export.cells import Fault
from include.gateways.lapor_export.columns import read_columns
from include.gateways.lapor_export.faults import find_fault
from include.gateways.lapor_export.keeping import Keeper
from include.gateways.lapor_export.table import ESSENTIAL, ID, Table
from include.gateways.lapor_export.words import read_ticket_id
from include.sla.tables import shape

# One row: one record that could not be read.
QUARANTINE = {
    "row": "int64",  # row in the workbook, counted from 1
    "column": "str",  # LAPOR's name of the column at fault
    "reason": "str",  # what is wrong with it: for data staff, in Indonesian
    "ticket_id": "str",  # empty where the id itself could not be read
    "cells": "str",  # JSON object of keeping.COLUMNS, empty where a cell is at fault or may not be kept
}

NUMBER = re.compile(r"[-+]?\d[\d.,eE+]*")

Faults = dict[int, Fault]  # by the place of the row


@dataclass(frozen=True)
class SortedRows:
    """The rows of one table, each in one of three places."""

    snapshots: pd.DataFrame  # SNAPSHOTS, indexed by the places of their rows
    quarantine: pd.DataFrame  # QUARANTINE
    ignored: int


def sort_rows(table: Table, generated_at: datetime) -> SortedRows:
    """Sort the rows of an export that was made at this moment (aware)."""
    reading = read_columns(table, generated_at)
    snapshots, faults = settle_repeats(reading.records)
    for place in (~reading.sound).nonzero()[0].tolist():
        row = table.row(place)
        if not is_footer(row):
            faults[place] = find_fault(row, table.surplus[place], generated_at)
    quarantine = set_aside(faults, table, Keeper(reading.records))
    return SortedRows(snapshots, quarantine, len(table.numbers) - len(snapshots) - len(quarantine))


def settle_repeats(records: pd.DataFrame) -> tuple[pd.DataFrame, Faults]:
    """Of each ticket the last row counts; an equal one is ignored, another one is at fault."""
    repeated = records.duplicated("ticket_id", keep="last")
    latest, earlier = records[~repeated], records[repeated]
    winners = latest.set_index("ticket_id", drop=False).loc[earlier["ticket_id"]].set_axis(earlier.index)
    said = [name for name in records if name != "row"]
    other = winners.loc[(earlier[said] != winners[said]).any(axis=1), "row"]
    reason = "sama dengan baris {} tetapi isinya berbeda; yang dipakai baris terakhir itu"
    return latest, {place: Fault(ID, reason.format(row)) for place, row in zip(other.index, other, strict=True)}


def is_footer(row: Mapping[str, str]) -> bool:
    """A line of words or nothing in the first cell, and nothing where a report must say something, or one sum."""
    others = [text for name, text in row.items() if name != ID and text]
    silent = not any(row[name] for name in ESSENTIAL[1:])
    return not NUMBER.fullmatch(row[ID]) and (silent or (bool(row[ID]) and len(others) == 1))


def set_aside(faults: Faults, table: Table, keeper: Keeper) -> pd.DataFrame:
    """QUARANTINE of the rows at fault, in their order."""
    rows = []
    for place, fault in sorted(faults.items()):
        row = table.row(place)
        told = {"row": table.numbers[place], "column": fault.column, "reason": str(fault)}
        rows.append(told | {"ticket_id": read_ticket_id(row[ID]) or "", "cells": keeper.keep(row, fault)})
    return shape(pd.DataFrame(rows, columns=list(QUARANTINE)), QUARANTINE)
