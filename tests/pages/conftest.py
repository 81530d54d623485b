"""The pages as Airflow mounts them, over a warehouse of their own, and people who are logged in by Airflow itself."""

from __future__ import annotations

import os
import secrets
import shutil
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest
from airflow.utils.db import initdb
from starlette.exceptions import StarletteDeprecationWarning

from include import settings
from include.gateways.warehouse import connect, migrate
from include.gateways.warehouse.connection import engine
from include.gateways.warehouse.ledger import Connection
from tests.standins.sendgrid_posting import Signer

with warnings.catch_warnings():
    # Airflow's API server loads Starlette's test client, and that would rather have a newer httpx.
    warnings.simplefilter("ignore", StarletteDeprecationWarning)
    from airflow.api_fastapi.app import create_app, init_auth_manager
    from fastapi import FastAPI
    from fastapi.testclient import TestClient

from include.pages import build_app
from tests.pages.people import COOKIE, a_token

SIGNER = Signer()
os.environ.setdefault("AIRFLOW__API_AUTH__JWT_SECRET", secrets.token_hex(64))  # Airflow's own is too short, it says


@pytest.fixture(scope="session")
def guarded() -> None:
    """Airflow knows its users, and has the database in which it looks up who logged out."""
    initdb()
    init_auth_manager()


@pytest.fixture(scope="session")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A warehouse with nothing in it; migrating one takes longer than most tests."""
    path = tmp_path_factory.mktemp("empty") / "warehouse.db"
    migrate(f"sqlite:///{path}")
    engine(f"sqlite:///{path}").dispose()  # which brings what lies in SQLite's log into the file
    return path


@pytest.fixture
def house(empty: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The URL of an empty warehouse, which the settings name, as they name the key of our SendGrid."""
    url = f"sqlite:///{shutil.copy(empty, tmp_path)}"
    monkeypatch.setenv("RAPOR_WAREHOUSE_URL", url)
    monkeypatch.setenv("RAPOR_RECEIPTS_KEY", SIGNER.public_key)
    settings.settings.cache_clear()
    yield url
    settings.settings.cache_clear()


@pytest.fixture
def connection(house: str) -> Iterator[Connection]:
    with connect(house) as connection:
        yield connection


@pytest.fixture
def client(house: str, guarded: None) -> Iterator[TestClient]:
    """A browser that nobody has logged in with."""
    airflow = FastAPI()
    airflow.mount("/rapor", build_app())
    with TestClient(airflow, follow_redirects=False) as client:
        yield client


@pytest.fixture
def viewer(client: TestClient) -> TestClient:
    """A browser with which somebody has logged in who may see DAGs and change nothing."""
    client.cookies.set(COOKIE, a_token())
    return client


@pytest.fixture
def inbox(house: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An inbox of this house alone, whose files are read as soon as they lie there."""
    monkeypatch.setenv("RAPOR_INBOX", str(tmp_path / "inbox"))
    monkeypatch.setenv("RAPOR_SETTLE_SECONDS", "0")
    settings.settings.cache_clear()
    return tmp_path / "inbox"


@pytest.fixture(scope="session")
def syncs(guarded: None) -> None:
    """Airflow has read the DAG sync_tickets, as its DAG processor does, and lets it run."""
    from airflow.dag_processing.bundles.manager import DagBundlesManager
    from airflow.dag_processing.dagbag import DagBag, sync_bag_to_db

    DagBundlesManager().sync_bundles_to_db()
    file = Path(__file__).parents[2] / "dags/sync_tickets.py"
    sync_bag_to_db(DagBag(file, bundle_name="dags-folder"), "dags-folder", None)


@pytest.fixture(scope="session")
def airflow(guarded: None) -> FastAPI:
    """The whole API server, which loads our plugin by itself."""
    return create_app("core")
