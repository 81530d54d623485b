"""`make bench`: the house against what one would write otherwise, side by side, each goal met or not.

    python -m tests.benchmarks [--quick] [A B C D E F G H I]

`--quick` takes a tenth of the size, for trying. Only a full run of all rows writes docs/benchmarks.md.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator

from rich.console import Console

from tests.benchmarks import (
    changes,
    deadlines,
    growth,
    letters,
    loading,
    reading,
    report,
    scorecards,
    stage_times,
    syncing,
)
from tests.benchmarks.history import History
from tests.benchmarks.results import Result

TICKETS = 1_000_000
SCALES = (100_000, 1_000_000, 10_000_000)
REPETITIONS = 7
FEW = 3  # of rows that take minutes each time
SLOW = {"G", "H"}
ROWS = {
    "A": deadlines,
    "B": stage_times,
    "D": scorecards,
    "E": changes,
    "G": loading,
    "H": syncing,
}
ALONE = {"C", "F", "I"}  # rows that need no history
REPORTS = 100_000
AGENCIES = 700


def main() -> None:
    options = read_options()
    size = 10 if options.quick else 1
    console = Console(highlight=False)
    results: list[Result] = []
    with console.status("Measuring …"):
        for result in measured(options.rows, size):
            results.append(result)
    results.sort(key=lambda result: result.row)
    report.show(results, console)
    if not options.quick and set(options.rows) == {*ROWS, *ALONE}:
        report.write(results)
        console.print(f"Written to {report.PAGE.relative_to(report.PAGE.parents[1])}.")


def measured(rows: list[str], size: int) -> Iterator[Result]:
    if "C" in rows:
        yield from growth.measure([number // size for number in SCALES])
    if "F" in rows:
        yield from reading.measure(REPORTS // size, FEW)
    if "I" in rows:
        yield from letters.measure(AGENCIES // size, REPETITIONS)
    if set(rows) & set(ROWS):
        history = History.of(TICKETS // size)
        for row in sorted(set(rows) & set(ROWS)):
            yield from ROWS[row].measure(history, FEW if row in SLOW else REPETITIONS)


def read_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="a tenth of the size; nothing is written")
    parser.add_argument("rows", nargs="*", metavar="ROW", help="only these of A B C D E F G H I")
    options = parser.parse_args()
    options.rows = options.rows or sorted([*ROWS, *ALONE])
    if wrong := set(options.rows) - {*ROWS, *ALONE}:
        parser.error(f"there is no row {', '.join(sorted(wrong))}; name some of A B C D E F G H I")
    return options


if __name__ == "__main__":
    main()
