"""A house of its own for a drill, and in it the whole sync as the DAGs order it."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from demo import offices
from include import jobs
from include.gateways.warehouse import migrate
from include.jobs.histories import Access
from include.settings import settings

Step = Callable[[], Any]


@dataclass(frozen=True)
class House:
    folder: Path
    url: str  # of its warehouse
    settings: dict[str, str] = field(default_factory=dict)  # by name, without RAPOR_

    @property
    def inbox(self) -> Path:
        return self.folder / "inbox"

    def enter(self) -> None:
        """From here on the jobs of this process work in this house; a process enters one house alone."""
        places = {"INBOX": "inbox", "OUTBOX": "outbox", "OFFICES": "offices.csv"}
        known = {name: str(self.folder / place) for name, place in places.items()}
        known |= {"WAREHOUSE_URL": self.url, "SETTLE_SECONDS": "0", "API_REQUESTS_AN_HOUR": "10000000"}
        os.environ |= {f"RAPOR_{name}": value for name, value in (known | self.settings).items()}
        settings.cache_clear()
        logging.basicConfig(filename=self.folder / "log.txt", level=logging.WARNING)


def build(folder: Path, url: str = "", **chosen: str) -> House:
    """An empty house; its warehouse is a file in it unless told otherwise."""
    house = House(folder, url or f"sqlite:///{folder / 'warehouse.db'}", chosen)
    house.inbox.mkdir(parents=True)
    offices.write(folder / "offices.csv")
    migrate(house.url)
    return house


def steps(access: Access) -> dict[str, Step]:
    """The tasks of `dags/sync_tickets.py` in their order, and the clocks that follow."""
    return {
        "register_offices": jobs.register_offices,
        "read_inbox": jobs.read_inbox,
        "update_tickets": jobs.update_tickets,
        "ask_lapor": partial(jobs.ask_lapor, access),
        "correct_tickets": jobs.update_tickets,
        "compare_recap": jobs.compare_recap,
        "check_data": jobs.check_data,
        "run_clocks": jobs.run_clocks,
    }


def sync(access: Access, begin: Callable[[str], object] = str) -> dict[str, Any]:
    """One whole sync, each step told as it begins; returns what each has returned."""
    returned = {}
    for name, step in steps(access).items():
        begin(name)
        returned[name] = step()
    return returned
