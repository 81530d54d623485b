"""What the warehouse holds about one ticket, and the deliveries that somebody looks for, in both databases."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pandas as pd
import pytest

from include.gateways.warehouse import connect, derived, ledger
from include.gateways.warehouse.dossier import Unread, is_known, read_dossier, read_open_clocks
from include.gateways.warehouse.ledger import Connection, Search
from include.gateways.warehouse.rulebooks import Version
from include.sla import tickets as history
from include.sla.tables import DATA_FAULTS, DEADLINE_MOVES
from tests.builders import a_snapshot, apart, clocks_of, moment, snapshots
from tests.gateways.test_ledger import MONDAY, READY
from tests.pages.reports import a_saying, bring
from tests.standins.postgres import WAREHOUSES, new_warehouse

TUESDAY, FRIDAY = "Tuesday 2026-09-08 15:00", "Friday 2026-09-11 15:00"
LOST = {"row": 8, "column": "Rating", "reason": "tidak terbaca", "ticket_id": "7000001", "cells": "{}"}


@pytest.fixture(params=WAREHOUSES)
def connection(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Connection]:
    with connect(new_warehouse(request, tmp_path)) as connection:
        yield connection


def work_out(connection: Connection) -> None:
    """Two tickets, of which the second has been answered."""
    waiting, answered = [a_snapshot(TUESDAY, "waiting")], [a_snapshot(TUESDAY, "waiting"), a_snapshot(FRIDAY, "closed")]
    rows = apart([waiting, answered])
    seen, none = (
        snapshots(*rows),
        [pd.DataFrame(columns=list(one)).astype(one) for one in (DATA_FAULTS, DEADLINE_MOVES)],
    )
    derived.put_tickets(connection, history.latest(seen), history.changes(seen), none[0])
    derived.put_clocks(connection, clocks_of(*rows), Version("r", "c"), none[1], moment(FRIDAY))


def test_a_dossier_is_of_one_ticket_and_complete(connection: Connection) -> None:
    bring(connection, TUESDAY, a_saying(), a_saying(ticket_id="7000002", row=6), unread=[LOST])
    bring(connection, FRIDAY, a_saying("Proses", row=7))
    work_out(connection)
    found = read_dossier(connection, "7000001")
    said = [(one.fetched_at, one.status, one.file, one.row) for one in found.snapshots]
    assert said == [
        (moment(TUESDAY), "Terverifikasi", "ekspor-08-09.xlsx", 5), (moment(FRIDAY), "Proses", "ekspor-11-09.xlsx", 7)
    ]  # fmt: skip
    assert found.unread == [Unread("ekspor-08-09.xlsx", 8, "Rating", "tidak terbaca", None)]
    assert [*found.tickets["ticket_id"], *found.events["kind"]] == ["7000001", "disposed"]
    assert (found.acts, found.calls, found.faults, found.moves, found.weeks, found.title) == ([], [], [], [], [], None)


def test_of_an_unknown_ticket_the_dossier_is_empty(connection: Connection) -> None:
    bring(connection, TUESDAY, a_saying())
    assert [is_known(connection, number) for number in ("7000001", "7000002")] == [True, False]
    assert not read_dossier(connection, "7000002").known


def test_open_clocks_are_those_that_have_not_stopped(connection: Connection) -> None:
    work_out(connection)
    everybody = read_open_clocks(connection)
    assert set(everybody["ticket_id"] + " " + everybody["stage"]) == {"7000001 response", "7000001 resolution"}
    assert set(everybody["policy"]) == {"national"}
    assert len(read_open_clocks(connection, "dinas-pendidikan")) == 2
    assert read_open_clocks(connection, "dinas-sosial").empty


def test_deliveries_are_found_by_what_is_known_of_them(connection: Connection) -> None:
    kinds = ("rapor", "ikhtisar", "ingat-persetujuan, 2026-W47")
    for number, kind in enumerate(kinds):
        entry = ledger.Entry(
            f"d-{number}", f"2026-W4{number}", f"dinas-{number}", kind, "a@b.example", "0" * 64, "outbox"
        )
        ledger.open_entry(connection, entry, READY, MONDAY + timedelta(hours=number))
    ledger.move(connection, ledger.read(connection, "d-0"), "cancelled", "x", MONDAY + timedelta(days=1))
    assert [(one.delivery_id, one.moved_at.day) for one in ledger.search(connection, Search(), 2)] == [
        ("d-0", 24), ("d-2", 23)
    ]  # fmt: skip
    wanted = Search(kind="ikhtisar"), Search(kind="lain"), Search("2026-W40", "cancelled"), Search(agency_id="dinas-9")
    assert [[one.delivery_id for one in ledger.search(connection, each, 9)] for each in wanted] == [
        ["d-1"], ["d-2"], ["d-0"], []
    ]  # fmt: skip
    assert ledger.count_states(connection, Search(state="draft")) == {"cancelled": 1, "draft": 2}
    assert ledger.list_periods(connection, 2) == ["2026-W42", "2026-W41"]
