"""A process that syncs until nothing is new, watched to its end or killed in a step of one's choice."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import pairwise
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerProcess

from include.jobs.histories import Access
from tests.drills.house import House, sync

MODULES = (
    "include.gateways.lapor_api", "include.gateways.lapor_export.table", "include.gateways.lapor_recap.table",
    "include.jobs.history", "include.sla.merger", "include.sla.moves", "pandas", __name__,
)  # fmt: skip
SERVER = get_context("forkserver")  # it has imported what takes long, so that a kill hits work instead of imports
SERVER.set_forkserver_preload([*MODULES])


class Failed(Exception):
    """A sync that nobody had killed did not come to its end."""


def work(house: House, access: Access, telling: Connection) -> None:
    """What the process does: each step is told as it begins."""
    house.enter()
    while sync(access, telling.send)["read_inbox"]["files"]:
        pass


@contextmanager
def working(house: House, access: Access) -> Iterator[tuple[ForkServerProcess, Connection]]:
    told, telling = SERVER.Pipe(duplex=False)
    process = SERVER.Process(target=work, args=(house, access, telling), daemon=True)
    process.start()
    telling.close()  # so that its end is heard here
    try:
        with told:
            yield process, told
    finally:
        process.kill()
        process.join()


def watch(house: House, access: Access) -> dict[str, float]:
    """Let it through to its end; returns how many seconds each step took the first time."""
    begun: list[tuple[str, float]] = []
    with working(house, access) as (process, told):
        with suppress(EOFError):
            while True:
                begun.append((told.recv(), time.monotonic()))
        require_end(house, process)
    seconds: dict[str, float] = {}
    for (step, at), (_, next_at) in pairwise(begun):
        seconds.setdefault(step, next_at - at)
    return seconds


def kill(house: House, access: Access, aim: str, seconds: float) -> str:
    """Kill it so long after it began that step; returns the step it was in, and nothing if it had ended before."""
    with working(house, access) as (process, told):
        try:
            while (step := told.recv()) != aim:
                pass
            until = time.monotonic() + seconds
            while told.poll(max(until - time.monotonic(), 0)):
                step = told.recv()
        except EOFError:
            require_end(house, process)
            return ""
        process.kill()
        with suppress(EOFError):
            while True:
                step = told.recv()  # told in the last moment
    return str(step)


def require_end(house: House, process: ForkServerProcess) -> None:
    process.join()
    if process.exitcode:
        raise Failed(f"It ended with {process.exitcode}; see above, and {house.folder / 'log.txt'}.")
