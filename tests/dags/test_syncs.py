"""`sync_tickets` as a real Airflow run, with and without a connection to LAPOR's API."""

from __future__ import annotations

import json
from datetime import datetime, time

import pandas as pd
import pytest
from airflow.models.asset import AssetEvent, AssetModel
from airflow.sdk import DAG
from airflow.utils.session import create_session
from airflow.utils.state import DagRunState, TaskInstanceState
from sqlalchemy import select

from include.gateways.warehouse import connect, derived
from include.settings import settings
from include.sla.week import WIB
from tests.dags.running import RECEIVED_ON, returned, run, states
from tests.standins.lapor import BEARER, TOKEN, running_lapor
from tests.standins.lapor_bodies import Entry

pytestmark = [
    pytest.mark.filterwarnings("default"),  # what Airflow's own parts warn each other of is not ours to mend
    pytest.mark.usefixtures("house"),
]

TICKET = "5049672"
REGENCY, DINAS = (1, "Pemerintah Kabupaten Bekasi"), (4712, "Dinas Sosial")
DISPOSED_AT = datetime.combine(RECEIVED_ON, time(10), WIB)
HISTORY = (Entry("log", DISPOSED_AT, REGENCY, DINAS, "Belum Terverifikasi", "Terverifikasi"),)


def disposals() -> pd.DataFrame:
    with connect(settings().warehouse_url) as connection:
        events = derived.read_tickets(connection)[1]
    return events[events["kind"] == "disposed"]


@pytest.mark.parametrize("connection", [None, ""], ids=["none", "empty"])  # as docker compose gives it
def test_without_a_connection_nobody_is_asked_and_the_run_is_green(
    connection: str | None, dags: dict[str, DAG], monkeypatch: pytest.MonkeyPatch
) -> None:
    if connection is not None:
        monkeypatch.setenv("AIRFLOW_CONN_LAPOR", connection)
    synced = run(dags["sync_tickets"])
    assert synced.state == DagRunState.SUCCESS
    told = states(synced)
    assert told.pop("ask_lapor") == TaskInstanceState.SKIPPED
    assert set(told.values()) == {TaskInstanceState.SUCCESS}
    assert {"register_offices", "correct_tickets", "compare_recap", "check_data"} <= told.keys()
    assert list(disposals()["source"]) == ["export"]


def test_with_a_connection_lapor_tells_the_true_moments(dags: dict[str, DAG], monkeypatch: pytest.MonkeyPatch) -> None:
    with running_lapor(tickets={TICKET: HISTORY}) as lapor:
        connection = {"conn_type": "http", "host": lapor.url, "password": BEARER, "extra": {"token": TOKEN}}
        monkeypatch.setenv("AIRFLOW_CONN_LAPOR", json.dumps(connection))
        synced = run(dags["sync_tickets"])
    assert set(states(synced).values()) == {TaskInstanceState.SUCCESS}
    assert returned(synced, "ask_lapor") == {"told": 1}
    assert list(disposals()["source"]) == ["api"]
    assert list(disposals()["at"]) == [DISPOSED_AT]


def test_clocks_are_told_of_tickets_by_their_correction_alone(dags: dict[str, DAG]) -> None:
    synced = run(dags["sync_tickets"])
    told = select(AssetModel.name, AssetEvent.source_task_id).join(AssetEvent, AssetEvent.asset_id == AssetModel.id)
    with create_session() as session:
        assert session.execute(told.where(AssetEvent.source_run_id == synced.run_id)).all() == [
            ("tickets", "correct_tickets")
        ]


def test_a_lapor_that_knows_us_no_more_fails_nothing(dags: dict[str, DAG], monkeypatch: pytest.MonkeyPatch) -> None:
    with running_lapor(tickets={TICKET: HISTORY}) as lapor:
        connection = {"conn_type": "http", "host": lapor.url, "password": "expired", "extra": {"token": TOKEN}}
        monkeypatch.setenv("AIRFLOW_CONN_LAPOR", json.dumps(connection))
        synced = run(dags["sync_tickets"])
    assert synced.state == DagRunState.SUCCESS
    assert returned(synced, "ask_lapor") == {"failed": 1}
    assert list(disposals()["source"]) == ["export"]
