from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest

from demo import offices
from include import jobs
from include.gateways.warehouse import migrate
from include.settings import settings
from tests.jobs.houses import Model, living_in
from tests.jobs.stories import ROOT, edit


@pytest.fixture(scope="session")
def new_house(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An installation that knows its offices and has read nothing yet."""
    with pytest.MonkeyPatch.context() as environment, living_in(tmp_path_factory.mktemp("new"), environment) as house:
        offices.write(house / "offices.csv")
        (house / "inbox").mkdir()
        migrate(settings().warehouse_url)
        jobs.register_offices()
    return house


@pytest.fixture(scope="session")
def model(new_house: Path, tmp_path_factory: pytest.TempPathFactory) -> Model:
    """Of a function that does something in a new house: that house, to be copied. It is done once for all tests."""

    @cache
    def prepare(furnish: Callable[[Path], object]) -> Path:
        place = tmp_path_factory.mktemp("model")
        with pytest.MonkeyPatch.context() as environment, living_in(place, environment, new_house) as house:
            furnish(house)
        return house

    return prepare


@pytest.fixture
def house(new_house: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder with everything an installation needs, named to the jobs by the environment."""
    with living_in(tmp_path, monkeypatch, new_house) as house:
        yield house


@pytest.fixture(scope="session")
def later(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The house with a shorter limit, a renamed agency, another meaning of a word, and one more day off."""
    root = tmp_path_factory.mktemp("later")
    for part in ("include", "reports"):
        shutil.copytree(ROOT / part, root / part, ignore=shutil.ignore_patterns("*.pyc.*"))  # half-written ones
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
