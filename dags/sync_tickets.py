"""By day, every three hours, take in what is new in the inbox of LAPOR's exports.

- **What it does**: `read_inbox` files each new export as LAPOR wrote it, and sets aside the rows it cannot read;
  `update_tickets` brings every ticket and its events up to date with them. The clocks follow by themselves.
- **When it fails**: the task's log says why; a warehouse that does not answer is tried again by itself. A file that is
  no export fails nothing: it lies in `ditolak/` with a note beside it. One that cannot be opened stays and is named.
- **Run again**: safe. An export is read once, whatever its name; an empty inbox changes nothing.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from airflow.sdk import CronTriggerTimetable, dag, task

from include import assets


@dag(
    schedule=CronTriggerTimetable("0 6-21/3 * * *", timezone="Asia/Jakarta"),
    max_active_runs=1,
    default_args={"retries": 3, "retry_delay": timedelta(seconds=20), "retry_exponential_backoff": 2},
    tags=["tickets"],
    doc_md=__doc__,
)
def sync_tickets():
    @task
    def read_inbox() -> dict[str, int]:
        from include import jobs

        return jobs.read_inbox()

    @task(outlets=[assets.TICKETS])
    def update_tickets() -> dict[str, Any]:
        from include import jobs

        return jobs.update_tickets()

    read_inbox() >> update_tickets()


sync_tickets()
