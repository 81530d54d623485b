"""SendGrid's Email Logs: a letter that is in them was sent; one that is not may have been sent all the same."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from include.gateways.receipt import Receipt
from include.gateways.sendgrid import Account, LogsUnavailable, SendGridCarrier, find_logged, read_logged, read_receipts
from tests.gateways.sendgrid.builders import HEAD, LIAISON, a_message
from tests.standins import sendgrid as standins
from tests.standins.sendgrid import KEY, PROXY_PAGE, SendGrid, busy, fail


def find(account: Account, **changes: Any) -> list[Receipt]:
    an_hour_ago = datetime.now(UTC) - timedelta(hours=1)
    return find_logged(account, **{"recipient": HEAD.email, "since": an_hour_ago, "delivery_id": "d-1"} | changes)


def words(receipts: list[Receipt]) -> list[str]:
    return [receipt.event for receipt in receipts]


def test_a_letter_whose_answer_was_lost_is_found(sendgrid: SendGrid, carrier: SendGridCarrier) -> None:
    sendgrid.faults.append(standins.take_and_reset)
    with pytest.raises(Exception, match="did not answer"):
        carrier.send(a_message())
    receipts = find(carrier.account)
    assert words(receipts) == ["processed", "delivered"]
    assert {(each.delivery_id, each.recipient) for each in receipts} == {("d-1", HEAD.email)}
    assert all(each.reference.startswith(sendgrid.references()[0]) for each in receipts)


def test_the_logs_and_the_webhook_call_an_event_the_same(sendgrid: SendGrid, carrier: SendGridCarrier) -> None:
    carrier.send(a_message())
    posted = [event["sg_event_id"] for event in sendgrid.events() if event["email"] == HEAD.email]
    assert [receipt.receipt_id for receipt in find(carrier.account)] == posted


def test_a_letter_that_never_came_is_not_found(account: Account) -> None:
    assert find(account) == []


def test_a_letter_that_the_logs_do_not_know_yet_is_not_found(sendgrid: SendGrid, carrier: SendGridCarrier) -> None:
    sendgrid.sorting.index_delay = timedelta(hours=1)
    carrier.send(a_message())
    assert find(carrier.account) == []
    sendgrid.ahead = timedelta(hours=2)
    assert words(find(carrier.account)) == ["processed", "delivered"]


def test_other_letters_to_the_same_mailbox_are_not_taken_for_it(sendgrid: SendGrid, carrier: SendGridCarrier) -> None:
    carrier.send(a_message(delivery_id="d-2"))
    assert find(carrier.account) == []
    assert words(find(carrier.account, delivery_id="d-2")) == ["processed", "delivered"]


def test_what_was_taken_before_is_not_asked_for(sendgrid: SendGrid, carrier: SendGridCarrier) -> None:
    carrier.send(a_message())
    assert find(carrier.account, since=datetime.now(UTC) + timedelta(minutes=1)) == []


def test_the_moment_since_when_to_look_is_told_in_utc(sendgrid: SendGrid, account: Account) -> None:
    find(account, since=datetime.fromisoformat("2026-11-23T07:00:00+07:00"))
    query = "to_email = 'kepala@dinas.example' AND sg_message_id_created_at >= TIMESTAMP \"2026-11-23T00:00:00Z\""
    assert sendgrid.readings[0].body() == {"query": query, "limit": 1000}


def test_a_letter_sent_twice_is_found_twice(sendgrid: SendGrid, carrier: SendGridCarrier) -> None:
    carrier.send(a_message())
    carrier.send(a_message())
    assert len({receipt.reference for receipt in find(carrier.account)}) == 2


def test_the_copy_of_a_letter_is_no_letter_to_the_head(sendgrid: SendGrid, carrier: SendGridCarrier) -> None:
    carrier.send(a_message())
    assert {receipt.recipient for receipt in find(carrier.account, recipient=LIAISON.email)} == {LIAISON.email}


@pytest.mark.parametrize("fate", ["bounce", "blocked", "deferred", "dropped"])
def test_what_became_of_the_letter_is_told_with_its_reason(
    sendgrid: SendGrid, carrier: SendGridCarrier, fate: str
) -> None:
    sendgrid.sorting.fates[HEAD.email] = fate
    carrier.send(a_message())
    last = find(carrier.account)[-1]
    assert (last.event, bool(last.reason), HEAD.email in last.reason) == (fate, True, False)


def test_a_letter_without_an_event_is_found_by_its_status(sendgrid: SendGrid, carrier: SendGridCarrier) -> None:
    sendgrid.sorting.fates[HEAD.email] = "silence"
    carrier.send(a_message())
    (receipt,) = find(carrier.account)
    assert (receipt.event, receipt.at) == ("processed", sendgrid.sorting.letters[0].taken_at.replace(microsecond=0))


@pytest.mark.parametrize("mailbox", ["kepala", "a@b.example' OR to_email = 'c@d.example", 'a"@b.example', ""])
def test_what_is_no_mailbox_is_not_asked_for(sendgrid: SendGrid, account: Account, mailbox: str) -> None:
    with pytest.raises(ValueError, match="not the address"):
        find(account, recipient=mailbox)
    assert sendgrid.readings == []


def test_a_mailbox_that_would_end_the_quotation_is_not_asked_for(sendgrid: SendGrid, account: Account) -> None:
    with pytest.raises(LogsUnavailable, match="apostrophe"):
        find(account, recipient="ma'mun@dinas.example")
    assert sendgrid.readings == []


def test_a_moment_without_a_zone_is_not_asked_for(account: Account) -> None:
    with pytest.raises(ValueError, match="zone"):
        find(account, since=datetime(2026, 11, 23))  # noqa: DTZ001  # that is the point


FAULTS = {
    "busy": (busy(), "429: too many requests; the limit ends at"),
    "failing": (fail(500), "500"),
    "a proxy": (fail(502, PROXY_PAGE), "502"),
    "forbidden": (fail(403), "status 403"),
    "another host": (standins.redirect("http://127.0.0.1:9/"), "302"),
    "a lost answer": (standins.reset, "did not answer"),
    "half an answer": (fail(200, b"{}", **{"Content-Length": "9"}), "did not answer"),
    "no JSON": (fail(200, PROXY_PAGE), "no JSON"),
    "too deep": (fail(200, b"[" * 100_000), "no JSON"),
    "another shape": (fail(200, b'{"messages": 7}'), "messages"),
    "a list": (fail(200, b"[]"), "messages"),
    "nothing there": (fail(404), "messages"),
}


@pytest.mark.parametrize(("fault", "words"), FAULTS.values(), ids=FAULTS)
def test_logs_that_cannot_be_read_say_nothing(
    sendgrid: SendGrid, account: Account, fault: standins.Fault, words: str
) -> None:
    sendgrid.reading_faults.append(fault)
    with pytest.raises(LogsUnavailable, match=words):
        find(account)


def test_logs_that_are_not_reached_say_nothing() -> None:
    with pytest.raises(LogsUnavailable, match="ConnectionRefused"):
        find(Account(KEY, "http://127.0.0.1:9"))


def test_logs_that_drip_say_nothing(sendgrid: SendGrid) -> None:
    sendgrid.reading_faults.append(standins.drip(0.02))
    with pytest.raises(LogsUnavailable, match="Timeout"):
        find(Account(KEY, sendgrid.url, timeout=0.1))


@pytest.mark.parametrize(
    ("fault", "words"), [(busy(), "429"), (standins.reset, "did not answer"), (fail(200, b"[]"), "no message")]
)
def test_logs_that_fail_at_the_second_question_say_nothing(
    sendgrid: SendGrid, carrier: SendGridCarrier, fault: standins.Fault, words: str
) -> None:
    carrier.send(a_message())
    sendgrid.reading_faults.extend([standins.serve, fault])
    with pytest.raises(LogsUnavailable, match=words):
        find(carrier.account)


def test_a_message_that_is_gone_by_the_second_question_hides_no_other(
    sendgrid: SendGrid, carrier: SendGridCarrier
) -> None:
    carrier.send(a_message())
    carrier.send(a_message())
    sendgrid.reading_faults.extend([standins.serve, fail(404)])
    assert len({receipt.reference for receipt in find(carrier.account)}) == 1


def test_one_message_is_read_by_its_whole_name(sendgrid: SendGrid, carrier: SendGridCarrier) -> None:
    beginning = carrier.send(a_message())
    assert read_logged(carrier.account, beginning) == []
    assert words(read_logged(carrier.account, sendgrid.sorting.letters[0].message_id)) == ["processed", "delivered"]


def test_a_name_leads_nowhere_else(sendgrid: SendGrid, account: Account) -> None:
    read_logged(account, "../suppression/bounces?x=1")
    assert sendgrid.readings[0].path == "/v3/logs/..%2Fsuppression%2Fbounces%3Fx%3D1"


def test_events_without_a_name_get_the_same_one_wherever_they_are_told(sendgrid: SendGrid, account: Account) -> None:
    event = {"event": "delivered", "timestamp": 1795392000}
    message = {"sg_message_id": "m-1", "to_email": HEAD.email, "custom_args": {"delivery_id": "d-1"}, "events": [event]}
    listed = {"messages": [{"sg_message_id": "m-1"}]}
    for answer in (listed, message, listed, message | {"subject": "…"}):
        sendgrid.reading_faults.append(fail(200, json.dumps(answer).encode()))
    (first,), (second,) = find(account), find(account)
    assert first == second
    (posted,) = read_receipts(json.dumps([event | {"sg_message_id": "m-1", "ip": "192.0.2.1"}]).encode())
    assert posted.receipt_id == first.receipt_id
    assert (len(first.receipt_id), first.reference, first.recipient) == (64, "m-1", HEAD.email)
