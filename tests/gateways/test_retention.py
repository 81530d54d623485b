"""What need not be kept is deleted, and nothing that figures rest on; the working role cannot take anything back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import ProgrammingError

from include.gateways.warehouse import audit, connect, retention
from include.gateways.warehouse.audit import Logged
from include.gateways.warehouse.connection import engine
from include.gateways.warehouse.rights import ONLY_ADDED_TO, restrict
from include.gateways.warehouse.schema import AUDIT_LOG, EVENTS, QUARANTINE, TICKETS, TITLES
from tests.standins.postgres import WAREHOUSES, new_warehouse

NOW = datetime(2026, 11, 23, tzinfo=UTC)
LONG_AGO = NOW - timedelta(days=900)


@pytest.fixture(params=WAREHOUSES)
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    return new_warehouse(request, tmp_path)


@pytest.fixture
def connection(url: str) -> Iterator[sa.Connection]:
    with connect(url) as connection:
        yield connection


def keep_ticket(connection: sa.Connection, ticket_id: str, state: str, last: datetime) -> None:
    words = dict.fromkeys(("classification", "classification_word", "category", "channel", "agency_id"), "")
    row = {"ticket_id": ticket_id, "state": state, "status_word": "", "district": "", "confidential": False} | words
    row |= dict.fromkeys(("received_at", "first_seen_at", "last_seen_at"), LONG_AGO)
    event = {
        "ticket_id": ticket_id,
        "kind": "closed",
        "at": last,
        "earliest_at": last,
        "agency_id": "",
        "source": "api",
    }
    title = {"ticket_id": ticket_id, "fetched_at": LONG_AGO, "title": "Jalan berlubang", "text": ""}
    with connection.begin():
        connection.execute(sa.insert(TICKETS), row)
        connection.execute(sa.insert(EVENTS), {column.name: "" for column in EVENTS.c if not column.nullable} | event)
        connection.execute(sa.insert(TITLES), title)


def test_titles_go_once_their_report_has_ended_long_ago(connection: sa.Connection) -> None:
    keep_ticket(connection, "1", "closed", LONG_AGO)
    keep_ticket(connection, "2", "closed", NOW - timedelta(days=1))
    keep_ticket(connection, "3", "in_progress", LONG_AGO)
    assert retention.delete_titles(connection, NOW - timedelta(days=730)) == 1
    with connection.begin():
        assert sorted(connection.execute(sa.select(TITLES.c.ticket_id)).scalars()) == ["2", "3"]
        assert connection.execute(sa.select(sa.func.count()).select_from(TICKETS)).scalar_one() == 3


def test_cells_go_once_their_row_came_mended(connection: sa.Connection) -> None:
    row = {"source": "a", "column": "Status", "ticket_id": "1", "reason": "", "cells": '{"Status": "?"}'}
    with connection.begin():
        connection.execute(
            sa.insert(QUARANTINE), [row | {"row": 1, "repaired_by": "b"}, row | {"row": 2, "repaired_by": None}]
        )
    assert retention.empty_cells(connection) == 1
    assert retention.empty_cells(connection) == 0
    with connection.begin():
        cells = connection.execute(sa.select(QUARANTINE.c.cells).order_by(QUARANTINE.c.row)).scalars().all()
    assert cells == ["{}", '{"Status": "?"}']


@pytest.mark.parametrize("url", [name for name in WAREHOUSES if name != "sqlite"], indirect=True)
def test_the_role_that_works_with_the_warehouse_takes_nothing_back(url: str) -> None:
    """As deploy/postgres.sh makes it: every right on tables, before those of rights.py are taken from it."""
    role = f"worker_{sa.make_url(url).database}"
    with engine(url).begin() as owner:
        owner.execute(sa.text(f"create role {role}"))
        owner.execute(sa.text(f"grant select, insert, update, delete on all tables in schema public to {role}"))
        owner.execute(sa.text(f"grant usage on all sequences in schema public to {role}"))
    restrict(url, role)
    with connect(url) as connection:
        with connection.begin():
            connection.execute(sa.text(f"set role {role}"))
        audit.log_action(connection, Logged(NOW, "rini", "upload", "a.xlsx"))
        for statement in (sa.update(AUDIT_LOG).values(actor="lain"), *map(sa.delete, ONLY_ADDED_TO)):
            with pytest.raises(ProgrammingError, match="permission denied"), connection.begin():
                connection.execute(statement)
        with connection.begin():
            connection.execute(sa.delete(TITLES))
