"""The mailroom: one letter to one office, once, whatever fails and whoever else is at it."""

from __future__ import annotations

import logging
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from random import Random
from threading import Barrier
from typing import Any

import pytest
import sqlalchemy as sa

from include import mailroom
from include.gateways.outbox import OutboxCarrier
from include.gateways.sendgrid import SendGridCarrier
from include.gateways.warehouse import connect, migrate
from include.gateways.warehouse.ledger import Connection
from include.gateways.warehouse.schema import DELIVERY_MOVES
from include.mailroom import Address, Blocked, DoNotRetry, Office, OutcomeUnknown, Refused, TryAgain
from include.settings import Settings
from tests.builders_mail import DELIVERY_ID, HEAD, LETTER, LIAISON, MONDAY, SENDER, attempt, deliver, entry, states
from tests.standins import sendgrid as standins
from tests.standins.postgres import WAREHOUSES, new_warehouse
from tests.standins.sendgrid import KEY, SendGrid, fail, running_sendgrid

ROOT = Path(__file__).parents[1]
UNKNOWN = {
    "the answer is lost": standins.take_and_reset,
    "the connection is lost": standins.reset,
    "500": fail(500),
    "502 of a proxy": fail(502, standins.PROXY_PAGE),
    "200": fail(200),
}


@pytest.fixture
def url(tmp_path: Path) -> str:
    migrate(url := f"sqlite:///{tmp_path / 'warehouse.db'}")
    return url


@pytest.fixture
def connection(url: str) -> Iterator[Connection]:
    with connect(url) as connection:
        yield connection


@pytest.fixture(params=WAREHOUSES)
def any_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    return new_warehouse(request, tmp_path)


@pytest.fixture
def outbox(tmp_path: Path) -> OutboxCarrier:
    return OutboxCarrier(tmp_path / "outbox")


@pytest.fixture
def sendgrid() -> Iterator[SendGrid]:
    with running_sendgrid() as standin:
        yield standin


@pytest.fixture
def carrier(sendgrid: SendGrid) -> SendGridCarrier:
    return SendGridCarrier(KEY, host=sendgrid.url, timeout=5)


def test_a_letter_is_sent_and_its_reference_filed(
    connection: Connection, sendgrid: SendGrid, carrier: SendGridCarrier
) -> None:
    assert deliver(connection, carrier) == "sent"
    assert sendgrid.delivery_ids() == [DELIVERY_ID]
    filed = entry(connection)
    assert (filed.state, filed.carrier, filed.attempts) == ("accepted", "sendgrid", 1)
    assert [filed.reference] == sendgrid.references()
    assert states(connection) == ["approved", "sending", "accepted"]


def test_the_claim_is_committed_before_the_carrier_is_called(url: str, connection: Connection, tmp_path: Path) -> None:
    class Watching(OutboxCarrier):
        def send(self, message: dict[str, Any]) -> str:
            with connect(url) as other:
                assert (entry(other).state, entry(other).attempts) == ("sending", 1)
            return super().send(message)

    assert deliver(connection, Watching(tmp_path)) == "sent"


def test_a_letter_is_never_sent_twice(connection: Connection, sendgrid: SendGrid, carrier: SendGridCarrier) -> None:
    assert [deliver(connection, carrier) for _ in range(3)] == ["sent", "already sent", "already sent"]
    assert len(sendgrid.requests) == 1


def test_a_letter_that_changed_since_stays_sent_and_is_remarked_on(
    connection: Connection, sendgrid: SendGrid, carrier: SendGridCarrier
) -> None:
    deliver(connection, carrier)
    before = entry(connection)
    assert deliver(connection, carrier, replace(LETTER, text="Rapor baru")) == "already sent, changed since"
    assert len(sendgrid.requests) == 1
    assert entry(connection) == before


