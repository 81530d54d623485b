"""What can go wrong with an answer of LAPOR's API; each is used for one request, in the place of a fair answer."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from tests.standins.lapor_bodies import TEXT

if TYPE_CHECKING:
    from tests.standins.lapor import Handler

Fault = Callable[["Handler"], None]
LOGIN_PAGE = b"<!doctype html><html><body><form><input name=password></form></body></html>"


def fair(handler: Handler) -> None:
    """No fault at all."""
    handler.tell(handler.body())


def delay(seconds: float) -> Fault:
    """Answer well, but only after this time or at the end of the test."""

    def answer(handler: Handler) -> None:
        handler.standin.closing.wait(seconds)
        fair(handler)

    return answer


def slow(handler: Handler) -> None:
    delay(handler.standin.slow_seconds)(handler)


def drop(handler: Handler) -> None:
    handler.reset()


def fail(status: int, **headers: str) -> Fault:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return lambda handler: handler.answer(status, b'{"message": "error"}', named)


def busy(handler: Handler) -> None:
    fail(429, Retry_After=handler.standin.retry_after)(handler)


def html(handler: Handler) -> None:
    handler.answer(200, LOGIN_PAGE, {"Content-Type": "text/html"})


def redirect(handler: Handler) -> None:
    handler.answer(302, headers={"Location": "/login"})


def cut(handler: Handler) -> None:
    """Half the JSON, as if it were all."""
    content = json.dumps(handler.body()).encode()
    handler.answer(200, content[: len(content) // 2])


def stutter(handler: Handler) -> None:
    """Promise a longer answer than comes."""
    content = json.dumps(handler.body()).encode()
    handler.answer(200, content, {"Content-Length": str(len(content) + 100)})
    handler.close_connection = True


def drip(handler: Handler) -> None:
    """Byte by byte, each in time, and never done."""
    handler.answer(200, headers={"Content-Length": "1000"})
    while not handler.standin.closing.wait(0.05):
        handler.wfile.write(b" ")


def oversize(handler: Handler) -> None:
    handler.tell(handler.body() | {"filling": "x" * 10_000_000})


def wrong_types(handler: Handler) -> None:
    """Numbers where times and institutions should be, or a text where entries should be."""
    results: dict[str, Any] = handler.body()["results"]
    name = "data_logs" if "data_logs" in results else "data"
    for entry in results[name]:
        for field in {"date", "created_at", "institution_from", "id", "name"} & entry.keys():
            entry[field] = [7]
    handler.tell({"results": results | ({} if results[name] else {name: "kosong"})})


def misplace(handler: Handler) -> None:
    """The text of a citizen where the name of an institution should be."""
    results: dict[str, Any] = handler.body()["results"]
    for entry in results.get("data_logs", results["data"]):
        entry |= {"institution_from": {"id": 1, "name": TEXT}, "institution_from_name": TEXT, "name": TEXT}
    handler.tell({"results": results})


def repeat(handler: Handler) -> None:
    """Every entry twice, as when a page comes again."""
    results = handler.body()["results"]
    lists = {name: entries * 2 for name, entries in results.items() if isinstance(entries, list)}
    handler.tell({"results": results | lists})


def wrong_clock(handler: Handler) -> None:
    """An hour ahead, in the header and in the answer."""
    handler.shift = timedelta(hours=1)
    handler.tell(handler.body())


ALL: tuple[Fault, ...] = (
    slow, drop, busy, fail(500), fail(503), html, redirect, cut, stutter, wrong_types, misplace, repeat, wrong_clock,
)  # fmt: skip
