"""What can go wrong with a letter on its way into SendGrid; each is used for one request, in place of a fair answer."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from random import Random
from threading import Lock
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.standins.sendgrid_server import Handler

Fault = Callable[["Handler", bytes], None]

PROXY_PAGE = b"<html><body><h1>502 Bad Gateway</h1></body></html>"


def serve(handler: Handler, raw: bytes) -> None:
    """No fault at all: a fair day between two others."""
    handler.serve(raw)


def fail(status: int, body: bytes | None = None, **headers: str) -> Fault:
    """Answer with this status and take nothing; without a body, with the documented shape of an error."""
    plain = json.dumps({"errors": [{"message": f"status {status}", "field": None, "help": None}]}).encode()
    return lambda handler, _: handler.answer(status, plain if body is None else body, headers)


def take_and_fail(status: int, body: bytes | None = None) -> Fault:
    """The letter is taken, and the answer says that something went wrong."""

    def answer(handler: Handler, raw: bytes) -> None:
        handler.weigh(raw)
        fail(status, body)(handler, raw)

    return answer


def busy(seconds: int = 60) -> Fault:
    """429, with the limit ending so many seconds from now."""

    def answer(handler: Handler, _: bytes) -> None:
        reset_at = str(int(handler.standin.now().timestamp()) + seconds)
        told = json.dumps({"errors": [{"field": None, "message": "too many requests"}]}).encode()
        handler.answer(429, told, {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": reset_at})

    return answer


def redirect(url: str, status: int = 302) -> Fault:
    return lambda handler, _: handler.answer(status, headers={"Location": url})


def reset(handler: Handler, _: bytes) -> None:
    handler.reset()


def take_and_reset(handler: Handler, raw: bytes) -> None:
    """The answer is lost, the letter is not."""
    handler.weigh(raw)
    handler.reset()


def hang(handler: Handler, _: bytes) -> None:
    """Say nothing until the test is over."""
    handler.standin.closing.wait(60)
    handler.close_connection = True


def take_and_hang(handler: Handler, raw: bytes) -> None:
    handler.weigh(raw)
    hang(handler, raw)


def stutter(handler: Handler, _: bytes) -> None:
    """Promise a longer answer than comes."""
    handler.answer(202, headers={"Content-Length": "100", "X-Message-Id": "half"})


def drip(pause: float, head: int = 0) -> Fault:
    """Take the letter, then answer byte by byte, each in time; the first `head` bytes come at once."""

    def answer(handler: Handler, raw: bytes) -> None:
        told = b"HTTP/1.1 202 Accepted\r\nX-Message-Id: slow\r\nContent-Length: 1000\r\n\r\n" + b" " * 1000
        handler.weigh(raw)
        handler.wfile.write(told[:head])
        for byte in told[head:]:
            if handler.standin.closing.wait(pause):
                return
            handler.wfile.write(bytes([byte]))

    return answer


KINDS: Mapping[str, Fault] = {
    "busy": busy(),
    "failed": fail(500),
    "failed_after": take_and_fail(500),
    "proxy": fail(502, PROXY_PAGE),
    "lost": reset,
    "lost_after": take_and_reset,
}
CALM = {"lost_after": 0.002, "lost": 0.001, "failed": 0.001, "failed_after": 0.0005, "busy": 0.001}
HARSH = {"lost_after": 0.05, "lost": 0.02, "failed": 0.02, "failed_after": 0.01, "busy": 0.03, "proxy": 0.01}


class Weather:
    """Chance, from a seed: `rates` is how often each kind of fault comes, between 0 and 1."""

    def __init__(self, rates: Mapping[str, float], seed: int) -> None:
        if not set(rates) <= set(KINDS) or sum(rates.values()) > 1:
            raise ValueError(f"Rates are of {', '.join(KINDS)}, and no more than 1 together.")
        self.rates, self.lock = rates, Lock()
        self.chance = Random(seed)  # noqa: S311  # chance, not a secret

    def draw(self) -> Fault:
        with self.lock:
            drawn = self.chance.random()
        for kind, rate in self.rates.items():
            drawn -= rate
            if drawn < 0:
                return KINDS[kind]
        return serve
