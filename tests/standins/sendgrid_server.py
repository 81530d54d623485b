"""The stand-in for SendGrid as a server: who asks, for what, and what goes wrong."""

from __future__ import annotations

import io
import socket
import struct
from http.server import BaseHTTPRequestHandler
from typing import TYPE_CHECKING, Any

from tests.standins.sendgrid_faults import serve
from tests.standins.sendgrid_replies import Asked
from tests.standins.sendgrid_routes import SEND

if TYPE_CHECKING:
    from tests.standins.sendgrid import SendGrid


class Handler(BaseHTTPRequestHandler):
    standin: SendGrid

    def handle(self) -> None:
        try:
            super().handle()
        except ConnectionError:
            """Whoever asked has gone."""

    def answer_any(self) -> None:
        """Note the request and meet the next fault; letters have faults and weather of their own."""
        raw = self.rfile.read(int(self.headers["Content-Length"] or 0))
        asked = self.read(raw)
        if asked.path == SEND:
            self.standin.requests.append(asked)
            self.standin.asked.set()
            fault = self.standin.next_fault()
        else:
            self.standin.readings.append(asked)
            fault = self.standin.reading_faults.popleft() if self.standin.reading_faults else serve
        fault(self, raw)

    do_GET = do_POST = do_PATCH = do_DELETE = do_PUT = answer_any

    def read(self, raw: bytes) -> Asked:
        """The target as it came: `self.path` is a mended one."""
        return Asked.of(self.command, self.requestline.split()[1], self.headers, raw)

    def serve(self, raw: bytes) -> None:
        self.answer(*self.weigh(raw))

    def weigh(self, raw: bytes) -> tuple[int, bytes, dict[str, str]]:
        """The answer that is due, with everything done that it says; not yet sent."""
        reply = self.standin.reply(self.read(raw))
        return reply.status, reply.body, reply.headers

    def answer(self, status: int, body: bytes = b"", headers: dict[str, str] | None = None) -> None:
        self.send_response(status)
        reset_at = str(int(self.standin.now().timestamp()) + 60)
        limits = {"X-RateLimit-Limit": "600", "X-RateLimit-Remaining": "599", "X-RateLimit-Reset": reset_at}
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
        self.rfile, self.wfile, self.close_connection = io.BytesIO(), io.BytesIO(), True

    def log_message(self, *_: Any) -> None:
        """A test's output is its assertions."""
