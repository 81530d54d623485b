"""How far a run goes: its budget, its haste, its patience, and when it gives up."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from include.gateways.lapor_api import Limits
from tests.gateways.lapor_api.asking import QUICK, ask
from tests.standins.lapor import Lapor
from tests.standins.lapor_faults import delay, fail, fair, html

ALONE = replace(QUICK, concurrency=1)
PATIENT = Limits(first_wait=0.001, longest_wait=10)


@pytest.mark.parametrize("budget", [0, 1, 2, 3, 7, 12])
@pytest.mark.parametrize("share", [0, 0.4])
def test_the_budget_is_never_exceeded_and_each_request_is_accounted_for(
    lapor: Lapor, budget: int, share: float
) -> None:
    lapor.share, lapor.slow_seconds, lapor.retry_after = share, 0.3, "0"
    answers = ask(lapor, budget=budget, limits=replace(QUICK, call_seconds=0.2, failures_in_a_row=100))
    assert answers.calls["requests"].sum() == len(lapor.requests) <= budget
    assert "budget" in answers.stopped


@pytest.mark.parametrize(("budget", "told", "stopped"), [(24, 12, False), (23, 11, True), (8, 4, True)])
def test_a_budget_tells_as_many_tickets_as_it_pays_for(lapor: Lapor, budget: int, told: int, stopped: bool) -> None:
    lapor.always = delay(0.01)
    answers = ask(lapor, budget=budget)
    assert list(answers.calls["outcome"]) == ["told"] * told
    assert bool(answers.stopped) == stopped


def test_a_budget_that_ends_within_a_ticket_fails_it_and_lets_the_others_finish(lapor: Lapor) -> None:
    lapor.faults.extend([html, html, html])
    answers = ask(lapor, ["5000001", "5000002"], budget=4, limits=ALONE)
    assert answers.calls[["outcome", "requests"]].to_numpy().tolist() == [["failed", 4]]
    assert "budget" in answers.stopped


@pytest.mark.parametrize("concurrency", [1, 2, 4])
def test_no_more_requests_are_out_at_a_time_than_allowed(lapor: Lapor, concurrency: int) -> None:
    lapor.always = delay(0.03)
    ask(lapor, limits=replace(QUICK, concurrency=concurrency))
    assert lapor.busiest == concurrency


def test_tickets_that_fail_in_a_row_end_the_run(lapor: Lapor) -> None:
    lapor.always = fail(500)
    answers = ask(lapor, limits=replace(ALONE, failures_in_a_row=3, attempts=2))
    assert list(answers.calls["outcome"]) == ["failed"] * 3
    assert len(lapor.requests) == 6
    assert "3 tickets in a row" in answers.stopped


def test_of_the_tickets_asked_at_a_time_few_are_asked_in_vain_when_the_run_ends(lapor: Lapor) -> None:
    lapor.always = fail(500)
    answers = ask(lapor, limits=replace(QUICK, failures_in_a_row=3))
    assert 3 <= len(answers.calls) <= 3 + QUICK.concurrency
    assert answers.calls["requests"].sum() >= len(lapor.requests)  # some may have been cut off on their way


def test_a_ticket_told_in_between_lets_the_run_go_on(lapor: Lapor) -> None:
    lapor.faults.extend([html, html, fair, fair] * 6)
    answers = ask(lapor, limits=replace(ALONE, failures_in_a_row=3, attempts=1))
    assert list(answers.calls["outcome"]) == ["failed", "failed", "told"] * 4
    assert answers.stopped == ""


@pytest.mark.parametrize("before", [0, 2])
def test_wrong_credentials_end_the_run_at_once(lapor: Lapor, before: int) -> None:
    lapor.faults.extend([fair] * before)
    lapor.always = fail(401)
    answers = ask(lapor, limits=ALONE)
    assert len(lapor.requests) == before + 1
    assert "renew the bearer and the token" in answers.stopped


@pytest.mark.parametrize("name", ["bearer", "token"])
def test_both_secrets_must_be_right(lapor: Lapor, name: str) -> None:
    assert "renew" in ask(lapor, **{name: "wrong"}).stopped


def test_a_whole_api_that_is_forbidden_ends_the_run_at_once(lapor: Lapor) -> None:
    lapor.always = fail(403)
    answers = ask(lapor, limits=ALONE)
    assert [asked.path.split("?")[0] for asked in lapor.requests][1:] == ["/masters/institutions/external"]
    assert "ask for the right" in answers.stopped


def test_an_address_at_which_nothing_is_found_ends_the_run_at_once(lapor: Lapor) -> None:
    answers = ask(lapor, base_url=f"{lapor.url}/elsewhere", limits=ALONE)
    assert len(lapor.requests) == 2
    assert "check the address" in answers.stopped


def test_a_server_that_is_not_there_ends_the_run(unused_tcp_port_url: str, lapor: Lapor) -> None:
    answers = ask(lapor, base_url=unused_tcp_port_url, limits=replace(ALONE, attempts=1))
    assert list(answers.calls["outcome"]) == ["failed"] * 5
    assert "whether LAPOR works at all" in answers.stopped


@pytest.fixture
def unused_tcp_port_url() -> str:
    import socket

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{taken.getsockname()[1]}"


def test_a_run_ends_when_its_time_is_over_and_keeps_what_it_has_heard(lapor: Lapor) -> None:
    lapor.always = delay(0.1)
    started = time.monotonic()
    answers = ask(lapor, limits=replace(ALONE, run_seconds=0.7))
    assert time.monotonic() - started < 2
    *told, last = answers.calls["outcome"]
    assert set(told) == {"told"}
    assert last == "failed"
    assert answers.acts["ticket_id"].nunique() == len(told)
    assert "next time" in answers.stopped


def pause(lapor: Lapor) -> float:
    return lapor.requests[1].at - lapor.requests[0].at


def test_as_many_seconds_are_waited_as_lapor_asks_for(lapor: Lapor) -> None:
    lapor.faults.append(fail(429, Retry_After="1"))
    ask(lapor, ["5000001"], limits=PATIENT)
    assert 1 <= pause(lapor) < 2


def test_it_is_waited_until_the_moment_that_lapor_names(lapor: Lapor) -> None:
    until = datetime.now(UTC).replace(microsecond=0) + timedelta(seconds=2)
    lapor.faults.append(fail(503, Retry_After=format_datetime(until, usegmt=True)))
    ask(lapor, ["5000001"], limits=PATIENT)
    again = datetime.now(UTC) - timedelta(seconds=time.monotonic() - lapor.requests[1].at)
    assert until <= again < until + timedelta(seconds=1.5)


@pytest.mark.parametrize("told", ["86400", "Fri, 31 Dec 2100 23:59:59 GMT", "99999999999", "soon", "-1", ""])
def test_no_wait_is_longer_than_allowed_whatever_lapor_asks_for(lapor: Lapor, told: str) -> None:
    lapor.faults.append(fail(429, Retry_After=told))
    ask(lapor, ["5000001"])
    assert pause(lapor) < 1


def test_all_wait_when_one_is_asked_to(lapor: Lapor) -> None:
    lapor.always = delay(0.02)
    lapor.faults.append(fail(429, Retry_After="1"))
    ask(lapor, limits=PATIENT)
    first = lapor.requests[0].at
    during = [asked.at - first for asked in lapor.requests if 0.2 < asked.at - first < 0.95]
    assert during == []
    assert len(lapor.requests) == 25
