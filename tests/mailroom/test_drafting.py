"""Drafts: the bytes as they would be sent, written anew until somebody agrees to them."""

from __future__ import annotations

import json
from dataclasses import replace
from hashlib import sha256

import pytest
import sqlalchemy as sa

from include.gateways.outbox import OutboxCarrier
from include.gateways.sendgrid import SendGridCarrier
from include.gateways.warehouse import connect, ledger, messages
from include.gateways.warehouse.ledger import Connection
from include.gateways.warehouse.schema import MESSAGES
from include.mailroom import Address, Refused
from tests.builders_mail import (
    DELIVERY_ID,
    HEAD,
    LETTER,
    LIAISON,
    MONDAY,
    approve,
    deliver,
    draft,
    entry,
    meanwhile,
    remarks,
    send,
    states,
)
from tests.standins.sendgrid import SendGrid, fail

ANEW = replace(LETTER, text="Rapor baru")


def kept(connection: Connection) -> set[str]:
    with connection.begin():
        return set(connection.execute(sa.select(MESSAGES.c.digest)).scalars())


def test_the_id_of_a_delivery_is_the_same_in_every_installation() -> None:
    assert DELIVERY_ID == "61ec1bd6-588e-5e71-ba12-78cca6238df8"


def test_a_draft_keeps_its_bytes_under_their_hash(connection: Connection, outbox: OutboxCarrier) -> None:
    drafted = draft(connection, outbox)
    body = str(messages.read_message(connection, DELIVERY_ID, drafted.digest))
    assert (drafted.state, drafted.carrier, drafted.attempts) == ("draft", "outbox", 0)
    assert entry(connection) == drafted
    assert sha256(body.encode()).hexdigest() == drafted.digest
    message = json.loads(body)
    people = {"to": [{"email": HEAD.email, "name": HEAD.name}], "cc": [{"email": LIAISON.email}]}
    assert (message["personalizations"], message["subject"]) == ([people], LETTER.subject)
    assert message["custom_args"] == {"delivery_id": DELIVERY_ID}


def test_another_office_week_and_kind_get_deliveries_of_their_own(
    connection: Connection, outbox: OutboxCarrier
) -> None:
    letters = [LETTER, replace(LETTER, kind="ikhtisar"), replace(LETTER, period="2026-W48")]
    drafts = [draft(connection, outbox, letter) for letter in letters] + [draft(connection, outbox, to=LIAISON)]
    assert len({one.delivery_id for one in drafts}) == 4


def test_the_same_mailbox_spelled_otherwise_is_the_same_delivery(connection: Connection, outbox: OutboxCarrier) -> None:
    drafted = draft(connection, outbox)
    assert draft(connection, outbox, to=Address("Kepala@Dinas.Example", HEAD.name)) == drafted


def test_drafting_the_same_again_moves_nothing(connection: Connection, outbox: OutboxCarrier) -> None:
    assert draft(connection, outbox) == draft(connection, outbox)
    assert len(ledger.read_moves(connection, DELIVERY_ID)) == 1


def test_a_draft_tried_with_another_carrier_is_drafted_anew_once(
    connection: Connection, outbox: OutboxCarrier, carrier: SendGridCarrier
) -> None:
    deliver(connection, outbox)
    assert draft(connection, carrier) == draft(connection, carrier)
    assert states(connection) == ["draft", "approved", "sending", "accepted", "draft"]
    assert remarks(connection) == []


def test_a_draft_written_anew_replaces_what_nobody_agreed_to(connection: Connection, outbox: OutboxCarrier) -> None:
    first, second = draft(connection, outbox), draft(connection, outbox, ANEW)
    assert second == replace(first, digest=second.digest) == entry(connection)
    assert kept(connection) == {second.digest} != {first.digest}


def test_what_was_approved_stays_when_the_letter_reads_otherwise(connection: Connection, outbox: OutboxCarrier) -> None:
    drafted = draft(connection, outbox)
    approve(connection, drafted)
    assert draft(connection, outbox, ANEW) == replace(drafted, state="approved")
    assert kept(connection) == {drafted.digest}
    assert remarks(connection) == ["The letter reads differently by now; what was approved stays."]


def test_a_letter_that_changed_since_it_was_sent_stays_as_it_was(
    connection: Connection, sendgrid: SendGrid, carrier: SendGridCarrier
) -> None:
    deliver(connection, carrier)
    before = entry(connection)
    assert deliver(connection, carrier, ANEW) == "already sent"
    assert (len(sendgrid.requests), entry(connection)) == (1, before)
    assert remarks(connection)[0] == "The letter reads differently by now; what was approved stays."


def test_bytes_that_a_carrier_had_are_kept_when_the_letter_is_written_anew(
    connection: Connection, outbox: OutboxCarrier, carrier: SendGridCarrier
) -> None:
    deliver(connection, outbox)
    carried = entry(connection).digest
    draft(connection, carrier)
    anew = draft(connection, carrier, ANEW).digest
    assert kept(connection) == {carried, anew}


def test_a_refused_letter_is_drafted_anew_only_if_it_changed(
    connection: Connection, sendgrid: SendGrid, carrier: SendGridCarrier
) -> None:
    sendgrid.faults.append(fail(400))
    with pytest.raises(Refused):
        deliver(connection, carrier)
    assert draft(connection, carrier).state == "refused"
    changed = draft(connection, carrier, ANEW)
    assert (changed.state, changed.reason, changed.finished_at) == ("draft", None, None)


def test_what_was_approved_for_another_carrier_asks_for_approval_again(
    connection: Connection, outbox: OutboxCarrier, carrier: SendGridCarrier
) -> None:
    approve(connection, draft(connection, outbox))
    assert (draft(connection, carrier).state, entry(connection).carrier) == ("draft", "sendgrid")


def test_an_approved_delivery_of_an_old_version_is_drafted_with_its_bytes(
    connection: Connection, outbox: OutboxCarrier
) -> None:
    old = ledger.Entry(DELIVERY_ID, "2026-W47", "dinkes", "rapor", HEAD.email, "0" * 64, "outbox", "approved")
    ledger.open_entry(connection, old, "the letter is ready", MONDAY)
    assert draft(connection, outbox).state == "draft"
    assert kept(connection) == {entry(connection).digest}


def test_two_who_draft_at_once_agree_on_one(url: str, connection: Connection, outbox: OutboxCarrier) -> None:
    with connect(url) as other:
        meanwhile(connection, "INSERT INTO deliveries", lambda: draft(other, outbox, ANEW))
        assert draft(connection, outbox) == draft(other, outbox, ANEW) == entry(other)
    assert len(ledger.read_moves(connection, DELIVERY_ID)) == 1


def test_a_draft_cannot_overtake_an_approval(url: str, connection: Connection, outbox: OutboxCarrier) -> None:
    drafted = draft(connection, outbox)
    with connect(url) as other:
        meanwhile(connection, "UPDATE deliveries", lambda: approve(other, drafted))
        assert draft(connection, outbox, ANEW) == replace(drafted, state="approved")
    assert drafted.digest in kept(connection)
    assert send(connection, outbox) == "sent"
