"""What every page is answered with: nothing is kept by a browser, nothing is loaded from elsewhere, no script runs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

CLOSED = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
STYLED = f"{CLOSED}; style-src 'unsafe-inline'"
OURS = "default-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'self'; "  # a page may ask, and show
OURS += "style-src 'unsafe-inline'; frame-src 'self'"  # a letter inside
LETTER = f"{STYLED}; img-src data:; sandbox"  # as in the frame, so that it can do no more when it is opened alone
PLAIN = f"{CLOSED}; sandbox"


def respond(
    content: bytes | str, media_type: str, policy: str, *, status: int = 200, headers: Mapping[str, str] | None = None
) -> Response:
    """The content under this Content-Security-Policy; text goes out as UTF-8."""
    return Response(content, status, guard(policy) | dict(headers or {}), media_type)


def guard(policy: str) -> dict[str, str]:
    """The headers of every answer."""
    return {
        "Content-Security-Policy": policy,
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "no-store",
        "Referrer-Policy": "same-origin",  # with no-referrer, a form of ours would come without its origin
    }


def show_page(request: Request, template: str, view: Mapping[str, Any], *, status: int = 200) -> Response:
    """A page of ours, from its template in reports/; `root` is where our pages begin, `person` who looks, or None."""
    from include.letters.rendering import render_page  # which needs pandas, as the API server otherwise does not

    shared = {"root": request.scope.get("root_path", ""), "person": getattr(request.state, "person", None)}
    return respond(render_page(template, shared | dict(view)), "text/html", OURS, status=status)


def send_on(request: Request, place: str) -> Response:
    """To another page of ours, once what a form asked for is done: loading it again does nothing again."""
    there = RedirectResponse(f"{request.scope.get('root_path', '')}{place}", status_code=303)
    there.headers.update(guard(CLOSED))
    return there


def offer_file(name: str, media_type: str, content: bytes) -> Response:
    """A file to keep, not to open in the browser."""
    disposition = f"attachment; filename*=utf-8''{quote(name, safe='')}"
    return respond(content, media_type, PLAIN, headers={"Content-Disposition": disposition})
