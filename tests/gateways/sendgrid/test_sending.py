"""Letters through the official client to a real server on loopback: accepted, refused, or unknown."""

from __future__ import annotations

import json
from hashlib import sha256

import pytest

from include.gateways.carrier import OutcomeUnknown, Refused, TryAgain
from include.gateways.message import digest, write_canonically
from include.gateways.sendgrid import SendGridCarrier
from tests.gateways.sendgrid.builders import HEAD, a_message
from tests.standins import sendgrid as standins
from tests.standins.sendgrid import KEY, PROXY_PAGE, SendGrid, fail, running_sendgrid


def test_an_accepted_letter_gives_the_reference_of_the_service(sendgrid: SendGrid, carrier: SendGridCarrier) -> None:
    reference = carrier.send(a_message())
    assert [reference] == sendgrid.references()
    assert sendgrid.accepted[0]["body"] == a_message()


def test_the_bytes_that_leave_are_those_whose_hash_was_approved(sendgrid: SendGrid, carrier: SendGridCarrier) -> None:
    message = a_message(subject="Rapor “é” 😀", text="Rapor\n" * 100)
    carrier.send(json.loads(write_canonically(message)))
    assert sha256(sendgrid.requests[0].raw).hexdigest() == digest(message)


def test_two_calls_carry_nothing_from_one_to_the_other(sendgrid: SendGrid, carrier: SendGridCarrier) -> None:
    first, second = carrier.send(a_message()), carrier.send(a_message(delivery_id="d-2"))
    assert first != second
    assert sendgrid.delivery_ids() == ["d-1", "d-2"]


def test_a_host_may_end_in_a_slash(sendgrid: SendGrid) -> None:
    SendGridCarrier(KEY, host=f"{sendgrid.url}/", timeout=5).send(a_message())
    assert sendgrid.delivery_ids() == ["d-1"]


@pytest.mark.parametrize("status", [400, 401, 403, 404, 405, 406, 413, 415])
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


def test_a_letter_that_was_taken_before_the_service_failed_is_unknown(
    sendgrid: SendGrid, carrier: SendGridCarrier
) -> None:
    sendgrid.faults.append(standins.take_and_fail(500))
    with pytest.raises(OutcomeUnknown, match="500"):
        carrier.send(a_message())
    assert sendgrid.delivery_ids() == ["d-1"]


def test_too_many_requests_may_be_tried_again(sendgrid: SendGrid, carrier: SendGridCarrier) -> None:
    sendgrid.faults.append(fail(429))
    with pytest.raises(TryAgain):
        carrier.send(a_message())
    carrier.send(a_message())
    assert len(sendgrid.accepted) == 1


def test_too_many_requests_names_the_moment_when_that_ends(sendgrid: SendGrid, carrier: SendGridCarrier) -> None:
    sendgrid.faults.append(fail(429, **{"X-RateLimit-Reset": "1795478400"}))
    with pytest.raises(TryAgain) as caught:
        carrier.send(a_message())
    assert str(caught.value) == "SendGrid answered 429: too many requests; the limit ends at 2026-11-24 00:00:00 UTC."


@pytest.mark.parametrize("reset", ["", "soon", "9" * 30, "-" + "9" * 17])
def test_too_many_requests_without_a_readable_end_may_be_tried_again_all_the_same(
    sendgrid: SendGrid, carrier: SendGridCarrier, reset: str
) -> None:
    sendgrid.faults.append(fail(429, **{"X-RateLimit-Reset": reset}))
    with pytest.raises(TryAgain, match=r"429: too many requests\.$"):
        carrier.send(a_message())


def test_a_letter_for_the_sandbox_is_not_a_letter_sent(sendgrid: SendGrid, carrier: SendGridCarrier) -> None:
    with pytest.raises(OutcomeUnknown, match="200"):
        carrier.send(a_message() | {"mail_settings": {"sandbox_mode": {"enable": True}}})
    assert sendgrid.accepted == []


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


BODIES = [PROXY_PAGE, b"", b"[]", b'{"errors": null}', b'{"errors": ["x"]}', b"\xff", b"[" * 100_000]


@pytest.mark.parametrize("body", BODIES, ids=range(len(BODIES)))
def test_a_refusal_with_any_body_is_still_a_refusal(sendgrid: SendGrid, carrier: SendGridCarrier, body: bytes) -> None:
    sendgrid.faults.append(fail(400, body))
    with pytest.raises(Refused):
        carrier.send(a_message())
