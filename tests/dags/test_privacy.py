"""No person of an export, nor of LAPOR's API, is in anything that a whole run writes.

Spared are the admin's own files: the exports as they lie archived, and the file of offices. A name in a title cannot be
told from other words, so none is planted there.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

import pytest

from demo.regency import build
from include.gateways.warehouse import migrate
from include.sla.week import WIB, Week
from tests.dags import planting
from tests.dags.evidence import Piece, gather
from tests.dags.people import Person, squeeze
from tests.standins import lapor_bodies, lapor_faults, lapor_regency
from tests.standins.lapor import BEARER, TOKEN, running_lapor

ROOT = Path(__file__).parents[2]
RUN = """
from airflow.dag_processing.dagbag import DagBag
from airflow.utils.db import initdb
initdb()
dags = DagBag("dags").dags
dags["weekly_scorecards"].deadline = None  # with which Airflow 3.3.2 cannot end such a run (its issue 73428)
print([dags[dag_id].test().state.value for dag_id in ("sync_tickets", "run_clocks", "weekly_scorecards")])
"""
TRACES = {trace: person.place for person in planting.PLANTED for trace in person.traces()} | {
    squeeze(trace): "LAPOR's API" for trace in lapor_bodies.TRACES
}
SPARED = ("inbox/*/*.xlsx", "inbox/*/laporan.csv", "inbox/*/daftar.csv", "offices.csv")


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An installation after a run of all its DAGs, with what their tasks said in `log.txt`."""
    folder, now = tmp_path_factory.mktemp("house"), datetime.now(WIB)
    complaints = build(Week.of(now).monday)[-170:]
    planting.fill_inbox(folder / "inbox", complaints, now)
    planting.fill_offices(folder / "offices.csv")
    migrate(f"sqlite:///{folder / 'warehouse.db'}")
    with running_lapor(tickets=lapor_regency.tell(complaints)) as lapor:
        lapor.faults.extend([lapor_faults.misplace, lapor_faults.html, lapor_faults.cut])
        ended = subprocess.run(
            [sys.executable, "-c", RUN], cwd=ROOT, env=environment(folder, lapor.url), text=True,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=300, check=False,
        )  # fmt: skip
    (folder / "log.txt").write_text(ended.stdout, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def pieces(house: Path) -> list[Piece]:
    return gather(house, {path for form in SPARED for path in house.glob(form)})


def environment(folder: Path, lapor: str) -> dict[str, str]:
    connection = {"conn_type": "http", "host": lapor, "password": BEARER, "extra": {"token": TOKEN}}
    return os.environ | {
        "AIRFLOW_HOME": str(folder / "airflow"),
        "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": f"sqlite:///{folder / 'airflow' / 'airflow.db'}",
        "AIRFLOW_CONN_LAPOR": json.dumps(connection),
        "RAPOR_WAREHOUSE_URL": f"sqlite:///{folder / 'warehouse.db'}",
        "RAPOR_INBOX": str(folder / "inbox"),
        "RAPOR_OUTBOX": str(folder / "outbox"),
        "RAPOR_OFFICES": str(folder / "offices.csv"),
        "RAPOR_SETTLE_SECONDS": "0",
        "RAPOR_APPROVAL": "false",
        "TMPDIR": str(folder),
    }


def find(pieces: Iterable[Piece]) -> set[tuple[str, str]]:
    """Who is found where."""
    return {(who, where) for where, text in pieces for trace, who in TRACES.items() if trace in text}


def find_one(person: Person, pieces: Iterable[Piece]) -> set[str]:
    return {where for where, text in pieces if squeeze(person.name) in text}


def test_nobody_is_in_anything_that_was_written(pieces: list[Piece]) -> None:
    assert find(pieces) == set()


def test_the_run_has_written_in_every_place_there_is(house: Path, pieces: list[Piece]) -> None:
    assert (house / "log.txt").read_text().endswith("['success', 'success', 'success']\n")
    airflow = ("xcom.value", "rendered_task_instance_fields.rendered_fields", "log.extra")
    warehouse = ("snapshots.status", "quarantine.cells", "titles.title", "acts.template", "calls.outcome",
                 "recap_lines.agency_name", "letters.html", "deliveries.recipient")  # fmt: skip
    notes = ("terbaca/laporan.csv.catatan.txt", "terbaca/laporan.csv.perbaikan.csv", "ditolak/rekap-keliru.xlsx.txt")
    assert {where for where, _ in pieces} >= {
        "log.txt",
        "outbox/index.html",
        *(f"airflow/airflow.db:{column}" for column in airflow),
        *(f"warehouse.db:{column}" for column in warehouse),
        *(f"inbox/{note}" for note in notes),
    }


def test_whoever_was_planted_can_be_found(house: Path) -> None:
    """But for the one in the recap, whose workbook is packed."""
    texts = [(house / "inbox" / name).read_text() for name in ("terbaca/laporan.csv", "ditolak/daftar.csv")]
    planted = {person.place for person in planting.PLANTED} | {"LAPOR's API"}
    seen = find(("", squeeze(text)) for text in [*texts, lapor_bodies.TEXT])
    assert {who for who, _ in seen} == planted - {planting.COUNTED.place}


def test_who_holds_an_office_stands_in_the_register_alone(pieces: list[Piece]) -> None:
    assert find_one(planting.HOLDER, pieces) == {"warehouse.db", "warehouse.db:offices.holder"}
    assert find_one(planting.DEPUTY, pieces) == {"warehouse.db", "warehouse.db:offices.deputy"}


def test_a_name_that_moved_into_the_status_unnoticed_is_nowhere(pieces: list[Piece]) -> None:
    """An unknown status is kept and told, so that it can be taught; once the reader sees the shift, this passes."""
    assert find_one(planting.UNSEEN, pieces) == set()
