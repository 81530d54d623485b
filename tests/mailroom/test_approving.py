"""Approval and cancellation: only the bytes that were shown are agreed to, and a no stays a no."""

from __future__ import annotations

from dataclasses import replace

import pytest

from include.gateways.outbox import OutboxCarrier
from include.gateways.sendgrid import SendGridCarrier
from include.gateways.warehouse import connect, ledger
from include.gateways.warehouse.ledger import Connection
from include.mailroom import OutcomeUnknown, Refused, TryAgain, Unapproved
from tests.builders_mail import (
    DELIVERY_ID,
    LETTER,
    approve,
    cancel,
    deliver,
    draft,
    entry,
    meanwhile,
    send,
    states,
)
from tests.standins import sendgrid as standins
from tests.standins.sendgrid import SendGrid, fail

ANEW = replace(LETTER, text="Rapor baru")


def test_a_draft_is_never_sent(connection: Connection, sendgrid: SendGrid, carrier: SendGridCarrier) -> None:
    drafted = draft(connection, carrier)
    for _ in range(2):
        with pytest.raises(Unapproved, match=DELIVERY_ID):
            send(connection, carrier)
    assert (sendgrid.requests, entry(connection)) == ([], drafted)


def test_who_approved_is_kept(connection: Connection, outbox: OutboxCarrier) -> None:
    assert approve(connection, draft(connection, outbox))
    last = ledger.read_moves(connection, DELIVERY_ID)[-1]
    assert (last.from_state, last.to_state, last.cause, last.actor) == ("draft", "approved", "setuju", "penyetuju")


def test_a_draft_is_approved_once(connection: Connection, outbox: OutboxCarrier) -> None:
    drafted = draft(connection, outbox)
    assert [approve(connection, drafted) for _ in range(2)] == [True, False]


def test_bytes_that_were_drafted_anew_are_not_approved(connection: Connection, outbox: OutboxCarrier) -> None:
    shown = draft(connection, outbox)
    draft(connection, outbox, ANEW)
    assert not approve(connection, shown)
    assert states(connection) == ["draft"]


def test_bytes_that_are_drafted_anew_while_somebody_approves_are_not_approved(
    url: str, connection: Connection, outbox: OutboxCarrier
) -> None:
    shown = draft(connection, outbox)
    with connect(url) as other:
        meanwhile(connection, "UPDATE deliveries", lambda: draft(other, outbox, ANEW))
        assert not approve(connection, shown)
    assert (entry(connection).state, entry(connection).digest != shown.digest) == ("draft", True)


def test_a_cancelled_letter_is_never_sent(connection: Connection, sendgrid: SendGrid, carrier: SendGridCarrier) -> None:
    for _ in range(2):
        drafted = draft(connection, carrier)
        assert cancel(connection)
        assert (entry(connection).state, entry(connection).reason) == ("cancelled", "angka belum benar")
        assert not approve(connection, drafted)
        assert send(connection, carrier) == "cancelled"
        assert not cancel(connection)
    assert sendgrid.requests == []


def test_where_nobody_is_asked_nobody_takes_a_no_back(
    connection: Connection, outbox: OutboxCarrier, sendgrid: SendGrid, carrier: SendGridCarrier
) -> None:
    draft(connection, outbox)
    cancel(connection)
    assert [deliver(connection, road, letter) for road in (outbox, carrier) for letter in (LETTER, ANEW)] == [
        "cancelled"
    ] * 4
    assert (entry(connection).state, sendgrid.requests, outbox.folder.exists()) == ("cancelled", [], False)


def test_an_approved_letter_can_be_cancelled_until_it_is_on_its_way(
    url: str, connection: Connection, sendgrid: SendGrid, carrier: SendGridCarrier
) -> None:
    approve(connection, draft(connection, carrier))
    with connect(url) as other:
        meanwhile(connection, "UPDATE deliveries", lambda: cancel(other))
        with pytest.raises(TryAgain):
            send(connection, carrier)
    assert send(connection, carrier) == "cancelled"
    assert sendgrid.requests == []


def test_it_is_too_late_to_cancel_what_is_on_its_way(
    url: str, connection: Connection, sendgrid: SendGrid, carrier: SendGridCarrier
) -> None:
    approve(connection, draft(connection, carrier))
    with connect(url) as other:
        meanwhile(other, "UPDATE deliveries", lambda: send(connection, carrier))
        assert not cancel(other)
    assert not cancel(connection)
    assert (entry(connection).state, len(sendgrid.accepted)) == ("accepted", 1)


def test_what_may_have_left_cannot_be_cancelled(
    connection: Connection, sendgrid: SendGrid, carrier: SendGridCarrier
) -> None:
    sendgrid.faults.append(standins.take_and_reset)
    with pytest.raises(OutcomeUnknown):
        deliver(connection, carrier)
    assert not cancel(connection)
    assert entry(connection).state == "unknown"


def test_a_refused_letter_can_be_cancelled(
    connection: Connection, sendgrid: SendGrid, carrier: SendGridCarrier
) -> None:
    sendgrid.faults.append(fail(400))
    with pytest.raises(Refused):
        deliver(connection, carrier)
    assert cancel(connection)
    assert deliver(connection, carrier) == "cancelled"
    assert len(sendgrid.requests) == 1
