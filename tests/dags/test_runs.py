"""The three DAGs as real Airflow runs, one after the other: exports in, letters out by SendGrid's stand-in."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from airflow.dag_processing.dagbag import DagBag
from airflow.models.asset import AssetEvent, AssetModel
from airflow.sdk import DAG
from airflow.utils.db import initdb
from airflow.utils.session import create_session
from airflow.utils.state import DagRunState, TaskInstanceState
from sqlalchemy import select

from demo import offices
from include import jobs, settings
from include.gateways.warehouse import connect, ledger, migrate
from tests.builders_exports import a_row, write_export
from tests.standins.sendgrid import KEY, SendGrid, fail, running_sendgrid

ROOT = Path(__file__).parents[2]
WEEK = "2026-W06"
OFFICES = 79

pytestmark = pytest.mark.filterwarnings("default")  # what Airflow's own parts warn each other of is not ours to mend


@pytest.fixture(scope="module", autouse=True)
def _airflow() -> None:
    initdb()


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An installation of its own that mails through SendGrid, with one export in its inbox."""
    chosen = {
        "WAREHOUSE_URL": f"sqlite:///{tmp_path / 'warehouse.db'}",
        "INBOX": str(tmp_path / "inbox"),
        "OFFICES": str(tmp_path / "offices.csv"),
        "SETTLE_SECONDS": "0",
        "CARRIER": "sendgrid",
        "ALLOWED_DOMAINS": "bekasikab.example",
    }
    for name, value in chosen.items():
        monkeypatch.setenv(f"RAPOR_{name}", value)
    settings.settings.cache_clear()
    offices.write(tmp_path / "offices.csv")
    migrate(chosen["WAREHOUSE_URL"])
    jobs.register_offices()
    row = a_row(**{"Tanggal Laporan Masuk": "2 Feb 2026", "Instansi Terdisposisi": "Dinas Sosial"})
    (tmp_path / "inbox").mkdir()
    write_export(tmp_path / "inbox/laporan.xlsx", [row], generated="9 Feb 2026 05:30")
    yield tmp_path
    settings.settings.cache_clear()


@pytest.fixture
def sendgrid(monkeypatch: pytest.MonkeyPatch) -> Iterator[SendGrid]:
    with running_sendgrid() as server:
        connection = {"conn_type": "http", "host": server.url, "password": KEY}
        monkeypatch.setenv("AIRFLOW_CONN_SENDGRID", json.dumps(connection))
        yield server


@pytest.fixture(scope="module")
def dags() -> dict[str, DAG]:
    bag = DagBag(ROOT / "dags")
    for dag in bag.dags.values():
        for task in dag.tasks:
            task.retry_delay = timedelta(0)
            task.retry_exponential_backoff = 0
    return bag.dags


def run(dag: DAG, **conf: str) -> Any:
    return dag.test(run_conf=conf or None)


def run_all(dags: dict[str, DAG]) -> Any:
    for dag_id in ("sync_tickets", "run_clocks"):
        assert run(dags[dag_id]).state == DagRunState.SUCCESS
    return run(dags["weekly_scorecards"], week=WEEK)


def states(dag_run: Any) -> dict[str, str]:
    """The recorded task instances; a mapped one by the name people see."""
    return {ti.rendered_map_index or ti.task_id: ti.state for ti in dag_run.get_task_instances()}


@contextmanager
def deliveries() -> Iterator[list[ledger.Listed]]:
    with connect(settings.settings().warehouse_url) as connection:
        yield ledger.list_deliveries(connection)


@pytest.mark.usefixtures("house")
def test_an_export_becomes_letters_and_a_second_run_sends_none(dags: dict[str, DAG], sendgrid: SendGrid) -> None:
    first = run_all(dags)
    assert first.state == DagRunState.SUCCESS
    assert set(states(first).values()) == {TaskInstanceState.SUCCESS}
    assert {"Dinas", "Kecamatan", "Pimpinan"} <= states(first).keys()
    assert len(sendgrid.accepted) == OFFICES
    assert run(dags["weekly_scorecards"], week=WEEK).state == DagRunState.SUCCESS
    assert len(sendgrid.accepted) == OFFICES
    with create_session() as session:
        events = select(AssetModel.name).join(AssetEvent, AssetEvent.asset_id == AssetModel.id)
        assert {"tickets", "clocks", "scorecards", "letters", "deliveries"} <= set(session.scalars(events))


@pytest.mark.usefixtures("house")
def test_a_service_that_is_busy_is_tried_again_until_every_letter_left_once(
    dags: dict[str, DAG], sendgrid: SendGrid
) -> None:
    sendgrid.faults.extend([fail(429), fail(429)])
    assert run_all(dags).state == DagRunState.SUCCESS
    assert len(set(sendgrid.delivery_ids())) == len(sendgrid.accepted) == OFFICES


@pytest.mark.usefixtures("house")
def test_a_refused_letter_fails_its_group_without_retry_and_the_run_but_no_other_group(
    dags: dict[str, DAG], sendgrid: SendGrid
) -> None:
    sendgrid.faults.append(fail(400))
    failed = run_all(dags)
    assert failed.state == DagRunState.FAILED
    red = {name for name, state in states(failed).items() if state == TaskInstanceState.FAILED}
    assert len(red) == 2  # the group that came first, and the week that is not complete
    assert "close_week" in red
    with deliveries() as listed:
        assert sorted(entry.state for entry in listed) == ["accepted"] * (OFFICES - 1) + ["refused"]
    assert run(dags["weekly_scorecards"], week=WEEK).state == DagRunState.SUCCESS
    assert len(set(sendgrid.delivery_ids())) == len(sendgrid.accepted) == OFFICES
