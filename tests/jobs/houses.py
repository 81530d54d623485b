"""Houses for the jobs: what takes long to prepare is prepared once, and each test lives in a copy."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from include.gateways.warehouse.connection import engine
from include.settings import settings

Model = Callable[[Callable[[Path], object]], Path]
PLACES = {"INBOX": "inbox", "OUTBOX": "outbox", "OFFICES": "offices.csv"}


@contextmanager
def living_in(house: Path, environment: pytest.MonkeyPatch, model: Path | None = None) -> Iterator[Path]:
    """The jobs work in this folder, which begins as a copy of the model; afterwards it can be a model itself."""
    if model:
        shutil.copytree(model, house, dirs_exist_ok=True)
    url = f"sqlite:///{house / 'warehouse.db'}"
    for name, place in PLACES.items():
        environment.setenv(f"RAPOR_{name}", str(house / place))
    environment.setenv("RAPOR_WAREHOUSE_URL", url)
    environment.setenv("RAPOR_SETTLE_SECONDS", "0")
    environment.setenv("RAPOR_APPROVAL", "false")
    settings.cache_clear()
    try:
        yield house
    finally:
        engine(url).dispose()  # which brings what lies in SQLite's log into the file
        settings.cache_clear()
