"""What a house goes through: a sync after each day's exports, and as many more as it needs."""

from __future__ import annotations

import resource
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from multiprocessing import get_context

from include.jobs.histories import Access
from tests.drills import books
from tests.drills.house import House, sync
from tests.drills.post import Post

MORE = 20  # syncs after the last export, at most


@dataclass(frozen=True)
class Lot:
    """What befalls a house."""

    house: House
    post: Post
    access: Access


@dataclass
class Life:
    seconds: float = 0.0
    more: int = 0  # syncs that were needed after the last export
    files: Counter[str] = field(default_factory=Counter)  # files and rows by their fate
    asked: Counter[str] = field(default_factory=Counter)  # askings by their outcome
    peaks: list[float] = field(default_factory=list)  # MiB of memory, the most up to each sync

    @property
    def early(self) -> float:
        return self.peaks[len(self.peaks) // 4]

    @property
    def late(self) -> float:
        return self.peaks[-1]

    def go_on(self, access: Access) -> None:
        done = sync(access)
        self.files.update(done["read_inbox"])
        self.asked.update(done["ask_lapor"])
        self.peaks.append(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)


def live_side_by_side(lots: dict[str, Lot]) -> dict[str, Life]:
    """Each in a process that does nothing else, so that its memory is the product's."""
    with ProcessPoolExecutor(len(lots), mp_context=get_context("spawn")) as pool:
        lives = {name: pool.submit(live, lot) for name, lot in lots.items()}
        return {name: life.result() for name, life in lives.items()}


def live(lot: Lot) -> Life:
    """A sync a day, and as many more as it needs until all histories are told."""
    lot.house.enter()
    life, began_at = Life(), time.monotonic()
    for day in range(max(lot.post) + 1):
        for delivery in lot.post.get(day, ()):
            delivery.bring(lot.house.inbox)
        life.go_on(lot.access)
    while books.count_untold(lot.house.url) and life.more < MORE:
        life.go_on(lot.access)
        life.more += 1
    life.seconds = time.monotonic() - began_at
    return life
