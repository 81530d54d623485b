"""Letters wait for gaps that nobody has accepted, and for data that is stale or broken; each says for what."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest
import sqlalchemy as sa

from include.gateways.warehouse import checks, connect, control
from include.jobs.holds import ALL, holds
from include.sla import tables
from include.sla.quality import Finding, gather
from include.sla.week import Week
from tests.builders import moment
from tests.standins.postgres import WAREHOUSES, new_warehouse

WEEK = Week.parse("2026-W06")
MONDAY = moment("Monday 2026-02-09 06:00")
RECAP = control.Filed("1" * 64, "rekap.xlsx", MONDAY, None, None, MONDAY)
GAPS = [("dinas-kesehatan", "closed", 0, 1, ""), ("dinas-sosial", "waiting", 3, 2, "1"),
        ("dinas-sosial", "closed", 1, 2, "1")]  # fmt: skip


@pytest.fixture(params=WAREHOUSES)
def connection(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[sa.Connection]:
    with connect(new_warehouse(request, tmp_path)) as connection:
        yield connection


def file_gaps(connection: sa.Connection, recap: control.Filed, *gaps: tuple[str, str, int, int, str]) -> None:
    empty = {name: pd.Series(dtype=dtype) for name, dtype in tables.RECAP_LINES.items()}
    control.file_recap(connection, recap, pd.DataFrame(empty))
    frame = pd.DataFrame(gaps, columns=list(tables.CONTROL_GAPS))
    control.put_gaps(connection, recap.digest, tables.shape(frame, tables.CONTROL_GAPS))


def file_findings(connection: sa.Connection, at: str, **severities: str) -> None:
    found = [Finding(check, severity, 1, 0, f"{check} says so.") for check, severity in severities.items()]
    checks.file_checks(connection, gather(*found), moment(at))


def test_before_any_recap_or_check_nothing_is_held(connection: sa.Connection) -> None:
    assert holds(connection, WEEK) == {}


def test_an_agency_with_an_open_gap_is_held_and_the_reason_says_what_to_do(connection: sa.Connection) -> None:
    file_gaps(connection, RECAP, *GAPS, ("UNMAPPED", "closed", 0, 1, ""))
    held = holds(connection, WEEK)
    assert set(held) == {"dinas-kesehatan", "dinas-sosial"}
    assert held["dinas-sosial"] == (
        "The letter of 2026-W06 to dinas-sosial waits: we and LAPOR's recap rekap.xlsx count closed 1 and 2, waiting 3 "
        "and 2. See `python -m include.jobs.control`, then bring newer files or accept the difference."
    )


def test_an_accepted_agency_and_one_of_an_older_recap_are_not_held(connection: sa.Connection) -> None:
    file_gaps(connection, RECAP, *GAPS)
    control.accept_gaps(connection, RECAP.digest, "dinas-sosial", "looked into", MONDAY)
    assert set(holds(connection, WEEK)) == {"dinas-kesehatan"}
    newer = RECAP._replace(digest="2" * 64, generated_at=moment("Tuesday 2026-02-10 06:00"))
    file_gaps(connection, newer)
    assert holds(connection, WEEK) == {}


def test_stale_or_broken_data_holds_all_and_odd_data_none(connection: sa.Connection) -> None:
    file_findings(connection, "Monday 2026-02-09 06:10", export_age="ok", volume="odd")
    assert holds(connection, WEEK) == {}
    file_findings(connection, "Monday 2026-02-09 06:20", export_age="stale", volume="odd", faults="broken")
    assert holds(connection, WEEK) == {
        ALL: "No letter of 2026-W06 leaves: export_age says so. faults says so. Then run check_data again."
    }
    file_findings(connection, "Monday 2026-02-09 06:30", export_age="ok")
    assert holds(connection, WEEK) == {}
