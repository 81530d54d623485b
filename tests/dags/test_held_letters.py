"""A letter that must wait makes its group red, and says for what; all others leave."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from airflow.sdk import DAG
from airflow.utils.state import DagRunState, TaskInstanceState

from include.jobs import control
from include.sla.week import WIB
from tests.builders_exports import write_workbook
from tests.dags.running import OFFICES, WEEK, bring, deliveries, delivery_ids, letters, run, run_all, states
from tests.standins.sendgrid import SendGrid

pytestmark = pytest.mark.filterwarnings("default")  # what Airflow's own parts warn each other of is not ours to mend

RECAP = ["Unit Kerja", "Belum Terverifikasi", "Belum Ditindaklanjuti", "Proses", "Selesai", "Total"]


def bring_recap(house: Path, *line: object) -> None:
    generated = [["Tanggal Generate", f"{datetime.now(WIB):%d/%m/%Y %H:%M}"]]
    write_workbook(house / "inbox/rekap.xlsx", [*generated, RECAP, line])


def red(dag_run: Any) -> set[str]:
    return {name for name, state in states(dag_run).items() if state == TaskInstanceState.FAILED}


def test_the_letter_of_an_agency_that_lapor_counts_otherwise_waits_until_somebody_accepts(
    dags: dict[str, DAG], house: Path, sendgrid: SendGrid, caplog: pytest.LogCaptureFixture
) -> None:
    bring_recap(house, "Dinas Sosial", 0, 0, 0, 1, 1)
    held = run_all(dags)
    assert held.state == DagRunState.FAILED
    assert red(held) == {"Dinas", "close_week"}
    assert f"The letter of {WEEK} to dinas-sosial waits: we and LAPOR's recap rekap.xlsx count closed 0" in caplog.text
    assert len(letters(sendgrid)) == OFFICES - 1
    assert [entry.agency_id for entry in deliveries() if entry.state == "draft"] == ["dinas-sosial"]
    control.accept("dinas-sosial", "closed after the export")
    assert run(dags["weekly_scorecards"], week=str(WEEK)).state == DagRunState.SUCCESS
    assert len(delivery_ids(sendgrid)) == len(letters(sendgrid)) == OFFICES


def test_no_letter_leaves_while_the_data_is_stale_and_a_new_export_lets_them_go(
    dags: dict[str, DAG], house: Path, sendgrid: SendGrid, caplog: pytest.LogCaptureFixture
) -> None:
    """The export of that week's last day was new enough to write about it, and is not to mail it two weeks later."""
    old = WEEK.shift(-2)
    bring(house, datetime.combine(old.sunday, datetime.now(WIB).time()))
    for dag_id in ("sync_tickets", "run_clocks"):
        run(dags[dag_id])
    held = run(dags["weekly_scorecards"], week=str(old))
    assert {"Dinas", "Kecamatan", "Pimpinan", "close_week"} <= red(held)
    assert f"No letter of {old} leaves: The newest export is of {old.sunday}" in caplog.text
    assert not letters(sendgrid)
    bring(house, datetime.now(WIB))
    assert run(dags["sync_tickets"]).state == DagRunState.SUCCESS
    assert run(dags["weekly_scorecards"], week=str(old)).state == DagRunState.SUCCESS
    assert len(letters(sendgrid)) == OFFICES
