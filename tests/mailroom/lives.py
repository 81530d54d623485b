"""The life of a delivery, as chance would have it: what people, carriers, crashes and receipts may do to it."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import timedelta
from random import Random

import sqlalchemy as sa

from include import mailroom
from include.gateways.message import digest
from include.gateways.receipt import Receipt
from include.gateways.warehouse import connect, ledger, messages
from include.gateways.warehouse.ledger import Connection, Entry
from include.gateways.warehouse.schema import DELIVERIES
from include.mailroom import DoNotRetry, TryAgain
from include.mailroom.moves import MOVES
from tests.builders_mail import HEAD, LETTER, LIAISON, MONDAY, OFFICE, TRIAL, Around, interrupt
from tests.standins import sendgrid as standins
from tests.standins.sendgrid import SendGrid, fail

FAULTS: dict[str, standins.Fault] = {
    "lost answer": standins.take_and_reset, "lost question": standins.reset, "500": fail(500),
    "500 but taken": standins.take_and_fail(500), "429": fail(429), "400": fail(400), "403": fail(403),
}  # fmt: skip
ROADS = ("outbox", "redirect", *["sendgrid"] * 6)
EVENTS = ("processed", "deferred", "delivered", "bounce", "blocked", "dropped", "open")
TOLD = ("delivered", "bounced", "suppressed")
LEFT = ("sending", "unknown", "accepted", *TOLD)  # what may be said of a letter that has left


@dataclass(frozen=True)
class House:
    """What outlives every delivery."""

    url: str
    connection: Connection
    sendgrid: SendGrid
    roads: dict[str, mailroom.Carrier]


class Life:
    """One delivery. The model knows what left and what somebody agreed to, and nothing of how the mailroom works."""

    def __init__(self, house: House, seed: int) -> None:
        self.house, self.connection, self.day = house, house.connection, Random(seed)  # noqa: S311 - the same each time
        self.letter = replace(LETTER, agency_id=f"a{seed}")
        self.id = mailroom.identify(self.letter, HEAD)
        self.now, self.road = MONDAY, "sendgrid"
        self.seen = len(house.sendgrid.accepted)
        self.left = [False]  # whether it left: a place more for each time that a person let it go again
        self.agreed = ""  # the digest of what may leave
        self.vouched = False  # a person said that it was sent
        self.aside = False  # dropped and then cancelled, or an old ledger put back: receipts are to be believed anew
        self.backups: list[Entry] = []
        self.told: list[Receipt] = []
        self.draft()

    def entry(self, connection: Connection | None = None) -> Entry:
        return ledger.read(connection or self.connection, self.id)

    def live(self, steps: int) -> None:
        weights: dict[Callable[[], None], int] = {
            self.draft: 3, self.approve: 5, self.send: 8, self.receive: 5, self.settle: 2, self.settle_by_logs: 1,
            self.reopen: 2, self.cancel: 1, self.restore: 1,
        }  # fmt: skip
        for step in self.day.choices(list(weights), list(weights.values()), k=steps):
            self.now += timedelta(minutes=self.day.choice([0, 1, 6]))
            self.road = self.day.choice(ROADS) if self.day.random() < 0.2 else self.road
            step()
            self.check_the_state()
        self.check_the_moves()

    def draft(self) -> None:
        before = ledger.find(self.connection, self.id)
        why = dict.fromkeys((HEAD.email, TRIAL.email), "bounced") if self.day.random() < 0.1 else {}
        drafted = mailroom.draft(
            self.connection, self.house.roads[self.road], replace(self.letter, text=self.day.choice(["satu", "dua"])),
            HEAD, [LIAISON], office=OFFICE, at=self.now, suppressed=why,
        )  # fmt: skip
        assert drafted == self.entry()
        if drafted != before and drafted.state in ("draft", "suppressed"):
            self.agreed = ""

    def approve(self) -> None:
        before, current = self.entry(), self.day.random() < 0.9
        shown = before.digest if current else "0" * 64
        done = mailroom.approve(self.connection, self.id, shown, actor="penyetuju", cause="setuju", at=self.now)
        assert done is (before.state == "draft" and current)
        if done:
            self.agreed = shown
            self.backups.append(self.entry())

    def cancel(self) -> None:
        before = self.entry()
        if mailroom.cancel(self.connection, self.id, actor="penyetuju", cause="tidak jadi", at=self.now):
            assert before.state in ("draft", "approved", "refused", "bounced", "suppressed")
            self.agreed, self.aside = "", self.aside or before.state in ("bounced", "suppressed")

    def send(self) -> None:
        before, carrier, result = self.entry(), self.house.roads[self.road], ""
        with suppress(TryAgain, DoNotRetry, KeyboardInterrupt):
            result = mailroom.send(self.connection, self.brew(carrier), self.id, office=OFFICE, now=lambda: self.now)
        self.house.sendgrid.faults.clear()
        taken = self.note_what_left()
        assert before.state != "cancelled" or result == "cancelled"
        assert not (taken and before.state in ("draft", "cancelled"))

    def note_what_left(self) -> int:
        new = self.house.sendgrid.accepted[self.seen :]
        self.seen += len(new)
        for message in new:
            self.check_what_left(message["body"])
        return len(new)

    def brew(self, carrier: mailroom.Carrier) -> mailroom.Carrier:
        """The carrier on a day like this."""
        meanwhile = {
            "stopped before": Around(carrier, before=interrupt),
            "stopped after": Around(carrier, after=interrupt),
            "told early": Around(carrier, after=lambda _: self.elsewhere(self.tell)),
            "given up": Around(carrier, before=lambda _: self.elsewhere(self.give_up)),
            "settled": Around(carrier, before=lambda _: self.elsewhere(self.give_up, self.settle_there)),
            "let go": Around(carrier, after=lambda _: self.elsewhere(self.tell, self.reopen_there)),
        }
        weather = self.day.choice(["fair", "fair", "fair", *FAULTS, *meanwhile, *meanwhile])
        if weather in FAULTS:
            self.house.sendgrid.faults.append(FAULTS[weather])
        return meanwhile.get(weather, carrier)

    def elsewhere(self, *happen: Callable[[Connection], object]) -> None:
        with connect(self.house.url) as other:
            for each in happen:
                each(other)

    def tell(self, other: Connection) -> None:
        mailbox = TRIAL if self.road == "redirect" else HEAD
        if self.road != "outbox":
            mailroom.receive(other, [self.write_receipt(mailbox.email)], self.now)

    def give_up(self, other: Connection) -> None:
        mailroom.give_up(other, self.entry(other), self.now + timedelta(hours=1))

    def settle_there(self, connection: Connection) -> None:
        sent = self.day.random() < 0.4
        if mailroom.settle(connection, self.id, sent=sent, cause="dicari", now=lambda: self.now):
            self.vouched |= sent
            if not sent:
                self.let_go()

    def settle(self) -> None:
        self.settle_there(self.connection)

    def settle_by_logs(self) -> None:
        found = [self.write_receipt(HEAD.email, "processed")] if any(self.left) and self.day.random() < 0.5 else []
        settled = mailroom.settle_by_logs(self.connection, self.entry(), found, self.now)
        assert settled is (self.entry().state != "unknown")

    def reopen_there(self, connection: Connection) -> None:
        before = self.entry(connection)
        if mailroom.reopen(connection, self.id, cause="lagi", actor="petugas", now=lambda: self.now):
            assert before.state in ("refused", "bounced", "suppressed")
            self.agreed = before.digest
            self.let_go()

    def let_go(self) -> None:
        self.note_what_left()
        self.left.append(False)

    def reopen(self) -> None:
        self.reopen_there(self.connection)

    def write_receipt(self, recipient: str, event: str = "") -> Receipt:
        """One about a message that left, of whatever moment since then, which reaches us now or later."""
        number, at = f"{self.id} {len(self.told)}", self.now - timedelta(minutes=self.day.choice([0, 0, 0, 3]))
        receipt = Receipt(number, self.id, event or self.day.choice(EVENTS), at, recipient, "pesan", "alasan")
        self.told.append(receipt)
        return receipt

    def receive(self) -> None:
        if not any(self.left):
            return
        for _ in range(self.day.randint(0, 2)):
            self.write_receipt(self.day.choice([HEAD.email, HEAD.email, LIAISON.email]))
        some = self.day.choices(self.told, k=3) if self.told else []
        before = self.entry()
        mailroom.receive(self.connection, some, self.now)
        if before.state in ("draft", "cancelled") or not self.proofs():
            assert self.entry() == before

    def proofs(self) -> list[Receipt]:
        filed = messages.read_receipts(self.connection, self.id)
        return [one for one in filed if one.recipient == HEAD.email and one.event != "open"]

    def restore(self) -> None:
        """A ledger from before the sending, beside receipts from after it."""
        backup = self.day.choice(self.backups) if self.backups else self.entry()
        if self.left[-1] and any(one.at >= (backup.reopened_at or MONDAY) for one in self.proofs()):
            with self.connection.begin():
                self.connection.execute(sa.update(DELIVERIES).filter_by(delivery_id=self.id).values(vars(backup)))
            self.agreed, self.aside = backup.digest, True

    def check_what_left(self, body: dict[str, object]) -> None:
        """It is what somebody agreed to, for whom it should be, and the only one since a person let it go."""
        assert digest(body) == self.agreed
        assert body == json.loads(str(messages.read_message(self.connection, self.id, self.agreed)))
        if self.road == "redirect":
            assert body["personalizations"] == [{"to": [{"email": TRIAL.email}]}]
            return
        assert body["personalizations"] == [{"to": [vars(HEAD)], "cc": [{"email": LIAISON.email}]}]
        assert not self.left[-1]
        self.left[-1] = True

    def check_the_state(self) -> None:
        """Nothing is lost without a state that says so, and nothing is said to be sent that never left."""
        known = self.entry()
        believed = known.outward and known.state in ("accepted", *TOLD) and "would drop" not in str(known.reason)
        self.aside &= not believed
        assert known.state in LEFT or self.aside or not self.left[-1]
        if known.state in ("accepted", "delivered") and known.outward:
            assert any(self.left) or self.vouched

    def check_the_moves(self) -> None:
        for move in ledger.read_moves(self.connection, self.id):
            remark = move.from_state == move.to_state
            assert remark or move.to_state in MOVES.get(str(move.from_state), {"draft"})
