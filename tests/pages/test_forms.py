"""A form's body is read for those alone who may send it, and only as far as a form of ours goes."""

from __future__ import annotations

from collections.abc import AsyncIterator

import anyio
import httpx
import pytest
from fastapi import FastAPI

from include.pages import build_app
from include.pages.forms import LARGEST
from tests.pages.conftest import TestClient
from tests.pages.data import HERE, acting
from tests.pages.people import COOKIE, a_token

CHUNK = b"x" * 1000
FORMS = ["/mutu/kata", "/mutu/kata/cabut", "/mutu/selisih", "/unggah"]
MULTIPART = {"Content-Type": "multipart/form-data; boundary=x"}


class Endless:
    """A body that goes on and on, and how far it was read."""

    def __init__(self, begun: bytes = b"") -> None:
        self.begun, self.read = begun, 0

    async def chunks(self) -> AsyncIterator[bytes]:
        yield self.begun
        while True:
            self.read += len(CHUNK)
            yield CHUNK


def send(body: Endless, path: str, role: str | None, **headers: str) -> httpx.Response:
    """By a client that sends no more than the application asks for."""
    app = FastAPI()
    app.mount("/rapor", build_app())

    async def ask() -> httpx.Response:
        cookies = {COOKIE: a_token(role)} if role else {}
        road = httpx.ASGITransport(app=app)
        async with httpx.AsyncClient(transport=road, base_url="http://testserver", cookies=cookies) as client:
            return await client.post(f"/rapor{path}", content=body.chunks(), headers=HERE | headers)

    return anyio.run(ask)


@pytest.mark.parametrize("path", FORMS)
@pytest.mark.parametrize(("role", "status"), [(None, 303), ("viewer", 403)])
def test_nothing_is_read_of_who_may_not_act(house: str, guarded: None, path: str, role: str, status: int) -> None:
    body = Endless()
    assert (send(body, path, role, **MULTIPART).status_code, body.read) == (status, 0)


@pytest.mark.parametrize("path", FORMS[:3])
def test_no_more_is_read_than_a_form_may_have(house: str, guarded: None, path: str) -> None:
    body = Endless()
    assert send(body, path, "op").status_code == 413
    assert body.read <= LARGEST + len(CHUNK)


@pytest.mark.parametrize("content", [b"kata=\xff", b"&".join([b"a=1"] * 60)])
def test_what_is_no_form_is_refused(client: TestClient, content: bytes) -> None:
    assert acting(client).post("/rapor/mutu/kata", content=content, headers=HERE).status_code == 400
