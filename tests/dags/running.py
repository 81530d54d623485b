"""An export for real runs of the DAGs, the runs, and what they left in Airflow's database."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from airflow.models.xcom import XComModel
from airflow.sdk import DAG
from airflow.utils.session import create_session
from airflow.utils.state import DagRunState
from sqlalchemy import select

from include.gateways.warehouse import connect, ledger
from include.letters.notice import STAFF
from include.settings import settings
from include.sla.week import Week
from tests.builders_exports import a_row, write_export
from tests.standins.sendgrid import SendGrid

WEEK = Week.before(datetime.now(UTC))  # as letters of an older one would rest on exports too old to let them leave
RECEIVED_ON = WEEK.shift(-3).monday
OFFICES = 79


def bring(house: Path, generated_at: datetime) -> None:
    """An export of one report, made at this moment (WIB)."""
    row = a_row(**{"Tanggal Laporan Masuk": RECEIVED_ON, "Instansi Terdisposisi": "Dinas Sosial"})
    write_export(house / "inbox/laporan.xlsx", [row], generated=f"{generated_at:%d/%m/%Y %H:%M}")


def run(dag: DAG, **conf: str) -> Any:
    dag.deadline = None  # with which Airflow 3.3.2 cannot end a run of this kind (its issue 73428)
    return dag.test(run_conf=conf or None)


def run_all(dags: dict[str, DAG]) -> Any:
    for dag_id in ("sync_tickets", "run_clocks"):
        assert run(dags[dag_id]).state == DagRunState.SUCCESS
    return run(dags["weekly_scorecards"], week=str(WEEK))


def states(dag_run: Any) -> dict[str, str]:
    """The recorded task instances; a mapped one by the name people see."""
    return {ti.rendered_map_index or ti.task_id: ti.state for ti in dag_run.get_task_instances()}


def returned(dag_run: Any, task_id: str) -> Any:
    """What a task returned, as it lies in Airflow's database."""
    mine = {"dag_id": dag_run.dag_id, "run_id": dag_run.run_id, "task_id": task_id, "key": "return_value"}
    with create_session() as session:
        return session.scalars(select(XComModel.value).filter_by(**mine)).one()


def deliveries() -> list[ledger.Listed]:
    """But for notices to the data staff."""
    with connect(settings().warehouse_url) as connection:
        return [one for one in ledger.list_deliveries(connection) if one.agency_id != STAFF]


def letters(sendgrid: SendGrid) -> list[dict[str, Any]]:
    """What was accepted, but for notices to the data staff."""
    staff = settings().staff_address or settings().reply_to
    return [one["body"] for one in sendgrid.accepted if one["body"]["personalizations"][0]["to"][0]["email"] != staff]


def delivery_ids(sendgrid: SendGrid) -> set[str]:
    return {body["custom_args"]["delivery_id"] for body in letters(sendgrid)}
