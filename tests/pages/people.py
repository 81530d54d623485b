"""Who asks for a page: people whom Airflow knows, with the cookie that its login page gives them."""

from __future__ import annotations

from airflow.api_fastapi.app import get_auth_manager
from airflow.api_fastapi.auth.managers.simple.user import SimpleAuthManagerUser

COOKIE = "_token"


def a_token(role: str | None = "viewer", seconds: int = 600) -> str:
    """Signed by Airflow for somebody with this role, to hold for so long."""
    user = SimpleAuthManagerUser(username="contoh", role=role)
    return str(get_auth_manager().generate_jwt(user, expiration_time_in_seconds=seconds))
