"""A stand-in for SendGrid, and the two ways to it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from include.gateways.sendgrid import Account, SendGridCarrier
from tests.standins.sendgrid import KEY, SendGrid, running_sendgrid


@pytest.fixture
def sendgrid() -> Iterator[SendGrid]:
    with running_sendgrid() as standin:
        yield standin


@pytest.fixture
def carrier(sendgrid: SendGrid) -> SendGridCarrier:
    return SendGridCarrier(KEY, host=sendgrid.url, timeout=5)


@pytest.fixture
def account(carrier: SendGridCarrier) -> Account:
    return carrier.account
