"""The warehouse, on SQLite and on PostgreSQL: the same statements, the same rows."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pandas as pd
import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from include.gateways import lapor_export
from include.gateways.warehouse import archive, connect, derived, ledger, migrate, raw
from include.gateways.warehouse.archive import Archived
from include.gateways.warehouse.connection import OutdatedWarehouse, engine
from include.gateways.warehouse.schema import EXPORTS, QUARANTINE, SNAPSHOTS, metadata
from include.sla import tickets
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


def take(connection: sa.Connection, path: Path, rows: list[dict[str, object]], generated: str) -> dict[str, int]:
    export = lapor_export.read(write_export(path, rows, generated=generated))
    names = ("name", "digest", "generated_at", "dated_by", "rows", "ignored")
    about = {name: getattr(export, name) for name in names} | {"read_at": NOW}
    return raw.file_export(connection, about, export.snapshots, export.quarantine)


def count(connection: sa.Connection, table: sa.Table) -> int:
    with connection.begin():
        return int(connection.execute(sa.select(sa.func.count()).select_from(table)).scalar_one())


def test_the_migrations_build_the_tables_this_code_speaks_of(connection: sa.Connection) -> None:
    assert compare_metadata(MigrationContext.configure(connection), metadata) == []


def test_migrating_again_does_nothing(url: str, connection: sa.Connection) -> None:
    migrate(url)
    assert count(connection, EXPORTS) == 0


def test_every_table_and_column_says_what_it_holds() -> None:
    silent = [str(column) for table in metadata.tables.values() for column in table.columns if not column.comment]
    assert silent == []
    assert all(table.comment for table in metadata.tables.values())


def test_a_warehouse_without_tables_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(OutdatedWarehouse, match="python -m include"), connect(f"sqlite:///{tmp_path / 'new.db'}"):
        pass


def test_moments_come_back_aware_and_in_utc(connection: sa.Connection, tmp_path: Path) -> None:
    take(connection, tmp_path / "a.xlsx", [a_row()], "9 Feb 2026 06:00")
    assert raw.newest_export(connection) == datetime(2026, 2, 8, 23, tzinfo=UTC)
    assert raw.read_snapshots(connection)["received_at"][0] == pd.Timestamp("2026-01-03 01:15", tz="UTC")


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
    with pytest.raises(raw.RowsUnaccounted, match=r"a\.xlsx"):
        raw.file_export(connection, about | {"read_at": NOW}, export.snapshots, export.quarantine)
    assert (count(connection, EXPORTS), count(connection, SNAPSHOTS)) == (0, 0)


def test_a_file_is_taken_whole_or_not_at_all(connection: sa.Connection, tmp_path: Path) -> None:
    take(connection, tmp_path / "a.xlsx", [a_row()], "9 Feb 2026 06:00")
    broken = lapor_export.read(write_export(tmp_path / "b.xlsx", [a_row(**ANSWERED)], generated="10 Feb 2026 06:00"))
    about = {"digest": broken.digest, "generated_at": broken.generated_at, "rows": 1, "ignored": 0}
    with pytest.raises(sa.exc.SQLAlchemyError):
        raw.file_export(connection, about, broken.snapshots, broken.quarantine)
    assert (count(connection, EXPORTS), count(connection, SNAPSHOTS)) == (1, 1)


def test_snapshots_that_say_the_same_as_both_neighbours_are_left_out(connection: sa.Connection, tmp_path: Path) -> None:
    for day, status in enumerate([WAITING, WAITING, WAITING, ANSWERED, ANSWERED, ANSWERED], start=10):
        take(connection, tmp_path / f"{day}.xlsx", [a_row(**status)], f"{day} Feb 2026 06:00")
    assert raw.read_snapshots(connection)["fetched_at"].dt.tz_convert("Asia/Jakarta").dt.day.tolist() == [
        10,
        12,
        13,
        15,
    ]
    assert count(connection, SNAPSHOTS) == 6


def test_a_refused_file_may_be_tried_again(connection: sa.Connection, tmp_path: Path) -> None:
    path = write_export(tmp_path / "a.xlsx", [a_row()])
    digest = lapor_export.read(path).digest
    raw.file_refusal(connection, name="a.xlsx", digest=digest, reason="rusak", read_at=NOW)
    raw.file_refusal(connection, name="a.xlsx", digest=digest, reason="rusak", read_at=NOW)
    assert not raw.has_read(connection, digest)
    take(connection, path, [a_row()], "9 Feb 2026 06:00")
    assert raw.has_read(connection, digest)


def test_frames_come_back_as_they_were_put(connection: sa.Connection) -> None:
    seen = snapshots(
        a_snapshot("Monday 2026-09-07 15:30", "waiting"), a_snapshot("Tuesday 2026-09-08 15:30", "replied")
    )
    latest, changes = tickets.latest(seen), tickets.changes(seen)
    derived.put_tickets(connection, latest, changes)
    derived.put_tickets(connection, latest, changes)
    found, events = derived.read_tickets(connection)
    pd.testing.assert_frame_equal(found, latest)
    pd.testing.assert_frame_equal(tickets.in_order(events), changes)


def test_a_letter_may_change_until_a_delivery_has_claimed_it(connection: sa.Connection) -> None:
    entry = ledger.Entry("d-1", "2026-W47", "dinkes", "rapor", "kepala@dinas.example", "0" * 64, "outbox")
    assert archive.archive_letter(connection, LETTER)
    assert archive.archive_letter(connection, Archived(**vars(LETTER) | {"subject": "Perihal baru"}))
    ledger.open_entry(connection, entry, NOW)
    assert not archive.archive_letter(connection, LETTER)
    assert [letter.subject for letter in archive.read_letters(connection, "2026-W47", ["dinkes"])] == ["Perihal baru"]
