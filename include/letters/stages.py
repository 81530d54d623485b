"""The table of stages: a column for each line of the scorecard, the same in HTML and in text."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import zip_longest
from textwrap import wrap

from include.letters.indonesian import number, percent
from include.letters.wording import WORDS, limit, share
from include.sla.scorecards import FEWEST_COUNTED, Line

NOTHING = "–"
TEXT_WIDTH = 78
NAME_WIDTH = 31
HEAD_WIDTH = 13


@dataclass(frozen=True)
class Row:
    """One row: its name and one cell for each line."""

    name: str
    cells: tuple[str, ...]
    weight: str = "normal"  # normal | strong | aside


def heads(lines: Sequence[Line]) -> list[tuple[str, str]]:
    """Name and limit of each column."""
    return [(WORDS["columns"][f"{line.stage}-{line.policy}"], limit(line)) for line in lines]


def columns(lines: Sequence[Line]) -> list[str]:
    """The table in plain text, at most 78 wide: the names of columns stand on the limits, long names of rows wrap."""
    table = rows(lines)
    width = max([HEAD_WIDTH, *(len(cell) for row in table for cell in row.cells)])
    room = min(NAME_WIDTH, TEXT_WIDTH - len(lines) * (1 + width))
    stacked = [("", cells) for cells in _stacked_heads(lines, width)]
    for row in table:
        *above, last = _wrapped(row.name, room)
        stacked += [*((name, ()) for name in above), (last, row.cells)]
    return [name.ljust(room) + "".join(f" {cell:>{width}}" for cell in cells) for name, cells in stacked]


def _stacked_heads(lines: Sequence[Line], width: int) -> list[tuple[str, ...]]:
    names = [_wrapped(name, width)[::-1] for name, _ in heads(lines)]
    limits = [_wrapped(words, width) for _, words in heads(lines)]
    return [*list(zip_longest(*names, fillvalue=""))[::-1], *zip_longest(*limits, fillvalue="")]


@lru_cache(maxsize=256)  # the same few names in every letter
def _wrapped(words: str, width: int) -> tuple[str, ...]:
    return tuple(wrap(words, width))


def rows(lines: Sequence[Line]) -> list[Row]:
    """Counts, rate and how long it took; a row that says nothing is left out."""
    table = [_counts(lines, field, name) for field, name in WORDS["rows"].items()]
    table += [Row(WORDS["rates"][name], tuple(map(write, lines)), weight) for name, weight, write in RATES]
    table += [_counts(lines, field, name, "aside") for field, name in WORDS["rows_outside"].items()]
    return [row for row in table if row.weight == "normal" or set(row.cells) - {"0", NOTHING}]


def _counts(lines: Sequence[Line], field: str, name: str, weight: str = "normal") -> Row:
    weight = "strong" if field == "total" else weight
    return Row(name, tuple(str(getattr(line, field)) for line in lines), weight)


def _share(line: Line) -> str:
    return share(line.met, line.counted) if line.counted else NOTHING


def _rate(line: Line) -> str:
    return percent(line.met, line.counted) if line.counted >= FEWEST_COUNTED else NOTHING


def _days(days: float | None) -> str:
    return NOTHING if days is None else number(days)


RATES: tuple[tuple[str, str, Callable[[Line], str]], ...] = (
    ("share", "normal", _share),
    ("rate", "strong", _rate),
    ("mean", "aside", lambda line: _days(line.mean_days)),
    ("median", "aside", lambda line: _days(line.median_days)),
)
