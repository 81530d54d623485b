"""An office that mails its letters, as a process that can be killed: it drafts, approves, sends, and asks the logs."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from unittest.mock import patch

from include import mailroom
from include.gateways.message import Address
from include.gateways.sendgrid import Account, LogsUnavailable, SendGridCarrier, find_logged
from include.gateways.warehouse import connect, ledger
from include.gateways.warehouse.ledger import Connection
from include.letters import Letter
from include.mailroom import DoNotRetry, Office, TryAgain, now_in_utc, settling
from include.sla.week import Week
from tests.standins.sendgrid import KEY

FIRST = Week.parse("2026-W01")
SENDER = Address("rapor@bekasikab.example")
OFFICE = Office(SENDER, SENDER, allowed_domains=("bekasikab.example",))
CLAIM_LASTS = timedelta(seconds=1)  # for minutes, so that a year of letters goes by in one
LOGS_LAG = timedelta(seconds=3)
TRIES = 5  # a task's, as the DAG has it
OPEN = ("draft", "approved", "sending", "refused")


@dataclass(frozen=True)
class Post:
    """What is to be mailed, and where."""

    warehouse: str
    sendgrid: str
    weeks: int
    agencies: int

    def letters(self) -> Iterator[tuple[Letter, Address]]:
        for number in range(self.weeks):
            for agency in range(self.agencies):
                week, name = FIRST.shift(number), f"dinas-{agency}"
                letter = Letter(str(week), name, "rapor", f"Rapor {name}", f"<p>{week}</p>", f"{week}\n")
                yield letter, Address(f"{name}@bekasikab.example")


def work(post: Post, eager: bool = True) -> None:
    """Mail all there is, until nothing is open but what only a person can settle."""
    logging.disable(logging.ERROR)
    carrier = SendGridCarrier(KEY, post.sendgrid, timeout=5)
    shorter = patch.multiple(settling, LOGS_LAG=LOGS_LAG)
    with connect(post.warehouse) as connection, patch("include.mailroom.moves.CLAIM_LASTS", CLAIM_LASTS), shorter:
        mails = list(post.letters())
        for letter, to in mails if eager else reversed(mails):  # two who begin at either end meet in the middle
            mail(connection, carrier, letter, to)
        while settle(connection, carrier):
            for entry in ledger.list_entries(connection, states=OPEN):
                with suppress(TryAgain, DoNotRetry):
                    mailroom.send(connection, carrier, entry.delivery_id, office=OFFICE)


def mail(connection: Connection, carrier: SendGridCarrier, letter: Letter, to: Address) -> None:
    """As a task with its retries."""
    for _ in range(TRIES):
        try:
            mailroom.deliver(connection, carrier, letter, to, (), office=OFFICE)
            return
        except TryAgain:
            continue
        except DoNotRetry:
            return


def settle(connection: Connection, carrier: SendGridCarrier) -> bool:
    """Ask the logs for each unknown letter; whether anything is left that is not for a person."""
    for entry in ledger.list_entries(connection, states=["sending"]):
        mailroom.give_up(connection, entry, now_in_utc())
    account = Account(KEY, carrier.host, timeout=5)
    for entry in list_unlooked(connection):
        since = (entry.claimed_at or now_in_utc()) - timedelta(seconds=2)  # a year's letters lie seconds apart here
        with suppress(LogsUnavailable):
            found = find_logged(account, recipient=entry.recipient, since=since, delivery_id=entry.delivery_id)
            mailroom.settle_by_logs(connection, entry, found, now_in_utc())
    return bool(list_unlooked(connection) or ledger.list_entries(connection, states=OPEN))


def list_unlooked(connection: Connection) -> list[ledger.Entry]:
    unknown = ledger.list_entries(connection, states=["unknown"])
    return [entry for entry in unknown if not is_for_a_person(connection, entry)]


def is_for_a_person(connection: Connection, entry: ledger.Entry) -> bool:
    return any(move.cause == settling.NOT_FOUND for move in ledger.read_moves(connection, entry.delivery_id))
