"""A letter, the people it concerns, and the mailroom asked to deliver it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa

from include import mailroom
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
OFFICE = Office(SENDER, SENDER, allowed_domains=("dinas.example",))
DELIVERY_ID = mailroom.identify(LETTER, HEAD)


def deliver(connection: Connection, carrier: mailroom.Carrier, letter: Letter = LETTER, **options: Any) -> str:
    at = options.pop("at", MONDAY)
    return mailroom.deliver(
        connection, carrier, letter, options.pop("to", HEAD), options.pop("copies", [LIAISON]),
        **{"office": OFFICE, "now": lambda: at} | options,
    )  # fmt: skip


def entry(connection: Connection) -> Entry:
    return ledger.read(connection, DELIVERY_ID)


def states(connection: Connection) -> list[str]:
    query = sa.select(DELIVERY_MOVES.c.to_state).order_by(DELIVERY_MOVES.c.move_id)
    with connection.begin():
        return list(connection.execute(query).scalars())


def attempt(connection: Connection, carrier: mailroom.Carrier, letter: Letter) -> str:
    try:
        return deliver(connection, carrier, letter)
    except (TryAgain, DoNotRetry) as error:
        return type(error).__name__
