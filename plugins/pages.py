"""Our pages in Airflow's API server, with a place of their own in its navigation; and where SendGrid posts receipts."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from airflow.plugins_manager import AirflowPlugin


class Pages(AirflowPlugin):
    """Built when the API server asks for them, not when plugins are loaded: each task's process loads those."""

    name = "rapor"
    external_views = [
        {
            "name": "Rapor LAPOR",
            "href": "/rapor/pekan",
            "destination": "nav",
            "url_route": "rapor",
            "nav_top_level": True,
        }
    ]

    @cached_property
    def fastapi_apps(self) -> list[dict[str, Any]]:  # type: ignore[override]
        from include.pages import build_app

        return [{"app": build_app(), "url_prefix": "/rapor", "name": "Rapor LAPOR"}]
