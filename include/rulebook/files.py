"""The rulebook's CSV files: read with line numbers, so that a refusal can name them; and kept, to be read again."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Collection, Iterator
from datetime import date
from pathlib import Path

FOLDER = Path(__file__).parent
FOREVER = date(9999, 12, 31)
CALENDAR = "calendar.csv"  # the composed days off; in kept rulebooks only


class WrongRulebook(Exception):
    """A file of the rulebook contradicts itself; the message names file and line."""


def read_lines(
    name: str, columns: list[str], folder: Path = FOLDER, *, newer: Collection[str] = ()
) -> Iterator[tuple[int, dict[str, str]]]:
    """Line number and values of each line of `name`; WrongRulebook unless it has exactly these columns.

    A rulebook that was kept before there were the newer ones lacks them; they are empty then.
    """
    older = [column for column in columns if column not in newer]
    path = folder / name
    with path.open(encoding="utf-8", newline="") as file:
        lines = csv.DictReader(file)
        if lines.fieldnames not in (columns, older):
            raise WrongRulebook(f"{name}: the columns must be {', '.join(columns)}.")
        for values in lines:
            if None in values or None in values.values():
                raise WrongRulebook(f"{name}, line {lines.line_num}: there must be {len(lines.fieldnames)} values.")
            yield lines.line_num, dict.fromkeys(newer, "") | {column: value.strip() for column, value in values.items()}


def read_day(text: str, default: date, where: str) -> date:
    """The date, or the default when nothing stands there."""
    return read_date(text, where) if text else default


def read_date(text: str, where: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise WrongRulebook(f"{where}: {text!r} is no date; write it like 2026-01-31.") from None


def contents(folder: Path = FOLDER, known_on: date | None = None) -> dict[str, str]:
    """The text of each file of the rulebook by its name, and of calendar.csv: the days off as known on that day."""
    from include.rulebook import days_off

    calendar = days_off.load(folder, known_on).to_csv(index=False)
    return {path.name: path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.csv"))} | {CALENDAR: calendar}


def unpack(files: dict[str, str], folder: Path) -> Path:
    """Write what `contents` gave into the folder, from which the same rulebook is loaded again."""
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8", newline="\n")
    return folder


def version(*names: str, folder: Path = FOLDER) -> str:
    """Twelve hex digits that change when any of these files changes."""
    content = hashlib.sha256()
    for name in sorted(names):
        content.update((folder / name).read_text(encoding="utf-8").encode())
    return content.hexdigest()[:12]
