"""What holds for each page there is: who may look, who may act, and from where."""

from __future__ import annotations

import re

import pytest
from fastapi.routing import APIRoute
from starlette.routing import BaseRoute

from include.pages.app import build_app
from tests.pages.conftest import TestClient
from tests.pages.people import COOKIE, a_token

HERE = {"Sec-Fetch-Site": "same-origin"}
OPEN = "/receipts"  # signed, not logged in


def routes(method: str) -> list[str]:
    """The paths of all our routes of this method, with something in the place of each parameter."""
    found: list[BaseRoute] = list(build_app().routes)
    ours = [one for one in found if isinstance(one, APIRoute) and method in one.methods and one.path != OPEN]
    return sorted(re.sub(r"{[^}]*}", "1", one.path) for one in ours)


@pytest.fixture
def operator(client: TestClient) -> TestClient:
    client.cookies.set(COOKIE, a_token("op"))
    return client


@pytest.mark.parametrize(("method", "path"), [(method, path) for method in ("GET", "POST") for path in routes(method)])
def test_nobody_gets_past_the_login_page(client: TestClient, method: str, path: str) -> None:
    answer = client.request(method, f"/rapor{path}", headers=HERE)
    assert (answer.status_code, "login" in answer.headers.get("Location", "")) == (303, True)


@pytest.mark.parametrize("path", routes("GET"))
def test_who_has_no_role_sees_nothing(client: TestClient, path: str) -> None:
    client.cookies.set(COOKIE, a_token(None))
    assert client.get(f"/rapor{path}").status_code == 403


@pytest.mark.parametrize("path", routes("POST"))
def test_who_may_look_may_not_act(viewer: TestClient, path: str) -> None:
    assert viewer.post(f"/rapor{path}", headers=HERE).status_code == 403


@pytest.mark.parametrize("path", routes("POST"))
@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site", "Origin": "http://testserver"},
        {"Origin": "https://elsewhere.example"},
        {"Origin": "null"},
    ],
)
def test_a_form_of_another_site_does_nothing(operator: TestClient, path: str, headers: dict[str, str]) -> None:
    assert operator.post(f"/rapor{path}", headers=headers).status_code == 403


@pytest.mark.parametrize("path", routes("GET"))
def test_no_page_is_kept_framed_elsewhere_or_loads_anything(viewer: TestClient, path: str) -> None:
    answer = viewer.get(f"/rapor{path}")
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'self'" in policy
    assert "script-src" not in policy
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
