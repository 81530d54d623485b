"""Reading the rulebook's CSV files: each line with its number, so that a refusal can name it."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Iterator
from datetime import date
from pathlib import Path

FOLDER = Path(__file__).parent
FOREVER = date(9999, 12, 31)


class WrongRulebook(Exception):
    """A file of the rulebook contradicts itself; the message names file and line."""


def read_lines(name: str, columns: list[str], folder: Path = FOLDER) -> Iterator[tuple[int, dict[str, str]]]:
    """Line number and values of each line of `name`; WrongRulebook unless it has exactly these columns."""
    path = folder / name
    with path.open(encoding="utf-8", newline="") as file:
        lines = csv.DictReader(file)
        if lines.fieldnames != columns:
            raise WrongRulebook(f"{name}: the columns must be {', '.join(columns)}.")
        for values in lines:
            if None in values or None in values.values():
                raise WrongRulebook(f"{name}, line {lines.line_num}: there must be {len(columns)} values.")
            yield lines.line_num, {column: value.strip() for column, value in values.items()}


def read_day(text: str, default: date, where: str) -> date:
    try:
        return date.fromisoformat(text) if text else default
    except ValueError:
        raise WrongRulebook(f"{where}: {text!r} is no date; write it like 2026-01-31.") from None


def version(*names: str, folder: Path = FOLDER) -> str:
    """Twelve hex digits that change when any of these files changes."""
    content = hashlib.sha256()
    for name in sorted(names):
        content.update((folder / name).read_bytes())
    return content.hexdigest()[:12]