def test_a_week_tried_with_the_outbox_is_mailed_once_letters_leave_by_sendgrid(
    any_url: str, outbox: OutboxCarrier, sendgrid: SendGrid, carrier: SendGridCarrier
) -> None:
    with connect(any_url) as connection:
        assert [deliver(connection, outbox) for _ in range(2)] == ["sent", "already sent"]
        assert [deliver(connection, carrier) for _ in range(2)] == ["sent", "already sent"]
        assert states(connection) == ["approved", "sending", "accepted", "approved", "sending", "accepted"]
        filed = entry(connection)
    assert (filed.state, filed.carrier, filed.attempts) == ("accepted", "sendgrid", 2)
    assert sendgrid.delivery_ids() == [DELIVERY_ID]
    assert sendgrid.references() == [filed.reference]


def test_the_ledger_says_why_a_letter_accepted_by_the_outbox_was_sent(
    connection: Connection, outbox: OutboxCarrier, carrier: SendGridCarrier
) -> None:
    deliver(connection, outbox)
    deliver(connection, carrier)
    query = sa.select(DELIVERY_MOVES.c.cause).where(DELIVERY_MOVES.c.from_state == "accepted")
    with connection.begin():
        causes = list(connection.execute(query).scalars())
    assert causes == ["accepted by outbox alone, which mails nothing: to be sent by sendgrid"]


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
            return attempt(connection, carrier, LETTER)

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
    results = [attempt(connection, carrier, LETTER) for _ in range(3)]
    assert results == ["TryAgain", "OutcomeUnknown", "OutcomeUnknown"]
    assert (entry(connection).state, entry(connection).reference) == ("unknown", None)
    assert sendgrid.delivery_ids() == [DELIVERY_ID]


def test_a_claim_that_the_outbox_abandoned_is_free_for_sendgrid_after_a_while(
    connection: Connection, tmp_path: Path, sendgrid: SendGrid, carrier: SendGridCarrier
) -> None:
    class Interrupted(OutboxCarrier):
        def send(self, message: dict[str, Any]) -> str:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        deliver(connection, Interrupted(tmp_path))
    with pytest.raises(TryAgain):
        deliver(connection, carrier, at=MONDAY + timedelta(minutes=4, seconds=59))
    assert deliver(connection, carrier, at=MONDAY + timedelta(minutes=5)) == "sent"
    assert len(sendgrid.requests) == 1


def test_an_outbox_that_was_only_slow_does_not_undo_what_was_mailed_meanwhile(
    url: str, connection: Connection, tmp_path: Path, sendgrid: SendGrid, carrier: SendGridCarrier
) -> None:
    class Slow(OutboxCarrier):
        def send(self, message: dict[str, Any]) -> str:
            with connect(url) as other:
                assert deliver(other, carrier, at=MONDAY + timedelta(hours=1)) == "sent"
            return super().send(message)

    deliver(connection, Slow(tmp_path))
    assert (entry(connection).state, entry(connection).carrier) == ("accepted", "sendgrid")
    assert [entry(connection).reference] == sendgrid.references()
    assert deliver(connection, carrier) == "already sent"


def test_another_office_week_and_kind_get_letters_of_their_own(connection: Connection, outbox: OutboxCarrier) -> None:
    letters = [LETTER, replace(LETTER, kind="ikhtisar"), replace(LETTER, period="2026-W48")]
    results = [deliver(connection, outbox, letter) for letter in letters] + [deliver(connection, outbox, to=LIAISON)]
    assert results == ["sent"] * 4
    assert len(list(outbox.folder.glob("*.eml"))) == 4


def test_the_same_mailbox_spelled_otherwise_is_the_same_delivery(connection: Connection, outbox: OutboxCarrier) -> None:
    deliver(connection, outbox)
    assert deliver(connection, outbox, to=Address("Kepala@Dinas.Example", HEAD.name)) == "already sent"


def test_the_id_of_a_delivery_is_the_same_in_every_installation() -> None:
    assert DELIVERY_ID == "61ec1bd6-588e-5e71-ba12-78cca6238df8"


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
    assert states(connection) == ["approved", "sending", "approved", "sending", "accepted"]


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


