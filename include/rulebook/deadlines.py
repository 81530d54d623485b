"""Deadlines: per policy, stage and classification the limit, from when to when, and by which article."""

from __future__ import annotations

from datetime import date
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING, Any

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


def read_deadline(values: dict[str, str], where: str) -> dict[str, Any]:
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


def refuse_overlaps(rows: list[dict[str, Any]]) -> None:
    """No ticket may have two deadlines for one stage of one policy; `*` is every classification."""
    for earlier, later in combinations(rows, 2):
        same = earlier["policy"] == later["policy"] and earlier["stage"] == later["stage"]
        classes = {earlier["classification"], later["classification"]}
        at_once = earlier["valid_from"] <= later["valid_to"] and later["valid_from"] <= earlier["valid_to"]
        if same and at_once and (len(classes) == 1 or "*" in classes):
            raise WrongRulebook(f"{later['where']}: overlaps with {earlier['where']}.")
