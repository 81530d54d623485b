"""A house in use, which somebody will try to harm: copied anew for each abuse, with all its files."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from include import settings
from include.gateways.warehouse import connect
from include.gateways.warehouse.connection import engine
from include.jobs import staging
from tests.builders_exports import write_export
from tests.pages.conftest import TestClient, client, connection, guarded, house, syncs, viewer
from tests.pages.conftest import empty as bare
from tests.pages.data import acting, bring, report
from tests.pages.letters import a_draft
from tests.security.hostile import TITLE, WORD

__all__ = ["bare", "client", "connection", "guarded", "house", "syncs", "viewer"]


@pytest.fixture(scope="session")
def furnished(bare: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a warehouse and an inbox: reports, an unknown word, a row in quarantine, a letter, an upload."""
    place = tmp_path_factory.mktemp("furnished")
    url = f"sqlite:///{shutil.copy(bare, place / 'warehouse.db')}"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("RAPOR_WAREHOUSE_URL", url)
        patch.setenv("RAPOR_INBOX", str(place / "inbox"))
        patch.setenv("RAPOR_SETTLE_SECONDS", "0")
        settings.settings.cache_clear()
        odd = {"Status Laporan": WORD, "Judul Laporan": TITLE}
        late = {"Tanggal Laporan Masuk": "kemarin"}
        bring(place / "inbox", "awal.xlsx", [report(1), report(2, **odd), report(3, **late)])
        with connect(url) as connection:
            a_draft(connection)
        write_export(place / "menunggu.xlsx", [report(1), report(4)], generated="9 Feb 2026 16:00")
        with (place / "menunggu.xlsx").open("rb") as file:
            staging.stage("menunggu.xlsx", file)
    settings.settings.cache_clear()
    engine(url).dispose()  # which brings what lies in SQLite's log into the file
    return place


@pytest.fixture(scope="session")
def empty(furnished: Path) -> Path:
    """The house is not empty here."""
    return furnished / "warehouse.db"


@pytest.fixture(autouse=True)
def inbox(house: str, furnished: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("RAPOR_INBOX", str(shutil.copytree(furnished / "inbox", tmp_path / "inbox")))
    monkeypatch.setenv("RAPOR_SETTLE_SECONDS", "0")
    settings.settings.cache_clear()
    return tmp_path / "inbox"


@pytest.fixture
def operator(client: TestClient) -> TestClient:
    return acting(client)
