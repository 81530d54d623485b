from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from demo import offices
from include import jobs, settings
from include.gateways.warehouse import migrate
from tests.jobs.stories import ROOT, edit


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder with everything an installation needs, named to the jobs by the environment."""
    places = {"INBOX": "inbox", "OUTBOX": "outbox", "OFFICES": "offices.csv"}
    for name, place in places.items():
        monkeypatch.setenv(f"RAPOR_{name}", str(tmp_path / place))
    monkeypatch.setenv("RAPOR_WAREHOUSE_URL", f"sqlite:///{tmp_path / 'warehouse.db'}")
    monkeypatch.setenv("RAPOR_SETTLE_SECONDS", "0")
    settings.settings.cache_clear()
    offices.write(tmp_path / "offices.csv")
    migrate(settings.settings().warehouse_url)
    jobs.register_offices()
    (tmp_path / "inbox").mkdir()
    yield tmp_path
    settings.settings.cache_clear()


@pytest.fixture
def later(tmp_path: Path) -> Path:
    """The house with a shorter limit, a renamed agency, another meaning of a word, and one more day off."""
    root = tmp_path / "later"
    for part in ("include", "reports"):
        shutil.copytree(ROOT / part, root / part, ignore=shutil.ignore_patterns("__pycache__"))
    edit(root, "deadlines.csv", "national,response,*,5,", "national,response,*,2,")
    edit(root, "agencies.csv", "Dinas Sosial", "Dinas Sosial dan Permukiman")
    edit(
        root,
        "aliases.csv",
        "Diskominfosantik,diskom",
        "Dinas Sosial,dinas-sosial,2020-01-01,,x\nDiskominfosantik,diskom",
    )
    edit(root, "statuses.csv", "\nProses,in_progress", "\nProses,waiting")
    edit(root, "days_off.csv", "2025-08-18", "2026-02-04,Libur Contoh,holiday,Surat Contoh,2026-02-02\n2025-08-18")
    return root
