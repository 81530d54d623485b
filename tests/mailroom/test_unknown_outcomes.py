"""Letters that perhaps left: nobody sends them again but a person who has looked."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import timedelta
from random import Random

import pytest

from include import mailroom
from include.gateways.outbox import OutboxCarrier
from include.gateways.sendgrid import SendGridCarrier
from include.gateways.warehouse import connect
from include.gateways.warehouse.ledger import Connection
from include.mailroom import OutcomeUnknown, TryAgain
from tests.builders_mail import (
    DELIVERY_ID,
    HEAD,
    LETTER,
    MONDAY,
    Around,
    a_receipt,
    attempt,
    deliver,
    entry,
    interrupt,
    receive,
    remarks,
    reopen,
    states,
)
from tests.standins import sendgrid as standins
from tests.standins.sendgrid import SendGrid, fail

UNKNOWN = {
    "the answer is lost": standins.take_and_reset,
    "the connection is lost": standins.reset,
    "500": fail(500),
    "500 but accepted": standins.take_and_fail(500),
    "502 of a proxy": fail(502, standins.PROXY_PAGE),
    "200": fail(200),
}


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


@pytest.mark.parametrize("moment", ["before", "after"])
def test_a_run_that_was_stopped_leaves_its_claim_for_a_while_and_then_the_question(
    connection: Connection, sendgrid: SendGrid, carrier: SendGridCarrier, moment: str
) -> None:
    with pytest.raises(KeyboardInterrupt):
        deliver(connection, Around(carrier, **{moment: interrupt}))
    with pytest.raises(TryAgain):
        deliver(connection, carrier, at=MONDAY + timedelta(minutes=4, seconds=59))
    for later in (timedelta(minutes=5), timedelta(days=1)):
        with pytest.raises(OutcomeUnknown):
            deliver(connection, carrier, at=MONDAY + later)
    assert states(connection) == ["draft", "approved", "sending", "unknown"]
    assert len(sendgrid.accepted) == (moment == "after")


def give_up(url: str, carrier: SendGridCarrier) -> None:
    """What another run does an hour later."""
    with connect(url) as other, pytest.raises(OutcomeUnknown):
        deliver(other, carrier, at=MONDAY + timedelta(hours=1))


def test_the_outcome_outweighs_the_belief_that_it_was_lost(
    url: str, connection: Connection, carrier: SendGridCarrier
) -> None:
    assert deliver(connection, Around(carrier, before=lambda _: give_up(url, carrier))) == "sent"
    assert states(connection) == ["draft", "approved", "sending", "unknown", "accepted"]


@pytest.mark.parametrize(
    ("fault", "state", "error"),
    [
        (standins.reset, "unknown", "OutcomeUnknown"),
        (fail(429), "approved", "TryAgain"),
        (fail(400), "refused", "Refused"),
    ],
    ids=["no answer", "429", "400"],
)
def test_a_late_outcome_is_filed_whatever_it_is(
    url: str, connection: Connection, sendgrid: SendGrid, carrier: SendGridCarrier,
    fault: standins.Fault, state: str, error: str,
) -> None:  # fmt: skip
    sendgrid.faults.append(fault)
    assert attempt(connection, Around(carrier, before=lambda _: give_up(url, carrier))) == error
    assert entry(connection).state == state


def settled(url: str, carrier: SendGridCarrier, sent: bool) -> Around:
    """The carrier of a run that is so slow that a person settles its letter meanwhile."""

    def settle(_: object) -> None:
        give_up(url, carrier)
        with connect(url) as other:
            assert mailroom.settle(other, DELIVERY_ID, sent=sent, cause="looked it up")

    return Around(carrier, before=settle)


def test_a_letter_accepted_after_a_person_said_it_was_not_sent_is_not_sent_again(
    url: str, connection: Connection, sendgrid: SendGrid, carrier: SendGridCarrier
) -> None:
    assert deliver(connection, settled(url, carrier, sent=False)) == "sent"
    assert (deliver(connection, carrier), len(sendgrid.accepted)) == ("already sent", 1)


@pytest.mark.parametrize(
    ("fault", "sent", "state"), [(standins.reset, False, "approved"), (fail(429), True, "accepted")]
)
def test_an_outcome_that_changes_nothing_any_more_is_remarked_on(
    url: str, connection: Connection, sendgrid: SendGrid, carrier: SendGridCarrier,
    fault: standins.Fault, sent: bool, state: str,
) -> None:  # fmt: skip
    sendgrid.faults.append(fault)
    with pytest.raises((TryAgain, OutcomeUnknown)) as raised:
        deliver(connection, settled(url, carrier, sent))
    assert entry(connection).state == state
    assert remarks(connection) == [f"{raised.value}, but another run, a receipt or a person was faster"]


def test_a_late_answer_does_not_undo_that_a_person_let_the_letter_go_again(
    url: str, connection: Connection, sendgrid: SendGrid, carrier: SendGridCarrier
) -> None:
    def bounce(_: object) -> None:
        with connect(url) as other:
            receive(other, a_receipt("bounce", -1))
            assert reopen(other)

    deliver(connection, Around(carrier, after=bounce))
    assert entry(connection).state == "approved"
    assert (deliver(connection, carrier), len(sendgrid.accepted)) == ("sent", 2)


@pytest.mark.parametrize("tried", [False, True], ids=["first", "tried with the outbox"])
def test_on_a_bad_day_no_letter_is_sent_twice_and_none_is_lost(
    connection: Connection, outbox: OutboxCarrier, sendgrid: SendGrid, carrier: SendGridCarrier, tried: bool
) -> None:
    day = Random(47)  # noqa: S311 - the same bad day every time
    weather = [*UNKNOWN.values(), fail(400), fail(429), standins.serve, standins.serve, standins.serve]
    sendgrid.faults.extend(day.choices(weather, k=200))
    letters = [replace(LETTER, agency_id=f"a{number}") for number in range(25)]
    assert not tried or {attempt(connection, outbox, letter) for letter in letters} == {"sent"}
    ends = {
        mailroom.identify(letter, HEAD): [attempt(connection, carrier, letter) for _ in range(6)][-1]
        for letter in letters
    }
    taken = Counter(sendgrid.delivery_ids())
    assert max(taken.values()) == 1
    assert set(ends.values()) == {"already sent", "OutcomeUnknown"}
    assert {delivery_id for delivery_id, end in ends.items() if end == "already sent"} <= taken.keys()
