"""A week lived through the production set, with parts of it killed on the way, and what it leaves behind."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

import httpx

from tests.compose.house import House

# When this task runs, this part is killed.
KILLS = {
    ("sync_tickets", "read_inbox"): "worker",
    ("weekly_scorecards", "score_agencies"): "scheduler",
    ("weekly_scorecards", "write_letters"): "redis",
    ("weekly_scorecards", "deliver"): "postgres",
}
DAGS = ("sync_tickets", "run_clocks", "weekly_scorecards", "follow_deliveries")
ENDED = ("success", "failed")
PATIENCE = 900  # seconds for one run
CLEARINGS = 3  # how often the person on call would clear what is red
DELIVERIES = """
select delivery_id, period, agency_id, kind, digest, state in ('accepted', 'delivered') from deliveries order by 1
"""

Say = Callable[[str], None]
Kills = Mapping[tuple[str, str], str]


class Delivery(NamedTuple):
    delivery_id: str
    period: str
    agency_id: str
    kind: str
    digest: str
    left: bool


@dataclass
class Record:
    """What a week left behind; `tables` must be the same in two houses."""

    tables: dict[str, list[tuple[str, ...]]]
    workers: list[str]
    tasks: int
    faults: list[str] = field(default_factory=list)

    @property
    def deliveries(self) -> list[Delivery]:
        return [Delivery(*row[:5], row[5] == "t") for row in self.tables["deliveries"]]

    @property
    def summary(self) -> str:
        numbers = ", ".join(f"{len(rows)} {name}" for name, rows in self.tables.items())
        return f"{numbers}; {self.tasks} task instances for the week, by {len(self.workers)} workers"


def live_a_week(house: House, kills: Kills, say: Say) -> None:
    """Sync, clocks, letters; then what is unknown is looked up, and what is red is cleared, as the docs say."""
    wait_for_dags(house)
    for dag in DAGS:
        insist(house, "PATCH", f"/dags/{dag}", json={"is_paused": False})
    pending = dict(kills)
    run(house, "sync_tickets", pending, say)
    follow(house, "run_clocks", newest(house, "run_clocks"), pending, say)
    week = run(house, "weekly_scorecards", pending, say)
    for _ in range(CLEARINGS):
        if state(house, "weekly_scorecards", week) == "success":
            return
        run(house, "follow_deliveries", pending, say)
        say("the red tasks of the week are cleared")
        asked = {"dag_run_id": week, "only_failed": True, "dry_run": False, "reset_dag_runs": True}
        insist(house, "POST", "/dags/weekly_scorecards/clearTaskInstances", json=asked)
        follow(house, "weekly_scorecards", week, pending, say)


def wait_for_dags(house: House) -> None:
    """The set is healthy before its first look at the DAGs' files is done."""
    began = time.monotonic()
    while not {*DAGS} <= {dag["dag_id"] for dag in insist(house, "GET", "/dags")["dags"]}:
        if time.monotonic() - began > PATIENCE:
            raise TimeoutError("The DAGs are not read.")
        time.sleep(1)


def run(house: House, dag: str, pending: dict[tuple[str, str], str], say: Say) -> str:
    started = insist(house, "POST", f"/dags/{dag}/dagRuns", json={"logical_date": None})
    return follow(house, dag, started["dag_run_id"], pending, say)


def follow(house: House, dag: str, run_id: str, pending: dict[tuple[str, str], str], say: Say) -> str:
    """Wait for the end of the run, and kill what is to be killed when its task runs; the run's id."""
    began = time.monotonic()
    while (ended := state(house, dag, run_id)) not in ENDED:
        if time.monotonic() - began > PATIENCE:
            raise TimeoutError(f"{dag} has not ended.")
        for task in running(house, dag, run_id):
            if service := pending.pop((dag, task), ""):
                house.kill(service)
                say(f"{service} was killed while {dag}.{task} ran")
        time.sleep(0.2)
    say(f"{dag}: {ended} after {time.monotonic() - began:.0f} s")
    return run_id


def state(house: House, dag: str, run_id: str) -> str:
    return str(insist(house, "GET", f"/dags/{dag}/dagRuns/{run_id}")["state"])


def running(house: House, dag: str, run_id: str) -> list[str]:
    found = insist(house, "GET", f"/dags/{dag}/dagRuns/{run_id}/taskInstances", params={"state": "running"})
    return [task["task_id"] for task in found["task_instances"]]


def newest(house: House, dag: str) -> str:
    """The id of the run that the newest data has started."""
    began = time.monotonic()
    while time.monotonic() - began < PATIENCE:
        if runs := insist(house, "GET", f"/dags/{dag}/dagRuns", params={"order_by": "-id", "limit": 1})["dag_runs"]:
            return str(runs[0]["dag_run_id"])
        time.sleep(1)
    raise TimeoutError(f"{dag} has not begun.")


def insist(house: House, method: str, path: str, **more: object) -> dict:  # type: ignore[type-arg]  # JSON
    """Ask until it is answered: a part may just have been killed. A refusal is one."""
    began = time.monotonic()
    while True:
        try:
            return dict(house.ask(method, path, **more))
        except (httpx.TransportError, httpx.HTTPStatusError) as error:
            refused = isinstance(error, httpx.HTTPStatusError) and not error.response.is_server_error
            if refused or time.monotonic() - began > PATIENCE:
                raise
            time.sleep(0.5)


def read_record(house: House) -> Record:
    tables = {
        "scorecards": "select week, agency_id, fingerprint from scorecards order by 1, 2",
        "letters": "select period, agency_id, kind, digest from letters order by 1, 2, 3",
        "deliveries": DELIVERIES,
    }
    hosts = house.query("select distinct hostname from task_instance where hostname > ''", "airflow")
    count = "select count(*) from task_instance where dag_id = 'weekly_scorecards'"
    rows = {name: [tuple(row) for row in house.query(statement)] for name, statement in tables.items()}
    return Record(rows, sorted(row[0] for row in hosts), int(house.query(count, "airflow")[0][0]))
