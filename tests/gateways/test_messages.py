"""Messages, what an approver was shown of them, and receipts: on SQLite and on PostgreSQL the same."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from threading import Barrier

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import InvalidRequestError

from include.gateways.receipt import Receipt
from include.gateways.warehouse import connect, ledger, messages
from include.gateways.warehouse.ledger import Connection, Entry
from include.gateways.warehouse.schema import RECEIPTS
from tests.standins.postgres import WAREHOUSES, new_warehouse

MONDAY = datetime(2026, 11, 23, tzinfo=UTC)
BODY = '{"subject":"Café \U0001d7d9 \\u0000 \u2028"}'
RECEIPT = Receipt("r-1", "d-1", "bounce", MONDAY, "kepala@dinas.example", "pesan.1", "penuh")


@pytest.fixture(params=WAREHOUSES)
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    return new_warehouse(request, tmp_path)


@pytest.fixture
def connection(url: str) -> Iterator[Connection]:
    with connect(url) as connection:
        yield connection


def open_draft(connection: Connection, delivery_id: str, digest: str, **options: str) -> None:
    key = {"period": "2026-W47", "agency_id": delivery_id, "kind": "rapor", "recipient": "kepala@dinas.example"}
    entry = Entry(**{"delivery_id": delivery_id, "digest": digest, "carrier": "outbox"} | key | options)
    ledger.open_entry(connection, entry, "the letter is ready", MONDAY)


def test_a_message_reads_back_as_it_was_kept(connection: Connection) -> None:
    messages.keep_message(connection, "d-1", "1" * 64, BODY)
    assert messages.read_message(connection, "d-1", "1" * 64) == BODY
    assert messages.read_message(connection, "d-1", "2" * 64) is None
    assert messages.read_message(connection, "d-2", "1" * 64) is None


def test_a_message_once_kept_is_never_written_over(connection: Connection) -> None:
    for body in (BODY, "{}"):
        messages.keep_message(connection, "d-1", "1" * 64, body)
    assert messages.read_message(connection, "d-1", "1" * 64) == BODY


def test_only_the_message_that_is_named_is_forgotten(connection: Connection) -> None:
    kept = [("d-1", "1" * 64), ("d-1", "2" * 64), ("d-2", "1" * 64)]
    for key in kept:
        messages.keep_message(connection, *key, BODY)
    messages.forget_message(connection, *kept[0])
    assert [messages.read_message(connection, *key) for key in kept] == [None, BODY, BODY]


def test_what_a_run_shows_takes_the_place_of_what_it_has_shown(connection: Connection) -> None:
    messages.keep_proposal(connection, "run 1", [("d-1", "1" * 64), ("d-2", "2" * 64)], MONDAY)
    messages.keep_proposal(connection, "run 2", [("d-1", "9" * 64)], MONDAY)
    messages.keep_proposal(connection, "run 1", [("d-1", "3" * 64)], MONDAY)
    assert messages.read_proposal(connection, "run 1") == {"d-1": "3" * 64}
    assert messages.read_proposal(connection, "run 2") == {"d-1": "9" * 64}
    messages.keep_proposal(connection, "run 1", [], MONDAY)
    assert messages.read_proposal(connection, "run 1") == {}


def test_drafts_that_were_shown_and_still_wait_are_counted_by_period(connection: Connection) -> None:
    open_draft(connection, "d-1", "1" * 64)
    open_draft(connection, "d-2", "2" * 64)
    open_draft(connection, "d-3", "3" * 64, period="2026-W46")
    open_draft(connection, "d-4", "4" * 64, state="approved")
    open_draft(connection, "d-5", "5" * 64)
    shown = [("d-1", "1" * 64), ("d-2", "2" * 64), ("d-3", "3" * 64), ("d-4", "4" * 64), ("d-5", "0" * 64)]
    for run_id, hours in (("run 1", 0), ("run 2", 1)):
        messages.keep_proposal(connection, run_id, shown, MONDAY + timedelta(hours=hours))
    assert messages.list_waiting(connection, MONDAY) == [("2026-W46", 1), ("2026-W47", 2)]
    assert messages.list_waiting(connection, MONDAY + timedelta(hours=2)) == [("2026-W46", 1), ("2026-W47", 2)]
    assert messages.list_waiting(connection, MONDAY - timedelta(seconds=1)) == []


def test_a_receipt_reads_back_as_it_was_told(connection: Connection) -> None:
    wib = replace(RECEIPT, receipt_id="r-2", at=MONDAY.astimezone(timezone(timedelta(hours=7))) + timedelta(seconds=1))
    assert messages.keep_receipts(connection, [wib, RECEIPT], MONDAY) == 2
    assert messages.read_receipts(connection, "d-1") == [RECEIPT, wib]
    assert messages.read_receipts(connection, "d-2") == []


def test_receipts_at_one_mailbox_can_be_read_alone(connection: Connection) -> None:
    copy = replace(RECEIPT, receipt_id="r-2", recipient="penghubung@dinas.example")
    messages.keep_receipts(connection, [RECEIPT, copy], MONDAY)
    assert messages.read_receipts(connection, "d-1", copy.recipient) == [copy]


def test_a_receipt_is_filed_once_and_as_it_was_told_first(connection: Connection) -> None:
    again = replace(RECEIPT, event="delivered")
    assert messages.keep_receipts(connection, [RECEIPT, RECEIPT, again], MONDAY) == 1
    assert messages.keep_receipts(connection, [again, replace(RECEIPT, receipt_id="r-2")], MONDAY) == 1
    assert [(one.receipt_id, one.event) for one in messages.read_receipts(connection, "d-1")] == [
        ("r-1", "bounce"),
        ("r-2", "bounce"),
    ]


def test_no_receipts_are_none(connection: Connection) -> None:
    assert messages.keep_receipts(connection, [], MONDAY) == 0


def test_a_receipt_about_somebody_elses_letter_keeps_no_other_from_being_filed(connection: Connection) -> None:
    foreign = replace(RECEIPT, receipt_id="r-0", delivery_id="x" * 255)
    assert messages.keep_receipts(connection, [foreign, RECEIPT], MONDAY) == 2
    assert messages.read_receipts(connection, "") == [replace(foreign, delivery_id="")]
    assert messages.read_receipts(connection, "d-1") == [RECEIPT]


def test_receipts_say_when_they_reached_us(connection: Connection) -> None:
    messages.keep_receipts(connection, [RECEIPT], MONDAY + timedelta(hours=1))
    messages.keep_receipts(connection, [RECEIPT], MONDAY + timedelta(hours=2))
    with connection.begin():
        assert connection.execute(sa.select(RECEIPTS.c.filed_at)).scalars().all() == [MONDAY + timedelta(hours=1)]


def test_receipts_inside_somebody_elses_transaction_are_refused(connection: Connection) -> None:
    with connection.begin(), pytest.raises(InvalidRequestError):
        messages.keep_receipts(connection, [RECEIPT], MONDAY)


def test_two_who_file_the_same_receipts_in_opposite_orders_file_each_once(url: str) -> None:
    receipts = [replace(RECEIPT, receipt_id=f"r-{number:03}") for number in range(400)]
    barrier = Barrier(2)

    def file(order: list[Receipt]) -> int:
        with connect(url) as connection:
            barrier.wait()
            return messages.keep_receipts(connection, order, MONDAY)

    with ThreadPoolExecutor(2) as pool:
        assert sum(pool.map(file, [receipts, receipts[::-1]])) == 400
