"""On the first working day of each week, send every agency head last week's scorecard.

- **What it does**: scores every agency's week, writes and archives the letters, asks an approver in "Required Actions",
  delivers what was approved group by group, closes the week with its totals, and proves that archive, ledger and
  scorecards agree. By hand, the field `week` takes an earlier week.
- **When it fails**: one red `deliver` is one group of offices; its log tells which letters did not leave and
  why. A letter waits while `check_data` finds the data stale or broken, and one agency's while LAPOR's own recap counts
  its tickets otherwise and nobody has accepted that. `close_week` then names what is missing and is red too, and so is
  the run until every group is delivered.
  `approve` is red when its time ran out or the approver wants no letter to leave: nothing was sent. Mend what was
  wrong, and trigger the week anew to be asked again; cleared, Airflow would show what it has shown before.
- **Run again**: safe. Each letter is claimed in the ledger before it leaves, so none leaves twice, and only the bytes
  that were approved do. Clear the red `deliver` with its downstream tasks once the cause is mended.
"""

from __future__ import annotations

from airflow.providers.standard.operators.empty import EmptyOperator
from airflow.sdk import Param, TriggerRule, dag, get_current_context, task
from airflow.sdk.exceptions import AirflowFailException
from timetables import FirstWorkingDayOfWeek

from include import alarms, assets, retries
from include.approval import Approval
from include.sla.week import Week


@dag(
    schedule=FirstWorkingDayOfWeek("07:00"),
    max_active_runs=1,
    default_args=retries.LOST_WORKER | alarms.TOLD,
    deadline=alarms.BY_TEN,
    params={
        "week": Param(
            None,
            type=["null", "string"],
            pattern=r"^\d{4}-W(0[1-9]|[1-4]\d|5[0-3])$",
            title="Week",
            description="A past week like 2026-W47, to send what has not left yet; empty for the last one.",
        )
    },
    tags=["scorecards"],
    doc_md=__doc__,
)
def weekly_scorecards():
    @task
    def choose_week(params, dag_run) -> str:
        last = Week.before(dag_run.run_after)
        if params["week"]:
            week = Week.parse(params["week"])
        else:
            week = Week.of(dag_run.data_interval_start) if dag_run.data_interval_start else last
        if week > last:
            raise AirflowFailException(f"{week} is not over yet.")
        return str(week)

    @task(inlets=[assets.TICKETS], outlets=[assets.SCORECARDS])
    def score_agencies(week: str) -> int:
        from include import jobs

        return jobs.score_agencies(Week.parse(week))

    @task(inlets=[assets.SCORECARDS], outlets=[assets.LETTERS])
    def write_letters(week: str) -> list[str]:
        from include import jobs

        return jobs.write_letters(Week.parse(week))

    @task
    def check_data() -> dict[str, str]:
        from include import jobs

        return jobs.check_data()

    @task(
        inlets=[assets.LETTERS], outlets=[assets.DELIVERIES], map_index_template="{{ group }}", **retries.BUSY_CARRIER
    )
    def deliver(week: str, group: str) -> dict[str, int]:
        from include import jobs
        from include.mailroom import DoNotRetry

        get_current_context()["group"] = group
        try:
            return jobs.deliver(Week.parse(week), group)
        except DoNotRetry as error:
            raise AirflowFailException(str(error)) from error

    @task(trigger_rule=TriggerRule.ALL_DONE_MIN_ONE_SUCCESS)
    def close_week(week: str) -> dict[str, int]:
        from include import jobs

        return jobs.close_week(Week.parse(week))

    @task(trigger_rule=TriggerRule.ALL_DONE_MIN_ONE_SUCCESS)
    def verify(week: str) -> dict[str, int]:
        from include import jobs

        return jobs.verify(Week.parse(week))

    week = choose_week()
    groups = write_letters(week)
    score_agencies(week) >> groups
    approved = Approval(task_id="approve", week=week, on_failure_callback=None, **retries.INCOMPLETE_ANSWER)
    [groups, check_data()] >> approved
    delivered = deliver.partial(week=week).expand(group=groups)
    closed = approved >> delivered >> close_week(week)
    # Red after a red delivery, and with it the run.
    [delivered, closed, delivered >> verify(week)] >> EmptyOperator(task_id="all_delivered")


weekly_scorecards()
