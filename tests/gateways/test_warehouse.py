"""The warehouse, on SQLite and on PostgreSQL: the same statements, the same rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy.exc import IntegrityError

from include.gateways import lapor_export
from include.gateways.warehouse import archive, connect, derived, exports, ledger, migrate, rulebooks, weeks
from include.gateways.warehouse import snapshots as said
from include.gateways.warehouse.archive import Archived
from include.gateways.warehouse.connection import OutdatedWarehouse, alembic_config, engine
from include.gateways.warehouse.rulebooks import Version
from include.gateways.warehouse.schema import (
    DELIVERIES,
    DELIVERY_MOVES,
    EXPORTS,
    QUARANTINE,
    SNAPSHOTS,
    metadata,
)
from include.gateways.warehouse.schema.sent import STATES
from include.sla import faults, tickets
from include.sla.tables import CLOCKS, DEADLINE_MOVES, DIFFERENCES, shape
from tests.builders import a_snapshot, snapshots
from tests.builders_exports import a_row, write_export
from tests.standins.postgres import WAREHOUSES, new_warehouse

NOW = datetime(2026, 2, 12, tzinfo=UTC)
WAITING = {"Status Laporan": "Terverifikasi"}
ANSWERED = {"Status Laporan": "Proses"}
LETTER = Archived("2026-W47", "dinkes", "rapor", "Perihal", "<p>Isi</p>", "Isi", "0" * 64)


@pytest.fixture(params=WAREHOUSES)
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    return new_warehouse(request, tmp_path)


@pytest.fixture
def connection(url: str) -> Iterator[sa.Connection]:
    with connect(url) as connection:
        yield connection


def take(
    connection: sa.Connection, path: Path, rows: list[dict[str, object]], generated: str, read_at: datetime = NOW
) -> dict[str, int]:
    export = lapor_export.read(write_export(path, rows, generated=generated))
    names = ("name", "digest", "generated_at", "dated_by", "rows", "ignored")
    about = {name: getattr(export, name) for name in names} | {"read_at": read_at}
    return exports.file_export(connection, about, export.snapshots, export.quarantine)


def count(connection: sa.Connection, table: sa.Table) -> int:
    with connection.begin():
        return int(connection.execute(sa.select(sa.func.count()).select_from(table)).scalar_one())


def test_the_migrations_build_the_tables_this_code_speaks_of(connection: sa.Connection) -> None:
    assert compare_metadata(MigrationContext.configure(connection), metadata) == []


def test_migrating_again_does_nothing(url: str, connection: sa.Connection) -> None:
    migrate(url)
    assert count(connection, EXPORTS) == 0


def test_a_warehouse_of_the_first_schema_keeps_its_rows_and_gets_the_new_columns(url: str) -> None:
    with engine(url).begin() as connection:
        command.downgrade(alembic_config(connection), "0001")
        tables = sa.inspect(connection).get_table_names()
        before = {table.name: fill(connection, table) for table in known(tables).values()}
        assert len(before) == 12
    migrate(url)
    for name in ("deliveries", "letters"):
        before[name]["period"] = before[name].pop("week")
    with engine(url).connect() as connection:
        after = {name: connection.execute(sa.select(table)).mappings().one() for name, table in known(before).items()}
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
        assert {name: {column: after[name][column] for column in row} for name, row in before.items()} == before
    added = {name: {k: v for k, v in row.items() if k not in before[name]} for name, row in after.items()}
    assert {name: row for name, row in added.items() if row} == {
        "clocks": {"certainty": ""},
        "deliveries": {"reopened_at": None},
        "delivery_moves": {"actor": "rapor"},
        "exports": {"repaired": 0},
        "quarantine": {"cells": "{}", "repaired_by": None},
        "scorecards": {
            "provisional": 0, "ratings": 0, "mean_rating": None, "last_follow_up_on": None, "scored_at": None,
            "follow_ups": 0, "place": None, "peers": None,
        },
        "scorecard_lines": {"mean_days": None},
        "scorecard_tickets": {"provisional": False, "outcome": "", "explanation": ""},
    }  # fmt: skip


def known(names: Iterable[str]) -> dict[str, sa.Table]:
    return {name: metadata.tables[name] for name in names if name in metadata.tables}


def fill(connection: sa.Connection, table: sa.Table) -> dict[str, Any]:
    """Put one row into the table as it is in this database; what it holds then."""
    there = {column["name"] for column in sa.inspect(connection).get_columns(table.name)}
    table = as_first(table)
    values: dict[str, Any] = {"string": "approved", "integer": 1, "float": 2.5, "boolean": True, "text": "Isi"}
    values |= {"date": date(2026, 2, 9), "datetime": NOW}
    columns = [column for column in table.columns if column.name in there]
    row = {column.name: values[kind(column)] for column in columns}
    connection.execute(sa.insert(table).values(row))
    return dict(connection.execute(sa.select(*columns)).mappings().one())


def as_first(table: sa.Table) -> sa.Table:
    """The table with the first name of a column that has had two."""
    columns = [sa.Column("week" if column.name == "period" else column.name, column.type) for column in table.columns]
    return sa.Table(table.name, sa.MetaData(), *columns)


def kind(column: sa.Column[Any]) -> str:
    found = getattr(column.type, "impl", column.type)
    return type(found).__name__.lower()


def test_every_table_and_column_says_what_it_holds() -> None:
    silent = [str(column) for table in metadata.tables.values() for column in table.columns if not column.comment]
    assert silent == []
    assert all(table.comment for table in metadata.tables.values())


def test_a_warehouse_without_tables_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(OutdatedWarehouse, match="python -m include"), connect(f"sqlite:///{tmp_path / 'new.db'}"):
        pass


def test_moments_come_back_aware_and_in_utc(connection: sa.Connection, tmp_path: Path) -> None:
    take(connection, tmp_path / "a.xlsx", [a_row()], "9 Feb 2026 06:00")
    assert exports.newest_export(connection) == datetime(2026, 2, 8, 23, tzinfo=UTC)
    assert said.read_snapshots(connection)["received_at"][0] == pd.Timestamp("2026-01-03 01:15", tz="UTC")


def test_a_moment_without_zone_is_refused(url: str) -> None:
    naive = {"digest": "1", "name": "n", "state": "read", "read_at": NOW.replace(tzinfo=None)}
    with pytest.raises(sa.exc.StatementError, match="time zone"), engine(url).begin() as connection:
        connection.execute(sa.insert(EXPORTS), naive)


def test_rows_are_new_then_changed_or_unchanged(connection: sa.Connection, tmp_path: Path) -> None:
    one, two = a_row(**WAITING), a_row(**WAITING, **{"Tracking ID": "5049673"})
    first = take(connection, tmp_path / "a.xlsx", [one, two], "9 Feb 2026 06:00")
    second = take(connection, tmp_path / "b.xlsx", [one | ANSWERED, two], "10 Feb 2026 06:00")
    assert (first["new"], first["changed"], first["unchanged"]) == (2, 0, 0)
    assert (second["new"], second["changed"], second["unchanged"]) == (0, 1, 1)


def test_a_row_that_cannot_be_read_is_kept_in_quarantine(connection: sa.Connection, tmp_path: Path) -> None:
    rows = [a_row(), a_row(**{"Tracking ID": "1" * 31})]
    counts = take(connection, tmp_path / "a.xlsx", rows, "9 Feb 2026 06:00")
    assert (counts["new"], counts["quarantined"], count(connection, QUARANTINE)) == (1, 1, 1)


def test_two_exports_of_one_moment_that_contradict_each_other_lose_nothing(
    connection: sa.Connection, tmp_path: Path
) -> None:
    one, two = a_row(**WAITING), a_row(**WAITING, **{"Tracking ID": "5049673"})
    take(connection, tmp_path / "a.xlsx", [one, two], "9 Feb 2026 06:00")
    counts = take(connection, tmp_path / "b.xlsx", [one | ANSWERED, two], "9 Feb 2026 06:00")
    assert (counts["new"], counts["unchanged"], counts["quarantined"], count(connection, QUARANTINE)) == (0, 1, 1, 1)


def test_rows_that_do_not_add_up_fail_the_file(connection: sa.Connection, tmp_path: Path) -> None:
    export = lapor_export.read(write_export(tmp_path / "a.xlsx", [a_row()]))
    about = {"name": "a.xlsx", "digest": "1" * 64, "generated_at": export.generated_at, "rows": 2, "ignored": 0}
    with pytest.raises(exports.RowsUnaccounted, match=r"a\.xlsx"):
        exports.file_export(connection, about | {"read_at": NOW}, export.snapshots, export.quarantine)
    assert (count(connection, EXPORTS), count(connection, SNAPSHOTS)) == (0, 0)


def test_a_file_is_taken_whole_or_not_at_all(connection: sa.Connection, tmp_path: Path) -> None:
    take(connection, tmp_path / "a.xlsx", [a_row()], "9 Feb 2026 06:00")
    broken = lapor_export.read(write_export(tmp_path / "b.xlsx", [a_row(**ANSWERED)], generated="10 Feb 2026 06:00"))
    about = {"digest": broken.digest, "generated_at": broken.generated_at, "rows": 1, "ignored": 0}
    with pytest.raises(sa.exc.SQLAlchemyError):
        exports.file_export(connection, about, broken.snapshots, broken.quarantine)
    assert (count(connection, EXPORTS), count(connection, SNAPSHOTS)) == (1, 1)


def test_snapshots_that_say_the_same_as_both_neighbours_are_left_out(connection: sa.Connection, tmp_path: Path) -> None:
    for day, status in enumerate([WAITING, WAITING, WAITING, ANSWERED, ANSWERED, ANSWERED], start=10):
        take(connection, tmp_path / f"{day}.xlsx", [a_row(**status)], f"{day} Feb 2026 06:00")
    assert said.read_snapshots(connection)["fetched_at"].dt.tz_convert("Asia/Jakarta").dt.day.tolist() == [
        10,
        12,
        13,
        15,
    ]
    assert count(connection, SNAPSHOTS) == 6


def read_days(connection: sa.Connection, **limits: datetime) -> list[int]:
    return [int(day) for day in said.read_snapshots(connection, **limits)["fetched_at"].dt.day]


def test_what_was_said_later_or_read_later_is_left_out(connection: sa.Connection, tmp_path: Path) -> None:
    for day, read_at in ((10, NOW), (14, NOW + timedelta(days=7)), (12, NOW + timedelta(days=8))):
        path = tmp_path / f"{day}.xlsx"
        take(connection, path, [a_row(**{"Rating": str(day - 9)})], f"{day} Feb 2026 12:00", read_at)
    assert read_days(connection) == [10, 12, 14]
    assert read_days(connection, until=datetime(2026, 2, 12, 5, tzinfo=UTC)) == [10, 12]
    assert read_days(connection, until=datetime(2026, 2, 12, 4, 59, tzinfo=UTC)) == [10]
    assert read_days(connection, read_by=NOW + timedelta(days=7)) == [10, 14]
    assert read_days(connection, until=datetime(2026, 2, 13, tzinfo=UTC), read_by=NOW) == [10]


def test_what_lies_after_the_last_moment_makes_no_snapshot_a_repetition(
    connection: sa.Connection, tmp_path: Path
) -> None:
    for day in (10, 12, 14):
        take(connection, tmp_path / f"{day}.xlsx", [a_row()], f"{day} Feb 2026 12:00")
    assert read_days(connection) == [10, 14]
    assert read_days(connection, until=datetime(2026, 2, 13, tzinfo=UTC)) == [10, 12]


def test_the_newest_export_is_asked_for_until_a_moment(connection: sa.Connection, tmp_path: Path) -> None:
    for day in (10, 14):
        take(connection, tmp_path / f"{day}.xlsx", [a_row()], f"{day} Feb 2026 12:00")
    assert exports.newest_export(connection, datetime(2026, 2, 13, tzinfo=UTC)) == datetime(2026, 2, 10, 5, tzinfo=UTC)
    assert exports.newest_export(connection, datetime(2026, 2, 9, tzinfo=UTC)) is None


def test_a_refused_file_may_be_tried_again(connection: sa.Connection, tmp_path: Path) -> None:
    path = write_export(tmp_path / "a.xlsx", [a_row()])
    digest = lapor_export.read(path).digest
    exports.file_refusal(connection, name="a.xlsx", digest=digest, reason="rusak", read_at=NOW)
    exports.file_refusal(connection, name="a.xlsx", digest=digest, reason="rusak", read_at=NOW)
    assert not exports.has_read(connection, digest)
    take(connection, path, [a_row()], "9 Feb 2026 06:00")
    assert exports.has_read(connection, digest)


def test_frames_come_back_as_they_were_put(connection: sa.Connection) -> None:
    seen = snapshots(
        a_snapshot("Monday 2026-09-07 15:30", "waiting"), a_snapshot("Tuesday 2026-09-08 15:30", "replied")
    )
    latest, changes = tickets.latest(seen), tickets.changes(seen)
    wrong = faults.find(latest, changes, datetime(2026, 9, 7, 12, tzinfo=UTC))
    derived.put_tickets(connection, latest, changes, wrong)
    derived.put_tickets(connection, latest, changes, wrong)
    found, events = derived.read_tickets(connection)
    pd.testing.assert_frame_equal(found, latest)
    pd.testing.assert_frame_equal(tickets.in_order(events), changes)
    pd.testing.assert_frame_equal(derived.read_faults(connection), wrong)
    assert len(wrong) == 2


ENTRY = ledger.Entry("d-1", "2026-W47", "dinkes", "rapor", "kepala@dinas.example", "0" * 64, "outbox")
FREE = ("draft", "cancelled", "suppressed", "refused")
FROZEN = ("approved", "sending", "accepted", "delivered", "bounced", "unknown")


def test_every_state_leaves_a_letter_free_or_frozen() -> None:
    assert sorted((*FREE, *FROZEN)) == sorted(STATES)


def read_subject(connection: sa.Connection) -> str:
    [letter] = archive.read_letters(connection, "2026-W47", ["dinkes"])
    return letter.subject


@pytest.mark.parametrize("state", FREE)
def test_a_letter_may_change_while_nobody_has_agreed_to_it(connection: sa.Connection, state: str) -> None:
    assert archive.archive_letter(connection, LETTER)
    ledger.open_entry(connection, replace(ENTRY, state=state), "the letter is ready", NOW)
    assert archive.archive_letter(connection, replace(LETTER, subject="Perihal baru"))
    assert read_subject(connection) == "Perihal baru"
    assert not archive.has_left(connection, "2026-W47")


@pytest.mark.parametrize("state", FROZEN)
def test_a_letter_is_frozen_from_its_approval_on(connection: sa.Connection, state: str) -> None:
    assert archive.archive_letter(connection, LETTER)
    ledger.open_entry(connection, replace(ENTRY, state=state), "the letter is ready", NOW)
    assert not archive.archive_letter(connection, replace(LETTER, subject="Perihal baru"))
    assert read_subject(connection) == "Perihal"
    assert archive.has_left(connection, "2026-W47")


def test_one_approved_delivery_freezes_the_letter_for_all_its_offices(connection: sa.Connection) -> None:
    archive.archive_letter(connection, LETTER)
    for number, state in enumerate(("draft", "approved", "draft")):
        entry = replace(ENTRY, delivery_id=f"d-{number}", recipient=f"{number}@dinas.example", state=state)
        ledger.open_entry(connection, entry, "the letter is ready", NOW)
    assert not archive.archive_letter(connection, LETTER)
    for other in ({"kind": "ikhtisar"}, {"period": "2026-W48"}, {"agency_id": "dinsos"}):
        assert archive.archive_letter(connection, replace(LETTER, **other))


def test_a_week_had_left_only_from_its_first_approval_on(connection: sa.Connection) -> None:
    ledger.open_entry(connection, ENTRY, "the letter is ready", NOW - timedelta(hours=1))
    ledger.move(connection, ENTRY, "approved", "agreed", NOW)
    ledger.move(connection, replace(ENTRY, state="approved"), "sending", "claimed", NOW + timedelta(hours=1))
    assert archive.has_left(connection, "2026-W47", NOW)
    assert not archive.has_left(connection, "2026-W47", NOW - timedelta(seconds=1))
    assert not archive.has_left(connection, "2026-W46")


def test_a_week_has_not_left_with_a_letter_that_tells_no_scorecard(connection: sa.Connection) -> None:
    ledger.open_entry(connection, replace(ENTRY, kind="evaluasi", state="approved"), "the letter is ready", NOW)
    assert not archive.has_left(connection, "2026-W47")


BEFORE_THE_MAILROOM = {
    "draft": "approved", "cancelled": "unknown", "suppressed": "refused", "delivered": "accepted",
    "bounced": "accepted",
}  # fmt: skip


def test_the_mailroom_keeps_the_rows_it_finds_and_leaves_them_when_it_goes(url: str) -> None:
    with engine(url).begin() as connection:
        command.downgrade(alembic_config(connection), "0004")
        for number, state in enumerate(("approved", "sending", "accepted", "refused", "unknown")):
            row = {"delivery_id": f"d-{number}", "recipient": f"{number}@dinas.example", "state": state}
            columns = {name: value for name, value in vars(ENTRY).items() if name != "reopened_at"}
            connection.execute(write(DELIVERIES, columns), columns | row)
            move = {"delivery_id": f"d-{number}", "to_state": state, "cause": "an old one", "at": NOW}
            connection.execute(write(DELIVERY_MOVES, move), move)
        before = read_rows(connection)
    migrate(url)
    with engine(url).begin() as connection:
        assert read_rows(connection) == before
        assert connection.execute(sa.select(DELIVERY_MOVES.c.actor)).scalars().all() == ["rapor"] * 5
        for number, state in enumerate(BEFORE_THE_MAILROOM):
            row = vars(ENTRY) | {"delivery_id": f"e-{number}", "recipient": f"{number}@baru.example", "state": state}
            connection.execute(sa.insert(DELIVERIES), row | {"reopened_at": NOW})
        command.downgrade(alembic_config(connection), "0004")
        deliveries, moves = read_rows(connection)
    assert (deliveries[:5], moves) == before
    assert [row["state"] for row in deliveries[5:]] == list(BEFORE_THE_MAILROOM.values())
    with pytest.raises(IntegrityError), engine(url).begin() as connection:
        connection.execute(sa.update(DELIVERIES).values(state="delivered"))
    migrate(url)
    with engine(url).begin() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
        assert read_rows(connection) == (deliveries, moves)
    with pytest.raises(IntegrityError), engine(url).begin() as connection:
        connection.execute(sa.insert(DELIVERIES), vars(ENTRY) | {"delivery_id": "f", "recipient": "0@dinas.example"})


def write(table: sa.Table, row: dict[str, Any]) -> sa.Insert:
    return sa.insert(sa.table(table.name, *(sa.column(name, table.c[name].type) for name in row)))


def read_rows(connection: sa.Connection) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """The columns that deliveries and their moves have had all along."""
    later = ("reopened_at", "actor")
    queries = [
        sa.select(*(column for column in table.columns if column.name not in later)).order_by(table.c[order])
        for table, order in ((DELIVERIES, "delivery_id"), (DELIVERY_MOVES, "move_id"))
    ]
    deliveries, moves = ([dict(row) for row in connection.execute(query).mappings()] for query in queries)
    return deliveries, moves


def test_a_rulebook_is_kept_once_a_version(connection: sa.Connection) -> None:
    one, other = Version("r1", "c1"), Version("r1", "c2")
    rulebooks.keep(connection, one, {"a.csv": "x\n", "b.csv": "é"})
    rulebooks.keep(connection, one, {"a.csv": "not this"})
    rulebooks.keep(connection, other, {"a.csv": "y"})
    assert rulebooks.read(connection, one) == {"a.csv": "x\n", "b.csv": "é"}
    assert rulebooks.read(connection, other) == {"a.csv": "y"}
    assert rulebooks.read(connection, Version("r2", "c1")) == {}


def test_moves_are_added_and_the_rules_of_the_clocks_replaced(connection: sa.Connection) -> None:
    clocks, moves = frame(CLOCKS), frame(DEADLINE_MOVES, announced_on=[None])
    assert derived.read_clock_rules(connection) is None
    for number in (1, 2):
        derived.put_clocks(connection, clocks, Version("r", f"c{number}"), moves, NOW + timedelta(days=number))
    assert derived.read_clock_rules(connection) == Version("r", "c2")
    pd.testing.assert_frame_equal(derived.read_moves(connection), pd.concat([moves, moves], ignore_index=True))


def test_the_differences_of_a_week_are_replaced(connection: sa.Connection) -> None:
    first, other = frame(DIFFERENCES, week=["2026-W47"]), frame(DIFFERENCES, week=["2026-W46"])
    weeks.put_differences(connection, "2026-W46", other)
    weeks.put_differences(connection, "2026-W47", first)
    weeks.put_differences(connection, "2026-W47", first.assign(was="late"))
    assert list(weeks.read_differences(connection, "2026-W47")["was"]) == ["late"]
    pd.testing.assert_frame_equal(weeks.read_differences(connection, "2026-W46"), other)


def frame(columns: dict[str, str], **values: list[object]) -> pd.DataFrame:
    """One row of these columns."""
    plain = {"str": "x", "int64": 1, "bool": True, "float64": 1.5}
    row = {name: [plain.get(dtype, pd.Timestamp("2026-02-09"))] for name, dtype in columns.items()}
    moments = {name: [pd.Timestamp(NOW)] for name, dtype in columns.items() if dtype.endswith("UTC]")}
    return shape(pd.DataFrame(row | moments | values), columns)
