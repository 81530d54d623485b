"""Each thing that can go wrong with an answer, alone and all together: what is heard stays the same, or is nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from email.utils import format_datetime

import httpx
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from demo.regency import build
from include.gateways.lapor_api.answers import check_clock, read_retry_after
from include.gateways.lapor_api.faults import Broken
from tests.gateways.lapor_api.asking import QUICK, STORIES, ask, heard, true_acts
from tests.standins import lapor_faults, lapor_regency
from tests.standins.lapor import Lapor, running_lapor
from tests.standins.lapor_faults import (
    busy,
    cut,
    drip,
    drop,
    fail,
    fair,
    html,
    misplace,
    oversize,
    redirect,
    repeat,
    slow,
    stutter,
    wrong_clock,
    wrong_types,
)

ONE = ["5000001"]
BROKEN = [busy, cut, drip, drop, fail(500), fail(503), fail(408), html, oversize, redirect, slow, stutter]
BROKEN += [wrong_clock, wrong_types, misplace]
NAMES = [f"{fault.__name__} {place}" for place, fault in enumerate(BROKEN)]


@pytest.mark.parametrize("before", [0, 1], ids=["complaint", "followups"])
@pytest.mark.parametrize("fault", BROKEN, ids=NAMES)
def test_a_broken_answer_is_asked_for_again(lapor: Lapor, fault: lapor_faults.Fault, before: int) -> None:
    lapor.faults.extend([*[fair] * before, fault])
    answers = ask(lapor, ONE)
    pd.testing.assert_frame_equal(heard(answers), true_acts({ONE[0]: STORIES[ONE[0]]}))
    assert answers.calls[["outcome", "requests"]].to_numpy().tolist() == [["told", 3]]


@pytest.mark.parametrize("fault", BROKEN, ids=NAMES)
def test_answers_that_stay_broken_tell_nothing(lapor: Lapor, fault: lapor_faults.Fault) -> None:
    lapor.faults.append(fair)
    lapor.always = fault
    answers = ask(lapor, ONE, limits=replace(QUICK, attempts=2, call_seconds=0.4))
    assert answers.calls[["outcome", "requests"]].to_numpy().tolist() == [["failed", 3]]
    assert answers.acts.empty


def test_a_page_that_comes_twice_tells_no_more(lapor: Lapor) -> None:
    lapor.always = repeat
    pd.testing.assert_frame_equal(heard(ask(lapor)), true_acts(STORIES))
    assert len(lapor.requests) == 24


@pytest.mark.parametrize("status", [400, 405, 410, 422])
def test_a_question_that_lapor_does_not_understand_is_not_repeated(
    lapor: Lapor, status: int, caplog: pytest.LogCaptureFixture
) -> None:
    lapor.faults.append(fail(status))
    assert ask(lapor, ONE).calls[["outcome", "requests"]].to_numpy().tolist() == [["failed", 1]]
    assert f"HTTP {status}" in caplog.text
    assert "shape.py" in caplog.text


def test_a_failed_ticket_is_named_in_the_log_with_what_was_wrong(
    lapor: Lapor, caplog: pytest.LogCaptureFixture
) -> None:
    lapor.always = wrong_types
    ask(lapor, ONE)
    assert "Ticket 5000001 was not told after 5 requests (unlike shape.py at results.data_logs.*" in caplog.text


@pytest.mark.parametrize("seed", range(2))
def test_one_answer_in_twenty_going_wrong_changes_nothing_of_what_is_heard(seed: int) -> None:
    histories = lapor_regency.tell(build(date(2026, 11, 23))[:200])
    with running_lapor(tickets=histories, seed=seed, share=0.05, slow_seconds=1, retry_after="0") as lapor:
        answers = ask(lapor)
        assert len(lapor.requests) > 400
    pd.testing.assert_frame_equal(heard(answers), true_acts(histories))
    assert answers.stopped == ""


def test_one_answer_in_two_going_wrong_makes_tickets_fail_but_never_tell_wrongly() -> None:
    patient = replace(QUICK, call_seconds=0.2, failures_in_a_row=100, attempts=2)
    with running_lapor(tickets=STORIES, seed=1, share=0.5, slow_seconds=1, retry_after="0") as lapor:
        answers = ask(lapor, limits=patient)
    told = set(answers.calls.query("outcome == 'told'")["ticket_id"])
    pd.testing.assert_frame_equal(heard(answers), true_acts({one: STORIES[one] for one in STORIES if one in told}))
    assert set(answers.calls["outcome"]) == {"told", "failed"}


def answer_of_a_clock(minutes: int) -> httpx.Response:
    at = datetime.now(UTC) + timedelta(minutes=minutes)
    return httpx.Response(200, headers={"Date": format_datetime(at, usegmt=True)})


@pytest.mark.parametrize("minutes", [-4, 0, 4])
def test_an_answer_whose_clock_goes_as_ours_is_taken(minutes: int) -> None:
    check_clock(answer_of_a_clock(minutes), 300)


@pytest.mark.parametrize("minutes", [-6, 6])
def test_an_answer_whose_clock_does_not_is_broken(minutes: int) -> None:
    with pytest.raises(Broken, match="check ours"):
        check_clock(answer_of_a_clock(minutes), 300)


def test_an_answer_without_a_clock_is_taken_and_one_with_an_unreadable_one_is_not() -> None:
    check_clock(httpx.Response(200), 300)
    with pytest.raises(Broken):
        check_clock(httpx.Response(200, headers={"Date": "soon"}), 300)


PARTS = st.sampled_from(
    ["Fri, ", "31 ", "Dec ", "2100 ", "99999 ", "23:59:59 ", "GMT", "+9999999999999", "-0000", "-1"]
)


@settings(max_examples=40)
@given(st.one_of(st.text(), st.lists(PARTS).map("".join)))
def test_whatever_stands_in_retry_after_is_a_wait_or_nothing(told: str) -> None:
    wait = read_retry_after(told)
    assert wait is None or wait >= 0
