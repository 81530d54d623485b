"""A person answers in a browser, in the Airflow of `make ui`: what leaves then, and what the ledger says of it."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from demo.api import Row
from include.answers import ALL_OF_THEM, NONE, SOME
from tests.approvals.page import Approver
from tests.approvals.runs import House

pytestmark = pytest.mark.approvals

OFFICES = 79
LEFT_OUT = "dinas-sosial"


def test_all_letters_leave_once_somebody_agrees_and_nobody_must_say_why(
    house: House, approver: Approver, run: Row
) -> None:
    before = house.letters()
    approver.open(run)
    expect(approver.demanded).to_have_count(0)
    approver.choose(ALL_OF_THEM)
    assert house.wait_for_end(run) == "success"
    assert set(house.tasks(run).values()) == {"success"}
    assert house.states(run) == {"accepted": OFFICES}
    assert house.letters() - before == {entry.delivery_id for entry in house.deliveries(run)}
    assert house.words(run, "approved") == {("admin", "approved, …")}


def test_an_agency_that_is_left_out_gets_no_letter_and_an_answer_that_names_none_is_asked_for_again(
    house: House, approver: Approver, run: Row
) -> None:
    before = house.letters()
    approver.open(run)
    approver.give_reason("angkanya sedang diperiksa")
    approver.choose(SOME)
    house.wait_for_request(run, attempt=2)
    assert house.states(run) == {"draft": OFFICES}
    approver.open(run)
    approver.leave_out("Dinas Sosial")
    approver.give_reason("angkanya sedang diperiksa")
    approver.choose(SOME)
    assert house.wait_for_end(run) == "success"
    kept = {entry.delivery_id for entry in house.deliveries(run) if entry.agency_id == LEFT_OUT}
    sent = {entry.delivery_id for entry in house.deliveries(run)} - kept
    assert house.states(run) == {"accepted": OFFICES - 1, "cancelled": 1}
    assert house.letters() - before == sent
    assert house.words(run, "cancelled") == {("admin", "left out: angkanya sedang diperiksa")}
    assert house.words(run, "approved") == {("admin", "approved, …: angkanya sedang diperiksa")}


def test_none_leaves_when_somebody_rejects_them(house: House, approver: Approver, run: Row) -> None:
    before = house.letters()
    approver.open(run)
    approver.give_reason("data belum lengkap")
    approver.choose(NONE)
    assert house.wait_for_end(run) == "failed"
    assert house.tasks(run)["approve"] == "failed"
    assert house.states(run) == {"cancelled": OFFICES}
    assert house.letters() == before
    assert house.words(run, "cancelled") == {("admin", "left out: data belum lengkap")}


def test_none_leaves_when_somebody_reads_a_letter_and_lets_the_time_run_out(
    house: House, approver: Approver, run: Row
) -> None:
    before = house.letters()
    mine = next(entry for entry in house.deliveries(run) if entry.agency_id == LEFT_OUT)
    approver.open(run)
    letter = approver.follow("Dinas Sosial")
    letter.wait_for_url(f"{house.url}/rapor/surat/{mine.delivery_id}")
    expect(letter.get_by_text("Menunggu persetujuan")).to_be_visible()
    expect(letter.frame_locator("iframe").get_by_text("Dinas Sosial").first).to_be_visible()
    assert house.wait_for_end(run) == "failed"
    assert house.tasks(run)["approve"] == "failed"
    assert house.states(run) == {"draft": OFFICES}
    assert house.letters() == before
