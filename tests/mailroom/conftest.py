"""A warehouse and the two roads out of the house."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from shutil import copyfile

import pytest

from include.gateways.outbox import OutboxCarrier
from include.gateways.sendgrid import SendGridCarrier
from include.gateways.warehouse import connect, migrate
from include.gateways.warehouse.connection import engine
from include.gateways.warehouse.ledger import Connection
from include.jobs.carriers import Redirect
from tests.standins.postgres import WAREHOUSES, new_warehouse
from tests.standins.sendgrid import KEY, SendGrid, running_sendgrid


@pytest.fixture(scope="session")
def empty_warehouse(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Migrated once for all of these tests, of which each gets a copy."""
    path = tmp_path_factory.mktemp("mailroom") / "warehouse.db"
    migrate(url := f"sqlite:///{path}")
    engine(url).dispose()
    return path


@pytest.fixture
def url(empty_warehouse: Path, tmp_path: Path) -> str:
    return f"sqlite:///{copyfile(empty_warehouse, tmp_path / 'warehouse.db')}"


@pytest.fixture
def connection(url: str) -> Iterator[Connection]:
    with connect(url) as connection:
        yield connection


@pytest.fixture(params=WAREHOUSES)
def any_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    return new_warehouse(request, tmp_path)


@pytest.fixture
def outbox(tmp_path: Path) -> OutboxCarrier:
    return OutboxCarrier(tmp_path / "outbox")


@pytest.fixture
def sendgrid() -> Iterator[SendGrid]:
    with running_sendgrid() as standin:
        yield standin


@pytest.fixture
def carrier(sendgrid: SendGrid) -> SendGridCarrier:
    return SendGridCarrier(KEY, host=sendgrid.url, timeout=5)


@pytest.fixture
def redirect(carrier: SendGridCarrier) -> Redirect:
    return Redirect(carrier)
