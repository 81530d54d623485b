"""A sheet column by column, as its cells are judged: a hundred thousand rows are a few dozen columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import zip_longest

from include.gateways.lapor_export.cells import Row, Sheet


@dataclass(frozen=True)
class Grid:
    """Tidy cells; rows that end early are filled up with empty ones."""

    columns: Sequence[Sequence[str]]
    widths: Sequence[int] | None = None  # how many cells each row has; None where all have as many

    @classmethod
    def of(cls, rows: Sheet) -> Grid:
        last = max((number for number, row in enumerate(rows, 1) if row), default=0)
        rows = rows[:last]  # a million empty ones may follow, and are no table
        return cls([*zip_longest(*rows, fillvalue="")], [*map(len, rows)])

    def row(self, place: int) -> Row:
        return [column[place] for column in self.columns][: self.widths[place] if self.widths else None]

    def rows(self) -> Sheet:
        return [self.row(place) for place in range(len(self.columns[0]))] if self.columns else []
