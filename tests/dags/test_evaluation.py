"""`evaluate_period` as real Airflow runs: a period becomes the leadership's letter by SendGrid's stand-in, once."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from airflow.sdk import DAG
from airflow.sdk.exceptions import ParamValidationError
from airflow.utils.state import DagRunState, TaskInstanceState

from include.sla.week import WIB
from tests.builders_evaluation import require_drawing
from tests.dags.running import deliveries, delivery_ids, letters, returned, run, states
from tests.standins.sendgrid import SendGrid

pytestmark = [
    pytest.mark.filterwarnings("default"),  # what Airflow's own parts warn each other of is not ours to mend
    pytest.mark.usefixtures("house"),
]
TODAY = datetime.now(WIB).date()
LEADERS = 3


@pytest.fixture(autouse=True)
def drawing() -> None:
    require_drawing()


def test_it_runs_only_when_asked_and_sends_nothing_before_the_data_is_checked(dags: dict[str, DAG]) -> None:
    dag = dags["evaluate_period"]
    assert dag.schedule is None
    assert {task.task_id: task.downstream_task_ids for task in dag.tasks} == {
        "choose_days": {"write_evaluation", "deliver_evaluation"},
        "check_data": {"deliver_evaluation"},
        "write_evaluation": {"deliver_evaluation"},
        "deliver_evaluation": set(),
    }


def test_a_period_becomes_the_leaderships_letter_and_a_second_run_sends_none(
    dags: dict[str, DAG], sendgrid: SendGrid
) -> None:
    assert run(dags["sync_tickets"]).state == DagRunState.SUCCESS
    asked = f"{TODAY - timedelta(days=60)}..{TODAY + timedelta(days=60)}"
    first = run(dags["evaluate_period"], period=asked)
    assert first.state == DagRunState.SUCCESS
    assert returned(first, "choose_days") == f"{TODAY - timedelta(days=60)}..{TODAY}"
    assert run(dags["evaluate_period"], period=asked).state == DagRunState.SUCCESS
    assert len(delivery_ids(sendgrid)) == len(letters(sendgrid)) == LEADERS
    names = {file["filename"].rpartition(".")[2] for file in letters(sendgrid)[0]["attachments"]}
    assert names == {"pdf", "xlsx"}
    assert {(entry.agency_id, entry.kind, entry.state) for entry in deliveries()} == {
        ("pimpinan", "evaluasi", "accepted")
    }


@pytest.mark.parametrize("period", ["2999", "2026-02-30..2026-03-01"])
def test_a_period_that_cannot_be_is_refused_and_nothing_is_sent(
    dags: dict[str, DAG], sendgrid: SendGrid, period: str
) -> None:
    refused = run(dags["evaluate_period"], period=period)
    assert refused.state == DagRunState.FAILED
    assert states(refused)["choose_days"] == TaskInstanceState.FAILED
    assert not letters(sendgrid)


def test_what_is_no_period_starts_no_run(dags: dict[str, DAG]) -> None:
    with pytest.raises(ParamValidationError):
        run(dags["evaluate_period"], period="kemarin")
