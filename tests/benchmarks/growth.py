"""Row C: from a hundred thousand tickets to ten million, each scale in a process of its own, read in batches.

    python -m tests.benchmarks.growth 1000000

runs one scale and prints what it took.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import time
from statistics import median

from include.jobs.rules import load_rules
from tests.benchmarks import lives, product
from tests.benchmarks.results import Baseline, Result

BATCH = 100_000  # tickets
STEADY, MEMORY = 1.3, 3.0  # times; GiB
SMALLEST = Baseline(
    "the smallest", "the same at the smallest scale, before and after; the batches are made up as they are read"
)
PROCESS = Baseline("", "memory is the largest resident size of the whole process, making the batches up included")


def measure(scales: list[int]) -> list[Result]:
    """Each larger scale between two runs of the smallest."""
    smallest, *larger = scales
    results, before = [], scale(smallest)
    for number in larger:
        this, after = scale(number), scale(smallest)
        growth = this["seconds"] / number / (median([before["seconds"], after["seconds"]]) / smallest)
        what = f"time per ticket, {number:,} tickets ({this['events']:,} events) against {smallest:,}"
        results.append(Result("C", what, f"≤ {STEADY} ×", f"{growth:.2f} ×", growth <= STEADY, SMALLEST))
        before = after
    peak = this["gibibytes"]
    what = f"peak memory at {number:,} tickets in batches of {BATCH:,}"
    results.append(Result("C", what, f"≤ {MEMORY:g} GiB", f"{peak:.2f} GiB", peak <= MEMORY, PROCESS))
    return results


def scale(number: int) -> dict[str, float]:
    command = [sys.executable, "-m", "tests.benchmarks.growth", str(number)]
    read: dict[str, float] = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    return read


def run(number: int) -> dict[str, float]:
    """Seconds in the clocks, made and read; the batches' own making is not counted."""
    rules, seconds, events, counts = load_rules(), 0.0, 0, 0
    warm = next(lives.batches(BATCH // 10, BATCH))
    product.read(product.run(warm.tickets, warm.events, rules), lives.NEWEST, rules.working_days)
    for batch in lives.batches(number, BATCH):
        began_at = time.perf_counter()
        clocks = product.run(batch.tickets, batch.events, rules)
        read = product.read(clocks, lives.NEWEST, rules.working_days)
        seconds += time.perf_counter() - began_at
        events += len(batch.events)
        counts += len(read)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    return {"seconds": seconds, "events": events, "clocks": counts, "gibibytes": peak}


if __name__ == "__main__":
    sys.stdout.write(json.dumps(run(int(sys.argv[1]))))
