"""A request as the stand-in for SendGrid sees it, and an answer before it is sent."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl


@dataclass(frozen=True)
class Asked:
    """`path` without its query; `authorization` is the header as it came."""

    method: str
    path: str
    authorization: str | None
    content_type: str | None = None
    query: dict[str, str] = field(default_factory=dict)
    raw: bytes = b""

    @classmethod
    def of(cls, method: str, target: str, headers: Any, raw: bytes) -> Asked:
        path, _, query_string = target.partition("?")
        query = dict(parse_qsl(query_string))
        return cls(method, path, headers["Authorization"], headers["Content-Type"], query, raw)

    def body(self) -> Any:
        """The JSON of the body; ValueError when it is none."""
        return json.loads(self.raw or b"null")

    def number(self, name: str, default: int) -> int:
        return int(self.query.get(name, default))


@dataclass(frozen=True)
class Reply:
    status: int
    told: Any = None  # JSON; None is an empty body
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def body(self) -> bytes:
        return b"" if self.told is None else json.dumps(self.told).encode()


def refuse(status: int, message: str, at: str | None = None) -> Reply:
    return Reply(status, {"errors": [{"message": message, "field": at, "help": None}]})
