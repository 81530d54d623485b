"""Mailboxes that SendGrid drops letters for are known before a letter is sent."""

from __future__ import annotations

import pytest

from include.gateways.sendgrid import Account, SendGridCarrier, SuppressionsUnavailable, list_suppressed
from tests.gateways.sendgrid.builders import HEAD, a_message
from tests.standins import sendgrid as standins
from tests.standins.sendgrid import KEY, PROXY_PAGE, SendGrid, busy, fail


def test_nobody_is_on_new_lists(account: Account) -> None:
    assert list_suppressed(account) == {}


LISTS = {
    "bounces": "an earlier letter bounced: 550 5.1.1",
    "invalid_emails": "SendGrid holds it to be no valid address: 550 5.1.1",
    "spam_reports": "an earlier letter was reported as spam: 550 5.1.1",
    "unsubscribes": "unsubscribed from all letters: 550 5.1.1",
}


@pytest.mark.parametrize(("name", "why"), LISTS.items())
def test_each_list_says_why_its_mailboxes_get_nothing(
    sendgrid: SendGrid, carrier: SendGridCarrier, name: str, why: str
) -> None:
    sendgrid.sorting.lists.put(name, "Kepala@Dinas.example", 1795392000, reason="550 5.1.1")
    assert list_suppressed(carrier.account) == {HEAD.email: why}
    carrier.send(a_message())
    assert [event["event"] for event in sendgrid.events() if event["email"] == HEAD.email] == ["dropped"]


def test_a_blocked_mailbox_gets_the_next_letter(sendgrid: SendGrid, carrier: SendGridCarrier) -> None:
    sendgrid.sorting.lists.put("blocks", HEAD.email, 1795392000, reason="greylisted")
    assert list_suppressed(carrier.account) == {}
    carrier.send(a_message())
    assert {event["event"] for event in sendgrid.events()} == {"processed", "delivered"}


def test_a_mailbox_on_two_lists_has_two_reasons(sendgrid: SendGrid, account: Account) -> None:
    for name in ("bounces", "unsubscribes"):
        sendgrid.sorting.lists.put(name, HEAD.email, 1795392000)
    assert list_suppressed(account) == {HEAD.email: "an earlier letter bounced; unsubscribed from all letters"}


def test_a_reason_names_no_mailbox(sendgrid: SendGrid, account: Account) -> None:
    reason = f"550 5.1.1 <{HEAD.email}>:\r\n user unknown"
    sendgrid.sorting.lists.put("bounces", HEAD.email, 1795392000, reason=reason)
    assert list_suppressed(account) == {HEAD.email: "an earlier letter bounced: 550 5.1.1 <…@…>: user unknown"}


@pytest.mark.parametrize("count", [499, 500, 501, 1000, 1203])
def test_long_lists_are_read_to_their_end(sendgrid: SendGrid, account: Account, count: int) -> None:
    for number in range(count):
        sendgrid.sorting.lists.put("spam_reports", f"kepala{number}@dinas.example", 1795392000)
    assert len(list_suppressed(account)) == count


def test_a_list_that_only_repeats_itself_has_an_end(sendgrid: SendGrid, account: Account) -> None:
    page = b"[" + b",".join(b'{"email": "kepala%d@dinas.example"}' % number for number in range(500)) + b"]"
    sendgrid.reading_faults.extend([fail(200, page)] * 2)
    assert len(list_suppressed(account)) == 500
    assert [asked.path for asked in sendgrid.readings].count("/v3/suppression/bounces") == 2


FAULTS = {
    "busy": (busy(), "429: too many requests; the limit ends at"),
    "failing": (fail(500), "500"),
    "forbidden": (fail(403), "status 403"),
    "nothing there": (fail(404), "no list"),
    "a lost answer": (standins.reset, "did not answer"),
    "no JSON": (fail(200, PROXY_PAGE), "no JSON"),
    "no list": (fail(200, b"{}"), "no list"),
    "no mailbox": (fail(200, b'[{"created": 1}]'), "without a mailbox"),
    "no entry": (fail(200, b'["kepala@dinas.example"]'), "without a mailbox"),
}


@pytest.mark.parametrize("before", [0, 3], ids=["the first list", "the last list"])
@pytest.mark.parametrize(("fault", "words"), FAULTS.values(), ids=FAULTS)
def test_half_the_lists_are_not_taken_for_all(
    sendgrid: SendGrid, account: Account, fault: standins.Fault, words: str, before: int
) -> None:
    sendgrid.reading_faults.extend([standins.serve] * before + [fault])
    with pytest.raises(SuppressionsUnavailable, match=words):
        list_suppressed(account)


def test_lists_that_are_not_reached_are_not_known() -> None:
    with pytest.raises(SuppressionsUnavailable, match="ConnectionRefused"):
        list_suppressed(Account(KEY, "http://127.0.0.1:9"))
