"""When somebody has looked: send once more what did not arrive, or say whether an unknown letter was sent.

- **What it does**: `send once more` lets the refused, bounced and suppressed letters of a period go again, all of them
  or those that are named, with the bytes that were approved. `it was sent` and `it was not sent` settle unknown ones,
  each by its id; what was not sent leaves at once. `it need not leave` cancels those that are named. The ledger keeps
  who said so, and why.
- **When it fails**: the log says which delivery is in another state, or which letter did not leave and why.
- **Run again**: safe. What has left meanwhile is in another state, and does not leave again.
"""

from __future__ import annotations

from airflow.sdk import Param, dag, task
from airflow.sdk.exceptions import AirflowFailException

from include import alarms, assets
from include.answers import ACTIONS


@dag(
    schedule=None,
    max_active_runs=1,
    default_args=alarms.TOLD,
    params={
        "period": Param(
            type="string",
            pattern=r"^\d{4}-W\d\d$|^\d{4}-\d\d-\d\d(\.\.\d{4}-\d\d-\d\d)?$",
            title="Period",
            description="A week like 2026-W47; for reminders a day, for evaluations days like 2026-01-01..2026-10-31.",
        ),
        "action": Param(ACTIONS[0], type="string", enum=list(ACTIONS), title="What is to be done"),
        "delivery_ids": Param(
            [],
            type="array",
            items={"type": "string"},
            title="Deliveries",
            description="Their ids, one a line. Empty, with the first action: all of the period that did not arrive.",
        ),
        "why": Param(
            type="string",
            minLength=3,
            title="Why",
            description="How you know, in a few words. The ledger keeps it; name nobody.",
        ),
    },
    tags=["deliveries"],
    doc_md=__doc__,
)
def decide_deliveries():
    @task(outlets=[assets.DELIVERIES])
    def decide(params, dag_run) -> dict[str, int]:
        from include import jobs
        from include.jobs.decisions import NothingToDecide
        from include.mailroom import DoNotRetry

        said = {name: params[name] for name in ("period", "action", "delivery_ids", "why")}
        try:
            return jobs.decide(**said, actor=dag_run.triggering_user_name or "airflow")
        except (NothingToDecide, DoNotRetry) as error:
            raise AirflowFailException(str(error)) from error

    decide()


decide_deliveries()
