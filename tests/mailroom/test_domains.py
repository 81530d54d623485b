"""Outside production letters leave for domains that somebody named, or for one mailbox instead of all."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from include.gateways.outbox import OutboxCarrier
from include.gateways.sendgrid import SendGridCarrier
from include.gateways.warehouse.ledger import Connection
from include.jobs.carriers import Redirect
from include.mailroom import Address, Blocked, DoNotRetry, Office
from include.settings import Settings
from tests.builders_mail import (
    DELIVERY_ID,
    HEAD,
    LETTER,
    MONDAY,
    OFFICE,
    SENDER,
    TRIAL,
    Around,
    attempt,
    deliver,
    draft,
    entry,
    interrupt,
    states,
)
from tests.standins.sendgrid import SendGrid

NOWHERE = Office(SENDER, SENDER)


def test_a_letter_for_another_domain_does_not_leave(
    connection: Connection, sendgrid: SendGrid, carrier: SendGridCarrier
) -> None:
    elsewhere = Address("kepala@lain.example")
    for options in ({"to": elsewhere}, {"copies": [elsewhere]}):
        with pytest.raises(Blocked, match=r"lain\.example") as caught:
            deliver(connection, carrier, **options)
        assert elsewhere.email not in str(caught.value)
    assert sendgrid.requests == []
    assert (entry(connection).state, entry(connection).attempts) == ("refused", 0)


def test_a_blocked_letter_leaves_once_its_domain_is_allowed(connection: Connection, carrier: SendGridCarrier) -> None:
    assert [attempt(connection, carrier, office=NOWHERE) for _ in range(3)] == ["Blocked"] * 3
    assert deliver(connection, carrier) == "sent"
    assert states(connection) == ["draft", "approved", "refused", "sending", "accepted"]


def test_a_letter_already_sent_is_not_blocked_afterwards(connection: Connection, carrier: SendGridCarrier) -> None:
    deliver(connection, carrier)
    assert deliver(connection, carrier, office=NOWHERE) == "already sent"


def test_the_outbox_takes_letters_for_every_domain(connection: Connection, outbox: OutboxCarrier) -> None:
    assert deliver(connection, outbox, office=NOWHERE) == "sent"


def test_in_production_letters_leave_for_every_domain(connection: Connection, carrier: SendGridCarrier) -> None:
    office = Office.of(Settings(environment="production", allowed_domains=()))
    assert deliver(connection, carrier, office=office) == "sent"


@pytest.mark.parametrize(
    ("domain", "allowed"),
    [
        ("bekasikab.example", True),
        ("dinkes.bekasikab.example", True),
        ("palsubekasikab.example", False),
        ("bekasikab.example.lain.example", False),
        ("example", False),
    ],
)
def test_a_domain_is_allowed_itself_and_below_itself(domain: str, allowed: bool) -> None:
    office = Office.of(Settings(environment="development", allowed_domains="bekasikab.example, lain.example.net"))
    assert office.allows(domain) is allowed


def test_nobody_is_allowed_unless_named() -> None:
    assert not NOWHERE.allows("bekasikab.example")


def test_a_redirected_letter_goes_to_one_mailbox_alone_and_names_its_office(
    connection: Connection, sendgrid: SendGrid, redirect: Redirect
) -> None:
    assert deliver(connection, redirect) == "sent"
    [message] = [accepted["body"] for accepted in sendgrid.accepted]
    assert message["personalizations"] == [{"to": [{"email": TRIAL.email}]}]
    assert message["subject"] == f"[{HEAD.name}] {LETTER.subject}"
    assert (entry(connection).carrier, entry(connection).recipient) == ("redirect", HEAD.email)


def test_a_redirected_letter_of_an_office_without_a_name_names_its_agency(
    connection: Connection, sendgrid: SendGrid, redirect: Redirect
) -> None:
    deliver(connection, redirect, to=Address(HEAD.email))
    assert sendgrid.accepted[0]["body"]["subject"] == f"[{LETTER.agency_id}] {LETTER.subject}"


def test_what_was_redirected_is_drafted_anew_and_mailed_once_letters_leave_by_sendgrid(
    connection: Connection, sendgrid: SendGrid, redirect: Redirect, carrier: SendGridCarrier
) -> None:
    assert [deliver(connection, redirect) for _ in range(2)] == ["sent", "already sent"]
    redirected = entry(connection).digest
    drafted = draft(connection, carrier)
    assert (drafted.state, drafted.carrier, drafted.digest != redirected) == ("draft", "sendgrid", True)
    assert [deliver(connection, carrier) for _ in range(2)] == ["sent", "already sent"]
    people = [message["body"]["personalizations"][0]["to"][0]["email"] for message in sendgrid.accepted]
    assert people == [TRIAL.email, HEAD.email]


def test_a_redirected_letter_whose_run_was_stopped_is_redirected_again(
    connection: Connection, sendgrid: SendGrid, redirect: Redirect
) -> None:
    with pytest.raises(KeyboardInterrupt):
        deliver(connection, Around(redirect, after=interrupt))
    assert deliver(connection, redirect, at=MONDAY + timedelta(minutes=5)) == "sent"
    assert sendgrid.delivery_ids() == [DELIVERY_ID] * 2


def test_a_redirect_without_a_mailbox_reaches_nobody(
    connection: Connection, sendgrid: SendGrid, redirect: Redirect
) -> None:
    with pytest.raises(DoNotRetry, match="RAPOR_REDIRECT_TO"):
        deliver(connection, redirect, office=replace(OFFICE, redirect_to=None))
    assert sendgrid.requests == []
