"""From the outbox to SendGrid: what only the house has seen is drafted anew and mailed once."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest

from include.gateways.outbox import OutboxCarrier
from include.gateways.sendgrid import SendGridCarrier
from include.gateways.warehouse import connect, ledger
from include.gateways.warehouse.ledger import Connection
from include.mailroom import Blocked, DoNotRetry, Office, TryAgain
from tests.builders_mail import (
    DELIVERY_ID,
    MONDAY,
    SENDER,
    Around,
    approve,
    attempt,
    deliver,
    draft,
    entry,
    interrupt,
    meanwhile,
    send,
    states,
)
from tests.standins import sendgrid as standins
from tests.standins.sendgrid import SendGrid, fail


def test_a_week_tried_with_the_outbox_is_mailed_once_letters_leave_by_sendgrid(
    any_url: str, outbox: OutboxCarrier, sendgrid: SendGrid, carrier: SendGridCarrier
) -> None:
    with connect(any_url) as connection:
        assert [deliver(connection, outbox) for _ in range(2)] == ["sent", "already sent"]
        assert [deliver(connection, carrier) for _ in range(2)] == ["sent", "already sent"]
        assert states(connection) == 2 * ["draft", "approved", "sending", "accepted"]
        filed = entry(connection)
    assert (filed.state, filed.carrier, filed.attempts) == ("accepted", "sendgrid", 2)
    assert sendgrid.delivery_ids() == [DELIVERY_ID]
    assert sendgrid.references() == [filed.reference]


def test_the_ledger_says_why_a_letter_accepted_by_the_outbox_was_sent(
    connection: Connection, outbox: OutboxCarrier, carrier: SendGridCarrier
) -> None:
    deliver(connection, outbox)
    deliver(connection, carrier)
    moves = ledger.read_moves(connection, DELIVERY_ID)
    causes = [move.cause for move in moves if (move.from_state, move.to_state) == ("accepted", "draft")]
    assert causes == ["outbox reaches no office: for sendgrid"]


def test_a_letter_that_was_mailed_is_neither_written_to_the_outbox_nor_mailed_again(
    connection: Connection, outbox: OutboxCarrier, sendgrid: SendGrid, carrier: SendGridCarrier
) -> None:
    deliver(connection, carrier)
    before = entry(connection)
    assert [deliver(connection, road) for road in (outbox, carrier)] == ["already sent"] * 2
    assert len(sendgrid.requests) == 1
    assert not outbox.folder.exists()
    assert entry(connection) == before


def test_of_many_who_mail_what_the_outbox_accepted_one_does(
    any_url: str, outbox: OutboxCarrier, sendgrid: SendGrid, carrier: SendGridCarrier
) -> None:
    barrier = Barrier(4)

    def mail(_: int) -> str:
        with connect(any_url) as connection:
            barrier.wait()
            return attempt(connection, carrier)

    with connect(any_url) as connection:
        deliver(connection, outbox)
    with ThreadPoolExecutor(4) as pool:
        results = Counter(pool.map(mail, range(4)))
    assert results["sent"] == len(sendgrid.requests) == 1
    assert results.keys() <= {"sent", "TryAgain", "already sent"}


def test_what_the_outbox_accepted_is_sent_under_the_rules_of_any_letter(
    connection: Connection, outbox: OutboxCarrier, sendgrid: SendGrid, carrier: SendGridCarrier
) -> None:
    deliver(connection, outbox)
    with pytest.raises(Blocked):
        deliver(connection, carrier, office=Office(SENDER, SENDER))
    assert (entry(connection).state, entry(connection).carrier, sendgrid.requests) == ("refused", "sendgrid", [])
    sendgrid.faults.extend([fail(429), standins.take_and_reset])
    results = [attempt(connection, carrier) for _ in range(3)]
    assert results == ["TryAgain", "OutcomeUnknown", "OutcomeUnknown"]
    assert (entry(connection).state, entry(connection).reference) == ("unknown", None)
    assert sendgrid.delivery_ids() == [DELIVERY_ID]


def test_a_claim_that_the_outbox_abandoned_is_free_for_sendgrid_after_a_while(
    connection: Connection, outbox: OutboxCarrier, sendgrid: SendGrid, carrier: SendGridCarrier
) -> None:
    with pytest.raises(KeyboardInterrupt):
        deliver(connection, Around(outbox, before=interrupt))
    with pytest.raises(TryAgain):
        deliver(connection, carrier, at=MONDAY + timedelta(minutes=4, seconds=59))
    assert deliver(connection, carrier, at=MONDAY + timedelta(minutes=5)) == "sent"
    assert len(sendgrid.requests) == 1


def test_an_outbox_that_was_only_slow_does_not_undo_what_was_mailed_meanwhile(
    url: str, connection: Connection, outbox: OutboxCarrier, sendgrid: SendGrid, carrier: SendGridCarrier
) -> None:
    def mail(_: object) -> None:
        with connect(url) as other:
            assert deliver(other, carrier, at=MONDAY + timedelta(hours=1)) == "sent"

    deliver(connection, Around(outbox, before=mail))
    assert (entry(connection).state, entry(connection).carrier) == ("accepted", "sendgrid")
    assert [entry(connection).reference] == sendgrid.references()
    assert deliver(connection, carrier) == "already sent"


def test_the_outbox_cannot_claim_what_was_approved_anew_for_sendgrid(
    url: str, connection: Connection, outbox: OutboxCarrier, sendgrid: SendGrid, carrier: SendGridCarrier
) -> None:
    approve(connection, draft(connection, outbox))
    with connect(url) as other:
        meanwhile(connection, "UPDATE deliveries", lambda: approve(other, draft(other, carrier)))
        with pytest.raises(TryAgain):
            send(connection, outbox)
    assert not outbox.folder.exists()
    assert (send(connection, carrier), len(sendgrid.accepted)) == ("sent", 1)


def test_a_carrier_sends_only_what_was_written_for_it(
    connection: Connection, outbox: OutboxCarrier, sendgrid: SendGrid, carrier: SendGridCarrier
) -> None:
    approve(connection, draft(connection, outbox))
    with pytest.raises(DoNotRetry, match="not written for sendgrid"):
        send(connection, carrier)
    assert (entry(connection).state, sendgrid.requests) == ("approved", [])
