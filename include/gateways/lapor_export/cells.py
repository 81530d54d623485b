"""A cell is a piece of tidy text, whatever kind of file it stood in."""

from __future__ import annotations

Row = list[str]
Sheet = list[Row]

# Stands for a formula of any wording. No cell can hold this text itself: XML has no NUL, and a CSV with one is refused.
FORMULA = "\0formula"


class UnreadableExport(Exception):
    """The file as a whole cannot be read; says in Indonesian what is wrong and what to do."""


class Fault(Exception):
    """Why one row cannot be read: a column, and what is wrong with it."""

    def __init__(self, column: str, problem: str) -> None:
        super().__init__(f"{problem}.")
        self.column = column


def tidy(text: str) -> str:
    """The text with its white space trimmed and collapsed; LAPOR's lone `-` means empty."""
    words = " ".join(text.split())
    return "" if words == "-" else words
