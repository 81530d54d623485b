"""Deadlines: per policy, stage and classification the limit, from when to when, and by which article."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from include.rulebook.checks import check_certainty, check_filled, check_word
from include.rulebook.files import FOLDER, FOREVER, WrongRulebook, read_lines
from include.rulebook.validity import Row, frame, read_validity, refuse_gaps, refuse_overlaps
from include.rulebook.words import CLASSIFICATIONS

if TYPE_CHECKING:
    import pandas as pd

FILE = "deadlines.csv"
COLUMNS = ["policy", "stage", "classification", "days", "unit", "valid_from", "valid_to", "article", "certainty"]
NEWER = ["replaced_by"]  # by which regulation the cited one has been replaced, where it is still what is practised
CITED = "{article}, yang telah digantikan oleh {replaced_by}"
NATIONAL, REGENCY = POLICIES = ("national", "regency")
STAGES = ("verification", "response", "resolution", "reply")
EVERY = "*"  # each classification
UNITS = ("working", "calendar")
MOST_DAYS = 400  # more is a slip of the pen
REPLY = {"policy": NATIONAL, "classification": EVERY, "unit": "working"}  # after it LAPOR closes a ticket by itself


def load(folder: Path = FOLDER) -> pd.DataFrame:
    """One row a deadline, columns as in the file but for `replaced_by`, which `article` tells at its end; `valid_from`,
    `valid_to` are days, both included.

    WrongRulebook, naming the line, when a ticket would have two deadlines for one stage of one policy, or when a
    policy leaves out days or classifications; the national one holds every stage without end, others may expire.
    """
    lines = read_lines(FILE, [*COLUMNS, *NEWER], folder, newer=NEWER)
    rows = [read_deadline(values, f"{FILE}, line {line}") for line, values in lines]
    stages = dict.fromkeys((row["policy"], row["stage"]) for row in rows)
    for policy, stage in stages | dict.fromkeys((NATIONAL, stage) for stage in STAGES):
        check(policy, stage, [row for row in rows if (row["policy"], row["stage"]) == (policy, stage)])
    return frame(rows, COLUMNS)


def read_deadline(values: dict[str, str], where: str) -> Row:
    words = {"policy": POLICIES, "stage": STAGES, "classification": (EVERY, *CLASSIFICATIONS), "unit": UNITS}
    for column, allowed in words.items():
        check_word(values, column, allowed, where)
    if values["stage"] == "reply" and REPLY.items() - values.items():
        raise WrongRulebook(
            f"{where}: the reply time is LAPOR's own, the same for every ticket and in working days; "
            f"write {', '.join(f'{column} {word}' for column, word in REPLY.items())}."
        )
    check_filled(values, ("article",), where)
    check_certainty(values, where)
    article = CITED.format(**values) if values["replaced_by"] else values["article"]
    return {**values, "article": article, "days": read_days(values["days"], where), **read_validity(values, where)}


def read_days(text: str, where: str) -> int:
    days = int(text) if re.fullmatch("[0-9]{1,3}", text) else 0
    if not 0 < days <= MOST_DAYS:
        raise WrongRulebook(f"{where}: days must be a whole number from 1 to {MOST_DAYS}, not {text!r}.")
    return days


def check(policy: str, stage: str, rows: list[Row]) -> None:
    """Refuse two lines for one day, and a day without a line, for each classification the policy must cover here."""
    what = f"{stage} of the {policy} policy"
    if not rows:
        raise WrongRulebook(f"{FILE}: {what} has no line; add one.")
    whole = stage == "resolution" or policy == NATIONAL
    for classification, lines in by_classification(rows, whole):
        refuse_overlaps(lines)
        span = rows if whole else lines
        since, until = min(row["valid_from"] for row in span), max(row["valid_to"] for row in span)
        name = f"{what} for {classification}"
        refuse_gaps(lines, FILE, name, since, FOREVER if policy == NATIONAL else until)


def by_classification(rows: list[Row], whole: bool) -> Iterator[tuple[str, list[Row]]]:
    """Each classification, or each that is named, with the lines that hold for it."""
    named = {row["classification"] for row in rows}
    for classification in CLASSIFICATIONS:
        if whole or named & {EVERY, classification}:
            yield classification, [row for row in rows if row["classification"] in (EVERY, classification)]
