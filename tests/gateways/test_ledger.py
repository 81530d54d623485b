"""The ledger: one row a delivery, every move kept, and of many who want the same move one gets it."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError, InvalidRequestError

from include.gateways.warehouse import connect, ledger
from include.gateways.warehouse.ledger import Connection, Entry, Move
from include.gateways.warehouse.schema import DELIVERY_MOVES, LETTERS
from tests.standins.postgres import WAREHOUSES, new_warehouse

READY = "the letter is ready"
MONDAY = datetime(2026, 11, 23, tzinfo=UTC)
ENTRY = Entry("d-1", "2026-W47", "dinkes", "rapor", "kepala@dinas.example", "0" * 64, "outbox")


@pytest.fixture(params=WAREHOUSES)
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    return new_warehouse(request, tmp_path)


@pytest.fixture
def connection(url: str) -> Iterator[Connection]:
    with connect(url) as connection:
        yield connection


def moves(connection: Connection) -> list[tuple[str | None, str, str]]:
    query = sa.select(DELIVERY_MOVES.c.from_state, DELIVERY_MOVES.c.to_state, DELIVERY_MOVES.c.cause)
    with connection.begin():
        return [tuple(row) for row in connection.execute(query.order_by(DELIVERY_MOVES.c.move_id))]


def test_an_entry_reads_back_as_it_was_opened(connection: Connection) -> None:
    moments = {"claimed_at": MONDAY, "finished_at": MONDAY, "reopened_at": MONDAY}
    entry = replace(ENTRY, **moments, reference="r", reason="w", attempts=2, state="bounced")
    assert ledger.open_entry(connection, entry, READY, MONDAY)
    assert ledger.read(connection, "d-1") == entry == ledger.find(connection, "d-1")


def test_an_entry_is_opened_once(connection: Connection) -> None:
    assert ledger.open_entry(connection, ENTRY, READY, MONDAY)
    assert not ledger.open_entry(connection, replace(ENTRY, digest="1" * 64), "again", MONDAY)
    assert not ledger.open_entry(connection, replace(ENTRY, delivery_id="d-2"), "another id", MONDAY)
    assert ledger.read(connection, "d-1") == ENTRY
    assert moves(connection) == [(None, "draft", READY)]


def test_an_entry_is_there_for_others_as_soon_as_it_is_opened(url: str, connection: Connection) -> None:
    ledger.open_entry(connection, ENTRY, READY, MONDAY)
    with connect(url) as other:
        assert ledger.read(other, "d-1") == ENTRY


def test_an_unknown_delivery_is_said_to_be_unknown(connection: Connection) -> None:
    assert ledger.find(connection, "d-9") is None
    with pytest.raises(KeyError, match="d-9"):
        ledger.read(connection, "d-9")


def test_a_move_changes_the_entry_and_leaves_a_trace(connection: Connection) -> None:
    ledger.open_entry(connection, ENTRY, READY, MONDAY)
    assert ledger.move(connection, ENTRY, "approved", "agreed", MONDAY, "penyetuju", attempts=1, claimed_at=MONDAY)
    assert ledger.read(connection, "d-1") == replace(ENTRY, state="approved", attempts=1, claimed_at=MONDAY)
    assert ledger.read_moves(connection, "d-1") == [
        Move(MONDAY, None, "draft", READY, "rapor"),
        Move(MONDAY, "draft", "approved", "agreed", "penyetuju"),
    ]


SEEN_OTHERWISE = {"state": "sending", "attempts": 1, "digest": "1" * 64, "carrier": "sendgrid"}


@pytest.mark.parametrize(("name", "value"), SEEN_OTHERWISE.items())
def test_an_entry_that_is_not_as_it_was_seen_does_not_move(connection: Connection, name: str, value: object) -> None:
    ledger.open_entry(connection, ENTRY, READY, MONDAY)
    assert not ledger.move(connection, replace(ENTRY, **{name: value}), "cancelled", "too late", MONDAY)
    assert ledger.read(connection, "d-1") == ENTRY
    assert len(moves(connection)) == 1


def test_a_remark_is_kept_once_and_moves_nothing(connection: Connection) -> None:
    ledger.open_entry(connection, ENTRY, READY, MONDAY)
    for day in range(3):
        ledger.remark(connection, ENTRY, "held", MONDAY + timedelta(days=day), "petugas")
    ledger.remark(connection, ENTRY, "held for another reason", MONDAY)
    assert ledger.read(connection, "d-1") == ENTRY
    assert ledger.read_moves(connection, "d-1")[1:] == [
        Move(MONDAY, "draft", "draft", "held", "petugas"),
        Move(MONDAY, "draft", "draft", "held for another reason", "rapor"),
    ]


def test_each_delivery_has_a_story_of_its_own(connection: Connection) -> None:
    other = replace(ENTRY, delivery_id="d-2", agency_id="bkd")
    for entry in (ENTRY, other):
        ledger.open_entry(connection, entry, READY, MONDAY)
        ledger.move(connection, entry, "cancelled", entry.agency_id, MONDAY)
    assert [move.cause for move in ledger.read_moves(connection, "d-2")] == [READY, "bkd"]
    assert ledger.read_moves(connection, "d-3") == []


def test_a_state_nobody_knows_is_refused_and_leaves_no_trace(connection: Connection) -> None:
    ledger.open_entry(connection, ENTRY, READY, MONDAY)
    with pytest.raises(IntegrityError):
        ledger.move(connection, ENTRY, "lost", "?", MONDAY)
    assert ledger.read(connection, "d-1") == ENTRY
    assert len(moves(connection)) == 1


def test_a_move_inside_somebody_elses_transaction_is_refused(connection: Connection) -> None:
    ledger.open_entry(connection, ENTRY, READY, MONDAY)
    with connection.begin(), pytest.raises(InvalidRequestError):
        ledger.move(connection, ENTRY, "sending", "claimed", MONDAY)


def test_of_many_who_open_and_claim_at_once_one_does_each(url: str) -> None:
    barrier = Barrier(6)

    def claim(_: int) -> tuple[bool, bool]:
        with connect(url) as connection:
            barrier.wait()
            opened = ledger.open_entry(connection, ENTRY, READY, MONDAY)
            barrier.wait()
            return opened, ledger.move(connection, ENTRY, "sending", "claimed", MONDAY, attempts=1)

    with ThreadPoolExecutor(6) as pool:
        opened, claimed = zip(*pool.map(claim, range(6)), strict=True)
    assert (sum(opened), sum(claimed)) == (1, 1)
    with connect(url) as connection:
        assert [move[1] for move in moves(connection)] == ["draft", "sending"]


@pytest.fixture
def several(connection: Connection) -> Connection:
    """Deliveries of two weeks, whose ids tell in which order they were claimed: the later ones first, d-4 never."""
    for days, (number, state, period) in enumerate(
        [(3, "unknown", "2026-W47"), (2, "refused", "2026-W47"), (1, "unknown", "2026-W46"), (4, "draft", "2026-W47")]
    ):
        claimed_at = None if state == "draft" else MONDAY - timedelta(days=days)
        entry = replace(ENTRY, delivery_id=f"d-{number}", agency_id=f"a{number}", state=state, period=period)
        ledger.open_entry(connection, replace(entry, claimed_at=claimed_at), READY, MONDAY)
    return connection


@pytest.mark.parametrize(
    ("options", "listed"),
    [
        ({}, ["d-1", "d-2", "d-3", "d-4"]),
        ({"period": "2026-W47"}, ["d-2", "d-3", "d-4"]),
        ({"states": ["unknown"]}, ["d-1", "d-3"]),
        ({"states": ["draft", "unknown"], "period": "2026-W47"}, ["d-3", "d-4"]),
        ({"period": "2026-W45"}, []),
    ],
)
def test_deliveries_are_listed_in_the_order_they_were_claimed(
    several: Connection, options: dict[str, Any], listed: list[str]
) -> None:
    assert [entry.delivery_id for entry in ledger.list_entries(several, **options)] == listed


def test_what_was_never_claimed_is_listed_by_its_key(connection: Connection) -> None:
    for number, agency_id in enumerate(["dinsos", "bkd", "dinkes"]):
        ledger.open_entry(connection, replace(ENTRY, delivery_id=f"d-{number}", agency_id=agency_id), READY, MONDAY)
    assert [entry.agency_id for entry in ledger.list_entries(connection)] == ["bkd", "dinkes", "dinsos"]


def test_the_list_gives_every_delivery_with_its_subject(connection: Connection) -> None:
    ledger.open_entry(connection, ENTRY, READY, MONDAY)
    ledger.open_entry(connection, replace(ENTRY, delivery_id="d-2", agency_id="bkd"), READY, MONDAY)
    letter = {"period": "2026-W47", "agency_id": "dinkes", "kind": "rapor", "subject": "Rapor pekan 47"}
    with connection.begin():
        connection.execute(sa.insert(LETTERS), letter | {"html": "-", "text": "-", "digest": "0" * 64})
    listed = ledger.list_deliveries(connection)
    assert [(each.delivery_id, each.subject) for each in listed] == [("d-2", ""), ("d-1", "Rapor pekan 47")]
