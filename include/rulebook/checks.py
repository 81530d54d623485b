"""What the lines of every file are checked for: a value is there, is one of the allowed ones, or has its form."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping

from include.rulebook.files import WrongRulebook

CERTAINTIES = ("F", "M")  # stands in a source | is usual practice

Values = Mapping[str, str]


def check_filled(values: Values, columns: Iterable[str], where: str) -> None:
    for column in columns:
        if not values[column]:
            raise WrongRulebook(f"{where}: {column} is empty; fill it in.")


def check_word(values: Values, column: str, allowed: Iterable[str], where: str) -> None:
    if values[column] not in allowed:
        raise WrongRulebook(f"{where}: {column} must be one of {', '.join(allowed)}, not {values[column]!r}.")


def check_form(values: Values, column: str, form: str, example: str, where: str) -> None:
    if not re.fullmatch(form, values[column]):
        raise WrongRulebook(f"{where}: {column} must be written like {example}, not {values[column]!r}.")


def check_certainty(values: Values, where: str) -> None:
    if values["certainty"] not in CERTAINTIES:
        raise WrongRulebook(
            f"{where}: certainty must be F (stands in a source) or M (usual practice), not {values['certainty']!r}."
        )


def refuse_empty(lines: Collection[object], file: str) -> None:
    if not lines:
        raise WrongRulebook(f"{file}: no line stands below its columns; add the lines, or put back the file as it was.")
