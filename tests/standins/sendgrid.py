"""A stand-in for SendGrid: a real server that refuses what the documentation refuses and remembers what it took.

As a process of its own: `python -m tests.standins.sendgrid --port 0 --kept-in accepted.jsonl` (sendgrid_alone.py).
"""

from __future__ import annotations

import json
import sys
import threading
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from tests.standins import sendgrid_posting as posting
from tests.standins import sendgrid_routes as routes
from tests.standins.sendgrid_faults import (
    CALM,
    HARSH,
    PROXY_PAGE,
    Fault,
    Weather,
    busy,
    drip,
    fail,
    hang,
    redirect,
    reset,
    serve,
    stutter,
    take_and_fail,
    take_and_hang,
    take_and_reset,
)
from tests.standins.sendgrid_replies import Asked, Reply
from tests.standins.sendgrid_server import Handler
from tests.standins.sendgrid_sorting import Sorting
from tests.standins.serving import serving

__all__ = [
    "CALM", "HARSH", "KEY", "PROXY_PAGE", "Fault", "SendGrid", "Weather", "busy", "drip", "fail", "hang", "redirect",
    "reset", "running_sendgrid", "serve", "stutter", "take_and_fail", "take_and_hang", "take_and_reset",
]  # fmt: skip

KEY = "SG.stand-in.0123456789"


@dataclass
class SendGrid:
    """What the stand-in was asked and took.

    `faults` are used up one a letter, first come first served, then `weather` decides; `reading_faults` are used up by
    all other requests. `sorting` holds the letters, their mailboxes' fates, the lists and the batches.
    """

    key: str = KEY
    sender: str | None = None  # the one verified sender; None is everybody
    url: str = ""
    weather: Weather | None = None
    kept_in: Path | None = None  # a line of JSON for each accepted message, written before it is answered
    webhook: str = ""  # where to post events as they happen
    ahead: timedelta = timedelta()  # how far its clock runs before ours
    faults: deque[Fault] = field(default_factory=deque)
    reading_faults: deque[Fault] = field(default_factory=deque)
    requests: list[Asked] = field(default_factory=list)  # letters
    readings: list[Asked] = field(default_factory=list)  # everything else
    accepted: list[dict[str, Any]] = field(default_factory=list)
    closing: threading.Event = field(default_factory=threading.Event)
    asked: threading.Event = field(default_factory=threading.Event)
    lock: threading.RLock = field(default_factory=threading.RLock)
    signer: posting.Signer = field(default_factory=posting.Signer)

    def __post_init__(self) -> None:
        self.sorting = Sorting(self.now)

    def now(self) -> datetime:
        return datetime.now(UTC) + self.ahead

    def references(self) -> list[str]:
        return [message["reference"] for message in self.accepted]

    def delivery_ids(self) -> list[str]:
        return [message["body"]["custom_args"]["delivery_id"] for message in self.accepted]

    def next_fault(self) -> Fault:
        with suppress(IndexError):
            return self.faults.popleft()
        return self.weather.draw() if self.weather else serve

    def reply(self, asked: Asked) -> Reply:
        """One request at a time."""
        with self.lock:
            self.sorting.run()
            return routes.reply(self, asked)

    def take(self, body: dict[str, Any]) -> str:
        message = {"reference": self.sorting.take(body), "at": f"{self.now():%FT%TZ}", "body": body}
        if self.kept_in:
            with self.kept_in.open("a") as kept:
                kept.write(json.dumps(message) + "\n")
        self.accepted.append(message)
        return str(message["reference"])

    def tell(self, word: str, mailbox: str, **facts: Any) -> None:
        """Let another event happen to the last letter at this mailbox, such as its delivery after a deferral."""
        with self.lock:
            letter = [each for each in self.sorting.letters if each.to == mailbox][-1]
            self.sorting.note(letter, word, self.now(), **facts)

    def events(self) -> list[dict[str, Any]]:
        """All events so far, as the webhook posts them."""
        with self.lock:
            self.sorting.run()
            return [event for letter in self.sorting.letters for event in letter.posts()]

    def post_events(
        self, url: str, events: Sequence[Any] | None = None, *, times: int = 1, seed: int | None = None, size: int = 100
    ) -> list[int]:
        """Post these events, or those not posted yet, and return the statuses of the answers.

        Each comes `times` over; with a seed in any order; at most `size` in one request. What is not answered with 2xx
        is posted again the next time.
        """
        return posting.post_pending(self, url, events, times=times, seed=seed, size=size)

    def keep_posting(self) -> None:
        """Post events as they happen, until the stand-in ends."""
        while not self.closing.wait(0.1):
            if self.webhook:
                self.post_events(self.webhook)


@contextmanager
def running_sendgrid(host: str = "127.0.0.1", port: int = 0, **options: Any) -> Iterator[SendGrid]:
    standin = SendGrid(**options)
    with serving(standin, Handler, host, port) as standin.url:
        if standin.webhook:
            threading.Thread(target=standin.keep_posting, daemon=True).start()
        yield standin


if __name__ == "__main__":
    from tests.standins.sendgrid_alone import main

    sys.exit(main())
