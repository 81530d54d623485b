"""Mailboxes the carrier drops letters for: it says "accepted" to those too, so nothing is sent there."""

from __future__ import annotations

import pytest

from include.gateways.outbox import OutboxCarrier
from include.gateways.sendgrid import SendGridCarrier
from include.gateways.warehouse.ledger import Connection
from include.jobs.carriers import Redirect
from include.mailroom import Unapproved
from tests.builders_mail import (
    HEAD,
    LETTER,
    LIAISON,
    TRIAL,
    a_receipt,
    approve,
    deliver,
    draft,
    entry,
    receive,
    reopen,
    send,
    states,
)
from tests.standins.sendgrid import SendGrid

BOUNCED = {HEAD.email: "an earlier letter bounced"}


def test_a_letter_to_a_suppressed_mailbox_is_never_sent(
    connection: Connection, sendgrid: SendGrid, carrier: SendGridCarrier
) -> None:
    drafted = draft(connection, carrier, suppressed=BOUNCED)
    assert (drafted.state, drafted.reason) == ("suppressed", "sendgrid would drop it: an earlier letter bounced")
    assert not approve(connection, drafted)
    assert [send(connection, carrier) for _ in range(2)] == ["suppressed"] * 2
    assert (sendgrid.requests, entry(connection)) == ([], drafted)


def test_a_suppressed_letter_is_drafted_anew_once_its_mailbox_is_free(
    connection: Connection, sendgrid: SendGrid, carrier: SendGridCarrier
) -> None:
    draft(connection, carrier, suppressed=BOUNCED)
    drafted = draft(connection, carrier)
    assert (drafted.state, drafted.reason) == ("draft", None)
    with pytest.raises(Unapproved):
        send(connection, carrier)
    assert approve(connection, drafted)
    assert send(connection, carrier) == "sent"
    assert len(sendgrid.accepted) == 1


def test_a_suppressed_copy_keeps_no_letter_from_its_office(connection: Connection, carrier: SendGridCarrier) -> None:
    assert draft(connection, carrier, suppressed={LIAISON.email: "unsubscribed"}).state == "draft"


def test_a_draft_that_waits_is_suppressed_and_an_approved_one_stays(
    connection: Connection, carrier: SendGridCarrier
) -> None:
    drafted = draft(connection, carrier)
    assert draft(connection, carrier, suppressed=BOUNCED).state == "suppressed"
    approve(connection, draft(connection, carrier))
    assert draft(connection, carrier, suppressed=BOUNCED).state == "approved"
    assert entry(connection).digest == drafted.digest


def test_what_is_redirected_is_suppressed_by_where_it_goes(connection: Connection, redirect: Redirect) -> None:
    assert draft(connection, redirect, suppressed=BOUNCED).state == "draft"
    assert draft(connection, redirect, suppressed={TRIAL.email: "unsubscribed"}).state == "suppressed"


def test_a_letter_that_was_dropped_goes_again_only_when_a_person_lets_it(
    connection: Connection, sendgrid: SendGrid, carrier: SendGridCarrier
) -> None:
    deliver(connection, carrier)
    receive(connection, a_receipt("dropped", -1, reason="Bounced Address"))
    assert draft(connection, carrier).state == "suppressed"
    assert deliver(connection, carrier) == "suppressed"
    assert states(connection)[-1] == "suppressed"
    assert len(sendgrid.accepted) == 1
    assert reopen(connection)
    assert deliver(connection, carrier) == "sent"
    assert len(sendgrid.accepted) == 2


def test_what_was_dropped_on_its_way_to_the_trial_mailbox_is_free_for_its_office(
    connection: Connection, redirect: Redirect, carrier: SendGridCarrier
) -> None:
    deliver(connection, redirect)
    receive(connection, a_receipt("dropped", recipient=TRIAL.email))
    assert entry(connection).state == "suppressed"
    assert deliver(connection, carrier) == "sent"


def test_the_outbox_drops_nothing(connection: Connection, outbox: OutboxCarrier) -> None:
    assert deliver(connection, outbox, LETTER) == "sent"
