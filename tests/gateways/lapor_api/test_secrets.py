"""What must stay inside: the secrets, and what citizens wrote; and what must never be sent: anything but a GET."""

from __future__ import annotations

import logging
import re
import traceback
from dataclasses import replace
from datetime import date

import pytest

from demo.regency import build
from include.gateways import lapor_api
from include.gateways.lapor_api.access import Access
from tests.gateways.lapor_api.asking import QUICK, ask
from tests.standins import lapor_faults, lapor_regency
from tests.standins.lapor import BEARER, TOKEN, Lapor, running_lapor
from tests.standins.lapor_bodies import TRACES
from tests.standins.lapor_faults import fail, redirect

EVERY_FAULT = (*lapor_faults.ALL, lapor_faults.drip, lapor_faults.oversize, fail(400), fail(403))


def test_no_secret_and_no_word_of_a_citizen_is_in_any_log_or_frame(
    lapor: Lapor, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    once = replace(QUICK, concurrency=1, attempts=1, call_seconds=0.2, failures_in_a_row=100)
    answers = [ask(lapor), ask(lapor, token="another-secret")]
    for fault in EVERY_FAULT:
        lapor.always = fault
        answers.append(ask(lapor, ["5000001"], limits=once))
    said = caplog.text + "".join(f"{one.acts.to_csv()} {one.calls.to_csv()} {one!r}" for one in answers)
    assert "httpcore" in caplog.text  # it was listened to
    assert [word for word in (BEARER, TOKEN, "another-secret", *TRACES, "KTP") if word in said] == []


def test_nothing_personal_is_kept_of_a_whole_regency() -> None:
    with running_lapor(tickets=lapor_regency.tell(build(date(2026, 11, 23))[:100])) as lapor:
        kept = ask(lapor).acts.drop(columns=["at", "fetched_at"]).to_csv()
    assert not re.search(r"\d{16}|\d{4}-\d{4}|@|berkas|contoh isi", kept)


def test_the_secrets_are_not_shown() -> None:
    shown = repr(Access("https://api.example", "bearer-secret", "token-secret"))
    assert "secret" not in shown


@pytest.mark.parametrize("status", [401, 403, 404, 500])
def test_no_secret_is_in_an_error(lapor: Lapor, status: int) -> None:
    lapor.always = fail(status)
    with pytest.raises(lapor_api.NoAnswer) as caught:
        lapor_api.institutions(base_url=lapor.url, bearer=BEARER, token=TOKEN, limits=QUICK)
    said = "".join(traceback.TracebackException.from_exception(caught.value, capture_locals=False).format())
    assert BEARER not in said
    assert TOKEN not in said


@pytest.mark.parametrize("secret", ["", "two words", "line\nbreak", "kata-kunci-é"])
@pytest.mark.parametrize("name", ["bearer", "token"])
def test_a_secret_that_cannot_be_one_is_refused_and_not_repeated(name: str, secret: str) -> None:
    with pytest.raises(ValueError, match=f"The {name} .* copy it anew") as caught:
        Access(**{"base_url": "https://api.example", "bearer": "b", "token": "t"} | {name: secret})
    assert not secret or secret not in str(caught.value)


@pytest.mark.parametrize(
    "address",
    ["", "api.example", "http://api.example", "ftp://api.example", "https://", "https://me:mine@api.example",
     "https://api.example?key=mine", "https://api.example:port"],
)  # fmt: skip
def test_an_address_that_would_give_the_secrets_away_is_refused(address: str) -> None:
    with pytest.raises(ValueError, match="https://host/path") as caught:
        Access(address, "b", "t")
    assert "mine" not in str(caught.value)


@pytest.mark.parametrize("address", ["https://api.example/v1", "http://127.0.0.1:8900", "http://localhost:8900"])
def test_an_address_that_is_encrypted_or_on_this_machine_will_do(address: str) -> None:
    assert Access(address, "b", "t").base_url == address


def test_nothing_but_gets_is_ever_sent_whatever_goes_wrong(lapor: Lapor) -> None:
    lapor.faults.extend(EVERY_FAULT)
    ask(lapor)
    lapor_api.institutions(base_url=lapor.url, bearer=BEARER, token=TOKEN, limits=QUICK)
    assert {asked.method for asked in lapor.requests} == {"GET"}


def test_the_secrets_are_taken_nowhere_else(lapor: Lapor) -> None:
    with running_lapor() as stranger:
        lapor.always = lambda handler: handler.answer(302, headers={"Location": f"{stranger.url}/login"})
        ask(lapor, ["5000001"])
        lapor.always = redirect
        ask(lapor, ["5000001"])
    assert not stranger.requests
    assert not [asked for asked in lapor.requests if asked.path == "/login"]
