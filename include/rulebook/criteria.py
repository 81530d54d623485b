"""Criteria: by which figures an agency is very active and disciplined, and by which not yet at its best."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING

from include.rulebook.checks import check_certainty, check_filled, check_word
from include.rulebook.files import FOLDER, WrongRulebook, read_lines
from include.rulebook.validity import Row

if TYPE_CHECKING:
    import pandas as pd

FILE = "criteria.csv"
COLUMNS = ["group", "measure", "comparison", "value", "source", "certainty"]
VERY_ACTIVE, NOT_YET_MAXIMAL = GROUPS = ("very_active", "not_yet_maximal")
UPWARDS, DOWNWARDS = ("at_least", "above"), ("at_most", "below")
MEASURES = {  # the lowest and the highest value each can have
    **dict.fromkeys(("rate", "low", "verification_rate", "response_rate", "resolution_rate"), (0.0, 1.0)),
    **dict.fromkeys(("followed_up_share", "closed_share", "active"), (0.0, 1.0)),
    **dict.fromkeys(("response_mean_days", "response_median_days"), (0.0, 366.0)),
    **dict.fromkeys(("resolution_mean_days", "resolution_median_days"), (0.0, 366.0)),
    "mean_rating": (1.0, 5.0),
}


def load(folder: Path = FOLDER) -> pd.DataFrame:
    """One row a criterion, columns as in the file; WrongRulebook when an agency could belong to both groups.

    All criteria of very_active must hold, and any of not_yet_maximal is enough.
    """
    import pandas as pd

    rows = [read_criterion(values, f"{FILE}, line {line}") for line, values in read_lines(FILE, COLUMNS, folder)]
    very_active, not_yet = ([row for row in rows if row["group"] == group] for group in GROUPS)
    refuse_none(very_active, not_yet)
    refuse_impossible(very_active)
    refuse_both(very_active, not_yet)
    return pd.DataFrame(rows, columns=COLUMNS)


def read_criterion(values: dict[str, str], where: str) -> Row:
    words = {"group": GROUPS, "measure": MEASURES, "comparison": (*UPWARDS, *DOWNWARDS)}
    for column, allowed in words.items():
        check_word(values, column, allowed, where)
    check_filled(values, ("source",), where)
    check_certainty(values, where)
    return {**values, "value": read_value(values["value"], values["measure"], where), "where": where}


def read_value(text: str, measure: str, where: str) -> float:
    low, high = MEASURES[measure]
    try:
        value = float(text)
    except ValueError:
        raise WrongRulebook(f"{where}: value must be a number like 0.9, not {text!r}.") from None
    if not low <= value <= high:
        raise WrongRulebook(f"{where}: {measure} lies between {low:g} and {high:g}; {text} is outside.")
    return value


def refuse_none(very_active: list[Row], not_yet: list[Row]) -> None:
    for group, rows in zip(GROUPS, (very_active, not_yet), strict=True):
        if not rows:
            raise WrongRulebook(f"{FILE}: {group} has no criterion; add one.")


def refuse_impossible(very_active: list[Row]) -> None:
    """Two criteria that must both hold must be able to."""
    for earlier, later in combinations(very_active, 2):
        if exclude(earlier, later):
            raise WrongRulebook(f"{later['where']}: no agency can meet it and {earlier['where']}; change one of them.")


def refuse_both(very_active: list[Row], not_yet: list[Row]) -> None:
    """Each criterion of not_yet_maximal must be out of reach for whoever is very active."""
    for row in not_yet:
        if not any(exclude(row, other) for other in very_active):
            raise WrongRulebook(
                f"{row['where']}: an agency could meet it and be {VERY_ACTIVE} too; "
                f"give {VERY_ACTIVE} a criterion on {row['measure']} that rules it out."
            )


def exclude(one: Row, other: Row) -> bool:
    """Whether no value can meet both criteria."""
    if one["measure"] != other["measure"] or (one["comparison"] in UPWARDS) == (other["comparison"] in UPWARDS):
        return False
    up, down = (one, other) if one["comparison"] in UPWARDS else (other, one)
    touching = up["comparison"] == "at_least" and down["comparison"] == "at_most"
    return bool(up["value"] > down["value"] or (up["value"] == down["value"] and not touching))
