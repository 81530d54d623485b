"""Every half hour of the day, find out what became of the letters that were handed over.

- **What it does**: looks up in SendGrid's Email Logs what nobody knows the outcome of, and, where SendGrid sends no
  receipts, how those it accepted have fared; reminds of an approval that has waited for two hours. Letters that only
  a person can settle are named in a notice to the data staff, once a day. `send_notices` sends the notices that could
  not leave before, and `measure` tells a dashboard what waits.
- **When it fails**: SendGrid's logs could not be read; the next run asks again. With the outbox there is none to ask.
  `send_notices` is red while mail does not leave at all: nobody hears of anything by mail then, so look here.
- **Run again**: safe. It sends no letter again, whatever it finds.
"""

from __future__ import annotations

from datetime import timedelta

from airflow.sdk import TriggerRule, dag, task
from airflow.timetables.trigger import CronTriggerTimetable

from include import alarms, assets, retries
from include.approval import address


@dag(
    schedule=CronTriggerTimetable("15,45 6-20 * * *", timezone="Asia/Jakarta"),
    max_active_runs=1,
    default_args=retries.LOST_WORKER | alarms.TOLD,
    dagrun_timeout=timedelta(minutes=25),
    tags=["deliveries"],
    doc_md=__doc__,
)
def follow_deliveries():
    @task(outlets=[assets.DELIVERIES])
    def follow_deliveries() -> dict[str, int]:
        from include import jobs

        return jobs.follow_deliveries(address())

    @task
    def remind_approver() -> int:
        from include import jobs

        return jobs.remind_approver(address())

    @task
    def send_notices() -> int:
        from include import jobs

        return jobs.send_notices()

    @task(trigger_rule=TriggerRule.ALL_DONE)
    def measure() -> dict[str, float]:
        from airflow.sdk.observability import stats

        from include import jobs

        figures = jobs.measure()
        for name, value in figures.items():
            stats.gauge(f"rapor.{name}", value)
        return figures

    [follow_deliveries(), remind_approver(), send_notices()] >> measure()


follow_deliveries()
