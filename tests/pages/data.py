"""Exports that pages about data are tried on, who acts on those pages, and what Airflow was asked for."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import unescape
from pathlib import Path
from typing import Any

import httpx
import sqlalchemy as sa
from airflow.models.dag import DagModel
from airflow.models.dagrun import DagRun
from airflow.utils.session import create_session

from include import jobs
from include.gateways.warehouse import audit
from include.gateways.warehouse.ledger import Connection
from tests.builders_exports import Row, a_row, write_export
from tests.pages.conftest import TestClient
from tests.pages.people import COOKIE, a_token

HERE = {"Sec-Fetch-Site": "same-origin"}
DAG = "sync_tickets"
NOWHERE = {"ID Instansi Terdisposisi": "-"}


def report(number: int, **said: object) -> Row:
    """A report that Dinas Sosial has, as LAPOR writes it; names of columns with a space go in as `**{…}`."""
    return a_row(
        **NOWHERE | {"Tracking ID": str(number), "Instansi Terdisposisi": "Dinas Sosial", "Rating": "-"} | said
    )


def bring(inbox: Path, name: str, rows: Sequence[Row], generated: str = "9 Feb 2026 15:30") -> Path:
    """Drop an export into the inbox and take it; where it has gone."""
    inbox.mkdir(exist_ok=True)
    write_export(inbox / name, rows, generated=generated)
    jobs.read_inbox(), jobs.update_tickets()
    return inbox / "terbaca" / name


def acting(client: TestClient, role: str = "op") -> TestClient:
    client.cookies.set(COOKIE, a_token(role))
    return client


def words(answer: httpx.Response) -> str:
    """The words on a page."""
    body = answer.text.partition('<main id="isi-halaman">')[2]
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", body)).split())


def read(answer: httpx.Response) -> str:
    assert answer.status_code == 200
    return words(answer)


def logged(connection: Connection) -> list[tuple[str, str, str]]:
    """What people did, the newest first."""
    return [(entry.action, entry.subject, entry.details) for entry in audit.list_actions(connection, 20)]


def pause(paused: bool) -> None:
    with create_session() as session:
        session.execute(sa.update(DagModel).filter_by(dag_id=DAG).values(is_paused=paused))


def count_runs() -> int:
    with create_session() as session:
        return session.scalar(sa.select(sa.func.count()).select_from(DagRun).filter_by(dag_id=DAG)) or 0


def post(client: TestClient, path: str, **fields: Any) -> httpx.Response:
    return client.post(f"/rapor{path}", data=fields, headers=HERE)
