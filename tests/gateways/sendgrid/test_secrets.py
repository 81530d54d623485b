"""The key, the addresses and the letter are told to SendGrid and to nobody else."""

from __future__ import annotations

import logging

import pytest

from include.gateways.carrier import DoNotRetry, Refused, TryAgain
from include.gateways.sendgrid import Account, LogsUnavailable, SendGridCarrier, find_logged, list_suppressed
from include.gateways.sendgrid.answers import Unavailable
from tests.gateways.sendgrid.builders import HEAD, LIAISON, MONDAY, a_message
from tests.standins.sendgrid import KEY, SendGrid, fail


@pytest.mark.parametrize("key", ["", " ", "SG.two words", "SG.line\nbreak", "SG.kunci–"])
def test_without_a_usable_key_nothing_is_called(sendgrid: SendGrid, key: str) -> None:
    with pytest.raises(Refused, match="Airflow connection"):
        SendGridCarrier(key, host=sendgrid.url).send(a_message())
    assert sendgrid.requests == []


@pytest.mark.parametrize("host", ["", "api.sendgrid.com", "https://", "ftp://x.example", "https://a@b.example", "x y"])
def test_without_a_usable_host_nothing_is_called(host: str) -> None:
    with pytest.raises(Refused, match="SendGrid host"):
        SendGridCarrier(KEY, host=host)


def test_a_key_of_the_environment_is_not_taken_instead(monkeypatch: pytest.MonkeyPatch, sendgrid: SendGrid) -> None:
    monkeypatch.setenv("SENDGRID_API_KEY", KEY)
    with pytest.raises(Refused):
        SendGridCarrier("", host=sendgrid.url)


def test_a_wrong_key_is_refused_without_being_told(sendgrid: SendGrid) -> None:
    carrier = SendGridCarrier("SG.wrong", host=sendgrid.url)
    with pytest.raises(Refused, match="authorization grant") as caught:
        carrier.send(a_message())
    assert "SG.wrong" not in f"{caught.value!r} {carrier!r} {carrier.account!r}"


def test_what_cannot_be_read_is_told_without_key_and_addresses(sendgrid: SendGrid, account: Account) -> None:
    words = f'{{"errors": [{{"message": "{HEAD.email} is not for {KEY}"}}]}}'
    sendgrid.reading_faults.append(fail(403, words.encode()))
    with pytest.raises(LogsUnavailable) as caught:
        find_logged(account, recipient=HEAD.email, since=MONDAY, delivery_id="d-1")
    assert str(caught.value) == "SendGrid answered 403: …@… is not for … (no field)"


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
    find_logged(carrier.account, recipient=HEAD.email, since=MONDAY, delivery_id="d-1")
    sendgrid.reading_faults.append(fail(500))
    with pytest.raises(Unavailable):
        list_suppressed(carrier.account)
    logged = caplog.text + "".join(str(vars(record)) for record in caplog.records)
    assert not any(secret in logged for secret in (KEY, HEAD.email, LIAISON.email, "<p>Rapor</p>"))
