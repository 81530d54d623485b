"""The official client, kept straight: it goes nowhere else, ends in time, and says when it never got there."""

from __future__ import annotations

import io
import json
import logging
import socket
from collections.abc import Callable
from functools import partial
from http.client import HTTPConnection, HTTPResponse, HTTPSConnection
from time import monotonic
from typing import Any, cast
from urllib.request import HTTPHandler, HTTPRedirectHandler, HTTPSHandler, OpenerDirector, Request, build_opener

from python_http_client import Client

from include.gateways.message import write_canonically

RECORD = 16 * 1024  # what TLS sends at once; its time limit holds for each anew

# At DEBUG the client writes out the key and the letter; a filter holds whatever level is set later.
logging.getLogger("python_http_client.client").addFilter(lambda record: record.levelno >= logging.INFO)


class NeverConnected(OSError):
    """The service was not reached, so it cannot have accepted anything."""


class StraightClient(Client):  # type: ignore[misc]  # publishes no types
    """`timeout` is what one operation of the socket may take, `limit` what the whole call may, in seconds."""

    def __init__(self, *args: Any, limit: float, **options: Any) -> None:
        super().__init__(*args, **options)
        self.limit = limit

    def _make_request(self, _: OpenerDirector, request: Request, timeout: float | None = None) -> HTTPResponse:
        if request.data:  # the bytes that were approved, which the client has written in a way of its own
            request.data = write_canonically(json.loads(cast("bytes", request.data))).encode()
        clock = Clock(monotonic() + self.limit)
        opener = build_opener(StayHere, DialHTTP(clock), DialHTTPS(clock))
        return super()._make_request(opener, request, timeout)  # type: ignore[no-any-return]  # nor does this


class StayHere(HTTPRedirectHandler):
    """A redirect would take the key along to any host, as a GET, and come back looking like success."""

    def redirect_request(self, *_: Any) -> None:
        return None


class Clock:
    """The end of a call: each operation of its socket may take no longer than is left."""

    def __init__(self, ends_at: float) -> None:
        self.ends_at = ends_at

    def wind(self, line: socket.socket) -> None:
        left = self.ends_at - monotonic()
        if left <= 0:
            raise TimeoutError("The call took too long.")
        line.settimeout(min(left, line.gettimeout() or left))


class Dial:
    """A connection that tells whether it ever stood, and ends with its clock."""

    sock: socket.socket | None

    def __init__(self, *args: Any, clock: Clock, **options: Any) -> None:
        super().__init__(*args, **options)
        self.clock = clock
        self.response_class: Callable[..., HTTPResponse] = partial(TimelyResponse, clock=clock)

    def connect(self) -> None:
        try:
            super().connect()  # type: ignore[misc]  # typeshed knows it by its subclasses only
        except OSError as error:
            raise NeverConnected from error

    def send(self, data: bytes) -> None:
        for start in range(0, len(data), RECORD):
            if self.sock is not None:
                self.clock.wind(self.sock)
            super().send(data[start : start + RECORD])  # type: ignore[misc]


class Dialled(Dial, HTTPConnection):  # type: ignore[misc]  # the response is made by a function
    pass


class DialledSecurely(Dial, HTTPSConnection):  # type: ignore[misc]
    pass


class DialHTTP(HTTPHandler):
    def __init__(self, clock: Clock) -> None:
        super().__init__()
        self.clock = clock

    def http_open(self, request: Request) -> HTTPResponse:
        return self.do_open(Dialled, request, clock=self.clock)  # type: ignore[arg-type]


class DialHTTPS(HTTPSHandler):
    def __init__(self, clock: Clock) -> None:
        super().__init__()
        self.clock = clock

    def https_open(self, request: Request) -> HTTPResponse:
        return self.do_open(DialledSecurely, request, clock=self.clock)  # type: ignore[arg-type]


class TimelyResponse(HTTPResponse):
    """An answer that may drip, but not for ever."""

    def __init__(self, line: socket.socket, *args: Any, clock: Clock, **options: Any) -> None:
        super().__init__(line, *args, **options)
        self.fp.close()
        self.fp = io.BufferedReader(TimelyReader(line, clock))


class TimelyReader(io.RawIOBase):
    def __init__(self, line: socket.socket, clock: Clock) -> None:
        self.line, self.clock = line, clock
        self.raw = line.makefile("rb", buffering=0)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:
        self.clock.wind(self.line)
        return self.raw.readinto(buffer)

    def close(self) -> None:
        self.raw.close()
        super().close()
