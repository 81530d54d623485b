from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from airflow.dag_processing.dagbag import DagBag
from airflow.sdk import DAG
from airflow.utils.db import initdb

from demo import offices
from include import settings
from include.gateways.warehouse import migrate
from include.sla.week import WIB
from tests.dags.running import bring
from tests.standins.sendgrid import KEY, SendGrid, running_sendgrid

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def dags() -> dict[str, DAG]:
    """The three, in an Airflow that has its database; they try again at once."""
    initdb()
    bag = DagBag(ROOT / "dags")
    for dag in bag.dags.values():
        for task in dag.tasks:
            task.retry_delay = timedelta(0)
            task.retry_exponential_backoff = 0
    return bag.dags


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An installation of its own that mails through SendGrid, with an export of this minute in its inbox."""
    chosen = {
        "WAREHOUSE_URL": f"sqlite:///{tmp_path / 'warehouse.db'}",
        "INBOX": str(tmp_path / "inbox"),
        "OFFICES": str(tmp_path / "offices.csv"),
        "SETTLE_SECONDS": "0",
        "CARRIER": "sendgrid",
        "APPROVAL": "false",
        "ALLOWED_DOMAINS": "bekasikab.example",
    }
    for name, value in chosen.items():
        monkeypatch.setenv(f"RAPOR_{name}", value)
    settings.settings.cache_clear()
    offices.write(tmp_path / "offices.csv")
    migrate(chosen["WAREHOUSE_URL"])
    (tmp_path / "inbox").mkdir()
    bring(tmp_path, datetime.now(WIB))
    yield tmp_path
    settings.settings.cache_clear()


@pytest.fixture
def sendgrid(monkeypatch: pytest.MonkeyPatch) -> Iterator[SendGrid]:
    with running_sendgrid() as server:
        connection = {"conn_type": "http", "host": server.url, "password": KEY}
        monkeypatch.setenv("AIRFLOW_CONN_SENDGRID", json.dumps(connection))
        yield server
