"""The pages as Airflow mounts them, over a warehouse of their own, and people who are logged in by Airflow itself."""

from __future__ import annotations

import os
import secrets
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest
from airflow.utils.db import initdb
from starlette.exceptions import StarletteDeprecationWarning

from include import settings
from include.gateways.warehouse import connect, migrate
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


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The URL of an empty warehouse, which the settings name, as they name the key of our SendGrid."""
    url = f"sqlite:///{tmp_path / 'warehouse.db'}"
    monkeypatch.setenv("RAPOR_WAREHOUSE_URL", url)
    monkeypatch.setenv("RAPOR_RECEIPTS_KEY", SIGNER.public_key)
    settings.settings.cache_clear()
    migrate(url)
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


@pytest.fixture(scope="session")
def airflow(guarded: None) -> FastAPI:
    """The whole API server, which loads our plugin by itself."""
    return create_app("core")
