"""A letter, the people it concerns, and the mailroom asked to deliver it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from include import mailroom
from include.gateways.receipt import Receipt
from include.gateways.warehouse import ledger
from include.gateways.warehouse.ledger import Connection, Entry
from include.gateways.warehouse.schema import DELIVERY_MOVES
from include.letters import Letter
from include.mailroom import Address, DoNotRetry, Office, TryAgain

MONDAY = datetime(2026, 11, 23, tzinfo=UTC)
LETTER = Letter("2026-W47", "dinkes", "rapor", "Rapor pekan 47", "<p>Rapor</p>", "Rapor")
HEAD = Address("kepala@dinas.example", "Kepala Dinas Contoh")
LIAISON = Address("penghubung@dinas.example")
SENDER = Address("rapor@bekasikab.example", "Rapor LAPOR")
TRIAL = Address("uji@bekasikab.example")
OFFICE = Office(SENDER, SENDER, allowed_domains=("dinas.example",), redirect_to=TRIAL)
DELIVERY_ID = mailroom.identify(LETTER, HEAD)


def deliver(connection: Connection, carrier: mailroom.Carrier, letter: Letter = LETTER, **options: Any) -> str:
    at = options.pop("at", MONDAY)
    return mailroom.deliver(
        connection, carrier, letter, options.pop("to", HEAD), options.pop("copies", [LIAISON]),
        **{"office": OFFICE, "now": lambda: at} | options,
    )  # fmt: skip


def draft(connection: Connection, carrier: mailroom.Carrier, letter: Letter = LETTER, **options: Any) -> Entry:
    return mailroom.draft(
        connection, carrier, letter, options.pop("to", HEAD), [LIAISON], **{"office": OFFICE, "at": MONDAY} | options
    )


def approve(connection: Connection, seen: Entry) -> bool:
    """Whether the approver, who has seen it so, could agree to it."""
    return mailroom.approve(connection, seen.delivery_id, seen.digest, actor="penyetuju", cause="setuju", at=MONDAY)


def cancel(connection: Connection) -> bool:
    return mailroom.cancel(connection, DELIVERY_ID, actor="penyetuju", cause="angka belum benar", at=MONDAY)


def reopen(connection: Connection, at: datetime = MONDAY) -> bool:
    return mailroom.reopen(connection, DELIVERY_ID, cause="alamat sudah benar", actor="petugas", now=lambda: at)


def send(connection: Connection, carrier: mailroom.Carrier, at: datetime = MONDAY, **options: Any) -> str:
    return mailroom.send(connection, carrier, DELIVERY_ID, **{"office": OFFICE, "now": lambda: at} | options)


def a_receipt(event: str, minutes: float = 1, **options: str) -> Receipt:
    """What the carrier tells, so many minutes after Monday's letter left, of the office's mailbox."""
    at = MONDAY + timedelta(minutes=minutes)
    told = {"delivery_id": DELIVERY_ID, "recipient": HEAD.email, "reference": "pesan.1"} | options
    return Receipt(**{"receipt_id": f"{event} {at} {told['recipient']}"} | told, event=event, at=at)


def receive(connection: Connection, *receipts: Receipt, at: datetime = MONDAY + timedelta(hours=1)) -> int:
    return mailroom.receive(connection, receipts, at)


def entry(connection: Connection) -> Entry:
    return ledger.read(connection, DELIVERY_ID)


def states(connection: Connection) -> list[str]:
    moves = DELIVERY_MOVES.c
    remark = sa.and_(moves.from_state.is_not(None), moves.from_state == moves.to_state)
    query = sa.select(moves.to_state).where(sa.not_(remark)).order_by(moves.move_id)
    with connection.begin():
        return list(connection.execute(query).scalars())


def remarks(connection: Connection, delivery_id: str = DELIVERY_ID) -> list[str]:
    return [move.cause for move in ledger.read_moves(connection, delivery_id) if move.from_state == move.to_state]


def attempt(connection: Connection, carrier: mailroom.Carrier, letter: Letter = LETTER, **options: Any) -> str:
    try:
        return deliver(connection, carrier, letter, **options)
    except (TryAgain, DoNotRetry) as error:
        return type(error).__name__


def meanwhile(connection: Connection, statement: str, happen: Callable[[], object]) -> None:
    """Let something happen at the very moment before the connection first runs a statement that begins so."""
    waiting = [happen]

    def interfere(_connection: object, _cursor: object, said: str, *_: object) -> None:
        if said.startswith(statement) and waiting:
            waiting.pop()()

    sa.event.listen(connection, "before_cursor_execute", interfere)


@dataclass(frozen=True)
class Around:
    """A carrier of which something is expected before and after each letter."""

    carrier: mailroom.Carrier
    before: Callable[[dict[str, Any]], object] = lambda _: None
    after: Callable[[dict[str, Any]], object] = lambda _: None

    @property
    def name(self) -> str:
        return self.carrier.name

    @property
    def repeatable(self) -> bool:
        return self.carrier.repeatable

    @property
    def outward(self) -> bool:
        return self.carrier.outward

    def send(self, message: dict[str, Any]) -> str:
        self.before(message)
        reference = self.carrier.send(message)
        self.after(message)
        return reference


def interrupt(_: object) -> None:
    """What a run does that is stopped in the middle."""
    raise KeyboardInterrupt
