"""Recaps, their gaps, and the findings on the data, on SQLite and on PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import sqlalchemy as sa

from include.gateways.warehouse import checks, connect, control
from include.gateways.warehouse.control import Filed
from include.gateways.warehouse.schema import CALLS, CONTROL_GAPS, DATA_FAULTS, EXPORTS, QUARANTINE, SNAPSHOTS
from include.sla import tables
from tests.standins.postgres import WAREHOUSES, new_warehouse

NOW = datetime(2026, 2, 12, tzinfo=UTC)
RECAP = Filed("1" * 64, "rekap.xlsx", NOW, date(2026, 1, 1), date(2026, 3, 31), NOW)


@pytest.fixture(params=WAREHOUSES)
def connection(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[sa.Connection]:
    with connect(new_warehouse(request, tmp_path)) as connection:
        yield connection


def lines(*names: str) -> pd.DataFrame:
    rows = [dict.fromkeys(tables.RECAP_LINES, 1) | {"agency_name": name, "row": row} for row, name in enumerate(names)]
    frame = tables.shape(pd.DataFrame(rows, columns=list(tables.RECAP_LINES)), tables.RECAP_LINES)
    return frame.assign(mean_response_days=float("nan"))


def gaps(*rows: tuple[str, str, int, int, str]) -> pd.DataFrame:
    return tables.shape(pd.DataFrame(rows, columns=list(tables.CONTROL_GAPS)), tables.CONTROL_GAPS)


def open_gaps(connection: sa.Connection) -> list[tuple[Any, ...]]:
    return list(control.read_gaps(connection, RECAP.digest).itertuples(index=False, name=None))


WAITING = ("dinas-sosial", "waiting", 2, 1, "11 12")
CLOSED = ("dinas-sosial", "closed", 0, 1, "11")
OTHER = ("dinas-kesehatan", "closed", 5, 4, "")


def test_a_recap_comes_back_as_it_was_filed(connection: sa.Connection) -> None:
    control.file_recap(connection, RECAP, lines("Dinas Sosial", "Dinas Kesehatan"))
    assert control.newest_recap(connection) == RECAP
    pd.testing.assert_frame_equal(
        control.read_lines(connection, RECAP.digest), lines("Dinas Sosial", "Dinas Kesehatan")
    )


def test_a_recap_filed_again_stays_as_it_was(connection: sa.Connection) -> None:
    control.file_recap(connection, RECAP, lines("Dinas Sosial"))
    control.file_recap(connection, RECAP._replace(name="salinan.xlsx"), lines("Dinas Kesehatan", "Dinas Sosial"))
    assert control.newest_recap(connection) == RECAP
    assert len(control.read_lines(connection, RECAP.digest)) == 1


def test_the_newest_recap_is_the_one_made_last_not_read_last(connection: sa.Connection) -> None:
    assert control.newest_recap(connection) is None
    older = RECAP._replace(
        digest="2" * 64, generated_at=NOW - timedelta(days=1), read_at=NOW + timedelta(days=1), since_on=None
    )
    for recap in (RECAP, older):
        control.file_recap(connection, recap, lines("Dinas Sosial"))
    assert control.newest_recap(connection) == RECAP


def test_gaps_are_put_in_place_and_those_that_closed_vanish(connection: sa.Connection) -> None:
    control.put_gaps(connection, RECAP.digest, gaps(WAITING, CLOSED, OTHER))
    assert open_gaps(connection) == [OTHER, CLOSED, WAITING]
    control.put_gaps(connection, "2" * 64, gaps(CLOSED))
    control.put_gaps(connection, RECAP.digest, gaps(WAITING))
    assert open_gaps(connection) == [WAITING]
    control.put_gaps(connection, RECAP.digest, gaps())
    assert open_gaps(connection) == []
    assert len(control.read_gaps(connection, "2" * 64)) == 1


@pytest.mark.parametrize("counts", [(3, 1), (0, 2)], ids=["ours", "theirs"])
def test_an_accepted_gap_stays_accepted_while_its_counts_are_the_same(
    connection: sa.Connection, counts: tuple[int, int]
) -> None:
    control.put_gaps(connection, RECAP.digest, gaps(WAITING, CLOSED, OTHER))
    assert control.accept_gaps(connection, RECAP.digest, "dinas-sosial", "recap lags", NOW) == 2
    assert open_gaps(connection) == [OTHER]
    explained, moved = (*WAITING[:4], "11 12 13"), (*CLOSED[:2], *counts, "11")
    control.put_gaps(connection, RECAP.digest, gaps(explained, moved, OTHER))
    assert open_gaps(connection) == [OTHER, moved]
    with connection.begin():
        query = sa.select(CONTROL_GAPS).where(CONTROL_GAPS.c.status == "waiting")
        kept = connection.execute(query).mappings().one()
    assert (kept["accepted_at"], kept["accepted_because"], kept["tickets"]) == (NOW, "recap lags", "11 12 13")


def test_what_is_not_open_is_not_accepted(connection: sa.Connection) -> None:
    control.put_gaps(connection, RECAP.digest, gaps(WAITING))
    assert control.accept_gaps(connection, RECAP.digest, "dinas-kesehatan", "why", NOW) == 0
    assert control.accept_gaps(connection, "2" * 64, "dinas-sosial", "why", NOW) == 0
    assert control.accept_gaps(connection, RECAP.digest, "dinas-sosial", "why", NOW) == 1
    assert control.accept_gaps(connection, RECAP.digest, "dinas-sosial", "again", NOW) == 0


def findings(*rows: tuple[str, str, float]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["check", "severity", "value"]).assign(limit=2.0, told="One sentence.")
    return tables.shape(frame, tables.CHECKS)


def test_the_last_findings_are_read_and_the_earlier_ones_kept(connection: sa.Connection) -> None:
    assert checks.read_checks(connection).empty
    checks.file_checks(connection, findings(("api", "ok", 0), ("volume", "odd", 7)), NOW)
    last = findings(("export_age", "stale", float("inf")), ("faults", "ok", 0.1))
    checks.file_checks(connection, last, NOW + timedelta(hours=3))
    pd.testing.assert_frame_equal(checks.read_checks(connection), last)


def add(connection: sa.Connection, table: sa.Table, *rows: dict[str, Any]) -> None:
    values = {"string": "", "text": "", "integer": 0, "datetime": NOW}
    with connection.begin():
        for row in rows:
            blank = {
                column.name: values[type(getattr(column.type, "impl", column.type)).__name__.lower()]
                for column in table.columns
                if not column.nullable
            }
            connection.execute(sa.insert(table), blank | row)


def test_only_the_newest_snapshot_of_each_ticket_is_read(connection: sa.Connection) -> None:
    for number, days, status in (("1", 0, "Terverifikasi"), ("1", 2, "Selesai"), ("2", 1, "Proses")):
        said = {"ticket_id": number, "fetched_at": NOW + timedelta(days=days), "status": status}
        add(connection, SNAPSHOTS, said)
    newest = checks.read_newest(connection)
    assert newest.dtypes.astype(str).to_dict() == tables.SNAPSHOTS
    assert dict(zip(newest["ticket_id"], newest["status"], strict=True)) == {"1": "Selesai", "2": "Proses"}
    add(connection, DATA_FAULTS, *[{"ticket_id": "2", "fault": fault} for fault in ("duplicate", "after_end")])
    assert checks.count_faulty(connection) == (1, 2)


def test_quarantined_rows_count_until_they_are_mended_and_of_the_last_exports_only(connection: sa.Connection) -> None:
    assert checks.count_quarantined(connection, NOW) == (0, 0)
    for digest, days in (("new", 0), ("old", 8)):
        add(connection, EXPORTS, {"digest": digest, "generated_at": NOW - timedelta(days=days), "rows": 100})
        mended = {"source": digest, "row": 3, "repaired_by": "later"}
        add(connection, QUARANTINE, {"source": digest, "row": 1}, {"source": digest, "row": 2}, mended)
    assert checks.count_quarantined(connection, NOW - timedelta(days=7)) == (2, 100)


def test_an_asking_without_an_answer_has_failed(connection: sa.Connection) -> None:
    assert checks.count_failed(connection, NOW) == (0, 0)
    outcomes = ("told", "unknown", "forbidden", "failed")
    add(connection, CALLS, *[{"ticket_id": str(n), "outcome": outcome} for n, outcome in enumerate(outcomes)])
    add(connection, CALLS, {"ticket_id": "9", "outcome": "failed", "fetched_at": NOW - timedelta(days=2)})
    assert checks.count_failed(connection, NOW - timedelta(days=1)) == (2, 4)
