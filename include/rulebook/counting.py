"""Ways of counting that no source settles, as data: each rule holds one value on every day."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from include.rulebook.checks import check_certainty, check_filled, check_word
from include.rulebook.files import FOLDER, read_lines
from include.rulebook.validity import Row, frame, read_validity, refuse_gaps, refuse_overlaps

if TYPE_CHECKING:
    import pandas as pd

FILE = "counting.csv"
COLUMNS = ["rule", "value", "valid_from", "valid_to", "source", "certainty"]
VALUES = {
    "count_start_day": ("no", "yes"),
    "start_on_day_off": ("next_working_day", "that_day"),
    "late_from": ("day_after_due", "due_day"),
    "postponement": ("pauses", "runs_on"),
    "archived": ("left_out", "counts"),
    "rejected": ("left_out", "counts"),
    "reply_starts_response": ("yes", "no"),
    "reopening_starts_response": ("yes", "no"),
    "resolution_event": ("last_follow_up", "closed"),
}


def load(folder: Path = FOLDER) -> pd.DataFrame:
    """One row a way of counting, columns as in the file; WrongRulebook unless each rule holds one value each day."""
    rows = [read_way(values, f"{FILE}, line {line}") for line, values in read_lines(FILE, COLUMNS, folder)]
    for rule in VALUES:
        ways = [row for row in rows if row["rule"] == rule]
        refuse_overlaps(ways)
        refuse_gaps(ways, FILE, rule)
    return frame(rows, COLUMNS)


def read_way(values: dict[str, str], where: str) -> Row:
    check_word(values, "rule", VALUES, where)
    check_word(values, "value", VALUES[values["rule"]], where)
    check_filled(values, ("source",), where)
    check_certainty(values, where)
    return {**values, **read_validity(values, where)}
