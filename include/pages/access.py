"""Who may look: whoever may see the DAG that letters come from. The one file here that knows Airflow from inside."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from fastapi import Depends
from starlette.exceptions import HTTPException
from starlette.requests import Request

DAG = "weekly_scorecards"
INVALID = "Invalid JWT token"  # a 403 with which Airflow's own pages, too, send people to log in


def only_viewers() -> Any:
    """A dependency that nobody passes but who may see the DAG: 401 for whoever is not logged in, 403 for others."""
    from airflow.api_fastapi.core_api.security import requires_access_dag

    return Depends(requires_access_dag(method="GET", param_dag_id=DAG))


def unknown(error: Exception) -> bool:
    """Whether it is not known who asks, or no longer."""
    return isinstance(error, HTTPException) and (error.status_code == 401 or error.detail == INVALID)


def find_login(request: Request) -> str:
    """The login page of whichever auth manager there is, which leads back to the page that was asked for."""
    from airflow.api_fastapi.app import get_cookie_path

    return f"{get_cookie_path()}api/v2/auth/login?{urlencode({'next': request.url.path})}"
