"""What the way to SendGrid does to a letter: time limits, lost connections, redirects, encryption."""

from __future__ import annotations

import socket
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from threading import Event
from time import monotonic

import pytest

from include.gateways.carrier import OutcomeUnknown, TryAgain
from include.gateways.sendgrid import Account, SendGridCarrier
from include.gateways.sendgrid.answers import NoAnswer
from include.gateways.sendgrid.dialling import Clock
from tests.gateways.sendgrid.builders import a_message
from tests.standins import sendgrid as standins
from tests.standins.sendgrid import KEY, SendGrid, running_sendgrid


@pytest.mark.parametrize("fault", ["reset", "take_and_reset", "stutter"])
def test_a_lost_answer_is_unknown(sendgrid: SendGrid, carrier: SendGridCarrier, fault: str) -> None:
    sendgrid.faults.append(getattr(standins, fault))
    with pytest.raises(OutcomeUnknown):
        carrier.send(a_message())


def test_a_service_that_hangs_is_left_after_the_time_limit(sendgrid: SendGrid) -> None:
    sendgrid.faults.append(standins.take_and_hang)
    with pytest.raises(OutcomeUnknown, match="Timeout"):
        SendGridCarrier(KEY, host=sendgrid.url, timeout=0.2).send(a_message())


HEADERS = len("HTTP/1.1 202 Accepted\r\nX-Message-Id: slow\r\nContent-Length: 1000\r\n\r\n")


@pytest.mark.parametrize("head", [0, HEADERS], ids=["from the first byte", "in its body"])
def test_an_answer_that_drips_is_left_after_twice_the_time_limit(sendgrid: SendGrid, head: int) -> None:
    sendgrid.faults.append(standins.drip(0.02, head))
    began_at = monotonic()
    with pytest.raises(OutcomeUnknown, match="Timeout"):
        SendGridCarrier(KEY, host=sendgrid.url, timeout=0.2).send(a_message())
    assert 0.4 <= monotonic() - began_at < 2.5
    assert sendgrid.delivery_ids() == ["d-1"]


def post_a_large_letter(deaf: socket.socket) -> float:
    """How long it takes until that is given up, with a fifth of a second for each step."""
    account = Account(KEY, f"http://127.0.0.1:{deaf.getsockname()[1]}", timeout=0.2)
    began_at = monotonic()
    with pytest.raises(NoAnswer, match="Timeout"):
        account.post("mail/send", a_message(html="x" * 25_000_000))
    return monotonic() - began_at


def test_a_service_that_does_not_hear_the_letter_is_left_in_time() -> None:
    with socket.create_server(("127.0.0.1", 0)) as deaf:
        assert post_a_large_letter(deaf) < 2.5


def test_a_service_that_hears_the_letter_drop_by_drop_is_left_in_time() -> None:
    def sip() -> None:
        with slow.accept()[0] as line:
            while not left.wait(0.02) and line.recv(100_000):
                pass

    left = Event()
    with socket.create_server(("127.0.0.1", 0)) as slow, ThreadPoolExecutor(1) as pool:
        pool.submit(sip)
        took = post_a_large_letter(slow)
        left.set()
    assert took < 2.5


def test_a_step_may_take_no_longer_than_is_left_of_the_call() -> None:
    with socket.socket() as line:
        for left, allowed in ((60, 5), (0.1, 0.1)):
            line.settimeout(5)
            Clock(monotonic() + left).wind(line)
            assert line.gettimeout() == pytest.approx(allowed, abs=0.05)
        with pytest.raises(TimeoutError):
            Clock(monotonic() - 1).wind(line)


def test_half_a_minute_is_the_limit_when_none_is_given() -> None:
    assert SendGridCarrier(KEY).timeout == SendGridCarrier(KEY).account.timeout == 30


@pytest.mark.parametrize("host", ["http://127.0.0.1:9", "https://127.0.0.1:9", "http://api.sendgrid.invalid"])
def test_a_service_that_is_not_reached_may_be_tried_again(host: str) -> None:
    with pytest.raises(TryAgain):
        SendGridCarrier(KEY, host=host, timeout=5).send(a_message())


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere a full queue answers with a refusal")
def test_a_connection_that_never_comes_about_may_be_tried_again() -> None:
    with closing(socket.socket()) as deaf, closing(socket.socket()) as first, closing(socket.socket()) as second:
        deaf.bind(("127.0.0.1", 0))
        deaf.listen(0)
        for visitor in (first, second):  # fill the queue: the next one gets no answer at all
            visitor.setblocking(False)
            visitor.connect_ex(deaf.getsockname())
        with pytest.raises(TryAgain, match="Timeout"):
            SendGridCarrier(KEY, host=f"http://127.0.0.1:{deaf.getsockname()[1]}", timeout=0.3).send(a_message())


def test_a_server_that_speaks_no_tls_gets_no_letter(sendgrid: SendGrid) -> None:
    with pytest.raises(TryAgain, match="SSL"):
        SendGridCarrier(KEY, host=sendgrid.url.replace("http:", "https:"), timeout=5).send(a_message())
    assert sendgrid.requests == []


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_not_followed_and_takes_the_key_nowhere(
    sendgrid: SendGrid, carrier: SendGridCarrier, status: int
) -> None:
    with running_sendgrid() as elsewhere:
        sendgrid.faults.append(standins.redirect(f"{elsewhere.url}/v3/mail/send", status))
        with pytest.raises(OutcomeUnknown, match=str(status)):
            carrier.send(a_message())
        assert elsewhere.requests == []
    assert sendgrid.requests[0].authorization == f"Bearer {KEY}"
