"""What is heard of tickets when all goes well, and what of those that LAPOR does not have or keeps to itself."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pandas as pd
import pytest

from demo.regency import build
from include.gateways import lapor_api
from include.gateways.lapor_api import ASKED, NoAnswer
from include.sla import tables
from tests.gateways.lapor_api.asking import QUICK, STORIES, ask, heard, true_acts
from tests.standins import lapor_regency
from tests.standins.lapor import BEARER, TOKEN, Lapor, running_lapor
from tests.standins.lapor_faults import delay, fail, fair

ACCESS = {"bearer": BEARER, "token": TOKEN, "limits": QUICK}


def test_every_act_of_every_ticket_is_heard(lapor: Lapor) -> None:
    answers = ask(lapor)
    pd.testing.assert_frame_equal(heard(answers), true_acts(STORIES))
    assert set(answers.calls["outcome"]) == {"told"}
    assert answers.stopped == ""


def test_the_acts_of_the_regency_are_heard_as_they_truly_happened() -> None:
    histories = lapor_regency.tell(build(date(2026, 11, 23))[:300])
    with running_lapor(tickets=histories) as lapor:
        pd.testing.assert_frame_equal(heard(ask(lapor)), true_acts(histories))


def test_each_ticket_costs_two_requests_and_is_asked_once(lapor: Lapor) -> None:
    answers = ask(lapor, ["5000001", "5000002", "5000001"])
    assert list(answers.calls["ticket_id"]) == ["5000001", "5000002"]
    assert list(answers.calls["requests"]) == [2, 2]
    assert len(lapor.requests) == 4


def test_a_ticket_counts_as_asked_before_its_first_request(lapor: Lapor) -> None:
    lapor.always = delay(0.3)
    started_at = datetime.now(UTC)
    answers = ask(lapor, ["5000001"])
    fetched_at = answers.calls["fetched_at"].item()
    assert started_at <= fetched_at < datetime.now(UTC) - timedelta(seconds=0.6)
    assert set(answers.acts["fetched_at"]) == {fetched_at}


def test_asking_for_nothing_gives_empty_frames_of_the_right_shape(lapor: Lapor) -> None:
    answers = ask(lapor, [])
    assert {name: str(dtype) for name, dtype in answers.acts.dtypes.items()} == tables.ACTS
    assert {name: str(dtype) for name, dtype in answers.calls.dtypes.items()} == ASKED
    assert not lapor.requests


def test_a_ticket_that_lapor_does_not_have_is_unknown_and_stops_no_other(lapor: Lapor) -> None:
    answers = ask(lapor, ["4999999", "5000001"])
    assert dict(zip(answers.calls["ticket_id"], answers.calls["outcome"], strict=True)) == {
        "4999999": "unknown",
        "5000001": "told",
    }
    assert answers.stopped == ""


@pytest.mark.parametrize("before", [[], [fair]])
def test_a_ticket_that_lapor_keeps_from_us_is_forbidden_and_stops_no_other(lapor: Lapor, before: list) -> None:
    lapor.faults.extend([*before, fail(403)])
    answers = ask(lapor, limits=QUICK.__class__(concurrency=1))
    assert list(answers.calls["outcome"]) == ["forbidden", *["told"] * 11]
    assert "5000000" not in set(answers.acts["ticket_id"])


@pytest.mark.parametrize("ticket_id", ["", "12345678901", "../masters", "5000001?x", "٥"])
def test_only_tracking_ids_are_asked_for(lapor: Lapor, ticket_id: str) -> None:
    with pytest.raises(ValueError, match="one to ten digits"):
        ask(lapor, [ticket_id])
    assert not lapor.requests


def test_the_institutions_are_listed_by_id(lapor: Lapor) -> None:
    listed = lapor_api.institutions(base_url=lapor.url, **ACCESS)
    assert listed == [("12", "Koordinator Contoh"), ("4711", "Dinas Contoh")]
    assert lapor.requests[0].path.endswith("?page_size=1000")


@pytest.mark.parametrize("status", [401, 403, 404, 500])
def test_institutions_that_are_not_told_are_an_error(lapor: Lapor, status: int) -> None:
    lapor.always = fail(status)
    with pytest.raises(NoAnswer, match=str(status)):
        lapor_api.institutions(base_url=lapor.url, **ACCESS)


def test_a_list_of_institutions_that_fills_its_page_may_be_cut_and_says_so(
    lapor: Lapor, caplog: pytest.LogCaptureFixture
) -> None:
    lapor.institutions = dict.fromkeys(range(1, 1002), "Dinas Contoh")
    assert len(lapor_api.institutions(base_url=lapor.url, **ACCESS)) == 1000
    assert "raise PAGE_SIZE" in caplog.text


def test_an_api_below_a_path_is_found_there(lapor: Lapor) -> None:
    ask(lapor, ["5000001"], base_url=f"{lapor.url}/v1/")
    assert lapor.requests[0].path == "/v1/complaints/5000001/complaint"
