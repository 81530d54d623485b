"""A row that could not be read is mended on a page, and goes into the inbox as a mended file does."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from include.gateways.warehouse.quality import Unread
from include.jobs import staging
from include.jobs.inbox import NOTHING, REPAIRS
from include.rulebook.words import UNKNOWN, classifications, kinds, normalise, show
from include.settings import settings

LONGEST = 200  # letters of a cell
OPENLY = ("complaint", "information", "aspiration")  # classes of which all may be seen
CLASS, KIND = "Klasifikasi Laporan", "Tipe Laporan (Anonim/Rahasia)"
TOLD = ("Tracking ID", "Tanggal Laporan Masuk", "Waktu Laporan Masuk", "ID Instansi Terdisposisi",
        "Instansi Terdisposisi", "Status Laporan")  # fmt: skip  # of a confidential report, too


class Cell(NamedTuple):
    """A cell of the row as it was kept, by its place in it and LAPOR's name of its column."""

    place: int
    column: str
    text: str
    missing: bool  # to be filled in: at fault, or not kept
    faulty: bool
    hidden: bool  # kept, but of a report that is not known to be open


class StillFaulty(Exception):
    """The row cannot be read like that either: the column, and what is wrong, in Indonesian."""

    def __init__(self, column: str, reason: str) -> None:
        super().__init__(reason)
        self.column = column


class Waiting(Exception):
    """The row has been mended already; the file lies in the inbox, and the next sync takes it."""


def list_cells(unread: Unread) -> list[Cell]:
    """The cells of a row that can be mended; none of one that cannot be, or has been."""
    if unread.cells == NOTHING or unread.repaired_by:
        return []
    kept: dict[str, str] = json.loads(unread.cells)
    secret = not is_open(kept)
    return [
        Cell(place, column, text, not text, column == unread.column, bool(text) and secret and column not in TOLD)
        for place, (column, text) in enumerate(kept.items())
    ]


def is_open(kept: Mapping[str, str]) -> bool:
    """What is not known to be open is not."""
    classification = classifications().get(normalise(kept.get(CLASS, "")), UNKNOWN)
    kind = (kinds() | {"": "open"}).get(normalise(kept.get(KIND, "")), UNKNOWN)
    return classification in OPENLY and kind in ("open", "anonymous")


def is_waiting(unread: Unread) -> bool:
    """Whether a file that mends this row lies in the inbox."""
    return (settings().inbox / name_file(unread)).exists()


def name_file(unread: Unread) -> str:
    return f"{Path(unread.name).stem}-{unread.source[:8]}-baris-{unread.row}{REPAIRS}"


def mend(unread: Unread, filled: Mapping[str, str]) -> Path:
    """Put a file into the inbox that brings the row with these cells, by column; where it lies.

    StillFaulty when it could not be read either, Waiting when there is such a file already.
    """
    if is_waiting(unread):
        raise Waiting
    missing = [cell.column for cell in list_cells(unread) if cell.missing]
    cells = json.loads(unread.cells) | {column: tidy(filled.get(column, "")) for column in missing}
    with staging.writing(name_file(unread)) as path:
        write(path, unread, cells)
        check(path, unread)
        return staging.let_in(path)


def tidy(text: str) -> str:
    """As a person would see it; a lone `-` is nothing, as LAPOR writes it."""
    shown = show(text)[:LONGEST]
    return "" if shown == "-" else shown


def write(path: Path, unread: Unread, cells: Mapping[str, str]) -> None:
    import pandas as pd

    from include.gateways.lapor_export import repairs
    from include.gateways.warehouse.exports import Origin

    row = {"row": unread.row, "column": unread.column, "reason": unread.reason, "cells": json.dumps(cells)}
    repairs.write(path, Origin(unread.source, unread.generated_at), pd.DataFrame([row]))


def check(path: Path, unread: Unread) -> None:
    """The file is read as the sync will read it."""
    from include.gateways import lapor_export

    export = lapor_export.read(path)
    for column, reason in export.quarantine[["column", "reason"]].itertuples(index=False, name=None):
        raise StillFaulty(column, reason)
    if len(export.snapshots) != 1:
        raise StillFaulty(unread.column, "baris ini tidak terbaca sebagai laporan.")
