"""Receipts: in any order, twice or of somebody else, they leave the delivery where they together say."""

from __future__ import annotations

from dataclasses import replace
from itertools import permutations

import pytest

from include.gateways.sendgrid import SendGridCarrier
from include.gateways.warehouse import ledger
from include.gateways.warehouse.ledger import Connection, Entry
from tests.builders_mail import (
    DELIVERY_ID,
    HEAD,
    LIAISON,
    MONDAY,
    a_receipt,
    deliver,
    entry,
    receive,
)
from tests.standins.sendgrid import SendGrid


def told(connection: Connection) -> tuple[str, str | None]:
    return entry(connection).state, entry(connection).reason


@pytest.mark.parametrize(
    ("event", "state", "reason"),
    [
        ("processed", "accepted", None),
        ("deferred", "accepted", None),
        ("delivered", "delivered", None),
        ("bounce", "bounced", "bounce: mailbox full"),
        ("blocked", "bounced", "blocked: mailbox full"),
        ("dropped", "suppressed", "dropped: mailbox full"),
        ("spamreport", "accepted", None),
        ("a new one", "accepted", None),
    ],
)
def test_each_event_moves_the_delivery_where_it_says(
    connection: Connection, carrier: SendGridCarrier, event: str, state: str, reason: str | None
) -> None:
    deliver(connection, carrier)
    assert receive(connection, a_receipt(event, reason="mailbox full")) == 1
    assert told(connection) == (state, reason)


def test_who_told_and_when_it_happened_are_kept(
    connection: Connection, sendgrid: SendGrid, carrier: SendGridCarrier
) -> None:
    deliver(connection, carrier)
    receive(connection, receipt := a_receipt("delivered", 3))
    last = ledger.read_moves(connection, DELIVERY_ID)[-1]
    assert (last.cause, last.actor) == ("told by a receipt: delivered", "sendgrid")
    assert (entry(connection).finished_at, entry(connection).reference) == (receipt.at, sendgrid.references()[0])


def test_the_order_in_which_receipts_come_changes_nothing(connection: Connection) -> None:
    happened = [a_receipt("processed", 1), a_receipt("delivered", 2), a_receipt("blocked", 3), a_receipt("bounce", 4)]
    for number, order in enumerate(permutations(happened)):
        key = (f"d-{number}", "2026-W47", f"a{number}", "rapor", HEAD.email)
        ledger.open_entry(connection, Entry(*key, "0" * 64, "sendgrid", "accepted"), "sent", MONDAY)
        for receipt in order:
            receive(connection, replace(receipt, delivery_id=f"d-{number}", receipt_id=f"{receipt.event} {number}"))
    assert {(each.state, each.reason) for each in ledger.list_entries(connection)} == {("bounced", "bounce")}


@pytest.mark.parametrize("turned", [False, True])
@pytest.mark.parametrize(
    ("happened", "state"),
    [
        (["delivered", "processed"], "delivered"),
        (["bounce", "delivered"], "bounced"),
        (["dropped", "blocked"], "bounced"),
        (["dropped", "delivered"], "suppressed"),
    ],
)
def test_of_two_events_of_one_moment_the_worse_counts(
    connection: Connection, carrier: SendGridCarrier, happened: list[str], state: str, turned: bool
) -> None:
    deliver(connection, carrier)
    for number, event in enumerate(reversed(happened) if turned else happened):
        receive(connection, a_receipt(event, receipt_id=str(number)))
    assert entry(connection).state == state


def test_a_letter_that_arrived_is_not_under_way_again(connection: Connection, carrier: SendGridCarrier) -> None:
    deliver(connection, carrier)
    receive(connection, a_receipt("deferred", 3))
    receive(connection, a_receipt("delivered", 2))
    assert entry(connection).state == "delivered"


def test_a_receipt_that_comes_again_is_filed_and_told_once(connection: Connection, carrier: SendGridCarrier) -> None:
    deliver(connection, carrier)
    assert receive(connection, a_receipt("bounce"), a_receipt("bounce"), a_receipt("processed")) == 2
    before = ledger.read_moves(connection, DELIVERY_ID)
    assert receive(connection, a_receipt("processed"), a_receipt("bounce")) == 0
    assert ledger.read_moves(connection, DELIVERY_ID) == before


def test_a_copy_that_bounces_does_not_move_the_delivery(connection: Connection, carrier: SendGridCarrier) -> None:
    deliver(connection, carrier)
    assert receive(connection, a_receipt("bounce", 5, recipient=LIAISON.email), a_receipt("delivered", 2)) == 2
    assert told(connection) == ("delivered", None)
