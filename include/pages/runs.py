"""A page starts a DAG's run for whoever asks, by Airflow's own REST API, with their token and so with their rights."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from starlette.requests import Request

from include.pages.access import find_token

if TYPE_CHECKING:
    from httpx import AsyncClient

OK = 200


class NotStarted(Exception):
    """There is no new run; the message says what to do, in Indonesian."""


async def start(request: Request, dag_id: str, conf: Mapping[str, Any]) -> str:
    """The id of the new run; NotStarted when the DAG is paused, unknown, not theirs to start, or refuses the values."""
    async with calling(request) as api:
        dag = await api.get(f"/api/v2/dags/{dag_id}")
        if dag.status_code != OK:
            raise NotStarted(f"DAG {dag_id} tidak ditemukan, atau tidak boleh dijalankan dengan akun ini.")
        if dag.json()["is_paused"]:
            raise NotStarted(f"DAG {dag_id} sedang dijeda. Aktifkan dahulu di halaman Dags, lalu coba lagi.")
        run = await api.post(f"/api/v2/dags/{dag_id}/dagRuns", json={"logical_date": None, "conf": dict(conf)})
    if run.status_code != OK:
        raise NotStarted(f"DAG {dag_id} tidak dapat dijalankan; periksa isian, lalu coba lagi.")
    return str(run.json()["dag_run_id"])


async def read_state(request: Request, dag_id: str, run_id: str) -> str:
    """queued | running | success | failed; empty for a run that there is not, or that is not theirs to see."""
    async with calling(request) as api:
        run = await api.get(f"/api/v2/dags/{dag_id}/dagRuns/{quote(run_id, safe='')}")
    return str(run.json()["state"]) if run.status_code == OK else ""


def find_run(dag_id: str, run_id: str) -> str:
    """Where Airflow's own pages show this run."""
    from airflow.api_fastapi.app import get_cookie_path

    return f"{get_cookie_path()}dags/{dag_id}/runs/{quote(run_id, safe='')}"


@asynccontextmanager
async def calling(request: Request) -> AsyncIterator[AsyncClient]:
    """Airflow's REST API, in this very process, as the person who has sent the request."""
    from airflow.api_fastapi.main import app  # the one that has mounted our pages
    from httpx import ASGITransport, AsyncClient

    road = ASGITransport(app=app, raise_app_exceptions=False)
    async with AsyncClient(transport=road, base_url=f"http://{request.url.netloc}") as api:
        api.headers["Authorization"] = f"Bearer {find_token(request)}"
        yield api
