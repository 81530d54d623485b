"""The SendGrid carrier, through the official client, against a real server on loopback."""

from __future__ import annotations

import logging
import socket
import sys
from collections.abc import Iterator
from contextlib import closing

import pytest

from include.gateways.carrier import DoNotRetry, OutcomeUnknown, Refused, TryAgain
from include.gateways.message import Address, Message, write_message
from include.gateways.sendgrid import SendGridCarrier
from tests.standins import sendgrid as standins
from tests.standins.sendgrid import KEY, PROXY_PAGE, SendGrid, fail, running_sendgrid

HEAD = Address("kepala@dinas.example", "Kepala Dinas Contoh")
LIAISON = Address("penghubung@dinas.example")
OFFICE = Address("rapor@bekasikab.example", "Rapor LAPOR")


@pytest.fixture
def sendgrid() -> Iterator[SendGrid]:
    with running_sendgrid() as standin:
        yield standin


@pytest.fixture
def carrier(sendgrid: SendGrid) -> SendGridCarrier:
    return SendGridCarrier(KEY, host=sendgrid.url, timeout=5)


def a_message(**changes: object) -> Message:
    parts = {"delivery_id": "d-1", "subject": "Rapor", "html": "<p>Rapor</p>", "text": "Rapor", "to": HEAD}
    return write_message(**parts | {"copies": [LIAISON], "sender": OFFICE, "reply_to": OFFICE} | changes)


def test_an_accepted_letter_gives_the_reference_of_the_service(sendgrid: SendGrid, carrier: SendGridCarrier) -> None:
    reference = carrier.send(a_message())
    assert [reference] == sendgrid.references()
    assert sendgrid.accepted[0]["body"] == a_message()


def test_two_calls_carry_nothing_from_one_to_the_other(sendgrid: SendGrid, carrier: SendGridCarrier) -> None:
    first, second = carrier.send(a_message()), carrier.send(a_message(delivery_id="d-2"))
    assert first != second
    assert sendgrid.delivery_ids() == ["d-1", "d-2"]


@pytest.mark.parametrize("status", [400, 401, 403, 404, 405, 413, 415])
def test_an_answer_that_says_no_is_a_refusal(sendgrid: SendGrid, carrier: SendGridCarrier, status: int) -> None:
    sendgrid.faults.append(fail(status))
    with pytest.raises(Refused, match=f"status {status}"):
        carrier.send(a_message())


@pytest.mark.parametrize("status", [200, 201, 204, 409, 418, 500, 502, 503, 504])
def test_an_answer_that_says_neither_yes_nor_no_is_unknown(
    sendgrid: SendGrid, carrier: SendGridCarrier, status: int
) -> None:
    sendgrid.faults.append(fail(status, b"" if status == 204 else PROXY_PAGE))
    with pytest.raises(OutcomeUnknown, match=str(status)):
        carrier.send(a_message())
    assert len(sendgrid.requests) == 1


def test_too_many_requests_may_be_tried_again(sendgrid: SendGrid, carrier: SendGridCarrier) -> None:
    sendgrid.faults.append(fail(429))
    with pytest.raises(TryAgain):
        carrier.send(a_message())
    carrier.send(a_message())
    assert len(sendgrid.accepted) == 1


@pytest.mark.parametrize("fault", ["reset", "take_and_reset", "stutter"])
def test_a_lost_answer_is_unknown(sendgrid: SendGrid, carrier: SendGridCarrier, fault: str) -> None:
    sendgrid.faults.append(getattr(standins, fault))
    with pytest.raises(OutcomeUnknown):
        carrier.send(a_message())


def test_a_service_that_hangs_is_left_after_the_time_limit(sendgrid: SendGrid) -> None:
    sendgrid.faults.append(standins.take_and_hang)
    with pytest.raises(OutcomeUnknown, match="Timeout"):
        SendGridCarrier(KEY, host=sendgrid.url, timeout=0.2).send(a_message())


def test_half_a_minute_is_the_limit_when_none_is_given() -> None:
    assert SendGridCarrier(KEY).timeout == 30


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


@pytest.mark.parametrize("key", ["", " ", "SG.two words", "SG.line\nbreak", "SG.kunci–"])
def test_without_a_usable_key_nothing_is_called(sendgrid: SendGrid, key: str) -> None:
    with pytest.raises(Refused, match="Airflow connection"):
        SendGridCarrier(key, host=sendgrid.url).send(a_message())
    assert sendgrid.requests == []


def test_a_key_of_the_environment_is_not_taken_instead(monkeypatch: pytest.MonkeyPatch, sendgrid: SendGrid) -> None:
    monkeypatch.setenv("SENDGRID_API_KEY", KEY)
    with pytest.raises(Refused):
        SendGridCarrier("", host=sendgrid.url)


