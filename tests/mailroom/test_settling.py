"""A person says what became of a letter, or SendGrid's logs do; and only a person lets one go again."""

from __future__ import annotations

from datetime import timedelta

import pytest

from include import mailroom
from include.gateways.receipt import Receipt
from include.gateways.sendgrid import SendGridCarrier
from include.gateways.warehouse import connect, ledger
from include.gateways.warehouse.ledger import Connection
from include.mailroom import OutcomeUnknown, Refused
from tests.builders_mail import (
    DELIVERY_ID,
    HEAD,
    LIAISON,
    MONDAY,
    a_receipt,
    approve,
    attempt,
    cancel,
    deliver,
    draft,
    entry,
    meanwhile,
    receive,
    remarks,
    reopen,
    send,
    states,
)
from tests.standins import sendgrid as standins
from tests.standins.sendgrid import SendGrid, fail


@pytest.fixture
def lost(connection: Connection, sendgrid: SendGrid, carrier: SendGridCarrier) -> Connection:
    """Where the one delivery there is has lost its answer."""
    sendgrid.faults.append(standins.take_and_reset)
    with pytest.raises(OutcomeUnknown):
        deliver(connection, carrier)
    return connection


def by_logs(connection: Connection, *found: Receipt, minutes: int = 60) -> bool:
    return mailroom.settle_by_logs(connection, entry(connection), found, MONDAY + timedelta(minutes=minutes))


@pytest.mark.parametrize(("sent", "then", "letters"), [(True, "already sent", 1), (False, "sent", 2)])
def test_an_unknown_letter_waits_for_a_person_to_settle_it(
    lost: Connection, sendgrid: SendGrid, carrier: SendGridCarrier, sent: bool, then: str, letters: int
) -> None:
    assert mailroom.settle(lost, DELIVERY_ID, sent=sent, cause="looked it up", actor="petugas")
    assert (deliver(lost, carrier), len(sendgrid.accepted)) == (then, letters)
    assert not mailroom.settle(lost, DELIVERY_ID, sent=False, cause="again")
    assert ("looked it up", "petugas") in [(move.cause, move.actor) for move in ledger.read_moves(lost, DELIVERY_ID)]


def test_a_receipt_that_comes_after_not_sent_was_said_keeps_the_letter_from_leaving_again(
    lost: Connection, sendgrid: SendGrid, carrier: SendGridCarrier
) -> None:
    mailroom.settle(lost, DELIVERY_ID, sent=False, cause="not in the logs")
    receive(lost, a_receipt("processed"))
    assert (deliver(lost, carrier), len(sendgrid.accepted)) == ("already sent", 1)


def test_a_receipt_that_comes_at_the_moment_of_sending_keeps_the_letter_from_leaving_again(
    url: str, lost: Connection, sendgrid: SendGrid, carrier: SendGridCarrier
) -> None:
    mailroom.settle(lost, DELIVERY_ID, sent=False, cause="not in the logs")
    with connect(url) as other:
        meanwhile(lost, "UPDATE deliveries", lambda: receive(other, a_receipt("processed")))
        assert attempt(lost, carrier) == "TryAgain"
    assert (deliver(lost, carrier), len(sendgrid.accepted)) == ("already sent", 1)


@pytest.mark.parametrize(("event", "state"), [("processed", "accepted"), ("delivered", "delivered")])
def test_logs_that_have_the_letter_settle_it(lost: Connection, event: str, state: str) -> None:
    assert by_logs(lost, a_receipt(event))
    assert entry(lost).state == state


def test_logs_that_have_only_its_copy_settle_nothing(lost: Connection) -> None:
    assert not by_logs(lost, a_receipt("delivered", recipient=LIAISON.email))
    assert entry(lost).state == "unknown"


def test_not_to_be_in_the_logs_proves_nothing_however_long_it_is_ago(lost: Connection) -> None:
    assert not by_logs(lost, minutes=14)
    assert remarks(lost) == []
    for minutes in (15, 60, 60 * 24 * 30):
        assert not by_logs(lost, minutes=minutes)
    assert entry(lost).state == "unknown"
    assert remarks(lost) == ["not in SendGrid's Email Logs, which proves nothing: a person must look"]


def test_a_letter_that_bounced_goes_again_when_a_person_says_so(
    connection: Connection, sendgrid: SendGrid, carrier: SendGridCarrier
) -> None:
    deliver(connection, carrier)
    receive(connection, a_receipt("bounce", -1))
    assert [deliver(connection, carrier) for _ in range(2)] == ["bounced"] * 2
    assert [reopen(connection) for _ in range(2)] == [True, False]
    assert deliver(connection, carrier) == "sent"
    first, second = (message["body"] for message in sendgrid.accepted)
    assert first == second
    last = ledger.read_moves(connection, DELIVERY_ID)[-3]
    assert (last.to_state, last.cause, last.actor) == ("approved", "alamat sudah benar", "petugas")


def test_only_what_did_not_arrive_can_be_let_go_again(
    connection: Connection, sendgrid: SendGrid, carrier: SendGridCarrier
) -> None:
    drafted = draft(connection, carrier)
    assert not reopen(connection)
    approve(connection, drafted)
    assert not reopen(connection)
    send(connection, carrier)
    assert not reopen(connection)
    receive(connection, a_receipt("delivered"))
    assert not reopen(connection)
    assert (states(connection)[-1], len(sendgrid.accepted)) == ("delivered", 1)


def test_what_is_unknown_or_cancelled_cannot_be_let_go_again(lost: Connection, carrier: SendGridCarrier) -> None:
    assert not reopen(lost)
    mailroom.settle(lost, DELIVERY_ID, sent=False, cause="not in the logs")
    cancel(lost)
    assert not reopen(lost)
    assert (entry(lost).state, entry(lost).recipient) == ("cancelled", HEAD.email)


def test_a_refused_letter_let_go_again_goes(
    connection: Connection, sendgrid: SendGrid, carrier: SendGridCarrier
) -> None:
    sendgrid.faults.append(fail(400))
    with pytest.raises(Refused):
        deliver(connection, carrier)
    assert reopen(connection)
    assert (deliver(connection, carrier), len(sendgrid.accepted)) == ("sent", 1)
