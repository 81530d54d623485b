"""Every working day at 10:00, see that each agency has its letter of the week, or a stated reason why not.

- **What it does**: counts the agencies whose letter has left, is held by the data, or was left out by its approver; and
  proves again that archive, ledger and scorecards agree. Mailboxes that bounced twice running are named in a notice.
- **When it fails**: `check_letters` names each agency without a letter and how that letter stands; the data staff got
  the same as a notice. What to do about each state is in `dags/README.md`. `verify` names what is no longer as it was
  sent: keep the warehouse as it is, and find out who changed it.
- **Run again**: safe; it changes nothing.
"""

from __future__ import annotations

from airflow.sdk import dag, task
from timetables import WorkingDays

from include import alarms, retries
from include.approval import address
from include.sla.week import Week


@dag(
    schedule=WorkingDays("10:00"),
    max_active_runs=1,
    default_args=retries.LOST_WORKER | alarms.TOLD,
    tags=["deliveries"],
    doc_md=__doc__,
)
def watch_letters():
    @task
    def choose_week(dag_run) -> str:
        return str(Week.before(dag_run.data_interval_start or dag_run.run_after))

    @task(retries=0, on_failure_callback=None)  # it has told them itself
    def check_letters(week: str) -> dict[str, int]:
        from include import jobs

        return jobs.check_letters(Week.parse(week), address())

    @task
    def verify(week: str) -> dict[str, int]:
        from include import jobs

        return jobs.verify(Week.parse(week))

    @task
    def watch_mailboxes() -> int:
        from include import jobs

        return jobs.watch_mailboxes(f"{address()}/rapor/pengiriman")

    week = choose_week()
    check_letters(week)
    verify(week)
    watch_mailboxes()


watch_letters()
