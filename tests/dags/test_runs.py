"""The three DAGs as real Airflow runs, one after the other: exports in, letters out by SendGrid's stand-in."""

from __future__ import annotations

import pytest
from airflow.models.asset import AssetEvent, AssetModel
from airflow.sdk import DAG
from airflow.utils.session import create_session
from airflow.utils.state import DagRunState, TaskInstanceState
from sqlalchemy import select

from tests.dags.running import OFFICES, WEEK, deliveries, delivery_ids, letters, run, run_all, states
from tests.standins.sendgrid import SendGrid, fail

pytestmark = [
    pytest.mark.filterwarnings("default"),  # what Airflow's own parts warn each other of is not ours to mend
    pytest.mark.usefixtures("house"),
]


def test_an_export_becomes_letters_and_a_second_run_sends_none(dags: dict[str, DAG], sendgrid: SendGrid) -> None:
    first = run_all(dags)
    assert first.state == DagRunState.SUCCESS
    assert set(states(first).values()) == {TaskInstanceState.SUCCESS}
    assert {"Dinas", "Kecamatan", "Pimpinan"} <= states(first).keys()
    assert len(letters(sendgrid)) == OFFICES
    assert run(dags["weekly_scorecards"], week=str(WEEK)).state == DagRunState.SUCCESS
    assert len(letters(sendgrid)) == OFFICES
    with create_session() as session:
        events = select(AssetModel.name).join(AssetEvent, AssetEvent.asset_id == AssetModel.id)
        assert {"tickets", "clocks", "scorecards", "letters", "deliveries"} <= set(session.scalars(events))


def test_a_service_that_is_busy_is_tried_again_until_every_letter_left_once(
    dags: dict[str, DAG], sendgrid: SendGrid
) -> None:
    sendgrid.faults.extend([fail(429), fail(429)])
    assert run_all(dags).state == DagRunState.SUCCESS
    assert len(delivery_ids(sendgrid)) == len(letters(sendgrid)) == OFFICES


def test_a_refused_letter_fails_its_group_without_retry_and_the_run_but_no_other_group(
    dags: dict[str, DAG], sendgrid: SendGrid
) -> None:
    sendgrid.faults.append(fail(400))
    failed = run_all(dags)
    assert failed.state == DagRunState.FAILED
    red = {name for name, state in states(failed).items() if state == TaskInstanceState.FAILED}
    assert len(red) == 2  # the group that came first, and the week that is not complete
    assert "close_week" in red
    assert sorted(entry.state for entry in deliveries()) == ["accepted"] * (OFFICES - 1) + ["refused"]
    assert run(dags["weekly_scorecards"], week=str(WEEK)).state == DagRunState.SUCCESS
    assert len(delivery_ids(sendgrid)) == len(letters(sendgrid)) == OFFICES
