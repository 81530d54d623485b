"""Who may look, and who may act: whoever may see the DAG that letters come from, and whoever may start the others.

The one file here that knows Airflow's rights from inside.
"""

from __future__ import annotations

from typing import Any, NamedTuple
from urllib.parse import urlencode

from fastapi import Depends
from starlette.exceptions import HTTPException
from starlette.requests import Request

LOOKED_AT = "weekly_scorecards"
ACTED_BY = "decide_deliveries"
INVALID = "Invalid JWT token"  # a 403 with which Airflow's own pages, too, send people to log in
OURS = ("same-origin", "none")  # what a browser says of a form of ours, or of an address that somebody typed
SAFE = ("GET", "HEAD")


class Person(NamedTuple):
    """Who asks for a page, by the name that Airflow knows, and whether they may change anything."""

    name: str
    may_act: bool


def only_viewers() -> Any:
    """A dependency that nobody passes but who may see the DAG: 401 for whoever is not logged in, 403 for others.

    Who may look and not act passes with GET alone; and a form counts only when it was sent from a page of ours. The
    Person is kept in the request's state.
    """
    from airflow.api_fastapi.auth.managers.models.resource_details import DagAccessEntity
    from airflow.api_fastapi.core_api.security import get_user, requires_access_dag

    may_see = requires_access_dag(method="GET", param_dag_id=LOOKED_AT)
    may_start = requires_access_dag(method="POST", access_entity=DagAccessEntity.RUN, param_dag_id=ACTED_BY)

    def admit(request: Request, user: Any = Depends(get_user)) -> None:  # noqa: B008  # FastAPI finds no local name in a string
        may_see(request, user)
        request.state.person = Person(user.get_name(), allowed(may_start, request, user))
        if request.method not in SAFE:
            check_origin(request)
            if not request.state.person.may_act:
                raise HTTPException(403)

    return Depends(admit)


def allowed(check: Any, request: Request, user: Any) -> bool:
    try:
        check(request, user)
    except HTTPException:
        return False
    return True


def check_origin(request: Request) -> None:
    """403 for a form that another site has sent with our visitor's cookie."""
    site = request.headers.get("Sec-Fetch-Site")
    if not (site in OURS if site else is_ours(request)):
        raise HTTPException(403)


def is_ours(request: Request) -> bool:
    """Whether the form's origin is our host; behind TLS, one in the clear is not, for anybody may show it."""
    origin = request.headers.get("Origin", "")
    schemes = ("https",) if request.scope["scheme"] == "https" else ("http", "https")
    return origin in [f"{scheme}://{request.headers.get('Host')}" for scheme in schemes]


def find_token(request: Request) -> str:
    """The token that the person has shown, by which they do what they ask for themselves."""
    from airflow.api_fastapi.auth.managers.base_auth_manager import COOKIE_NAME_JWT_TOKEN

    shown = request.headers.get("Authorization", "").removeprefix("Bearer ")
    return shown or request.cookies.get(COOKIE_NAME_JWT_TOKEN, "")


def unknown(error: Exception) -> bool:
    """Whether it is not known who asks, or no longer."""
    return isinstance(error, HTTPException) and (error.status_code == 401 or error.detail == INVALID)


def find_login(request: Request) -> str:
    """The login page of whichever auth manager there is, which leads back to the page that was asked for."""
    from airflow.api_fastapi.app import get_cookie_path

    return f"{get_cookie_path()}api/v2/auth/login?{urlencode({'next': request.url.path})}"
