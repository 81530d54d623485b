"""When somebody asks, tell the regency's leadership how each agency did in a period: "Evaluasi periode".

- **What it does**: evaluates every agency in the field `period` by the criteria of the rulebook, writes and archives
  one letter with a PDF and a workbook, and sends it to the leadership. A period that is not over is evaluated up to
  the newest export, and the letter says so; evaluated again on a later day, it is another letter.
- **When it fails**: `choose_days` names what is wrong with the period: it has not begun, or no export tells of its end.
  `write_evaluation` fails where figures do not add up, or where the machine lacks what draws a PDF. As the weekly
  letters, this one waits while `check_data` finds the data stale or broken.
- **Run again**: safe. Each letter is claimed in the ledger before it leaves: the same days never leave twice.
"""

from __future__ import annotations

from airflow.sdk import Param, dag, task
from airflow.sdk.exceptions import AirflowFailException

from include import alarms, assets, retries
from include.sla.period import Period


@dag(
    schedule=None,
    max_active_runs=1,
    default_args=retries.LOST_WORKER | alarms.TOLD,
    params={
        "period": Param(
            type="string",
            pattern=r"^\d{4}(-Q[1-4])?$|^\d{4}-\d\d-\d\d\.\.\d{4}-\d\d-\d\d$",
            title="Period",
            description="A year like 2026, a quarter like 2026-Q3, or days like 2026-01-01..2026-10-31.",
        )
    },
    tags=["evaluations"],
    doc_md=__doc__,
)
def evaluate_period():
    @task
    def choose_days(params) -> str:
        from include.jobs import periods

        try:
            return str(periods.choose_days(Period.parse(params["period"])))
        except (ValueError, periods.NotBegun) as error:
            raise AirflowFailException(str(error)) from error

    @task
    def check_data() -> dict[str, str]:
        from include import jobs

        return jobs.check_data()

    @task(inlets=[assets.TICKETS], outlets=[assets.LETTERS])
    def write_evaluation(days: str, params) -> dict[str, int]:
        from include import jobs

        return jobs.write_evaluation(Period.parse(days), Period.parse(params["period"]))

    @task(inlets=[assets.LETTERS], outlets=[assets.DELIVERIES], **retries.BUSY_CARRIER)
    def deliver_evaluation(days: str) -> dict[str, int]:
        from include import jobs
        from include.mailroom import DoNotRetry

        try:
            return jobs.deliver_evaluation(Period.parse(days))
        except DoNotRetry as error:
            raise AirflowFailException(str(error)) from error

    days = choose_days()
    [write_evaluation(days), check_data()] >> deliver_evaluation(days)


evaluate_period()