def test_a_wrong_key_is_refused_without_being_told(sendgrid: SendGrid) -> None:
    with pytest.raises(Refused, match="authorization grant") as caught:
        SendGridCarrier("SG.wrong", host=sendgrid.url).send(a_message())
    assert "SG.wrong" not in str(caught.value) + repr(SendGridCarrier("SG.wrong"))


def test_an_unverified_sender_is_refused() -> None:
    with running_sendgrid(sender="other@bekasikab.example") as standin, pytest.raises(Refused, match="Sender Identity"):
        SendGridCarrier(KEY, host=standin.url).send(a_message())


def test_a_refusal_repeats_the_words_of_the_service_without_key_and_addresses(
    sendgrid: SendGrid, carrier: SendGridCarrier
) -> None:
    body = f'{{"errors": [{{"message": "duplicate [{HEAD.email}] of {KEY}", "field": "to"}}]}}'
    sendgrid.faults.append(fail(400, body.encode()))
    with pytest.raises(Refused) as caught:
        carrier.send(a_message())
    assert str(caught.value) == "SendGrid answered 400: duplicate […@…] of … (to)"


@pytest.mark.parametrize("body", [PROXY_PAGE, b"", b"[]", b'{"errors": null}', b'{"errors": ["x"]}', b"\xff"])
def test_a_refusal_with_any_body_is_still_a_refusal(sendgrid: SendGrid, carrier: SendGridCarrier, body: bytes) -> None:
    sendgrid.faults.append(fail(400, body))
    with pytest.raises(Refused):
        carrier.send(a_message())


def test_neither_key_nor_address_is_logged_even_at_debug(
    sendgrid: SendGrid, carrier: SendGridCarrier, caplog: pytest.LogCaptureFixture
) -> None:
    for name in (None, "python_http_client", "python_http_client.client", "sendgrid"):
        caplog.set_level(logging.DEBUG, logger=name)
    sendgrid.faults.extend([fail(400), fail(429), fail(502)])
    for _ in range(3):
        with pytest.raises((TryAgain, DoNotRetry)):
            carrier.send(a_message())
    carrier.send(a_message())
    logged = caplog.text + "".join(str(vars(record)) for record in caplog.records)
    assert not any(secret in logged for secret in (KEY, HEAD.email, LIAISON.email, "<p>Rapor</p>"))


WRONG = {
    "HTML before text": {"content": list(reversed(a_message()["content"]))},
    "no content": {"content": []},
    "no subject": {"subject": ""},
    "a sender in Unicode": {"from": {"email": OFFICE.email, "name": "Rapor – LAPOR"}},
    "a number among the arguments": {"custom_args": {"delivery_id": 1}},
    "no arguments in the arguments": {"custom_args": {}},
    "arguments too long": {"custom_args": {"delivery_id": "x" * 10_000}},
    "a reserved header": {"headers": {"Subject": "Rapor"}},
    "a category twice": {"categories": ["rapor", "rapor"]},
    "a category in Unicode": {"categories": ["rapor–lapor"]},
    "a quoted boolean": {"tracking_settings": {"open_tracking": {"enable": "false"}}},
    "an unknown field": {"subjects": "Rapor"},
    "nobody": {"personalizations": [{"to": []}]},
    "a comma in a name": {"personalizations": [{"to": [{"email": HEAD.email, "name": "Budi, M.Si."}]}]},
    "one mailbox twice": {"personalizations": [{"to": [{"email": HEAD.email}], "cc": [{"email": HEAD.email.title()}]}]},
    "a broken address": {"personalizations": [{"to": [{"email": "kepala"}]}]},
}


@pytest.mark.parametrize("changes", WRONG.values(), ids=WRONG)
def test_the_stand_in_refuses_what_the_service_refuses(
    sendgrid: SendGrid, carrier: SendGridCarrier, changes: Message
) -> None:
    with pytest.raises(Refused, match="400"):
        carrier.send(a_message() | changes)
    assert sendgrid.accepted == []


def test_a_letter_for_the_sandbox_is_not_a_letter_sent(sendgrid: SendGrid, carrier: SendGridCarrier) -> None:
    with pytest.raises(OutcomeUnknown, match="200"):
        carrier.send(a_message() | {"mail_settings": {"sandbox_mode": {"enable": True}}})
    assert sendgrid.accepted == []


def test_a_letter_of_thirty_megabytes_is_refused(sendgrid: SendGrid, carrier: SendGridCarrier) -> None:
    with pytest.raises(Refused, match="413"):
        carrier.send(a_message(html="x" * 30 * 1024 * 1024))
