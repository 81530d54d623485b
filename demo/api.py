"""The few things `make run` asks of Airflow's REST API."""

from __future__ import annotations

import time
from datetime import datetime
from typing import Any

import httpx

DAGS = ("sync_tickets", "run_clocks", "weekly_scorecards")
UNFINISHED = ("queued", "running")
Row = dict[str, Any]


class Trouble(Exception):
    """What is in the way, in words for the person at the terminal."""


class Api:
    """Airflow's REST API on this machine, as this user; Trouble when it refuses or falls silent."""

    def __init__(self, port: int, user: str, password: str) -> None:
        self.url = f"http://127.0.0.1:{port}"
        self.credentials = {"username": user, "password": password}
        self.client = httpx.Client(base_url=self.url, timeout=60, trust_env=False)

    def answers(self) -> bool:
        """Whether the API server is up; once it is, it knows who asks."""
        try:
            answer = self.client.post("/auth/token", json=self.credentials)
        except httpx.TransportError:
            return False
        if answer.status_code != httpx.codes.CREATED:
            return False
        self.client.headers["Authorization"] = f"Bearer {answer.json()['access_token']}"
        return True

    def wake(self) -> None:
        """Have the API server build the half that tasks talk to: the first request there takes seconds."""
        self.client.get("/execution/health").raise_for_status()

    def ask(self, method: str, path: str, **more: Any) -> Any:
        try:
            answer = self.client.request(method, f"/api/v2{path}", **more)
            if answer.is_server_error and method == "GET":  # SQLite is locked now and then
                time.sleep(1)
                answer = self.client.request(method, f"/api/v2{path}", **more)
        except httpx.TransportError as error:
            raise Trouble(f"Airflow's API server does not answer any more: {error}") from error
        if answer.is_error:
            raise Trouble(f"Airflow answers {method} {path} with {answer.status_code}: {answer.text[:500]}")
        return answer.json()

    def has_read_dags(self, since: datetime) -> bool:
        """Whether Airflow has read each of our DAGs anew since this moment; Trouble when it could not."""
        for error in self.ask("GET", "/importErrors")["import_errors"]:
            if is_after(error["timestamp"], since):
                raise Trouble(f"Airflow cannot read dags/{error['filename']}:\n{error['stack_trace']}")
        read_at = {dag["dag_id"]: dag["last_parsed_time"] for dag in self.ask("GET", "/dags")["dags"]}
        return all(dag in read_at and is_after(read_at[dag], since) for dag in DAGS)

    def close_unfinished_runs(self) -> None:
        """Fail the runs that nobody works at any more; each DAG runs one at a time, so they would block it."""
        for run in self.ask("GET", "/dags/~/dagRuns", params={"state": UNFINISHED})["dag_runs"]:
            note = "Airflow was ended before this run was finished."
            self.ask("PATCH", run_path(run), json={"state": "failed", "note": note})

    def switch_on(self, dag: str) -> None:
        self.ask("PATCH", f"/dags/{dag}", json={"is_paused": False})

    def trigger(self, dag: str) -> Row:
        """Begin a run by hand."""
        run: Row = self.ask("POST", f"/dags/{dag}/dagRuns", json={"logical_date": None})
        return run

    def runs(self, dag: str, since: datetime) -> list[Row]:
        """The runs of a DAG that were put in the queue after this moment, the oldest first."""
        runs = self.ask("GET", f"/dags/{dag}/dagRuns", params={"order_by": "-id", "limit": 20})["dag_runs"]
        return [run for run in reversed(runs) if is_after(run["queued_at"], since)]

    def tasks(self, run: Row) -> list[Row]:
        """The tasks of a run, in the order in which they came to an end; the others come last."""
        tasks = self.ask("GET", f"{run_path(run)}/taskInstances")["task_instances"]
        return sorted(tasks, key=lambda task: (task["end_date"] is None, task["end_date"], task["map_index"]))

    def returned(self, task: Row) -> Any:
        """What a finished task has returned."""
        path = f"{task_path(task)}/xcomEntries/return_value"
        return self.ask("GET", path, params={"map_index": task["map_index"]})["value"]

    def log(self, task: Row) -> list[str]:
        """What the last try of a task has logged, and what it failed with."""
        params = {"map_index": task["map_index"], "full_content": True}
        lines = self.ask("GET", f"{task_path(task)}/logs/{task['try_number']}", params=params)["content"]
        said = [line["event"] for line in lines if not line["event"].startswith("::")]
        errors = [error for line in lines for error in line.get("error_detail") or []]
        return said + [f"{error['exc_type']}: {error['exc_value']}" for error in errors]


def is_after(text: str, moment: datetime) -> bool:
    return datetime.fromisoformat(text) >= moment


def run_path(run: Row) -> str:
    return f"/dags/{run['dag_id']}/dagRuns/{run['dag_run_id']}"


def task_path(task: Row) -> str:
    return f"{run_path(task)}/taskInstances/{task['task_id']}"
