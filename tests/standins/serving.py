"""A real HTTP server for a stand-in, in a thread of its own, for as long as it is wanted."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Protocol


class Standin(Protocol):
    closing: threading.Event  # set when the server ends: whoever waits gives up


@contextmanager
def serving(
    standin: Standin, handler: type[BaseHTTPRequestHandler], host: str = "127.0.0.1", port: int = 0
) -> Iterator[str]:
    """The URL at which the handler, with `standin` as an attribute, answers; port 0 takes a free one."""
    server = ThreadingHTTPServer((host, port), type("Bound", (handler,), {"standin": standin}))
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield f"http://{host}:{server.server_port}"
    finally:
        standin.closing.set()
        server.shutdown()
        server.server_close()
        thread.join()
