"""Days at the stand-in on which things go wrong by chance, and the stand-in as a process of its own."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest

from include.gateways.carrier import DoNotRetry, OutcomeUnknown, TryAgain
from include.gateways.sendgrid import SendGridCarrier, find_logged, verify
from tests.gateways.sendgrid.builders import HEAD, MONDAY, a_message
from tests.standins.sendgrid import CALM, HARSH, KEY, SendGrid, Weather, running_sendgrid
from tests.standins.sendgrid_alone import count_accepted
from tests.standins.sendgrid_faults import KINDS, serve

ROOT = Path(__file__).parents[3]


def attempt(carrier: SendGridCarrier, delivery_id: str) -> str:
    try:
        carrier.send(a_message(delivery_id=delivery_id, copies=[]))
    except (TryAgain, DoNotRetry) as error:
        return type(error).__name__
    return "accepted"


def test_the_same_seed_is_the_same_weather() -> None:
    first, again, other = ([Weather(HARSH, seed).draw() for _ in range(300)] for seed in (1, 1, 2))
    assert [first, again == first, other == first] == [first, True, False]


@pytest.mark.parametrize("rates", [CALM, HARSH], ids=["calm", "harsh"])
def test_everything_comes_about_as_often_as_it_should(rates: dict[str, float]) -> None:
    weather = Weather(rates, seed=3)
    seen = Counter(weather.draw() for _ in range(50_000))
    for kind, rate in rates.items():
        assert seen[KINDS[kind]] == pytest.approx(50_000 * rate, rel=0.5)
    assert seen[serve] == pytest.approx(50_000 * (1 - sum(rates.values())), rel=0.01)


@pytest.mark.parametrize("rates", [{"snow": 0.1}, {"busy": 0.7, "lost": 0.4}], ids=["unknown", "too much"])
def test_there_is_no_other_weather(rates: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="Rates are of"):
        Weather(rates, seed=1)


def test_in_harsh_weather_only_the_unknown_may_have_been_taken() -> None:
    with running_sendgrid(weather=Weather(HARSH, seed=7)) as standin, ThreadPoolExecutor(8) as pool:
        carrier = SendGridCarrier(KEY, standin.url, timeout=5)
        ids = [f"d-{number}" for number in range(300)]
        outcomes = dict(zip(ids, pool.map(lambda each: attempt(carrier, each), ids), strict=True))
    taken = Counter(standin.delivery_ids())
    assert set(outcomes.values()) == {"accepted", TryAgain.__name__, OutcomeUnknown.__name__}
    assert {each for each, outcome in outcomes.items() if outcome == "accepted"} <= set(taken)
    assert not any(taken[each] for each, outcome in outcomes.items() if outcome == TryAgain.__name__)
    assert set(taken.values()) == {1}
    assert any(taken[each] for each, outcome in outcomes.items() if outcome == OutcomeUnknown.__name__)
    assert any(not taken[each] for each, outcome in outcomes.items() if outcome == OutcomeUnknown.__name__)


def test_faults_come_before_the_weather(sendgrid: SendGrid, carrier: SendGridCarrier) -> None:
    sendgrid.weather = Weather({"busy": 1.0}, seed=1)
    sendgrid.faults.append(serve)
    assert [attempt(carrier, "d-1"), attempt(carrier, "d-2")] == ["accepted", "TryAgain"]


@contextmanager
def running_alone(*options: str) -> Iterator[tuple[subprocess.Popen[str], str, str]]:
    """The process, its URL and the public key of its webhook."""
    command = [sys.executable, "-m", "tests.standins.sendgrid", "--port", "0", *options]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, env=os.environ) as standin:
        assert standin.stdout
        try:
            yield standin, standin.stdout.readline().strip(), standin.stdout.readline().strip()
        finally:
            standin.kill()


def test_a_process_of_its_own_keeps_what_it_took(tmp_path: Path) -> None:
    kept_in = tmp_path / "accepted.jsonl"
    assert count_accepted(kept_in) == {}
    with running_alone("--kept-in", str(kept_in), "--fate", f"{HEAD.email}=bounce") as (standin, url, public_key):
        carrier = SendGridCarrier(KEY, url, timeout=5)
        assert [attempt(carrier, each) for each in ("d-1", "d-2", "d-1")] == ["accepted"] * 3
        found = find_logged(carrier.account, recipient=HEAD.email, since=MONDAY.replace(year=2020), delivery_id="d-1")
        assert {receipt.event for receipt in found} == {"processed", "bounce", "dropped"}
        with pytest.raises(Exception, match="signature"):
            verify(b"", "", "0", public_key=public_key, at=MONDAY)
        standin.send_signal(signal.SIGKILL)
        standin.wait(10)
        assert count_accepted(kept_in) == {"d-1": 2, "d-2": 1}


def test_a_process_of_its_own_ends_when_it_is_told() -> None:
    with running_alone() as (standin, *_):
        standin.terminate()
        assert standin.wait(10) == 0
