"""Make a week's scorecards again from what they rested on, and see whether they come out the same. Mails nothing.

- **What it does**: `rebuild` takes the exports, the rulebook and the calendar that the week was told by, works its
  scorecards out anew and compares every one. `list_differences` counts what would be told differently by now, by the
  step that changed it; the page Rapor has each of them.
- **When it fails**: `rebuild` names the agencies whose scorecard comes out otherwise: the warehouse is no longer what
  it was, or the code counts differently. Nothing is put right by itself.
- **Run again**: safe; it changes nothing, and no letter leaves.
"""

from __future__ import annotations

from airflow.sdk import Param, dag, task
from airflow.sdk.exceptions import AirflowFailException

from include import alarms
from include.sla.week import Week


@dag(
    schedule=None,
    max_active_runs=1,
    default_args=alarms.TOLD,
    params={
        "week": Param(
            type="string",
            pattern=r"^\d{4}-W(0[1-9]|[1-4]\d|5[0-3])$",
            title="Week",
            description="A week that was told, like 2026-W47.",
        )
    },
    tags=["scorecards"],
    doc_md=__doc__,
)
def rebuild_week():
    @task
    def rebuild(params) -> int:
        from include import jobs

        changed, number = jobs.rebuild_week(Week.parse(params["week"]))
        if changed:
            raise AirflowFailException(f"Of {number} scorecards these come out otherwise: {', '.join(changed)}.")
        return number

    @task
    def list_differences(params) -> dict[str, int]:
        from include import jobs

        return jobs.count_differences(Week.parse(params["week"]))

    rebuild()
    list_differences()


rebuild_week()
