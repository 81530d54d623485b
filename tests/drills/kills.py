"""Lives of houses whose sync is killed in one step after another, each held against an undisturbed one."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from random import Random
from shutil import copy
from uuid import uuid4

import sqlalchemy as sa

from include.jobs.histories import Access
from tests.drills import books
from tests.drills.house import House, build
from tests.drills.killing import kill, watch
from tests.drills.written import Written

AIMS = (
    "register_offices", "read_inbox", "read_inbox", "read_inbox", "update_tickets", "ask_lapor", "correct_tickets",
    "compare_recap", "check_data", "run_clocks",
)  # fmt: skip


@dataclass
class Kills:
    folder: Path  # of the houses
    files: list[Path]  # what comes into each inbox
    written: list[Written]  # the exports among them
    access: Access
    chance: Random
    server: str = ""  # URL of a PostgreSQL server; empty: each house has its file
    hits: Counter[str] = field(default_factory=Counter)  # by the step that was killed

    def run(self, number: int) -> list[str]:
        """Kill so often; returns what is wrong in the end, in words."""
        calm = self.move_in("calm")
        seconds = watch(calm, self.access)
        found = self.judge(calm, calm)
        while self.hits.total() < number:
            harried = self.move_in(f"harried-{self.hits.total()}")
            found += self.disturb(harried, seconds, number - self.hits.total())
            watch(harried, self.access)
            found += self.judge(calm, harried)
        return found

    def move_in(self, name: str) -> House:
        house = build(self.folder / name, new_database(self.server) if self.server else "")
        for path in self.files:
            copy(path, house.inbox)
        return house

    def disturb(self, house: House, seconds: dict[str, float], most: int) -> list[str]:
        """Kill it in these steps, one after the other, unless it comes to its end before; returns what got lost."""
        found = []
        for place in sorted(self.chance.sample(range(len(AIMS)), min(most, len(AIMS)))):
            aim = AIMS[place]
            hit = kill(house, self.access, aim, self.chance.uniform(0, seconds[aim] / AIMS.count(aim)))
            if not hit:
                break
            self.hits[hit] += 1
            found += [f"{what}, after a kill in {hit}" for what in books.unbalanced(house.url) + self.lost(house)]
        return found

    def lost(self, house: House) -> list[str]:
        there = set(find_files(house).values())
        return [f"{path.name} is lost" for path in self.files if fingerprint(path) not in there]

    def judge(self, calm: House, house: House) -> list[str]:
        found = books.differences(calm.url, house.url) + books.unbalanced(house.url)
        found += books.misread(house.url, self.written) + self.lost(house)
        files = find_files(calm).items() ^ find_files(house).items()
        found += [f"{name} is not in both, or not the same" for name in sorted({name for name, _ in files})]
        return [f"{house.folder.name}: {what}" for what in found]


def find_files(house: House) -> dict[str, str]:
    """What lies where, notes among them."""
    files = [path for path in house.inbox.rglob("*") if path.is_file()]
    return {str(path.relative_to(house.inbox)): fingerprint(path) for path in files}


def fingerprint(path: Path) -> str:
    return sha256(path.read_bytes()).hexdigest()


def new_database(server: str) -> str:
    url = sa.make_url(server).set(database=f"drill{uuid4().hex}")
    with sa.create_engine(server, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool).connect() as connection:
        connection.exec_driver_sql(f"create database {url.database}")
    return url.render_as_string(hide_password=False)
