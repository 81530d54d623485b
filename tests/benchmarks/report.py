"""The table, on the terminal and in docs/benchmarks.md."""

from __future__ import annotations

import os
import platform
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from rich.console import Console
from rich.table import Table

from tests.benchmarks.results import Result

PAGE = Path(__file__).parents[2] / "docs/benchmarks.md"
COLOURS = {"met": "[green]met[/]", "not met": "[red]not met[/]", "": ""}
COLUMNS = ("row", "what", "against", "goal", "measured", "")
INTRODUCTION = """\
# Benchmarks

Written by `make bench`, never by hand. Take the ratios, not the times: the contestants of a row run in turn, again and
again, and a figure is the median of the repetitions' ratios (in C each scale is a process of its own, between two runs
of the smallest). Before anything is timed, the results are checked against a reference. The history is made up from
a seed by `tests/benchmarks/lives.py`: some five events a ticket, known to the second or between two exports.
"""


def show(results: list[Result], console: Console) -> None:
    table = Table(*COLUMNS, box=None, padding=(0, 2, 0, 0))
    for *words, verdict in cells(results):
        table.add_row(*words, COLOURS[verdict])
    console.print(table)


def write(results: list[Result]) -> None:
    PAGE.parent.mkdir(exist_ok=True)
    PAGE.write_text(
        "\n".join([INTRODUCTION, *machine(), "", *lines(results), "", "Measured against:", "", *baselines(results), ""])
    )


def cells(results: list[Result]) -> list[tuple[str, ...]]:
    return [(one.row, one.what, one.against.name, one.goal, one.measured, one.verdict) for one in results]


def lines(results: list[Result]) -> list[str]:
    return ["| " + " | ".join(row) + " |" for row in [COLUMNS, ("---",) * len(COLUMNS), *cells(results)]]


def baselines(results: list[Result]) -> list[str]:
    """One line for each thing that is measured against."""
    made = dict.fromkeys((one.row, *one.against) for one in results)
    return [f"- {row}, {name}: {how}." if name else f"- {row}: {how}." for row, name, how in made]


def machine() -> list[str]:
    libraries = ", ".join(f"{name} {version(name)}" for name in ("numpy", "pandas", "polars"))
    memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / 2**30
    return [
        f"- {processor()}, {os.cpu_count()} cores, {memory:.0f} GiB of memory",
        f"- Python {platform.python_version()}, {libraries}",
        f"- {datetime.now(UTC):%Y-%m-%d}",
    ]


def processor() -> str:
    """What the processor calls itself, where the system tells."""
    told = Path("/proc/cpuinfo")
    names = [line for line in told.read_text().splitlines() if line.startswith("model name")] if told.exists() else []
    return names[0].split(":", 1)[1].strip() if names else platform.processor() or platform.machine()
