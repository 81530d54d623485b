"""Every working day at 07:30, remind each liaison officer of what is late, due today, or due in two working days.

- **What it does**: writes and archives one letter an agency from what the newest export and LAPOR's API say now, and
  sends it to the agency's liaison officer; none to an agency with nothing to say.
- **When it fails**: the log of `deliver_reminders` tells which letters did not leave and why. As the weekly ones, they
  wait while `check_data` finds the data stale or broken, and an agency's while LAPOR's own recap counts its tickets
  otherwise. An agency without a liaison officer in the register fails nothing: it is named in the log and counted.
- **Run again**: safe, on the same day. Whoever got that day's letter gets no second one, also when the data has
  changed. A run of a day that is over is refused; after an outage today's is made up for, no other.
"""

from __future__ import annotations

from datetime import date

from airflow.sdk import dag, task
from airflow.sdk.exceptions import AirflowFailException
from timetables import WorkingDays

from include import alarms, assets, retries
from include.sla.week import WIB


@dag(
    schedule=WorkingDays("07:30"),
    max_active_runs=1,
    default_args=retries.LOST_WORKER | alarms.TOLD,
    tags=["reminders"],
    doc_md=__doc__,
)
def remind_liaisons():
    @task
    def choose_day(dag_run) -> str:
        at = dag_run.data_interval_start or dag_run.run_after
        return str(at.astimezone(WIB).date())

    @task
    def check_data() -> dict[str, str]:
        from include import jobs

        return jobs.check_data()

    @task(inlets=[assets.TICKETS], outlets=[assets.LETTERS])
    def write_reminders(day: str) -> list[str]:
        from include import jobs

        return jobs.write_reminders(date.fromisoformat(day))

    @task(inlets=[assets.LETTERS], outlets=[assets.DELIVERIES], **retries.BUSY_CARRIER)
    def deliver_reminders(day: str, agency_ids: list[str]) -> dict[str, int]:
        from include import jobs
        from include.mailroom import DoNotRetry

        try:
            return jobs.deliver_reminders(date.fromisoformat(day), agency_ids)
        except DoNotRetry as error:
            raise AirflowFailException(str(error)) from error

    day = choose_day()
    check_data() >> deliver_reminders(day, write_reminders(day))


remind_liaisons()
