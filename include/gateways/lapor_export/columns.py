"""What the rows of a table say, read column by column: in most exports every row is sound."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, time
from functools import cache
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from include.gateways.lapor_export.cells import FORMULA
from include.gateways.lapor_export.moments import WIB, read_day_cell, read_time_cell
from include.gateways.lapor_export.table import DATE, ID, TIME_OF_DAY, TITLE, Table
from include.gateways.lapor_export.words import MARKERS, WORDS, read_ticket_id
from include.sla.tables import MOMENT

NEVER = -(10**12)  # seconds from 1970; no sum with a day or a time brings it back above zero

Flags = np.ndarray[Any, np.dtype[np.bool_]]
Seconds = np.ndarray[Any, np.dtype[np.int64]]


class Reading(NamedTuple):
    """The rows of a table, by their places among them."""

    sound: Flags  # nothing is wrong with the row
    records: pd.DataFrame  # SNAPSHOTS of the sound rows, indexed by place


def read_columns(table: Table, generated_at: datetime) -> Reading:
    """Read the rows of an export that was made at this moment (aware, in whole seconds)."""
    received = read_seconds(table.column(DATE), midnight) + read_seconds(table.column(TIME_OF_DAY), second_of_day)
    texts = {"ticket_id": [*map(read_ticket_id, table.column(ID))]}
    texts |= {name: [*map(cache(word.read), table.column(word.column))] for name, word in WORDS.items()}
    sound = (received >= 0) & (received <= int(generated_at.timestamp())) & ~np.array(table.surplus, dtype=bool)
    sound &= ~equal(table.column(TITLE), FORMULA) & ~equal(texts["status"], "")
    marks = [[*map(cache(marker.read), table.column(marker.column))] for marker in MARKERS.values()]
    for column in (*texts.values(), *marks):
        sound &= ~equal(column, None)
    records = pd.DataFrame(texts, dtype="str").assign(received_at=moments(received), row=table.numbers)
    return Reading(sound, records[sound].assign(fetched_at=generated_at))


def equal(column: Sequence[str | None], value: str | None) -> Flags:
    return np.array([text == value for text in column], dtype=bool)


def read_seconds(column: Sequence[str], read: Callable[[str], int]) -> Seconds:
    return np.fromiter(map(cache(read), column), dtype=np.int64, count=len(column))


def midnight(cell: str) -> int:
    """The first second of the day in Jakarta, counted from 1970."""
    day = read_day_cell(cell)
    return int(datetime.combine(day, time.min, WIB).timestamp()) if day else NEVER


def second_of_day(cell: str) -> int:
    moment = read_time_cell(cell)
    return moment.hour * 3600 + moment.minute * 60 + moment.second if moment else NEVER


def moments(seconds: Seconds) -> pd.Series[Any]:
    """Those of unsound rows may be any."""
    return pd.Series(np.maximum(seconds, 0).astype("datetime64[s]")).dt.tz_localize("UTC").astype(MOMENT)
