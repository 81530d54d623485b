"""The reminders as real Airflow runs: an export in, a mail to one liaison officer out by SendGrid's stand-in."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from airflow.sdk import DAG
from airflow.utils.state import DagRunState, TaskInstanceState

from include.sla.week import WIB
from tests.builders_exports import a_row, write_export
from tests.dags.running import deliveries, delivery_ids, letters, returned, run, states
from tests.standins.sendgrid import SendGrid, fail

pytestmark = pytest.mark.filterwarnings("default")  # what Airflow's own parts warn each other of is not ours to mend

LONG_AGO = timedelta(days=60)  # so that its resolution is late, whatever days off lie between
LIAISON = "penghubung@dinas-sosial.bekasikab.example"


def sync(dags: dict[str, DAG], house: Path, generated_at: datetime, *agencies: str) -> None:
    """Take in an export made at this moment of one long open report of each agency."""
    received_on = (generated_at - LONG_AGO).date()
    rows = [
        a_row(**{"Tracking ID": str(number), "Tanggal Laporan Masuk": received_on, "Instansi Terdisposisi": agency})
        | {"ID Instansi Terdisposisi": "-"}
        for number, agency in enumerate(agencies, start=7000001)
    ]
    for old in (house / "inbox").glob("*.xlsx"):
        old.unlink()
    write_export(house / "inbox/terlambat.xlsx", rows, generated=f"{generated_at:%d/%m/%Y %H:%M}")
    assert run(dags["sync_tickets"]).state == DagRunState.SUCCESS


def red(dag_run: Any) -> set[str]:
    return {name for name, state in states(dag_run).items() if state == TaskInstanceState.FAILED}


def test_an_open_late_report_becomes_one_mail_and_a_second_run_sends_none(
    dags: dict[str, DAG], house: Path, sendgrid: SendGrid
) -> None:
    now = datetime.now(WIB)
    sync(dags, house, now, "Dinas Sosial")
    first = run(dags["remind_liaisons"])
    assert first.state == DagRunState.SUCCESS
    assert returned(first, "choose_day") == str(now.date())
    assert returned(first, "write_reminders") == ["dinas-sosial"]
    assert returned(first, "deliver_reminders") == {"sent": 1, "without a liaison": 0}
    (mail,) = letters(sendgrid)
    assert mail["subject"].startswith("1 laporan terlambat: Dinas Sosial, ")
    assert [(entry.kind, entry.recipient) for entry in deliveries()] == [("pengingat", LIAISON)]
    assert returned(run(dags["remind_liaisons"]), "deliver_reminders") == {"already sent": 1, "without a liaison": 0}
    assert len(letters(sendgrid)) == 1


def test_a_refused_reminder_makes_the_run_red_without_retry_and_keeps_no_other_from_leaving(
    dags: dict[str, DAG], house: Path, sendgrid: SendGrid
) -> None:
    sync(dags, house, datetime.now(WIB), "Dinas Sosial", "Dinas Kesehatan")
    sendgrid.faults.append(fail(400))
    assert red(run(dags["remind_liaisons"])) == {"deliver_reminders"}
    assert len(sendgrid.requests) == 3  # two letters, and the notice of the red task
    assert sorted(entry.state for entry in deliveries()) == ["accepted", "refused"]
    assert run(dags["remind_liaisons"]).state == DagRunState.SUCCESS
    assert len(delivery_ids(sendgrid)) == len(letters(sendgrid)) == 2


def test_no_reminder_is_mailed_from_an_export_of_last_week(
    dags: dict[str, DAG], house: Path, sendgrid: SendGrid, caplog: pytest.LogCaptureFixture
) -> None:
    old = datetime.now(WIB) - timedelta(days=30)
    sync(dags, house, old, "Dinas Sosial")
    assert red(run(dags["remind_liaisons"])) == {"deliver_reminders"}
    assert f"leaves: The newest export is of {old:%F %H:%M} WIB" in caplog.text
    assert not letters(sendgrid)


def test_a_run_of_a_day_that_is_over_is_refused(
    dags: dict[str, DAG], house: Path, sendgrid: SendGrid, capsys: pytest.CaptureFixture[str]
) -> None:
    now = datetime.now(WIB)
    sync(dags, house, now, "Dinas Sosial")
    yesterday = now - timedelta(days=1)
    late = dags["remind_liaisons"].test(logical_date=yesterday)
    assert red(late) == {"write_reminders"}
    assert f"{yesterday:%F} is not today, {now:%F}: nothing is sent" in capsys.readouterr().out
    assert not letters(sendgrid)


def test_nothing_is_delivered_before_the_data_has_been_checked(dags: dict[str, DAG]) -> None:
    assert {task.task_id: task.downstream_task_ids for task in dags["remind_liaisons"].tasks} == {
        "choose_day": {"write_reminders", "deliver_reminders"},
        "write_reminders": {"deliver_reminders"},
        "check_data": {"deliver_reminders"},
        "deliver_reminders": set(),
    }