@pytest.mark.parametrize("fault", UNKNOWN.values(), ids=UNKNOWN)
def test_a_letter_whose_outcome_is_unknown_is_not_sent_again(
    connection: Connection, sendgrid: SendGrid, carrier: SendGridCarrier, fault: standins.Fault
) -> None:
    sendgrid.faults.append(fault)
    for _ in range(3):
        with pytest.raises(OutcomeUnknown):
            deliver(connection, carrier, at=MONDAY + timedelta(days=30))
    assert (entry(connection).state, entry(connection).attempts) == ("unknown", 1)
    assert len(sendgrid.requests) == 1


@pytest.mark.parametrize(("sent", "then"), [(True, "already sent"), (False, "sent")])
def test_an_unknown_letter_waits_for_a_person_to_settle_it(
    connection: Connection, sendgrid: SendGrid, carrier: SendGridCarrier, sent: bool, then: str
) -> None:
    sendgrid.faults.append(standins.reset)
    with pytest.raises(OutcomeUnknown):
        deliver(connection, carrier)
    assert mailroom.settle(connection, DELIVERY_ID, sent=sent, cause="looked it up in the service's log")
    assert deliver(connection, carrier) == then
    assert not mailroom.settle(connection, DELIVERY_ID, sent=False, cause="again")


def test_the_outcome_outweighs_the_belief_that_it_was_lost(
    url: str, connection: Connection, sendgrid: SendGrid, carrier: SendGridCarrier
) -> None:
    class Slow(SendGridCarrier):
        def send(self, message: dict[str, Any]) -> str:
            with connect(url) as other, pytest.raises(OutcomeUnknown):
                deliver(other, carrier, at=MONDAY + timedelta(hours=1))
            return super().send(message)

    assert deliver(connection, Slow(KEY, host=sendgrid.url)) == "sent"
    assert states(connection) == ["approved", "sending", "unknown", "accepted"]


@pytest.mark.parametrize("tried", [False, True], ids=["first", "tried with the outbox"])
def test_on_a_bad_day_no_letter_is_sent_twice_and_none_is_lost(
    connection: Connection, outbox: OutboxCarrier, sendgrid: SendGrid, carrier: SendGridCarrier, tried: bool
) -> None:
    day = Random(47)  # noqa: S311 - the same bad day every time
    weather = [*UNKNOWN.values(), fail(400), fail(429), standins.serve, standins.serve, standins.serve]
    sendgrid.faults.extend(day.choices(weather, k=200))
    letters = [replace(LETTER, agency_id=f"a{number}") for number in range(25)]
    assert not tried or {attempt(connection, outbox, letter) for letter in letters} == {"sent"}
    ends = {letter.agency_id: [attempt(connection, carrier, letter) for _ in range(6)][-1] for letter in letters}
    assert max(Counter(sendgrid.delivery_ids()).values()) == 1
    assert set(ends.values()) <= {"already sent", "OutcomeUnknown"}
    taken, sent = (
        set(sendgrid.delivery_ids()),
        [letter for letter in letters if ends[letter.agency_id] == "already sent"],
    )
    assert {mailroom.identify(letter, HEAD) for letter in sent} <= taken


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


def test_a_blocked_letter_leaves_once_its_domain_is_allowed(
    connection: Connection, sendgrid: SendGrid, carrier: SendGridCarrier
) -> None:
    with pytest.raises(Blocked):
        deliver(connection, carrier, office=Office(SENDER, SENDER))
    assert deliver(connection, carrier) == "sent"
    assert states(connection) == ["approved", "refused", "sending", "accepted"]


def test_a_letter_already_sent_is_not_blocked_afterwards(connection: Connection, carrier: SendGridCarrier) -> None:
    deliver(connection, carrier)
    assert deliver(connection, carrier, office=Office(SENDER, SENDER)) == "already sent"


def test_the_outbox_takes_letters_for_every_domain(connection: Connection, outbox: OutboxCarrier) -> None:
    assert deliver(connection, outbox, office=Office(SENDER, SENDER)) == "sent"


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
    assert not Office(SENDER, SENDER).allows("bekasikab.example")


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
