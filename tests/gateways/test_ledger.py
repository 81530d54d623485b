"""The ledger: one row a delivery, every move kept, and of many who want the same move one gets it."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Barrier

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError, InvalidRequestError

from include.gateways.warehouse import connect, ledger
from include.gateways.warehouse.ledger import Connection, Entry
from include.gateways.warehouse.schema import DELIVERY_MOVES, LETTERS
from tests.standins.postgres import WAREHOUSES, new_warehouse

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
    entry = replace(ENTRY, claimed_at=MONDAY, finished_at=MONDAY, reference="r", reason="w", attempts=2)
    assert ledger.open_entry(connection, entry, MONDAY) == entry
    assert ledger.read(connection, "d-1") == entry


def test_an_entry_is_opened_once(connection: Connection) -> None:
    ledger.open_entry(connection, ENTRY, MONDAY)
    assert ledger.open_entry(connection, replace(ENTRY, digest="1" * 64), MONDAY) == ENTRY
    assert moves(connection) == [(None, "approved", "the letter is ready")]


def test_an_entry_is_there_for_others_as_soon_as_it_is_opened(url: str, connection: Connection) -> None:
    ledger.open_entry(connection, ENTRY, MONDAY)
    with connect(url) as other:
        assert ledger.read(other, "d-1") == ENTRY


def test_an_unknown_delivery_is_said_to_be_unknown(connection: Connection) -> None:
    with pytest.raises(KeyError, match="d-9"):
        ledger.read(connection, "d-9")


def test_a_move_changes_the_entry_and_leaves_a_trace(connection: Connection) -> None:
    entry = ledger.open_entry(connection, ENTRY, MONDAY)
    assert ledger.move(connection, entry, "sending", "claimed", MONDAY, attempts=1, claimed_at=MONDAY)
    assert ledger.read(connection, "d-1") == replace(ENTRY, state="sending", attempts=1, claimed_at=MONDAY)
    assert moves(connection)[1:] == [("approved", "sending", "claimed")]


def test_an_entry_that_changed_meanwhile_does_not_move(connection: Connection) -> None:
    entry = ledger.open_entry(connection, ENTRY, MONDAY)
    ledger.move(connection, entry, "sending", "claimed", MONDAY, attempts=1)
    assert not ledger.move(connection, entry, "refused", "too late", MONDAY)
    assert not ledger.move(connection, replace(entry, attempts=1), "refused", "another state", MONDAY)
    assert not ledger.move(connection, replace(entry, state="sending"), "refused", "an older claim", MONDAY)
    assert ledger.read(connection, "d-1").state == "sending"
    assert len(moves(connection)) == 2


@pytest.mark.parametrize(("carrier", "free"), [("outbox", True), ("sendgrid", False), ("a new one", False)])
def test_what_was_accepted_moves_only_when_the_outbox_alone_accepted_it(
    connection: Connection, carrier: str, free: bool
) -> None:
    entry = ledger.open_entry(connection, replace(ENTRY, carrier=carrier, state="accepted"), MONDAY)
    assert entry.outward is not free
    assert ledger.move(connection, entry, "approved", "again", MONDAY, carrier="sendgrid") is free
    assert ledger.read(connection, "d-1").state == ("approved" if free else "accepted")
    assert len(moves(connection)) == 1 + free


def test_an_entry_seen_before_it_was_mailed_does_not_move(connection: Connection) -> None:
    seen = ledger.open_entry(connection, replace(ENTRY, state="accepted"), MONDAY)
    ledger.move(connection, seen, "accepted", "mailed", MONDAY, carrier="sendgrid")
    assert not ledger.move(connection, seen, "approved", "again", MONDAY)
    assert len(moves(connection)) == 2


def test_a_state_nobody_knows_is_refused_and_leaves_no_trace(connection: Connection) -> None:
    entry = ledger.open_entry(connection, ENTRY, MONDAY)
    with pytest.raises(IntegrityError):
        ledger.move(connection, entry, "lost", "?", MONDAY)
    assert ledger.read(connection, "d-1") == ENTRY
    assert len(moves(connection)) == 1


def test_a_move_inside_somebody_elses_transaction_is_refused(connection: Connection) -> None:
    entry = ledger.open_entry(connection, ENTRY, MONDAY)
    with connection.begin(), pytest.raises(InvalidRequestError):
        ledger.move(connection, entry, "sending", "claimed", MONDAY)


def test_of_many_who_claim_at_once_one_succeeds(url: str) -> None:
    barrier = Barrier(6)

    def claim(_: int) -> bool:
        with connect(url) as connection:
            barrier.wait()
            entry = ledger.open_entry(connection, ENTRY, MONDAY)
            barrier.wait()
            return ledger.move(connection, entry, "sending", "claimed", MONDAY, attempts=1)

    with ThreadPoolExecutor(6) as pool:
        assert sorted(pool.map(claim, range(6))) == [False] * 5 + [True]
    with connect(url) as connection:
        assert [move[1] for move in moves(connection)] == ["approved", "sending"]


def test_unknown_deliveries_are_listed_in_the_order_they_were_claimed(connection: Connection) -> None:
    for days, (delivery_id, state) in enumerate([("d-3", "unknown"), ("d-2", "refused"), ("d-1", "unknown")]):
        entry = replace(ENTRY, delivery_id=delivery_id, agency_id=delivery_id, state=state)
        ledger.open_entry(connection, replace(entry, claimed_at=MONDAY - timedelta(days=days)), MONDAY)
    assert [entry.delivery_id for entry in ledger.list_unknown(connection)] == ["d-1", "d-3"]


def test_the_list_gives_every_delivery_with_its_subject(connection: Connection) -> None:
    ledger.open_entry(connection, ENTRY, MONDAY)
    ledger.open_entry(connection, replace(ENTRY, delivery_id="d-2", agency_id="bkd"), MONDAY + timedelta(days=1))
    letter = {"period": "2026-W47", "agency_id": "dinkes", "kind": "rapor", "subject": "Rapor pekan 47"}
    with connection.begin():
        connection.execute(sa.insert(LETTERS), letter | {"html": "-", "text": "-", "digest": "0" * 64})
    listed = ledger.list_deliveries(connection)
    assert [(each.delivery_id, each.subject) for each in listed] == [("d-2", ""), ("d-1", "Rapor pekan 47")]
