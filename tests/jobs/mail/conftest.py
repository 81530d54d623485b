"""A week whose letters are written and wait to be agreed to: built once, copied for each test."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from demo import offices
from include import jobs, settings
from include.gateways.warehouse import archive, connect, migrate
from include.gateways.warehouse.connection import engine
from include.gateways.warehouse.ledger import Connection
from include.jobs.groups import LEADERSHIP
from tests.jobs.mail.week import HANDFUL, WEEK, drop
from tests.standins.sendgrid import KEY, SendGrid, running_sendgrid


def enter(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    places = {"INBOX": "inbox", "OUTBOX": "outbox", "OFFICES": "offices.csv"}
    chosen = {name: str(folder / place) for name, place in places.items()}
    chosen |= {"WAREHOUSE_URL": f"sqlite:///{folder / 'warehouse.db'}", "SETTLE_SECONDS": "0", "APPROVAL": "true"}
    chosen |= {"ALLOWED_DOMAINS": offices.DOMAIN}
    for name, value in chosen.items():
        monkeypatch.setenv(f"RAPOR_{name}", value)
    settings.settings.cache_clear()


@pytest.fixture(scope="session")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("written")
    with pytest.MonkeyPatch.context() as monkeypatch:
        enter(folder, monkeypatch)
        (folder / "inbox").mkdir()
        offices.write(folder / "offices.csv")
        migrate(settings.settings().warehouse_url)
        jobs.register_offices()
        drop(folder)
        jobs.read_inbox(), jobs.update_tickets(), jobs.run_clocks(), jobs.score_agencies(WEEK), jobs.write_letters(WEEK)
        engine(settings.settings().warehouse_url).dispose()
    settings.settings.cache_clear()
    return folder


@pytest.fixture(scope="session")
def written_to_a_handful(written: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same, with the letters to a HANDFUL alone."""
    folder = tmp_path_factory.mktemp("handful") / "house"
    shutil.copytree(written, folder)
    kept = [(agency_id, "ikhtisar" if agency_id == LEADERSHIP else "rapor") for agency_id in HANDFUL]
    url = f"sqlite:///{folder / 'warehouse.db'}"
    with connect(url) as connection:
        archive.withdraw_others(connection, str(WEEK), kept)
        assert len(archive.read_letters(connection, str(WEEK), HANDFUL)) == len(kept)
    engine(url).dispose()
    return folder


@pytest.fixture
def everybody() -> None:
    """For a test in which every agency has a letter; in the others a handful has."""


@pytest.fixture
def week(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The folder of an installation in which letters of WEEK wait; they go to its outbox."""
    model = "written" if "everybody" in request.fixturenames else "written_to_a_handful"
    shutil.copytree(request.getfixturevalue(model), tmp_path, dirs_exist_ok=True)
    enter(tmp_path, monkeypatch)
    yield tmp_path
    engine(settings.settings().warehouse_url).dispose()
    settings.settings.cache_clear()


@pytest.fixture
def connection(week: Path) -> Iterator[Connection]:
    with connect(settings.settings().warehouse_url) as connection:
        yield connection


@pytest.fixture
def sendgrid(week: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[SendGrid]:
    """Letters leave by SendGrid."""
    with running_sendgrid() as server:
        monkeypatch.setenv("RAPOR_CARRIER", "sendgrid")
        monkeypatch.setenv(
            "AIRFLOW_CONN_SENDGRID", json.dumps({"conn_type": "http", "host": server.url, "password": KEY})
        )
        settings.settings.cache_clear()
        yield server
