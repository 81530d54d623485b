"""What SendGrid posts, and what became of it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import sqlalchemy as sa

from include.gateways.warehouse.connection import engine
from include.gateways.warehouse.ledger import Connection
from include.gateways.warehouse.messages import read_receipts
from include.mailroom import now_in_utc
from tests.builders_mail import DELIVERY_ID, HEAD
from tests.pages.conftest import SIGNER, TestClient

PATH = "/rapor/receipts"


def an_event(word: str = "delivered", number: int = 1, **facts: Any) -> dict[str, Any]:
    about = {"delivery_id": DELIVERY_ID, "email": HEAD.email, "timestamp": int(now_in_utc().timestamp())}
    return {"sg_event_id": f"e-{number}", "event": word} | about | facts


def post(client: TestClient, raw: bytes, headers: dict[str, str] | None = None) -> httpx.Response:
    """Signed now, unless the headers are given."""
    return client.post(PATH, content=raw, headers=SIGNER.sign(raw, now_in_utc()) if headers is None else headers)


def kept(connection: Connection) -> list[str]:
    return [receipt.receipt_id for receipt in read_receipts(connection, DELIVERY_ID)]


@contextmanager
def locked(url: str, patience: int = 200) -> Iterator[None]:
    """Somebody else writes to the warehouse and does not end, and we wait for so many milliseconds."""
    listener = engine(url), "connect", lambda connection, _: connection.execute(f"pragma busy_timeout = {patience}")
    engine(url).dispose()
    sa.event.listen(*listener)
    other = sqlite3.connect(engine(url).url.database, isolation_level=None)
    other.execute("begin immediate")
    try:
        yield
    finally:
        other.close()
        sa.event.remove(*listener)
        engine(url).dispose()
