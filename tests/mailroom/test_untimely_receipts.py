"""Receipts that come early, late, or to a ledger that knows nothing of the letter they are about."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from include.gateways.sendgrid import SendGridCarrier
from include.gateways.warehouse import connect
from include.gateways.warehouse.ledger import Connection, Entry
from include.gateways.warehouse.schema import DELIVERIES
from include.jobs.carriers import Redirect
from include.mailroom import Unapproved
from tests.builders_mail import (
    MONDAY,
    TRIAL,
    Around,
    a_receipt,
    approve,
    cancel,
    deliver,
    draft,
    entry,
    meanwhile,
    receive,
    reopen,
    send,
    states,
)
from tests.standins import sendgrid as standins
from tests.standins.sendgrid import SendGrid


def told(connection: Connection) -> tuple[str, str | None]:
    return entry(connection).state, entry(connection).reason


def test_an_early_receipt_and_the_later_answer_end_in_delivered(
    url: str, connection: Connection, sendgrid: SendGrid, carrier: SendGridCarrier
) -> None:
    def tell(_: object) -> None:
        with connect(url) as other:
            assert entry(other).state == "sending"
            receive(other, a_receipt("processed", 0), a_receipt("delivered", 0))

    assert deliver(connection, Around(carrier, after=tell)) == "sent"
    assert told(connection) == ("delivered", None)
    assert deliver(connection, carrier) == "already sent"
    assert len(sendgrid.accepted) == 1


def test_an_early_receipt_of_the_second_letter_names_the_second(
    url: str, connection: Connection, carrier: SendGridCarrier
) -> None:
    def tell(_: object) -> None:
        with connect(url) as other:
            receive(other, a_receipt("delivered", 9, reference="kedua.1"))

    deliver(connection, carrier)
    receive(connection, a_receipt("bounce", -1))
    reopen(connection)
    deliver(connection, Around(carrier, after=tell))
    assert (entry(connection).state, entry(connection).reference) == ("delivered", "kedua.1")


def test_a_receipt_that_comes_before_any_delivery_is_known_is_believed_later(
    connection: Connection, sendgrid: SendGrid, carrier: SendGridCarrier
) -> None:
    assert receive(connection, a_receipt("delivered")) == 1
    drafted = draft(connection, carrier)
    with pytest.raises(Unapproved):
        send(connection, carrier)
    assert receive(connection, a_receipt("delivered", 2)) == 1
    approve(connection, drafted)
    assert send(connection, carrier) == "already sent"
    assert (entry(connection).state, sendgrid.requests) == ("delivered", [])


@pytest.mark.parametrize("event", ["processed", "delivered", "bounce", "dropped"])
def test_a_ledger_from_before_the_sending_believes_the_receipts(
    connection: Connection, sendgrid: SendGrid, carrier: SendGridCarrier, event: str
) -> None:
    before = approve_and_read(connection, carrier)
    send(connection, carrier)
    receive(connection, a_receipt(event))
    put_back(connection, before)
    result = {"bounce": "bounced", "dropped": "suppressed"}.get(event, "already sent")
    assert [deliver(connection, carrier) for _ in range(2)] == [result] * 2
    assert len(sendgrid.accepted) == 1


def approve_and_read(connection: Connection, carrier: SendGridCarrier) -> Entry:
    approve(connection, draft(connection, carrier))
    return entry(connection)


def put_back(connection: Connection, before: Entry) -> None:
    with connection.begin():
        connection.execute(sa.update(DELIVERIES).filter_by(delivery_id=before.delivery_id).values(vars(before)))


def test_a_receipt_settles_an_unknown_outcome(
    connection: Connection, sendgrid: SendGrid, carrier: SendGridCarrier
) -> None:
    sendgrid.faults.append(standins.take_and_reset)
    with pytest.raises(Exception, match="did not answer"):
        deliver(connection, carrier)
    receive(connection, a_receipt("processed"))
    assert told(connection) == ("accepted", None)
    assert entry(connection).reference == "pesan.1"
    assert deliver(connection, carrier) == "already sent"


def test_receipts_of_the_trial_mailbox_move_what_was_redirected_there(
    connection: Connection, redirect: Redirect, carrier: SendGridCarrier
) -> None:
    deliver(connection, redirect)
    receive(connection, a_receipt("bounce", 1))
    assert entry(connection).state == "accepted"
    receive(connection, a_receipt("delivered", 2, recipient=TRIAL.email))
    assert entry(connection).state == "delivered"
    draft(connection, carrier)
    receive(connection, a_receipt("bounce", 3, recipient=TRIAL.email))
    assert entry(connection).state == "draft"


def test_a_cancelled_letter_stays_cancelled(connection: Connection, carrier: SendGridCarrier) -> None:
    draft(connection, carrier)
    cancel(connection)
    assert receive(connection, a_receipt("bounce")) == 1
    assert entry(connection).state == "cancelled"


def test_receipts_of_before_say_nothing_about_a_letter_let_go_again(
    connection: Connection, sendgrid: SendGrid, carrier: SendGridCarrier
) -> None:
    deliver(connection, carrier)
    receive(connection, a_receipt("bounce", 1))
    assert reopen(connection, MONDAY.replace(minute=2))
    receive(connection, a_receipt("processed", 0.5))
    assert send(connection, carrier, MONDAY.replace(minute=3)) == "sent"
    assert states(connection)[-4:] == ["bounced", "approved", "sending", "accepted"]
    receive(connection, a_receipt("delivered", 4))
    assert (told(connection), len(sendgrid.accepted)) == (("delivered", None), 2)


def test_a_receipt_of_the_second_in_which_a_letter_was_let_go_is_told_apart_by_when_it_came(
    connection: Connection, carrier: SendGridCarrier
) -> None:
    deliver(connection, carrier)
    receive(connection, a_receipt("bounce", 2), at=MONDAY.replace(minute=2, microsecond=500_000))
    assert reopen(connection, MONDAY.replace(minute=2, microsecond=700_000))
    assert send(connection, carrier, MONDAY.replace(minute=2, microsecond=800_000)) == "sent"
    receive(connection, a_receipt("delivered", 2), at=MONDAY.replace(minute=2, second=1))
    assert told(connection) == ("delivered", None)


def test_a_receipt_without_a_delivery_is_kept_and_moves_nothing(
    connection: Connection, carrier: SendGridCarrier
) -> None:
    deliver(connection, carrier)
    assert receive(connection, a_receipt("bounce", delivery_id=""), a_receipt("bounce", 2, delivery_id="lain")) == 2
    assert entry(connection).state == "accepted"


def test_a_receipt_that_says_what_is_so_already_is_not_overtaken_by_an_older_one(
    any_url: str, carrier: SendGridCarrier
) -> None:
    with connect(any_url) as connection, connect(any_url) as other:
        deliver(connection, carrier)
        receive(connection, a_receipt("bounce", 1))
        meanwhile(connection, "UPDATE deliveries", lambda: receive(other, a_receipt("bounce", 3)))
        receive(connection, a_receipt("delivered", 2))
        assert entry(connection).state == "bounced"
