"""How exports come into an inbox: each on its day, or with all that goes wrong on the way."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path
from random import Random

TOGETHER = 10  # files, kept back until the last of them is there


@dataclass(frozen=True)
class Delivery:
    path: Path
    name: str
    share: float = 1.0  # of its bytes that come

    def bring(self, inbox: Path) -> None:
        """Under another name where there is such a file already, as a browser does."""
        target, content = inbox / self.name, self.path.read_bytes()
        while target.exists():
            target = target.with_stem(f"{target.stem} (1)")
        target.write_bytes(content[: int(len(content) * self.share)])


Post = dict[int, list[Delivery]]  # by the day, counted from 0
Coming = Iterator[tuple[int, Delivery]]  # after how many days


def whole(path: Path, rng: Random) -> Coming:
    yield 0, Delivery(path, path.name)


def cut(path: Path, rng: Random) -> Coming:
    yield 0, Delivery(path, path.name, rng.uniform(0.02, 0.98))
    yield rng.randint(1, 3), Delivery(path, path.name)


def twice(path: Path, rng: Random) -> Coming:
    yield 0, Delivery(path, path.name)
    yield rng.randint(1, 3), Delivery(path, path.name)


def renamed(path: Path, rng: Random) -> Coming:
    """Twice, under names that tell nothing and that others have had."""
    yield 0, Delivery(path, f"unduhan{path.suffix}")
    yield rng.randint(1, 3), Delivery(path, f"a{path.suffix.upper()}")


def late(path: Path, rng: Random) -> Coming:
    yield rng.randint(2, 8), Delivery(path, path.name)


def together(path: Path, rng: Random) -> Coming:
    """With those that follow; see arrange."""
    yield 0, Delivery(path, path.name)


FAULTS: tuple[Callable[[Path, Random], Coming], ...] = (cut, twice, renamed, late, together)


def in_order(paths: Sequence[Path]) -> Post:
    return {day: [Delivery(path, path.name)] for day, path in enumerate(paths)}


def in_rounds(post: Post, days: int) -> Post:
    """The same by rounds of so many days."""
    rounds: Post = defaultdict(list)
    for day in sorted(post):
        rounds[day // days] += post[day]
    return dict(rounds)


def with_faults(paths: Sequence[Path], share: float, rng: Random) -> tuple[Post, dict[str, int]]:
    """This share of the files comes with a fault, and each fault once at least; also how often there was which.

    Faults are dealt out to one kind of file after the other, so that no kind is spared.
    """
    places = rng.sample(range(len(paths)), max(round(share * len(paths)), len(FAULTS)))
    faults = dict(zip(sorted(places, key=lambda place: paths[place].suffix), cycle(FAULTS), strict=False))
    post: Post = defaultdict(list)
    until = 0
    for place, path in enumerate(paths):
        fault = faults.get(place, whole)
        until = place + TOGETHER - 1 if fault is together else until
        for days, delivery in fault(path, rng):
            post[max(place, until) + days].append(delivery)
    return dict(post), {fault.__name__: [*faults.values()].count(fault) for fault in FAULTS}
