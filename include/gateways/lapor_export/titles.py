"""What a report is about, for data staff: struck out, and of confidential reports nothing at all."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from include.gateways.lapor_export.cells import FORMULA
from include.gateways.lapor_export.redaction import strike_out
from include.gateways.lapor_export.table import TITLE, Table
from include.sla.tables import MOMENT

# One row: one ticket.
TITLES = {
    "ticket_id": "str",
    "fetched_at": MOMENT,  # when LAPOR generated the export
    "title": "str",  # Judul Laporan, struck out; empty of what is not known to be open
    "text": "str",  # Isi Laporan Akhir, or else Awal, struck out likewise; empty unless it is asked for
}

TEXTS = ("Isi Laporan Akhir", "Isi Laporan Awal")
# What the rulebook knows to be open, in lower case. A new word must be added here too, or its titles stay away.
OPEN_KINDS = ("", "anonim")
OPEN_CLASSIFICATIONS = ("permintaan informasi", "aspirasi", "pengaduan tidak berkadar pengawasan", "pengaduan")


def find_titles(snapshots: pd.DataFrame, table: Table, keep_texts: bool) -> pd.DataFrame:
    """TITLES of these tickets (SNAPSHOTS, indexed by the places of their rows), not shaped.

    An export without a column of titles tells only that those of confidential tickets must go.
    """
    shown = is_open(snapshots)
    told = snapshots if TITLE in table.header else snapshots[~shown]
    titles = strike_out_at(told.index, table.column(TITLE), shown)
    texts = strike_out_at(told.index, find_texts(table), shown) if keep_texts else ""
    return told[["ticket_id", "fetched_at"]].assign(title=titles, text=texts)


def is_open(snapshots: pd.DataFrame) -> pd.Series[bool]:
    kind, classification = (snapshots[name].str.casefold() for name in ("kind", "classification"))
    return kind.isin(OPEN_KINDS) & classification.isin(OPEN_CLASSIFICATIONS)


def find_texts(table: Table) -> list[str]:
    """By row, the first of its texts that says anything; a formula is none."""
    columns = zip(*map(table.column, TEXTS), strict=True)
    return [next((text for text in texts if text not in ("", FORMULA)), "") for texts in columns]


def strike_out_at(places: pd.Index[int], column: Sequence[str], shown: pd.Series[bool]) -> list[str]:
    return [strike_out(column[place]) if open_ else "" for place, open_ in zip(places, shown[places], strict=True)]
