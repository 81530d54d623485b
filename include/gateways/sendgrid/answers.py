"""What SendGrid answers, or that it does not, before anybody has judged what that means."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

OK = 200
ACCEPTED = 202
NOT_FOUND = 404
TOO_MANY_REQUESTS = 429


class NotReached(Exception):
    """No connection stood, so nothing can have been accepted."""


class NoAnswer(Exception):
    """A connection stood, but no whole answer came in time."""


class Unavailable(Exception):
    """What was asked could not be read; asking again later may help, and does no harm."""


@dataclass(frozen=True)
class Answer:
    """Any answer at all; whether its status is a failure is for the asker to say."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    def explain(self) -> str:
        """The messages of an error, each with its field; the beginning of the body when it is no documented JSON."""
        if self.status == TOO_MANY_REQUESTS:
            return f"too many requests{self.reset()}"
        try:
            errors = json.loads(self.body)["errors"]
            return " ".join(f"{error['message']} ({error.get('field') or 'no field'})" for error in errors)[:1000]
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            return self.body.decode(errors="replace")[:200]

    def reset(self) -> str:
        """When the limit on requests ends, in words; nothing when the answer does not say."""
        try:
            reset_at = datetime.fromtimestamp(int(self.headers["X-RateLimit-Reset"]), UTC)
        except (KeyError, TypeError, ValueError, OverflowError, OSError):
            return ""
        return f"; the limit ends at {reset_at:%F %T} UTC"
