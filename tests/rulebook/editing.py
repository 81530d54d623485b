"""Change a copy of the rulebook as its keepers would, and say at which line."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from include.rulebook.agencies import AGENCY_COLUMNS
from include.rulebook.files import WrongRulebook


def edit(folder: Path, name: str, old: str, new: str) -> int:
    """Replace the text once; its line's number."""
    text = (folder / name).read_text(encoding="utf-8")
    assert old in text
    (folder / name).write_text(text.replace(old, new, 1), encoding="utf-8")
    return text[: text.index(old)].count("\n") + 1


def append(folder: Path, name: str, *lines: str) -> int:
    """Add lines at the end; the last one's number."""
    with (folder / name).open("a", encoding="utf-8") as file:
        file.writelines(f"{line}\n" for line in lines)
    return (folder / name).read_text(encoding="utf-8").count("\n")


def keep_columns(folder: Path, name: str) -> None:
    """Take out every line but the first."""
    columns = (folder / name).read_text(encoding="utf-8").partition("\n")[0]
    (folder / name).write_text(f"{columns}\n", encoding="utf-8")


def drop_parents(folder: Path) -> None:
    """Make the register what it was before agencies had parents."""
    path = folder / "agencies.csv"
    with path.open(encoding="utf-8", newline="") as file:
        lines = list(csv.DictReader(file))
    with path.open("w", encoding="utf-8", newline="") as file:
        older = [column for column in AGENCY_COLUMNS if column != "parent"]
        writer = csv.DictWriter(file, older, extrasaction="ignore")
        writer.writeheader()
        writer.writerows(lines)


def assert_refused(load: Callable[[Path], object], folder: Path, message: str) -> None:
    with pytest.raises(WrongRulebook, match=f"^{re.escape(message)}"):
        load(folder)
