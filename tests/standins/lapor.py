"""A stand-in for LAPOR's JSON API: a real server over plain histories, that goes wrong as often as it is told to.

`python -m tests.standins.lapor --port 8900 --faults 0.05` serves the make-believe regency.
"""

from __future__ import annotations

import argparse
import json
import re
import socket
import struct
import sys
import threading
import time
from collections import deque
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler
from random import Random
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.standins import lapor_bodies, lapor_faults
from tests.standins.lapor_bodies import Entry
from tests.standins.lapor_faults import Fault
from tests.standins.serving import serving

BEARER, TOKEN = "bearer.stand-in.0123456789", "token.stand-in.9876543210"
TICKET = re.compile(r"/complaints/(\d+)/(complaint|followups)")
INSTITUTIONS = "/masters/institutions/external"


@dataclass(frozen=True)
class Asked:
    method: str
    path: str
    at: float  # by the monotonic clock


@dataclass
class Lapor:
    """What the stand-in knows and was asked; `faults` are used up, one a request, first come first served."""

    tickets: Mapping[str, tuple[Entry, ...]] = field(default_factory=dict)
    institutions: Mapping[int, str] = field(default_factory=dict)
    now: datetime | None = None  # only what has happened by then is told; None: the real clock
    seed: int = 0
    share: float = 0.0  # of all answers, that go wrong
    always: Fault = lapor_faults.fair  # what becomes of all others
    slow_seconds: float = 30.0
    retry_after: str = "1"
    url: str = ""
    faults: deque[Fault] = field(default_factory=deque)
    requests: list[Asked] = field(default_factory=list)
    inside: int = 0  # requests not answered yet
    busiest: int = 0  # the most there have been at a time
    closing: threading.Event = field(default_factory=threading.Event)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def __post_init__(self) -> None:
        self.chance = Random(self.seed)  # noqa: S311 - the same faults for the same seed

    def enter(self, asked: Asked) -> None:
        with self.lock:
            self.requests.append(asked)
            self.inside += 1
            self.busiest = max(self.busiest, self.inside)

    def leave(self) -> None:
        with self.lock:
            self.inside -= 1

    def next_fault(self) -> Fault:
        with self.lock:
            if self.faults:
                return self.faults.popleft()
            return self.chance.choice(lapor_faults.ALL) if self.chance.random() < self.share else self.always

    def find(self, path: str, shift: timedelta) -> dict[str, Any] | None:
        """The fair answer; None when there is no such thing."""
        parts = urlsplit(path)
        if parts.path == INSTITUTIONS:
            size = int(parse_qs(parts.query).get("page_size", ["10"])[0])
            return {"results": {"data": [{"id": i, "name": name} for i, name in self.institutions.items()][:size]}}
        match = TICKET.fullmatch(parts.path)
        if not match or match[1] not in self.tickets:
            return None
        now, rng = self.now or datetime.now(UTC), Random(f"{self.seed} {path}")  # noqa: S311 - no secret
        past = [entry for entry in self.tickets[match[1]] if entry.at <= now]
        if match[2] == "complaint":
            return lapor_bodies.complaint(past, rng, shift)
        return lapor_bodies.follow_ups(past, now, rng, shift)


@contextmanager
def running_lapor(port: int = 0, host: str = "127.0.0.1", **options: Any) -> Iterator[Lapor]:
    standin = Lapor(**options)
    with serving(standin, Handler, host, port) as standin.url:
        yield standin


class Handler(BaseHTTPRequestHandler):
    standin: Lapor
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    shift = timedelta()  # of its clock

    def handle(self) -> None:
        with suppress(ConnectionError):  # a client that has heard enough hangs up
            super().handle()

    def do_GET(self) -> None:
        self.standin.enter(Asked(self.command, self.path, time.monotonic()))
        self.shift = timedelta()
        if not self.is_known():
            self.answer(401, b'{"message": "Unauthenticated."}')
        elif self.body() is None:
            self.answer(404, b'{"message": "Not found."}')
        else:
            self.standin.next_fault()(self)

    def refuse(self) -> None:
        self.standin.enter(Asked(self.command, self.path, time.monotonic()))
        self.close_connection = True
        self.answer(405, headers={"Allow": "GET"})

    do_HEAD = do_POST = do_PUT = do_PATCH = do_DELETE = do_OPTIONS = refuse

    def is_known(self) -> bool:
        return (self.headers["Authorization"], self.headers["token"]) == (f"Bearer {BEARER}", TOKEN)

    def body(self) -> Any:
        return self.standin.find(self.path, self.shift)

    def tell(self, body: dict[str, Any]) -> None:
        self.answer(200, json.dumps(body).encode(), {"Content-Type": "application/json"})

    def answer(self, status: int, body: bytes = b"", headers: dict[str, str] | None = None) -> None:
        self.standin.leave()  # before the client can ask again
        self.send_response(status)
        for name, value in ({"Content-Length": str(len(body))} | (headers or {})).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def reset(self) -> None:
        """End the connection with RST instead of an answer."""
        self.standin.leave()
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.rfile.close()
        self.connection.close()
        self.close_connection = True

    def date_time_string(self, timestamp: float | None = None) -> str:
        return super().date_time_string((timestamp or time.time()) + self.shift.total_seconds())

    def log_message(self, *_: Any) -> None:
        """A test's output is its assertions."""


def main() -> None:
    from demo.regency import build
    from include.sla.week import Week
    from tests.standins import lapor_regency

    parser = argparse.ArgumentParser(description="Serve the make-believe regency as LAPOR's API would.")
    parser.add_argument("--port", type=int, default=0, help="any free one, unless told")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--faults", type=float, default=0.0, help="share of answers that go wrong, such as 0.05")
    parser.add_argument("--seed", type=int, default=0)
    told = parser.parse_args()
    tickets = lapor_regency.tell(build(Week.of(datetime.now(UTC)).monday))
    known = {"tickets": tickets, "institutions": lapor_regency.institutions()}
    with running_lapor(told.port, told.host, share=told.faults, seed=told.seed, **known) as lapor:
        sys.stdout.write(
            f"{lapor.url} serves {len(tickets)} tickets; bearer {BEARER}, token {TOKEN}; Ctrl-C ends it.\n"
        )
        sys.stdout.flush()
        with suppress(KeyboardInterrupt):
            threading.Event().wait()


if __name__ == "__main__":
    main()
