"""Runs of the weekly letters on a running Airflow, and what they leave: states, the ledger, the outbox."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from demo.api import Api, Row, run_path
from include.gateways.warehouse import connect, ledger
from include.sla.week import Week

PATIENCE = 300  # seconds that a run may take between two of a person's acts
ENDED = ("success", "failed")


@dataclass(frozen=True)
class House:
    """An installation whose Airflow runs."""

    folder: Path
    api: Api
    url: str  # as people are told it

    def begin(self, week: Week) -> Row:
        """Start a run that tells of this week."""
        conf = {"logical_date": None, "conf": {"week": str(week)}}
        run: Row = self.api.ask("POST", "/dags/weekly_scorecards/dagRuns", json=conf)
        return run

    def wait_for_request(self, run: Row, attempt: int = 1) -> None:
        def asks() -> bool:
            task = next(task for task in self.api.tasks(run) if task["task_id"] == "approve")
            assert task["state"] not in (*ENDED, "upstream_failed"), self.api.log(task)
            return bool((task["state"], task["try_number"]) == ("awaiting_input", attempt))

        wait_until(asks)

    def wait_for_end(self, run: Row) -> str:
        wait_until(lambda: self.state(run) in ENDED)
        return self.state(run)

    def state(self, run: Row) -> str:
        return str(self.api.ask("GET", run_path(run))["state"])

    def tasks(self, run: Row) -> dict[str, str]:
        """The state of each task; a mapped one by its group."""
        return {task["rendered_map_index"] or task["task_id"]: task["state"] for task in self.api.tasks(run)}

    def deliveries(self, run: Row) -> list[ledger.Entry]:
        """The letters of the run's week, without the notices that it is their turn."""
        with connect(f"sqlite:///{self.folder}/var/warehouse.db") as connection:
            entries = ledger.list_entries(connection, period=run["conf"]["week"])
        return [entry for entry in entries if entry.kind in ledger.WEEKLY]

    def states(self, run: Row) -> Counter[str]:
        return Counter(entry.state for entry in self.deliveries(run))

    def words(self, run: Row, state: str) -> set[tuple[str, str]]:
        """By whom, and why, letters came to this state; what was agreed to is named by its hash, here `…`."""
        with connect(f"sqlite:///{self.folder}/var/warehouse.db") as connection:
            return {
                (move.actor, move.cause.replace(entry.digest[:12], "…"))
                for entry in self.deliveries(run)
                for move in ledger.read_moves(connection, entry.delivery_id)
                if move.from_state != state == move.to_state
            }

    def letters(self) -> set[str]:
        """The ids of all letters of which the outbox has any file; notices to staff need nobody's approval."""
        with connect(f"sqlite:///{self.folder}/var/warehouse.db") as connection:
            entries = ledger.list_entries(connection)
        notices = {entry.delivery_id for entry in entries if entry.kind not in ledger.WEEKLY}
        return {path.stem for path in (self.folder / "var/outbox").glob("*.*")} - notices - {"index"}


def wait_until(ready: Callable[[], bool], seconds: float = PATIENCE) -> None:
    deadline = time.monotonic() + seconds
    while not ready():
        assert time.monotonic() < deadline, f"This did not come about within {seconds} seconds."
        time.sleep(0.5)
