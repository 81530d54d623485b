"""A receipt that was answered for is kept, once; one that could not be kept is asked for again."""

from __future__ import annotations

import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from time import monotonic, sleep

import httpx
import pytest

from include import mailroom
from include.gateways.warehouse import connect
from include.mailroom import now_in_utc
from include.pages import build_app
from include.pages.receipts import THREADS
from include.settings import settings
from tests.builders_mail import HEAD, LETTER, LIAISON, MONDAY, OFFICE, deliver, entry
from tests.pages.conftest import SIGNER
from tests.pages.letters import Road
from tests.pages.posting import an_event, kept, locked, post
from tests.pages.serving import serving
from tests.standins.postgres import new_warehouse
from tests.standins.sendgrid import running_sendgrid
from tests.standins.sendgrid_posting import write


def test_a_signed_receipt_is_kept_and_moves_its_delivery(client, connection):
    deliver(connection, Road())
    answer = post(client, write([an_event()]))
    assert (answer.status_code, answer.content) == (204, b"")
    assert kept(connection) == ["e-1"]
    assert entry(connection).state == "delivered"


def test_what_the_stand_in_posts_is_believed(house, guarded, connection, monkeypatch):
    with running_sendgrid() as sendgrid, serving(build_app()) as url:
        monkeypatch.setenv("RAPOR_RECEIPTS_KEY", sendgrid.signer.public_key)
        settings.cache_clear()
        assert sendgrid.post_events(f"{url}/receipts", [an_event(), an_event("open", 2)], times=3, seed=1) == [204]
    assert sorted(kept(connection)) == ["e-1", "e-2"]


def test_a_receipt_that_comes_before_its_delivery_is_kept_for_it(client, connection):
    assert post(client, write([an_event()])).status_code == 204
    mailroom.draft(connection, Road(), LETTER, HEAD, [LIAISON], office=OFFICE, at=MONDAY)
    assert kept(connection) == ["e-1"]
    deliver(connection, Road())
    assert entry(connection).state == "delivered"


def test_the_same_post_again_changes_nothing(client, connection):
    raw = write([an_event()])
    headers = SIGNER.sign(raw, now_in_utc())
    assert [post(client, raw, headers).status_code for _ in range(3)] == [204, 204, 204]
    assert kept(connection) == ["e-1"]


def test_a_receipt_of_nothing_is_nothing(client, connection):
    assert post(client, b"[]").status_code == 204
    assert kept(connection) == []


def test_what_a_locked_warehouse_did_not_keep_comes_again(client, house, connection):
    raw = write([an_event()])
    headers = SIGNER.sign(raw, now_in_utc())
    with locked(house):
        assert post(client, raw, headers).status_code == 503
    assert kept(connection) == []
    assert [post(client, raw, headers).status_code for _ in range(2)] == [204, 204]
    assert kept(connection) == ["e-1"]


def test_while_posts_wait_for_the_warehouse_airflow_has_threads_left(house, guarded, connection):
    """The pool that Airflow's own pages share has forty."""
    raw = write([an_event()])
    headers = SIGNER.sign(raw, now_in_utc())
    caller = httpx.Client(timeout=60, limits=httpx.Limits(max_connections=None))
    with caller, serving(build_app()) as url, ThreadPoolExecutor(45) as pool:
        with locked(house, patience=60_000):
            posts = [pool.submit(caller.post, f"{url}/receipts", content=raw, headers=headers) for _ in range(45)]
            wait_until(lambda: THREADS.statistics().tasks_waiting == 43)
            assert caller.get(f"{url}/nowhere", timeout=20).status_code == 404
        assert [each.result().status_code for each in posts] == [204] * 45
    assert kept(connection) == ["e-1"]


def wait_until(reached: Callable[[], bool], seconds: float = 30) -> None:
    end = monotonic() + seconds
    while not reached():
        assert monotonic() < end
        sleep(0.05)


@pytest.mark.parametrize("url", ["postgresql+psycopg://nobody@/none?host=/nowhere", "sqlite://"])
def test_a_warehouse_that_is_away_or_not_migrated_keeps_nothing(client, monkeypatch, url):
    monkeypatch.setenv("RAPOR_WAREHOUSE_URL", url)
    settings.cache_clear()
    assert post(client, write([an_event()])).status_code == 503


def test_nothing_of_the_body_is_logged(client, house, caplog):
    caplog.set_level(logging.DEBUG)
    raw = write([an_event(email="secret@dinas.example", reason="secret reason", sg_event_id="secret-id")])
    post(client, raw)
    post(client, raw, {})
    with locked(house):
        post(client, raw)
    told = [record.getMessage() for record in caplog.records if record.name == "include.pages.receipts"]
    assert told[:2] == ["Receipts: 1, new: 1.", "Receipts were refused. The timestamp is missing or malformed."]
    assert told[2].startswith("Receipts could not be kept: OperationalError\n")
    assert "secret" not in caplog.text


@pytest.fixture
def postgres(request, tmp_path, monkeypatch) -> str:
    request.param = "postgresql"
    monkeypatch.setenv("RAPOR_WAREHOUSE_URL", url := new_warehouse(request, tmp_path))
    settings.cache_clear()
    return url


def test_they_are_kept_in_production_too(client, postgres):
    assert post(client, write([an_event()])).status_code == 204
    with connect(postgres) as connection:
        assert kept(connection) == ["e-1"]
