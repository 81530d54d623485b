"""The data staff hear of what went wrong, once a cause; and when mail itself is what went wrong, a task is red."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest
import sqlalchemy as sa

from include import alarms, jobs
from include.gateways.warehouse import checks, ledger
from include.gateways.warehouse.ledger import Connection
from include.gateways.warehouse.schema import DELIVERIES
from include.jobs.notices import NoticesUnsent
from include.letters.notice import STAFF
from tests.standins.sendgrid import SendGrid, fail, reset

UI = "https://rapor.example"
NOW = datetime.now(UTC)


def failed(task: str, run: str = "scheduled__2026-11-23T00:00:00+00:00") -> Any:
    return {"ti": SimpleNamespace(dag_id="sync_tickets", task_id=task, run_id=run)}


def subjects(sendgrid: SendGrid) -> list[str]:
    return [one["body"]["subject"] for one in sendgrid.accepted]


def test_a_failed_task_is_told_once_a_day_with_a_link_to_it(connection: Connection, sendgrid: SendGrid) -> None:
    for run in ("first+run", "second+run"):
        alarms.tell_failure(failed("read_inbox", run))
    alarms.tell_failure(failed("check_data"))
    assert subjects(sendgrid) == [
        "Perlu ditangani: tugas sync_tickets.read_inbox gagal",
        "Perlu ditangani: tugas sync_tickets.check_data gagal",
    ]
    letter = sendgrid.accepted[0]["body"]["content"][0]["value"]
    assert "/dags/sync_tickets/runs/first%2Brun/tasks/read_inbox" in letter


@pytest.mark.parametrize(("state", "told"), [("running", 1), ("queued", 1), ("success", 0), ("failed", 0)])
def test_lateness_is_told_of_a_run_that_has_not_ended(
    connection: Connection, sendgrid: SendGrid, state: str, told: int
) -> None:
    alarms.tell_lateness({"dag_run": {"dag_id": "weekly_scorecards", "dag_run_id": "a run", "state": state}})
    assert len(subjects(sendgrid)) == told


def test_only_what_holds_letters_is_told_of_the_data(connection: Connection, sendgrid: SendGrid) -> None:
    assert jobs.tell_findings(UI) == 0
    found = {"check": ["api", "export_age", "volume"], "severity": ["ok", "stale", "odd"], "value": 0.0, "limit": 1.0}
    checks.file_checks(connection, pd.DataFrame(found | {"told": "so it is"}), NOW)
    assert [jobs.tell_findings(UI) for _ in range(2)] == [1, 1]
    assert subjects(sendgrid) == ["Perlu ditangani: data LAPOR! menahan surat"]
    text = sendgrid.accepted[0]["body"]["content"][0]["value"]
    assert "export_age" in text
    assert "volume" not in text


@pytest.mark.parametrize(
    ("states", "closed"),
    [(["bounced", "bounced"], 1), (["delivered", "bounced"], 0), (["bounced", "delivered"], 0), (["bounced"], 0)],
)
def test_a_mailbox_that_bounced_twice_running_is_named_once(
    connection: Connection, sendgrid: SendGrid, states: list[str], closed: int
) -> None:
    for number, state in enumerate(states):
        keep(connection, number, state)
    assert [jobs.watch_mailboxes(UI) for _ in range(2)] == [closed] * 2
    assert len(subjects(sendgrid)) == closed


def test_another_bounce_names_the_mailbox_anew(connection: Connection, sendgrid: SendGrid) -> None:
    for number in range(3):
        keep(connection, number, "bounced")
        jobs.watch_mailboxes(UI)
    assert len(subjects(sendgrid)) == 2


def keep(connection: Connection, number: int, state: str) -> None:
    row = {"delivery_id": f"d{number}", "period": f"2026-W{number + 10}", "agency_id": "dinas-sosial", "kind": "rapor"}
    row |= {"recipient": "dinsos@bekasikab.example", "digest": "0" * 64, "carrier": "sendgrid", "state": state}
    with connection.begin():
        connection.execute(
            sa.insert(DELIVERIES), row | {"attempts": 1, "finished_at": NOW - timedelta(days=7 * (5 - number))}
        )


def test_what_could_not_be_told_makes_a_task_red_until_it_has_left(connection: Connection, sendgrid: SendGrid) -> None:
    sendgrid.faults.extend([fail(401), fail(401)])
    alarms.tell_failure(failed("read_inbox"))
    with pytest.raises(NoticesUnsent, match=r"1 notices have not left: tugas-gagal, sync_tickets\.read_inbox"):
        jobs.send_notices()
    assert jobs.measure()["notices_unsent"] == 1
    assert jobs.send_notices() == 1
    assert len(subjects(sendgrid)) == 1
    assert jobs.send_notices() == 0
    assert jobs.measure()["notices_unsent"] == 0


def test_a_notice_of_which_nobody_knows_whether_it_left_is_not_sent_again(
    connection: Connection, sendgrid: SendGrid
) -> None:
    sendgrid.faults.append(reset)
    alarms.tell_failure(failed("read_inbox"))
    assert jobs.send_notices() == 0
    assert [one.state for one in ledger.list_entries(connection, agency_id=STAFF)] == ["unknown"]


def test_the_figures_are_those_of_the_warehouse(connection: Connection, sendgrid: SendGrid) -> None:
    before = jobs.measure()
    assert before["responses_open"] >= before["responses_overdue"] > 0
    assert before["data_age_hours"] > 24
    keep(connection, 1, "bounced")
    assert jobs.measure()["deliveries_bounced"] == before["deliveries_bounced"] + 1
