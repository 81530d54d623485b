"""What is larger than the documentation allows is not even sent; the stand-in would not take it either."""

from __future__ import annotations

import json

import pytest

from include.gateways.carrier import Refused
from include.gateways.message import Message, write_canonically
from include.gateways.sendgrid import Account, SendGridCarrier
from tests.gateways.sendgrid.builders import a_message
from tests.standins.sendgrid import SendGrid


def a_message_of(size: int) -> Message:
    """As many bytes as that when it is sent."""
    text = "x" * (size - len(write_canonically(a_message(text="?"))) + 1)
    return a_message(text=text)


def an_argument_of(size: int) -> Message:
    return a_message(delivery_id="x" * (size - len(json.dumps({"delivery_id": ""}))))


def test_a_letter_of_thirty_megabytes_is_refused_before_the_call(sendgrid: SendGrid, carrier: SendGridCarrier) -> None:
    with pytest.raises(Refused, match=r"30\.0 MB as sent; SendGrid takes less than 30 MB"):
        carrier.send(a_message_of(30_000_000))
    assert sendgrid.requests == []


def test_a_letter_of_a_byte_less_is_sent(sendgrid: SendGrid, carrier: SendGridCarrier) -> None:
    carrier.send(a_message_of(29_999_999))
    assert len(sendgrid.accepted) == 1


def test_letters_are_measured_as_they_are_sent(sendgrid: SendGrid, carrier: SendGridCarrier) -> None:
    with pytest.raises(Refused, match="as sent"):
        carrier.send(a_message(text="–" * 10_000_000))  # of three bytes each
    assert sendgrid.requests == []


def test_arguments_of_ten_thousand_bytes_are_refused_before_the_call(
    sendgrid: SendGrid, carrier: SendGridCarrier
) -> None:
    with pytest.raises(Refused, match="custom_args has 10000 bytes; SendGrid takes fewer than 10000"):
        carrier.send(an_argument_of(10_000))
    assert sendgrid.requests == []


def test_arguments_of_a_byte_less_are_sent(sendgrid: SendGrid, carrier: SendGridCarrier) -> None:
    carrier.send(an_argument_of(9_999))
    assert len(sendgrid.accepted) == 1


@pytest.mark.parametrize(("message", "status"), [(a_message_of(30_000_000), 413), (an_argument_of(10_000), 400)])
def test_the_stand_in_refuses_them_too(sendgrid: SendGrid, account: Account, message: Message, status: int) -> None:
    assert account.post("mail/send", message).status == status
    assert sendgrid.accepted == []
