"""A day off announced after the clocks were run moves due dates, and each move is told once."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest
import sqlalchemy as sa

from include import jobs
from include.gateways.warehouse import connect, derived
from include.gateways.warehouse.schema import CLOCKS, RULEBOOKS
from include.settings import settings
from tests.jobs.houses import Model, living_in
from tests.jobs.stories import bring, run

RUN = "from include import jobs; print(jobs.run_clocks()['moved'])"


@pytest.fixture
def running(model: Model, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    with living_in(tmp_path, monkeypatch, model(start)) as house:
        yield house


def start(house: Path) -> None:
    bring(house, "3 Feb", "1", "2", "3", "4")
    assert jobs.run_clocks()["moved"] == 0


def moves() -> pd.DataFrame:
    with connect(settings().warehouse_url) as connection:
        return derived.read_moves(connection)


def move(later: Path) -> int:
    done = run(later, "-c", RUN)
    assert done.returncode == 0, done.stderr
    return int(done.stdout)


def test_a_day_off_announced_later_moves_what_is_still_open_once(running: Path, later: Path) -> None:
    moved = move(later)
    found = moves()
    assert len(found) == moved > 0
    assert set(found["because"]) == {"+2026-02-04 Libur Contoh (Surat Contoh)"}
    assert set(found["announced_on"]) == {pd.Timestamp("2026-02-02")}
    assert (found["due_on"] > found["was_due_on"]).all()
    assert move(later) == 0
    pd.testing.assert_frame_equal(moves(), found)


def test_a_new_limit_is_no_new_calendar(running: Path, later: Path) -> None:
    move(later)
    response = moves().query("stage == 'response' and policy == 'national'")
    assert set(response["due_on"] - response["was_due_on"]) == {pd.Timedelta(days=1)}


def test_a_day_off_taken_back_moves_them_back(running: Path, later: Path, caplog: pytest.LogCaptureFixture) -> None:
    moved = move(later)
    with caplog.at_level(logging.INFO):
        assert jobs.run_clocks()["moved"] == moved
    assert f"{moved} due dates moved" in caplog.text
    assert len(moves()) == 2 * moved


def test_clocks_run_on_when_the_rulebook_of_the_last_run_is_lost(running: Path, later: Path) -> None:
    with connect(settings().warehouse_url) as connection, connection.begin():
        connection.execute(sa.delete(RULEBOOKS))
    assert move(later) == 0
    assert jobs.run_clocks()["moved"] > 0  # from the next run on they are told again


def test_the_clocks_say_how_sure_their_limits_are(running: Path) -> None:
    with connect(settings().warehouse_url) as connection, connection.begin():
        found = set(connection.execute(sa.select(CLOCKS.c.certainty)).scalars())
    assert found
    assert found <= {"F", "M"}
