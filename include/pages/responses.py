"""What every page is answered with: nothing is kept by a browser, nothing is loaded from elsewhere, no script runs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from starlette.responses import Response

CLOSED = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
STYLED = f"{CLOSED}; style-src 'unsafe-inline'"
FRAMING = f"{STYLED}; frame-src 'self'"  # a page of ours that shows a letter inside
LETTER = f"{STYLED}; img-src data:; sandbox"  # as in the frame, so that it can do no more when it is opened alone
PLAIN = f"{CLOSED}; sandbox"


def respond(
    content: bytes | str, media_type: str, policy: str, *, status: int = 200, headers: Mapping[str, str] | None = None
) -> Response:
    """The content under this Content-Security-Policy; text goes out as UTF-8."""
    guards = {
        "Content-Security-Policy": policy,
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "no-store",
        "Referrer-Policy": "no-referrer",
    }
    return Response(content, status, guards | dict(headers or {}), media_type)


def show_page(template: str, view: Mapping[str, Any], *, status: int = 200) -> Response:
    """A page of ours, from its template in reports/."""
    from include.letters.rendering import render_page  # which needs pandas, as the API server otherwise does not

    return respond(render_page(template, dict(view)), "text/html", FRAMING, status=status)


def offer_file(name: str, media_type: str, content: bytes) -> Response:
    """A file to keep, not to open in the browser."""
    disposition = f"attachment; filename*=utf-8''{quote(name, safe='')}"
    return respond(content, media_type, PLAIN, headers={"Content-Disposition": disposition})
