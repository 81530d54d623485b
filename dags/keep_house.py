"""Every night, watch the calendar, and delete what need not be kept.

- **What it does**: `watch_calendar` tells the data staff of due dates that a new calendar has moved. `keep_house`
  deletes the titles and texts of reports that ended long ago (`RAPOR_KEEP_TITLES_DAYS`), and the cells of quarantined
  rows that have come mended; figures, letters and the ledger rest on none of them.
- **When it fails**: `watch_calendar` is red when this year, or from October on the next, has no decreed days off in the
  rulebook; its log says which line to add, and where. `keep_house` could not reach the warehouse.
- **Run again**: safe.
"""

from __future__ import annotations

from airflow.sdk import CronTriggerTimetable, dag, task

from include import alarms, retries
from include.approval import address


@dag(
    schedule=CronTriggerTimetable("0 2 * * *", timezone="Asia/Jakarta"),
    max_active_runs=1,
    default_args=retries.LOST_WORKER | alarms.TOLD,
    tags=["upkeep"],
    doc_md=__doc__,
)
def keep_house():
    @task
    def watch_calendar() -> int:
        from include import jobs

        return jobs.watch_calendar(f"{address()}/rapor/laporan")

    @task
    def keep_house() -> dict[str, int]:
        from include import jobs

        return jobs.keep_house()

    watch_calendar()
    keep_house()


keep_house()
