"""A stand-in for SendGrid's Mail Send: a real server on loopback that refuses what the documentation refuses."""

from __future__ import annotations

import json
import socket
import struct
import threading
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from typing import Any
from uuid import uuid4

from tests.standins.sendgrid_rules import find_errors
from tests.standins.serving import serving

KEY = "SG.stand-in.0123456789"
LIMIT = 30 * 1024 * 1024
PROXY_PAGE = b"<html><body><h1>502 Bad Gateway</h1></body></html>"


@dataclass
class SendGrid:
    """What the stand-in was asked and took; `faults` are used up, one a request, first come first served."""

    key: str = KEY
    sender: str | None = None  # the one verified sender; None is everybody
    url: str = ""
    faults: deque[Fault] = field(default_factory=deque)
    requests: list[Asked] = field(default_factory=list)
    accepted: list[dict[str, Any]] = field(default_factory=list)
    closing: threading.Event = field(default_factory=threading.Event)
    asked: threading.Event = field(default_factory=threading.Event)

    def references(self) -> list[str]:
        return [message["reference"] for message in self.accepted]

    def delivery_ids(self) -> list[str]:
        return [message["body"]["custom_args"]["delivery_id"] for message in self.accepted]


@dataclass(frozen=True)
class Asked:
    method: str
    path: str
    authorization: str | None


@contextmanager
def running_sendgrid(**options: Any) -> Iterator[SendGrid]:
    standin = SendGrid(**options)
    with serving(standin, Handler) as standin.url:
        yield standin


class Handler(BaseHTTPRequestHandler):
    standin: SendGrid

    def do_GET(self) -> None:
        self.note()
        known = self.path == "/v3/mail/send"
        self.refuse(405, "method not allowed") if known else self.refuse(404, "not found")

    def do_POST(self) -> None:
        raw = self.rfile.read(int(self.headers["Content-Length"]))
        self.note()
        if self.standin.faults:
            self.standin.faults.popleft()(self, raw)
        else:
            self.serve(raw)

    def note(self) -> None:
        self.standin.requests.append(Asked(self.command, self.path, self.headers["Authorization"]))
        self.standin.asked.set()

    def serve(self, raw: bytes) -> None:
        """The answers of the documentation, in the order a service would look."""
        if self.path != "/v3/mail/send":
            self.refuse(404, "not found")
        elif self.headers["Authorization"] != f"Bearer {self.standin.key}":
            self.refuse(401, "The provided authorization grant is invalid, expired, or revoked")
        elif self.headers["Content-Type"] != "application/json":
            self.refuse(415, "Content-Type should be application/json.")
        elif len(raw) >= LIMIT:
            self.refuse(413, "Payload too large")
        else:
            self.judge(json.loads(raw))

    def judge(self, body: dict[str, Any]) -> None:
        if errors := find_errors(body):
            self.answer(400, json.dumps({"errors": errors}).encode())
        elif self.standin.sender not in (None, body["from"]["email"]):
            words = (
                "The from address does not match a verified Sender Identity. Mail cannot be sent until this error is"
            )
            self.refuse(403, f"{words} resolved.", "from")
        elif body.get("mail_settings", {}).get("sandbox_mode", {}).get("enable"):
            self.answer(200)
        else:
            self.answer(202, headers={"X-Message-Id": self.take(body)})

    def take(self, body: dict[str, Any]) -> str:
        reference = uuid4().hex[:22]
        self.standin.accepted.append({"reference": reference, "body": body})
        return reference

    def refuse(self, status: int, message: str, at: str | None = None) -> None:
        self.answer(status, json.dumps({"errors": [{"message": message, "field": at, "help": None}]}).encode())

    def answer(self, status: int, body: bytes = b"", headers: dict[str, str] | None = None) -> None:
        self.send_response(status)
        limits = {"X-RateLimit-Limit": "600", "X-RateLimit-Remaining": "599", "X-RateLimit-Reset": "1795478400"}
        for name, value in (limits | {"Content-Length": str(len(body))} | (headers or {})).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def reset(self) -> None:
        """End the connection with RST instead of an answer."""
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.rfile.close()
        self.wfile.close()
        self.connection.close()
        self.close_connection = True

    def log_message(self, *_: Any) -> None:
        """A test's output is its assertions."""


Fault = Callable[[Handler, bytes], None]


def fail(status: int, body: bytes | None = None, **headers: str) -> Fault:
    """Answer with this status; without a body, with the documented shape of an error."""
    plain = json.dumps({"errors": [{"message": f"status {status}", "field": None, "help": None}]}).encode()
    return lambda handler, _: handler.answer(status, plain if body is None else body, headers)


def redirect(url: str, status: int = 302) -> Fault:
    return lambda handler, _: handler.answer(status, headers={"Location": url})


def serve(handler: Handler, raw: bytes) -> None:
    """No fault at all: a fair day between two others."""
    handler.serve(raw)


def reset(handler: Handler, _: bytes) -> None:
    handler.reset()


def take_and_reset(handler: Handler, raw: bytes) -> None:
    """The answer is lost, the letter is not."""
    handler.take(json.loads(raw))
    handler.reset()


def take_and_hang(handler: Handler, raw: bytes) -> None:
    handler.take(json.loads(raw))
    hang(handler, raw)


def hang(handler: Handler, _: bytes) -> None:
    """Say nothing until the test is over."""
    handler.standin.closing.wait(60)
    handler.close_connection = True


def stutter(handler: Handler, _: bytes) -> None:
    """Promise a longer answer than comes."""
    handler.answer(202, headers={"Content-Length": "100", "X-Message-Id": "half"})
