"""Sending: what was approved, byte for byte, and once."""

from __future__ import annotations

import json
import logging
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa

from include.gateways.outbox import OutboxCarrier
from include.gateways.sendgrid import SendGridCarrier
from include.gateways.warehouse import connect, messages
from include.gateways.warehouse.ledger import Connection
from include.gateways.warehouse.schema import MESSAGES
from include.mailroom import DoNotRetry, Refused, TryAgain
from tests.builders_mail import (
    DELIVERY_ID,
    HEAD,
    LETTER,
    LIAISON,
    OFFICE,
    SENDER,
    Around,
    approve,
    deliver,
    draft,
    entry,
    remarks,
    send,
    states,
)
from tests.standins.sendgrid import KEY, SendGrid, fail

ROOT = Path(__file__).parents[2]


def test_a_letter_is_sent_and_its_reference_filed(
    connection: Connection, sendgrid: SendGrid, carrier: SendGridCarrier
) -> None:
    assert deliver(connection, carrier) == "sent"
    assert sendgrid.delivery_ids() == [DELIVERY_ID]
    filed = entry(connection)
    assert (filed.state, filed.carrier, filed.attempts) == ("accepted", "sendgrid", 1)
    assert [filed.reference] == sendgrid.references()
    assert states(connection) == ["draft", "approved", "sending", "accepted"]


def test_what_is_sent_is_what_was_archived_when_it_was_drafted(
    connection: Connection, sendgrid: SendGrid, carrier: SendGridCarrier
) -> None:
    drafted = draft(connection, carrier, replace(LETTER, text='Café "𝟙" \u2028 \\ 1 < 2'))
    approve(connection, drafted)
    send(connection, carrier, office=replace(OFFICE, sender=LIAISON, reply_to=LIAISON))
    body = str(messages.read_message(connection, DELIVERY_ID, drafted.digest))
    assert [message["body"] for message in sendgrid.accepted] == [json.loads(body)]


def test_bytes_that_are_not_those_approved_do_not_leave(
    connection: Connection, sendgrid: SendGrid, carrier: SendGridCarrier
) -> None:
    approve(connection, draft(connection, carrier))
    with connection.begin():
        body = sa.func.replace(MESSAGES.c.body, "Rapor pekan 47", "Rapor pekan 46")
        connection.execute(sa.update(MESSAGES).values(body=body))
    with pytest.raises(DoNotRetry, match="not those that were approved"):
        send(connection, carrier)
    assert (entry(connection).state, sendgrid.requests) == ("approved", [])


def test_the_claim_is_committed_before_the_carrier_is_called(
    url: str, connection: Connection, outbox: OutboxCarrier
) -> None:
    def look(_: object) -> None:
        with connect(url) as other:
            seen.append((entry(other).state, entry(other).attempts))

    seen: list[tuple[str, int]] = []
    assert deliver(connection, Around(outbox, before=look)) == "sent"
    assert seen == [("sending", 1)]


def test_a_letter_is_never_sent_twice(connection: Connection, sendgrid: SendGrid, carrier: SendGridCarrier) -> None:
    assert [deliver(connection, carrier) for _ in range(3)] == ["sent", "already sent", "already sent"]
    assert len(sendgrid.requests) == 1
    assert remarks(connection) == ["asked for again when accepted: nothing leaves"]


def test_too_many_requests_leave_the_letter_free_to_go(
    connection: Connection, sendgrid: SendGrid, carrier: SendGridCarrier
) -> None:
    sendgrid.faults.append(fail(429))
    with pytest.raises(TryAgain):
        deliver(connection, carrier)
    assert (entry(connection).state, entry(connection).attempts) == ("approved", 1)
    assert "429" in str(entry(connection).reason)
    assert deliver(connection, carrier) == "sent"
    assert (entry(connection).state, entry(connection).attempts, entry(connection).reason) == ("accepted", 2, None)
    assert states(connection) == ["draft", "approved", "sending", "approved", "sending", "accepted"]


def test_a_service_that_is_not_reached_leaves_the_letter_free_to_go(connection: Connection) -> None:
    with pytest.raises(TryAgain):
        deliver(connection, SendGridCarrier(KEY, host="http://127.0.0.1:9"))
    assert entry(connection).state == "approved"


@pytest.mark.parametrize("status", [400, 401, 403, 413])
def test_a_refused_letter_goes_when_somebody_changed_something_and_starts_again(
    connection: Connection, sendgrid: SendGrid, carrier: SendGridCarrier, status: int
) -> None:
    sendgrid.faults.append(fail(status))
    with pytest.raises(Refused, match=str(status)):
        deliver(connection, carrier)
    assert (entry(connection).state, entry(connection).reason) == (
        "refused",
        f"SendGrid answered {status}: status {status} (no field)",
    )
    assert deliver(connection, carrier) == "sent"
    assert len(sendgrid.accepted) == 1


def test_logs_tell_ids_and_states_and_no_addresses(
    connection: Connection, sendgrid: SendGrid, carrier: SendGridCarrier, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    for name in ("include.mailroom", "python_http_client.client", "sendgrid"):
        caplog.set_level(logging.DEBUG, logger=name)
    sendgrid.faults.extend([fail(429), fail(400)])
    for expected in (TryAgain, DoNotRetry):
        with pytest.raises(expected):
            deliver(connection, carrier)
    deliver(connection, carrier)
    deliver(connection, carrier)
    assert f"{LETTER.kind} to {LETTER.agency_id}: already sent ({DELIVERY_ID})" in caplog.text
    assert not any(secret in caplog.text for secret in (KEY, HEAD.email, LIAISON.email, SENDER.email, LETTER.html))


def test_no_module_of_the_mailroom_can_speak_smtp() -> None:
    modules = "include.mailroom, include.gateways.outbox, include.gateways.sendgrid, sys"
    code = f"import {modules}; sys.exit('smtplib' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, timeout=60).returncode == 0
