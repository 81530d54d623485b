"""Which cells of a faulty row may be kept, so that staff need not look them up again."""

from __future__ import annotations

import json
from collections.abc import Mapping

import pandas as pd

from include.gateways.lapor_export.cells import FORMULA, Fault
from include.gateways.lapor_export.faults import SURPLUS
from include.gateways.lapor_export.moments import DAY_CELL, TIME_CELL, read_day_cell, read_time_cell
from include.gateways.lapor_export.table import DATE, ID, TIME_OF_DAY
from include.gateways.lapor_export.words import MARKERS, WORDS, read_ticket_id, whole

COLUMNS = (ID, DATE, TIME_OF_DAY, *(word.column for word in WORDS.values()))
FORMS = {
    DATE: DAY_CELL,
    TIME_OF_DAY: TIME_CELL,
    **{word.column: word.form for word in (*WORDS.values(), *MARKERS.values())},
}


class Keeper:
    """Keeps cells that have their column's rightful form.

    Where columns may have shifted, form is no proof: a name can look like a status. There a word is kept only if some
    sound row of the same export has it in the same column.
    """

    def __init__(self, sound: pd.DataFrame) -> None:
        self.vouched = {name: set(sound[name].unique()) for name in WORDS}

    def keep(self, row: Mapping[str, str], fault: Fault) -> str:
        """COLUMNS of the row as a JSON object, empty where a cell is at fault or may not be kept."""
        words = {name: word.read(row.get(word.column, "")) for name, word in WORDS.items()}
        if fault.column == SURPLUS or may_have_shifted(row):
            words = {name: text if text in self.vouched[name] else None for name, text in words.items()}
        cells = {
            ID: read_ticket_id(row[ID]),
            DATE: read_day_cell(row[DATE]) and row[DATE],
            TIME_OF_DAY: read_time_cell(row[TIME_OF_DAY]) and row[TIME_OF_DAY],
            **{word.column: words[name] for name, word in WORDS.items()},
        }
        kept = {column: text if text and column != fault.column else "" for column, text in cells.items()}
        return json.dumps(kept, ensure_ascii=False)


def may_have_shifted(row: Mapping[str, str]) -> bool:
    """Something stands where it cannot belong; a formula may stand anywhere."""
    cells = {column: row.get(column, "") for column in FORMS}
    return any(text != FORMULA and not FORMS[column].fullmatch(whole(text)) for column, text in cells.items())
