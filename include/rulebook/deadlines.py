"""Deadlines: per policy, stage and classification the limit, from when to when, and by which article."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from include.rulebook.files import FOLDER, FOREVER, WrongRulebook, read_day, read_lines

if TYPE_CHECKING:
    import pandas as pd

COLUMNS = ["policy", "stage", "classification", "days", "unit", "valid_from", "valid_to", "article", "certainty"]
STAGES = ("verification", "response", "resolution", "reply")
CLASSIFICATIONS = ("*", "information", "aspiration", "complaint", "oversight")
UNITS = ("working", "calendar")


def load(folder: Path = FOLDER) -> pd.DataFrame:
    """One row a deadline, columns as in the file; `valid_from`, `valid_to` are days, both included."""
    import pandas as pd

    rows = [read_deadline(values, f"deadlines.csv, line {line}") for line, values in lines(folder)]
    refuse_overlaps(rows)
    return pd.DataFrame(rows).astype({"valid_from": "datetime64[s]", "valid_to": "datetime64[s]"})


def lines(folder: Path) -> list[tuple[int, dict[str, str]]]:
    return list(read_lines("deadlines.csv", COLUMNS, folder))


def read_deadline(values: dict[str, str], where: str) -> dict[str, object]:
    for column, words in (("stage", STAGES), ("classification", CLASSIFICATIONS), ("unit", UNITS)):
        if values[column] not in words:
            raise WrongRulebook(f"{where}: {column} must be one of {', '.join(words)}, not {values[column]!r}.")
    if not values["days"].isdigit() or int(values["days"]) == 0:
        raise WrongRulebook(f"{where}: days must be a whole number above 0, not {values['days']!r}.")
    if not values["article"]:
        raise WrongRulebook(f"{where}: a deadline needs the article it rests on.")
    return {
        **values,
        "days": int(values["days"]),
        "valid_from": read_day(values["valid_from"], date(1900, 1, 1), where),
        "valid_to": read_day(values["valid_to"], FOREVER, where),
        "where": where,
    }


def refuse_overlaps(rows: list[dict[str, object]]) -> None:
    def order(row: dict[str, object]) -> tuple[str, ...]:
        return tuple(str(row[column]) for column in ("policy", "stage", "classification", "valid_from"))

    ordered = sorted(rows, key=order)
    for earlier, later in zip(ordered, ordered[1:], strict=False):
        if order(earlier)[:3] == order(later)[:3] and str(later["valid_from"]) <= str(earlier["valid_to"]):
            raise WrongRulebook(f"{later['where']}: overlaps with {earlier['where']}.")
