"""The data is checked: each check once, its findings kept, and what is not ok said in the log."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from include import jobs
from include.gateways.warehouse import checks, connect
from include.gateways.warehouse.schema import CALLS, CHECKS
from include.jobs.checks import check_data
from include.settings import settings
from include.sla import quality
from include.sla.week import WIB
from tests.builders_exports import Row, write_export
from tests.jobs.stories import REPORTS, bring

UNKNOWN = {"Status Laporan": "Entahlah"}


@pytest.fixture
def connection(house: Path) -> Iterator[sa.Connection]:
    with connect(settings().warehouse_url) as connection:
        yield connection


def bring_now(house: Path, *changed: Row) -> None:
    """An export made just now, of the four reports, the first of them changed."""
    rows = [report | dict(change) for report, change in zip(REPORTS.values(), [*changed, {}, {}, {}, {}], strict=False)]
    write_export(house / "inbox/now.xlsx", rows, generated=f"{datetime.now(WIB):%d/%m/%Y %H:%M:%S}")
    jobs.read_inbox(), jobs.update_tickets()


def test_fresh_and_sound_data_is_ok_in_every_check(house: Path, caplog: pytest.LogCaptureFixture) -> None:
    bring_now(house)
    caplog.clear()
    assert check_data() == dict.fromkeys(quality.CHECKS, "ok")
    assert caplog.text == ""


def test_an_empty_warehouse_is_stale_and_nothing_else(house: Path) -> None:
    found = check_data()
    assert found.pop("export_age") == "stale"
    assert set(found.values()) == {"ok"}


def test_old_exports_are_stale(house: Path, caplog: pytest.LogCaptureFixture) -> None:
    bring(house, "9 Feb", "1", "2")
    assert check_data()["export_age"] == "stale"
    said = [record for record in caplog.records if record.name == "include.jobs.checks"]
    assert [record.levelno for record in said] == [logging.ERROR]
    assert "export_age is stale: The newest export is of 2026-02-09 15:30 WIB" in said[0].message


@pytest.mark.parametrize(
    ("check", "change"),
    [
        ("unknown_words", {"Status Laporan": "Entahlah"}),
        ("unknown_words", {"Klasifikasi Laporan": "-"}),
        ("unknown_words", {"Tipe Laporan (Anonim/Rahasia)": "Entahlah"}),
        ("unmapped_agencies", {"Instansi Terdisposisi": "Dinas Contoh"}),
        ("quarantined", {"Tanggal Laporan Masuk": "31 Feb 2026"}),
    ],
    ids=str,
)
def test_one_row_in_four_that_cannot_be_understood_is_broken(house: Path, check: str, change: Row) -> None:
    bring_now(house, change)
    assert {name: severity for name, severity in check_data().items() if severity != "ok"} == {check: "broken"}


def test_data_faults_and_an_api_that_does_not_answer_are_told(house: Path, connection: sa.Connection) -> None:
    bring_now(house, {"Tanggal Laporan Masuk": "1 Feb 2026"})
    bring(house, "5 Feb", "1")
    call = {"ticket_id": "1", "fetched_at": datetime.now(UTC) - timedelta(hours=1), "outcome": "failed", "requests": 3}
    with connection.begin():
        connection.execute(sa.insert(CALLS), call)
    found = check_data()
    assert (found["faults"], found["api"], found["export_age"]) == ("broken", "odd", "ok")


def test_findings_are_kept_and_the_last_ones_count(house: Path, connection: sa.Connection) -> None:
    check_data()
    bring_now(house)
    check_data()
    assert set(checks.read_checks(connection)["severity"]) == {"ok"}
    with connection.begin():
        number = connection.execute(sa.select(sa.func.count()).select_from(CHECKS)).scalar_one()
    assert number == 2 * len(quality.CHECKS)
