"""Batches of scheduled messages at the stand-in for SendGrid, which may be paused or cancelled in time."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta

from tests.standins.sendgrid_letters import draw_id
from tests.standins.sendgrid_replies import Asked, Reply, refuse

STATUSES = ("cancel", "pause")
MOST = 10  # paused or cancelled at one time
NOTICE = timedelta(minutes=10)  # "you can't pause or cancel a batch later than 10 minutes before"
FURTHEST = timedelta(hours=72)
SENDS = "/v3/user/scheduled_sends"


class Batches:
    """`soonest` tells when the first waiting message of a batch leaves, None when none waits."""

    def __init__(self, clock: Callable[[], datetime], soonest: Callable[[str], datetime | None]) -> None:
        self.clock, self.soonest = clock, soonest
        self.drawn: set[str] = set()
        self.statuses: dict[str, str] = {}

    def open(self, asked: Asked) -> Reply:
        """POST /v3/mail/batch, and GET with an id to ask whether it is one."""
        if asked.method == "GET":
            name = asked.path.rpartition("/")[2]
            return Reply(200, {"batch_id": name}) if name in self.drawn else refuse(400, "invalid batch id")
        if asked.method != "POST" or asked.path != "/v3/mail/batch":
            return refuse(405, "method not allowed")
        self.drawn.add(batch_id := draw_id())
        return Reply(201, {"batch_id": batch_id})

    def answer(self, asked: Asked) -> Reply:
        """Everything below /v3/user/scheduled_sends."""
        batch_id = asked.path.removeprefix(SENDS).strip("/")
        if asked.method == "POST" and not batch_id:
            return self.stop(asked)
        if asked.method == "GET":
            known = {name: status for name, status in self.statuses.items() if batch_id in ("", name)}
            return Reply(200, [{"batch_id": name, "status": status} for name, status in known.items()])
        if batch_id not in self.statuses:
            return refuse(404, "not found")
        if asked.method == "DELETE":
            del self.statuses[batch_id]
            return Reply(204)
        return self.change(batch_id, asked) if asked.method == "PATCH" else refuse(405, "method not allowed")

    def stop(self, asked: Asked) -> Reply:
        wish = asked.body()
        batch_id, status = wish.get("batch_id"), wish.get("status")
        leaves_at = self.soonest(batch_id)
        if batch_id not in self.drawn:
            return refuse(400, "batch id not found", "batch_id")
        if status not in STATUSES:
            return refuse(400, "status must be cancel or pause", "status")
        if batch_id in self.statuses:
            return refuse(400, "a status update already exists for this batch id", "batch_id")
        if len(self.statuses) >= MOST:
            return refuse(400, "too many paused or cancelled batches")
        if leaves_at is not None and leaves_at - self.clock() < NOTICE:
            return refuse(400, "it is less than 10 minutes to the scheduled time", "batch_id")
        self.statuses[batch_id] = status
        return Reply(201, {"batch_id": batch_id, "status": status})

    def change(self, batch_id: str, asked: Asked) -> Reply:
        status = asked.body().get("status")
        if status not in STATUSES:
            return refuse(400, "status must be cancel or pause", "status")
        self.statuses[batch_id] = status
        return Reply(204)


BATCH = re.compile(r"/v3/mail/batch(/[\w-]+)?")
SCHEDULED = re.compile(rf"{SENDS}(/[\w-]+)?")
