"""A drill: a year of exports through two houses, one calm and one harried, ends alike in both.

    make year

An export comes every working day and shows the tickets of the 90 days before; after each there is a whole sync. In the
harried house some come cut off, twice, renamed, out of order, or many together, and LAPOR's API goes wrong as often.
In the end tickets, events, faults and clocks must be the same, and every row of every export accounted for.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from random import Random

from demo import regency
from tests.drills import books, house, post
from tests.drills.lapor import Answering, answering
from tests.drills.life import Life, Lot, live_side_by_side
from tests.drills.written import COVERED, Written, write_exports

MONDAY = date(2026, 1, 5)  # the year ends before it
WORKED_OUT = ("titles", "tickets", "events", "data_faults", "clocks")
HARRIED = {"API_SECONDS": "3", "API_CONCURRENCY": "8"}


def main() -> int:
    options = read_options()
    with tempfile.TemporaryDirectory(prefix="rapor-year-") as folder:
        found = drill(Path(folder), options.weeks, options.faults, options.seed)
    print("\n".join(found) or "Both houses ended alike, and every row is accounted for.")
    return bool(found)


def read_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--weeks", type=int, default=52)
    parser.add_argument("--faults", type=float, default=0.05, help="share of the files, and of the API's answers")
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args()


def drill(folder: Path, weeks: int, faults: float, seed: int, *, one_in: int = 1, days: int = 1) -> list[str]:
    """What is wrong in the end, in words. In a smaller world one in so many tickets lives, with so many days a sync."""
    complaints = regency.build(MONDAY, weeks + COVERED.days // 7 + 1)[::one_in]
    year = [MONDAY - timedelta(days=ago) for ago in range(7 * weeks, 0, -1)]
    written = write_exports(folder / "exports", complaints, year)
    paths = [one.path for one in written]
    disturbed, dealt = post.with_faults(paths, faults, Random(seed))
    calm, harried = house.build(folder / "calm"), house.build(folder / "harried", **HARRIED)
    with answering(complaints) as fair, answering(complaints, faults, seed) as unfair:
        lots = {
            "calm": Lot(calm, post.in_rounds(post.in_order(paths), days), fair.access),
            "harried": Lot(harried, post.in_rounds(disturbed, days), unfair.access),
        }
        lives = live_side_by_side(lots)
        print(f"{len(written)} exports; came with a fault: {', '.join(f'{n} {how}' for how, n in dealt.items())}")
        report("calm", lives["calm"], fair)
        report("harried", lives["harried"], unfair)
    return judge(calm, harried, written)


def report(name: str, life: Life, api: Answering) -> None:
    files, asked = life.files, dict(sorted(life.asked.items()))
    print(
        f"{name}: {life.seconds:.0f} s, {len(life.peaks)} syncs, {life.more} of them after the last export\n"
        f"  {files['files']} files ({files['known']} known, {files['refused']} refused) of {files['rows']} rows\n"
        f"  {sum(asked.values())} askings {asked} by {len(api.lapor.requests)} requests, {api.faults} gone wrong\n"
        f"  at most {life.early:.0f} MiB in the first quarter and {life.late:.0f} in all: {life.late / life.early:.2f}",
        flush=True,
    )


def judge(calm: house.House, harried: house.House, written: Sequence[Written]) -> list[str]:
    found = books.differences(calm.url, harried.url, WORKED_OUT)
    for home in (calm, harried):
        left = [f"{path.name} was left in the inbox" for path in home.inbox.iterdir() if path.is_file()]
        wrong = books.unbalanced(home.url) + books.misread(home.url, written) + left
        found += [f"{home.folder.name}: {what}" for what in wrong]
    return found


if __name__ == "__main__":
    sys.exit(main())
