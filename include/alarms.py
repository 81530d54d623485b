"""What Airflow calls when a task has failed or letters are late: the data staff hear of it, once a day and cause."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from urllib.parse import quote

from airflow.sdk.definitions.callback import SyncCallback
from airflow.sdk.definitions.deadline import DeadlineAlert, DeadlineReference

from include.approval import address
from include.sla.week import WIB

DONE = ("success", "failed")
THREE_HOURS = timedelta(hours=3)  # from 07:00, when the week's run is queued


def tell_failure(context: Any) -> None:
    """A task has failed for good; where it is mapped, one of its parts. Called where the task ran."""
    from include import jobs

    task = context["ti"]
    place = f"{task.dag_id}.{task.task_id}"
    link = f"{address()}/dags/{task.dag_id}/runs/{quote(task.run_id)}/tasks/{task.task_id}"
    jobs.notify(today(), "tugas-gagal", link, cause=place, task=place)


def tell_lateness(context: Any) -> None:
    """The week's letters are not out by their hour. Called by Airflow's deadline, also where the run has ended."""
    from include import jobs

    run = context["dag_run"]
    if run["state"] not in DONE:
        link = f"{address()}/dags/{run['dag_id']}/runs/{quote(run['dag_run_id'])}"
        jobs.notify(today(), "lewat-waktu", link, cause=run["dag_id"])


def today() -> str:
    from include.mailroom import now_in_utc

    return str(now_in_utc().astimezone(WIB).date())


TOLD: dict[str, Any] = {"on_failure_callback": tell_failure}
BY_TEN = DeadlineAlert(
    DeadlineReference.DAGRUN_QUEUED_AT, THREE_HOURS, SyncCallback(tell_lateness), name="out by ten o'clock"
)
