"""A page starts a DAG's run for whoever asks, by Airflow's own REST API, with their token and so with their rights."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from starlette.requests import Request

from include.pages.access import find_token

OK = 200


class NotStarted(Exception):
    """There is no new run; the message says what to do, in Indonesian."""


async def start(request: Request, dag_id: str, conf: Mapping[str, Any]) -> str:
    """The id of the new run; NotStarted when the DAG is paused, unknown, not theirs to start, or refuses the values."""
    from airflow.api_fastapi.main import app  # the one that has mounted our pages
    from httpx import ASGITransport, AsyncClient

    async with AsyncClient(transport=ASGITransport(app=app), base_url=f"http://{request.url.netloc}") as api:
        api.headers["Authorization"] = f"Bearer {find_token(request)}"
        dag = await api.get(f"/api/v2/dags/{dag_id}")
        if dag.status_code != OK:
            raise NotStarted(f"DAG {dag_id} tidak ditemukan, atau tidak boleh dijalankan dengan akun ini.")
        if dag.json()["is_paused"]:
            raise NotStarted(f"DAG {dag_id} sedang dijeda. Aktifkan dahulu di halaman Dags, lalu coba lagi.")
        run = await api.post(f"/api/v2/dags/{dag_id}/dagRuns", json={"logical_date": None, "conf": dict(conf)})
    if run.status_code != OK:
        raise NotStarted(f"DAG {dag_id} tidak dapat dijalankan; periksa isian, lalu coba lagi.")
    return str(run.json()["dag_run_id"])
