"""The stand-in's webhook: events posted to a real server, in any order, several times, and again until heard."""

from __future__ import annotations

import json
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from typing import Any

import pytest

from include.gateways.sendgrid import Forged, SendGridCarrier, read_receipts, verify
from tests.gateways.sendgrid.builders import a_message
from tests.standins.sendgrid import KEY, SendGrid, running_sendgrid
from tests.standins.sendgrid_posting import SIGNATURE, TIMESTAMP
from tests.standins.serving import serving


@dataclass
class Hearer:
    """A server that hears what the webhook posts, and answers with these statuses, then 204."""

    statuses: list[int] = field(default_factory=list)
    heard: list[tuple[bytes, str, str]] = field(default_factory=list)
    closing: threading.Event = field(default_factory=threading.Event)
    called: threading.Event = field(default_factory=threading.Event)

    def events(self) -> list[dict[str, Any]]:
        return [event for raw, *_ in self.heard for event in json.loads(raw)]


class Ear(BaseHTTPRequestHandler):
    standin: Hearer

    def do_POST(self) -> None:
        raw = self.rfile.read(int(self.headers["Content-Length"]))
        self.standin.heard.append((raw, self.headers[SIGNATURE], self.headers[TIMESTAMP]))
        self.send_response(self.standin.statuses.pop(0) if self.standin.statuses else 204)
        self.end_headers()
        self.standin.called.set()

    def log_message(self, *_: Any) -> None:
        """A test's output is its assertions."""


@contextmanager
def hearing(*statuses: int) -> Iterator[tuple[Hearer, str]]:
    hearer = Hearer(list(statuses))
    with serving(hearer, Ear) as url:
        yield hearer, url


def test_what_is_posted_can_be_verified_and_read(sendgrid: SendGrid, carrier: SendGridCarrier) -> None:
    reference = carrier.send(a_message())
    with hearing() as (hearer, url):
        assert sendgrid.post_events(url) == [204]
    ((raw, signature, timestamp),) = hearer.heard
    verify(raw, signature, timestamp, public_key=sendgrid.signer.public_key, at=sendgrid.now())
    assert {receipt.delivery_id for receipt in read_receipts(raw)} == {"d-1"}
    assert all(event["sg_message_id"].startswith(reference) for event in hearer.events())
    with pytest.raises(Forged):
        verify(raw + b" ", signature, timestamp, public_key=sendgrid.signer.public_key, at=sendgrid.now())


def test_what_was_heard_is_not_posted_again(sendgrid: SendGrid, carrier: SendGridCarrier) -> None:
    carrier.send(a_message())
    with hearing() as (hearer, url):
        assert (sendgrid.post_events(url), sendgrid.post_events(url)) == ([204], [])
        carrier.send(a_message(delivery_id="d-2"))
        sendgrid.post_events(url)
    assert Counter(event["delivery_id"] for event in hearer.events()) == {"d-1": 4, "d-2": 4}


def test_what_was_not_heard_is_posted_again(sendgrid: SendGrid, carrier: SendGridCarrier) -> None:
    carrier.send(a_message())
    with hearing(500) as (hearer, url):
        assert [sendgrid.post_events(url, size=2) for _ in range(2)] == [[500, 204], [204]]
    assert Counter(map(len, (json.loads(raw) for raw, *_ in hearer.heard))) == {2: 3}
    assert len({event["sg_event_id"] for event in hearer.events()}) == 4


def test_an_unreached_webhook_loses_no_event(sendgrid: SendGrid, carrier: SendGridCarrier) -> None:
    carrier.send(a_message())
    assert sendgrid.post_events("http://127.0.0.1:9") == [0]
    with hearing() as (hearer, url):
        sendgrid.post_events(url)
    assert len(hearer.events()) == 4


def test_events_come_in_any_order_and_several_times(sendgrid: SendGrid, carrier: SendGridCarrier) -> None:
    for number in range(5):
        carrier.send(a_message(delivery_id=f"d-{number}"))
    with hearing() as (hearer, url):
        sendgrid.post_events(url, times=3, seed=1, size=7)
    ids = [event["sg_event_id"] for event in hearer.events()]
    assert set(Counter(ids).values()) == {3}
    assert ids != [event["sg_event_id"] for event in sendgrid.events() for _ in range(3)]
    assert max(len(json.loads(raw)) for raw, *_ in hearer.heard) == 7


def test_the_same_seed_is_the_same_order(sendgrid: SendGrid) -> None:
    events = [{"sg_event_id": str(number)} for number in range(20)]
    with hearing() as (hearer, url):
        for seed in (1, 1, 2):
            sendgrid.post_events(url, events, seed=seed)
    first, again, other = (raw for raw, *_ in hearer.heard)
    assert first == again != other


def test_events_are_posted_as_they_happen_when_that_is_wanted() -> None:
    with hearing() as (hearer, url), running_sendgrid(webhook=url) as standin:
        SendGridCarrier(KEY, standin.url).send(a_message())
        assert hearer.called.wait(5)
    assert {event["event"] for event in hearer.events()} == {"processed", "delivered"}


def test_the_public_key_is_told_to_whoever_has_the_api_key(sendgrid: SendGrid, carrier: SendGridCarrier) -> None:
    answer = carrier.account.get("user/webhooks/event/settings/signed")
    assert json.loads(answer.body) == {"public_key": sendgrid.signer.public_key}
