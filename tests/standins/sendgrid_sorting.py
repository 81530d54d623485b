"""Where the stand-in sorts what it took: letters that wait for their hour, leave, and meet their mailbox's fate."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.standins.sendgrid_batches import FURTHEST, Batches
from tests.standins.sendgrid_letters import FATES, LISTED, Event, Letter, draw_id, split
from tests.standins.sendgrid_lists import Lists
from tests.standins.sendgrid_replies import Reply, refuse


class Sorting:
    """`fates` says of a mailbox what it does with letters (FATES), else they are delivered."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self.clock = clock
        self.letters: list[Letter] = []
        self.waiting: list[Letter] = []  # for their hour
        self.fates: dict[str, str] = {}
        self.lists = Lists()
        self.batches = Batches(clock, self.soonest)
        self.index_delay = timedelta()  # how long the logs do not know of a letter
        self.unposted: list[Event] = []  # events that the webhook has not told yet

    def check_schedule(self, body: dict[str, Any]) -> Reply | None:
        """What is wrong with the batch or the hour of a message; None when nothing is."""
        if body.get("batch_id", "") not in {"", *self.batches.drawn}:
            return refuse(400, "The batch_id is not one that was drawn.", "batch_id")
        if datetime.fromtimestamp(body.get("send_at", 0), UTC) - self.clock() > FURTHEST:
            return refuse(400, "Scheduling more than 72 hours in advance is forbidden.", "send_at")
        return None

    def take(self, body: dict[str, Any]) -> str:
        """The X-Message-Id of a message that is now ours; an hour in the past means at once."""
        reference, now = draw_id(), self.clock()
        send_at = datetime.fromtimestamp(body.get("send_at", 0), UTC)
        fresh = split(reference, body, now, max(send_at, now))
        self.letters += fresh
        self.waiting += fresh
        self.run()
        return reference

    def run(self) -> None:
        """Let everything leave whose hour has come, or throw it away when its batch was cancelled."""
        due = [letter for letter in self.waiting if letter.due_at <= self.clock()]
        for letter in due:
            status = self.batches.statuses.get(letter.body.get("batch_id", ""))
            if status == "pause" and self.clock() - letter.due_at <= FURTHEST:
                continue
            self.waiting.remove(letter)
            if status is None:
                self.leave(letter, letter.due_at)
            else:
                reason = "Cancelled" if status == "cancel" else "Expired"
                self.note(letter, "cancel_drop", letter.due_at, reason=reason)

    def leave(self, letter: Letter, at: datetime) -> None:
        if why := self.lists.why_dropped(letter.to):
            self.note(letter, "dropped", at, reason=why)
            return
        for seconds, word in enumerate(FATES[self.fates.get(letter.to.lower(), "delivered")]):
            self.note(letter, word, at + timedelta(seconds=seconds))

    def note(self, letter: Letter, word: str, at: datetime, **facts: Any) -> None:
        """Tell an event of the letter, and put its mailbox on the list where that leads."""
        event = letter.tell(word, at, **facts)
        self.unposted.append(event | letter.custom_args)
        if name := LISTED.get(word):
            more = {key: event[key] for key in ("reason", "status") if key in event}
            self.lists.put(name, letter.to, event["timestamp"], **more)

    def soonest(self, batch_id: str) -> datetime | None:
        hours = (letter.due_at for letter in self.waiting if letter.body.get("batch_id") == batch_id)
        return min(hours, default=None)

    def indexed(self) -> list[Letter]:
        """The letters that the logs know by now."""
        return [letter for letter in self.letters if self.clock() - letter.taken_at >= self.index_delay]
