"""By day, every three hours, take in what is new of LAPOR: exports and recaps from the inbox, histories from its API.

- **What it does**: `read_inbox` files each new export as LAPOR wrote it, and sets aside the rows it cannot read;
  `update_tickets` brings the tickets and events it tells of up to date. `ask_lapor` asks LAPOR's API for the true
  history of those that are new, changed or open, and `correct_tickets` puts true moments in the place of observed ones.
  Then our counts are held against the platform's recap, and the data is checked; what holds letters back is told to the
  data staff. The clocks follow by themselves.
- **When it fails**: the task's log says why; a warehouse that does not answer is tried again by itself. A file that is
  no export fails nothing: it lies in `ditolak/` with a note beside it. One that cannot be opened stays and is named.
  `ask_lapor` is skipped where there is no connection to LAPOR, and never fails because of LAPOR: exports alone suffice.
- **Run again**: safe. An export is read once, whatever its name; an empty inbox changes nothing.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from airflow.sdk import CronTriggerTimetable, TriggerRule, dag, task
from airflow.sdk.exceptions import AirflowSkipException

from include import alarms, assets
from include.approval import address


@dag(
    schedule=CronTriggerTimetable("0 6-21/3 * * *", timezone="Asia/Jakarta"),
    max_active_runs=1,
    default_args={"retries": 3, "retry_delay": timedelta(seconds=20), "retry_exponential_backoff": 2} | alarms.TOLD,
    tags=["tickets"],
    doc_md=__doc__,
)
def sync_tickets():
    @task
    def register_offices() -> dict[str, int]:
        from include import jobs

        return jobs.register_offices()

    @task
    def read_inbox() -> dict[str, int]:
        from include import jobs

        return jobs.read_inbox()

    @task
    def update_tickets() -> dict[str, Any]:
        from include import jobs

        return jobs.update_tickets()

    @task
    def ask_lapor() -> dict[str, int]:
        from include import jobs

        access = jobs.find_access()
        if access is None:
            raise AirflowSkipException("There is no connection to LAPOR's API: exports alone tell.")
        return jobs.ask_lapor(access)

    @task(outlets=[assets.TICKETS], trigger_rule=TriggerRule.NONE_FAILED)
    def correct_tickets() -> dict[str, Any]:
        from include import jobs

        return jobs.update_tickets()

    @task
    def compare_recap() -> dict[str, int]:
        from include import jobs

        return jobs.compare_recap()

    @task
    def check_data() -> dict[str, str]:
        from include import jobs

        return jobs.check_data()

    @task
    def tell_findings() -> int:
        from include import jobs

        return jobs.tell_findings(f"{address()}/rapor/mutu")

    register_offices()
    corrected, checked = correct_tickets(), check_data()
    read_inbox() >> update_tickets() >> ask_lapor() >> corrected >> [compare_recap(), checked]
    checked >> tell_findings()


sync_tickets()
