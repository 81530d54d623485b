"""The rulebook's CSV files: read with line numbers, so that a refusal can name them; and kept, to be read again."""

from __future__ import annotations

import csv
import hashlib
import io
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path

FOLDER = Path(__file__).parent
FOREVER = date(9999, 12, 31)
CALENDAR = "calendar.csv"  # the composed days off; in kept rulebooks only
# What nobody sees: of control, of direction, or as wide as nothing; it comes along when text is copied.
UNSEEN = re.compile(r"[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")


class WrongRulebook(Exception):
    """A file of the rulebook cannot be read or contradicts itself; the message names file and line, and what to do."""


def read_lines(
    name: str, columns: list[str], folder: Path = FOLDER, *, newer: Collection[str] = ()
) -> Iterator[tuple[int, dict[str, str]]]:
    """Line number and values of each line of `name`; WrongRulebook unless it has these columns, each once.

    A rulebook that was kept before there were the newer ones lacks them; they are empty then.
    """
    lines = split(name, folder)
    number, header = next(lines, (1, []))
    check_columns(header, columns, newer, f"{name}, line {number}")
    for number, values in lines:
        if len(values) != len(header):
            raise WrongRulebook(
                f"{name}, line {number}: there must be {len(header)} values, not {len(values)}; "
                "put quotes around one that holds the separator."
            )
        told = dict.fromkeys(newer, "") | dict(zip(header, values, strict=True))
        refuse_unseen(told, f"{name}, line {number}")
        yield number, told


def split(name: str, folder: Path) -> Iterator[tuple[int, list[str]]]:
    """Number and values of each line that is not blank, its separator "," or, from an Indonesian Excel, ";".

    Each line is read by itself: no value runs over two, and a quote left open would swallow the lines below it.
    """
    lines = enumerate(read_text(folder / name).split("\n"), start=1)
    filled = [(number, line) for number, line in lines if line.strip()]
    separator = find_separator(filled[0][1]) if filled else ","
    for number, line in filled:
        try:
            values = next(csv.reader([line], delimiter=separator, strict=True))
        except csv.Error:
            raise WrongRulebook(
                f"{name}, line {number}: a quote is left open, or something stands behind one; mend it."
            ) from None
        yield number, [value.strip() for value in values]


def find_separator(header: str) -> str:
    return ";" if ";" in header else ","


def check_columns(header: list[str], columns: list[str], newer: Collection[str], where: str) -> None:
    faults = {
        "missing": [column for column in columns if column not in header and column not in newer],
        "unexpected": [column for column in header if column not in columns],
        "twice": [column for column in dict.fromkeys(header) if header.count(column) > 1],
    }
    told = [f"{fault}: {', '.join(map(repr, found))}" for fault, found in faults.items() if found]
    if told:
        raise WrongRulebook(f"{where}: the columns must be {', '.join(columns)}; {'; '.join(told)}.")


def refuse_unseen(values: dict[str, str], where: str) -> None:
    for column, value in values.items():
        if UNSEEN.search(value):
            raise WrongRulebook(f"{where}: {column} holds a character that nobody sees; type it anew.")


def read_text(path: Path) -> str:
    """The text in UTF-8, without the byte order mark that Excel writes before it."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise WrongRulebook(f"{path.name}: {error.strerror}. Put the file back into the rulebook.") from None
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise WrongRulebook(
            f'{path.name}, line {line}: this is no text in UTF-8; in Excel, save it as "CSV UTF-8".'
        ) from None


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

    return texts(folder) | {CALENDAR: days_off.load(folder, known_on).to_csv(index=False)}


def texts(folder: Path = FOLDER) -> dict[str, str]:
    """The text of each file in the folder by its name."""
    return {path.name: read_text(path) for path in sorted(folder.glob("*.csv"))}


def extend(text: str, lines: Iterable[Mapping[str, str]]) -> str:
    """The text of a file with these lines, values by column, below its own; written as its header is."""
    header = next(filter(str.strip, text.split("\n")), "")
    separator, added = find_separator(header), io.StringIO()
    columns = [column.strip() for column in next(csv.reader([header], delimiter=separator))]
    csv.DictWriter(added, columns, delimiter=separator, lineterminator="\n").writerows(lines)
    return text.rstrip("\n") + "\n" + added.getvalue()


def unpack(files: dict[str, str], folder: Path) -> Path:
    """Write what `contents` gave into the folder, from which the same rulebook is loaded again."""
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8", newline="\n")
    return folder


def version(*names: str, folder: Path = FOLDER) -> str:
    """Twelve hex digits that change when any of these files changes."""
    content = hashlib.sha256()
    for name in sorted(names):
        content.update(read_text(folder / name).encode())
    return content.hexdigest()[:12]
