"""A cell is a piece of tidy text, whatever kind of file it stood in."""

from __future__ import annotations

Row = list[str]
Sheet = list[Row]

# Stands for a formula of any wording. In .xlsx and CSV no cell can hold this text itself: XML has no NUL, and a CSV
# with one is refused. An old .xls could; then a text is set aside as a formula, and nothing worse.
FORMULA = "\0formula"
LONGEST_WORD = 200  # characters; of longer cells only the ends are tidied, for nothing that long is taken over


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


class Tidied(dict[str, str]):
    """Texts by themselves, each tidied when it is first asked for."""

    def __missing__(self, text: str) -> str:
        self[text] = tidied = tidy(text) if len(text) <= LONGEST_WORD else text.strip()
        return tidied
