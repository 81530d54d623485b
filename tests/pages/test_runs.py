"""A decision on a page starts the DAG's run, as whoever has taken it."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
import sqlalchemy as sa
from airflow.models.dag import DagModel
from airflow.models.dagrun import DagRun
from airflow.utils.session import create_session

from include.answers import RESEND
from include.gateways.warehouse import audit
from include.pages.runs import find_run
from tests.pages.letters import a_draft
from tests.pages.people import COOKIE, a_token
from tests.pages.test_deliveries import HERE, REASON, path, read, settle

DAG = "decide_deliveries"
FILE = Path(__file__).parents[2] / f"dags/{DAG}.py"


@pytest.fixture(scope="session")
def known(guarded):
    """Airflow has read the DAG, as its DAG processor does."""
    from airflow.dag_processing.bundles.manager import DagBundlesManager
    from airflow.dag_processing.dagbag import DagBag, sync_bag_to_db

    DagBundlesManager().sync_bundles_to_db()
    sync_bag_to_db(DagBag(FILE, bundle_name="dags-folder"), "dags-folder", None)


@pytest.fixture
def operator(client, known):
    client.cookies.set(COOKIE, a_token("op"))
    return client


@pytest.fixture
def refused(connection):
    entry = a_draft(connection)
    settle(connection, entry, state="refused", attempts=1)
    return entry


def pause(paused: bool) -> None:
    with create_session() as session:
        session.execute(sa.update(DagModel).filter_by(dag_id=DAG).values(is_paused=paused))


def last_run() -> DagRun:
    with create_session() as session:
        found = session.scalars(sa.select(DagRun).filter_by(dag_id=DAG).order_by(DagRun.id.desc()).limit(1)).one()
        session.expunge_all()
        return found


def test_a_decision_starts_a_run_in_the_name_of_who_took_it(operator, refused, connection):
    form = {"keputusan": RESEND, "alasan": f" {REASON} "}
    answer = operator.post(path(refused), data=form, headers=HERE)
    there, run = urlsplit(answer.headers["Location"]), last_run()
    told = {"period": "2026-W47", "action": RESEND, "delivery_ids": [refused.delivery_id], "why": REASON}
    assert (answer.status_code, there.path, parse_qs(there.query)["run"]) == (303, path(refused), [run.run_id])
    assert (run.triggering_user_name, run.conf) == ("contoh", told)
    logged = [(entry.actor, entry.action, entry.subject, entry.details) for entry in audit.list_actions(connection, 9)]
    assert logged == [("contoh", "decide", refused.delivery_id, f"Kirim sekali lagi: {REASON}")]


def test_the_page_tells_what_became_of_the_run(operator, refused):
    place = operator.post(path(refused), data={"keputusan": RESEND, "alasan": REASON}, headers=HERE).headers["Location"]
    page = operator.get(place)
    assert "sedang dijalankan" in read(page)
    assert f'href="{find_run(DAG, last_run().run_id)}"' in page.text
    with create_session() as session:
        session.execute(sa.update(DagRun).filter_by(dag_id=DAG).values(state="failed"))
    assert "tidak dapat dijalankan seluruhnya" in read(operator.get(place))


@pytest.mark.parametrize("run", ["manual__2026-11-25T00:00:00+00:00", '"><script>', "../../dags", ""])
def test_of_what_is_no_run_nothing_is_told(operator, refused, run):
    page = operator.get(path(refused), params={"pesan": "diminta", "run": run})
    assert page.status_code == 200
    assert "Keputusan sudah" not in page.text
    assert "<script" not in page.text


def test_all_of_a_week_goes_by_one_run(operator, refused, connection):
    answer = operator.post("/rapor/pengiriman", data={"periode": "2026-W47", "alasan": REASON}, headers=HERE)
    assert answer.headers["Location"].startswith("/rapor/pengiriman?pesan=diminta&run=manual__")
    assert last_run().conf == {"period": "2026-W47", "action": RESEND, "delivery_ids": [], "why": REASON}
    assert [entry.subject for entry in audit.list_actions(connection, 9)] == ["2026-W47"]
    assert "sedang dijalankan" in read(operator.get(answer.headers["Location"]))


@pytest.mark.parametrize("place", ["", "/{}"])
def test_while_the_dag_is_paused_nothing_is_done_and_nothing_is_lost(operator, refused, connection, place):
    pause(True)
    form = {"keputusan": RESEND, "periode": "2026-W47", "alasan": REASON}
    answer = operator.post(f"/rapor/pengiriman{place.format(refused.delivery_id)}", data=form, headers=HERE)
    pause(False)
    assert answer.status_code == 409
    assert "sedang dijeda" in read(answer)
    assert re.search(rf"<textarea[^>]*>{REASON}</textarea>", answer.text)
    assert audit.list_actions(connection, 9) == []
