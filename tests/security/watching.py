"""What there is before an abuse and after it, and what no answer may lack or tell."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from hashlib import sha256
from pathlib import Path

import httpx

CLOSED = {"x-content-type-options": "nosniff", "cache-control": "no-store", "referrer-policy": "same-origin"}
# Of our machine, our code and our database.
INNER = re.compile(
    r"Traceback|File \"|\.py\b|/work|/tmp|/home|/etc/|site-packages|sqlalchemy|sqlite|psycopg"
    r"|starlette|SELECT |0x[0-9a-f]{6}"
)


def photograph(place: Path) -> dict[str, str]:
    """All rows of the warehouse and all files of a house, by a mark of what they hold."""
    files = {str(path.relative_to(place)): mark(path) for path in place.rglob("*") if "warehouse.db" not in path.name}
    with closing(sqlite3.connect(place / "warehouse.db")) as connection:
        rows = "\n".join(connection.iterdump())
    return files | {"warehouse": sha256(rows.encode()).hexdigest()}


def mark(path: Path) -> str:
    return sha256(path.read_bytes()).hexdigest() if path.is_file() else "folder"


def check(answer: httpx.Response) -> None:
    """Guarded, and silent about how things are inside."""
    assert {name: answer.headers.get(name) for name in CLOSED} == CLOSED
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'self'" in policy
    assert "script-src" not in policy
    assert not INNER.search(answer.text.partition("</style>")[2] or answer.text)


def check_text(answer: httpx.Response) -> None:
    """Nothing that was typed is anything but text."""
    body = answer.text.partition("</style>")[2]
    assert not re.search(
        r"<(?:script|img|iframe|svg|b)\b|href=.?javascript|href=.?[^?\"' >]*jahat", body, re.IGNORECASE
    )
