from __future__ import annotations

import json
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from airflow.dag_processing.dagbag import DagBag
from airflow.sdk import DAG
from airflow.serialization.serialized_objects import DagSerialization

ROOT = Path(__file__).parents[2]
SCHEDULES = {
    "sync_tickets": "0 6-21/3 * * *",
    "run_clocks": "Asset",
    "follow_deliveries": "15,45 6-20 * * *",
    "watch_letters": "Working days, 10:00 WIB",
    "decide_deliveries": "None",
    "evaluate_period": "None",
    "keep_house": "0 2 * * *",
    "rebuild_week": "None",
    "remind_liaisons": "Working days, 07:30 WIB",
    "weekly_scorecards": "First working day of the week, 07:00 WIB",
}
# Only tasks may import these: they cost seconds, and each of Airflow's processes reads DAGs or plugins.
HEAVY = ("pandas", "holidays", "openpyxl", "sendgrid", "css_inline", "include.jobs", "include.mailroom")
READ = """
import json, sys
from airflow.dag_processing.dagbag import DagBag
from airflow.plugins_manager import get_import_errors, get_timetables_plugins
bag = DagBag("dags")
known = list(get_timetables_plugins())
print(json.dumps([bag.import_errors | get_import_errors(), sorted(bag.dags), known, sorted(sys.modules)]))
"""


@cache
def dags() -> dict[str, DAG]:
    return DagBag(ROOT / "dags").dags


def read_back(dag_id: str) -> Any:
    """The DAG as the scheduler gets it: out of the database, where it lies as JSON."""
    return DagSerialization.from_dict(json.loads(json.dumps(DagSerialization.to_dict(dags()[dag_id]))))


def arrows(dag_id: str) -> dict[str, set[str]]:
    """By task what comes after it."""
    return {task.task_id: task.downstream_task_ids for task in dags()[dag_id].tasks}


@cache
def read_in_a_fresh_process() -> Any:
    answer = subprocess.run([sys.executable, "-c", READ], cwd=ROOT, capture_output=True, text=True, check=True)
    return json.loads(answer.stdout.splitlines()[-1])


def test_every_dag_and_plugin_can_be_read() -> None:
    errors, known, timetables, _ = read_in_a_fresh_process()
    assert not errors
    assert known == sorted(SCHEDULES)
    assert timetables == ["timetables.FirstWorkingDayOfWeek", "timetables.WorkingDays"]


def test_reading_them_imports_nothing_heavy() -> None:
    *_, modules = read_in_a_fresh_process()
    assert not [module for module in modules if module in HEAVY]


@pytest.mark.parametrize("dag_id", SCHEDULES)
def test_a_dag_comes_back_from_airflows_database_as_it_was(dag_id: str) -> None:
    again = read_back(dag_id)
    assert again.task_dict.keys() == dags()[dag_id].task_dict.keys()
    assert again.timetable.summary == SCHEDULES[dag_id]


@pytest.mark.parametrize("dag_id", SCHEDULES)
def test_a_dag_says_what_it_does_and_what_to_do_when_it_fails(dag_id: str) -> None:
    dag = dags()[dag_id]
    assert dag.doc_md
    assert all(word in dag.doc_md for word in ("**What it does**", "**When it fails**", "**Run again**"))
    assert dag.tags
    assert dag.timezone.name == "Asia/Jakarta"


@pytest.mark.parametrize("dag_id", SCHEDULES)
def test_a_dag_runs_once_at_a_time_and_never_for_the_past(dag_id: str) -> None:
    dag = dags()[dag_id]
    assert dag.max_active_runs == 1
    assert not dag.catchup
    assert dag.start_date is None  # with one in the past, switching a DAG on starts the run it has just missed


def test_tickets_are_read_by_the_clock_in_jakarta() -> None:
    assert read_back("sync_tickets").timetable.serialize()["timezone"] == "Asia/Jakarta"


def test_every_task_survives_one_lost_worker() -> None:
    """But for those that say at once what somebody must do, and those that a person has just asked for."""
    once = {task.task_id for dag in dags().values() for task in dag.tasks if task.retries < 1}
    assert once == {"check_letters", "decide", "rebuild", "list_differences"}


def test_the_clocks_follow_the_tickets() -> None:
    """Not before LAPOR has been asked: else they would run twice, first over moments that are not the true ones."""
    followed = [asset.uri for _, asset in read_back("run_clocks").timetable.asset_condition.iter_assets()]
    changed = {task.task_id: [outlet.uri for outlet in task.outlets] for task in dags()["sync_tickets"].tasks}
    assert {task_id: uris for task_id, uris in changed.items() if uris} == {"correct_tickets": followed}


def test_tickets_are_read_then_corrected_then_held_against_the_recap_and_checked() -> None:
    assert arrows("sync_tickets") == {
        "register_offices": set(),  # a wrong file of offices keeps no export from being read
        "read_inbox": {"update_tickets"},
        "update_tickets": {"ask_lapor"},
        "ask_lapor": {"correct_tickets"},
        "correct_tickets": {"compare_recap", "check_data"},
        "compare_recap": set(),
        "check_data": {"tell_findings"},
        "tell_findings": set(),
    }


def test_only_what_follows_the_asking_may_go_on_when_that_is_skipped() -> None:
    rules = {task.task_id: task.trigger_rule for task in dags()["sync_tickets"].tasks}
    assert rules.pop("correct_tickets") == "none_failed"
    assert set(rules.values()) == {"all_success"}


def test_no_letter_is_delivered_before_the_data_has_been_checked() -> None:
    assert arrows("weekly_scorecards") == {
        "choose_week": {"score_agencies", "write_letters", "approve", "deliver", "close_week", "verify"},
        "score_agencies": {"write_letters"},
        "write_letters": {"approve", "deliver"},
        "check_data": {"approve"},
        "approve": {"deliver"},
        "deliver": {"close_week", "verify", "all_delivered"},
        "close_week": {"all_delivered"},
        "verify": {"all_delivered"},
        "all_delivered": set(),
    }
    assert dags()["weekly_scorecards"].get_task("deliver").trigger_rule == "all_success"


def test_the_week_is_closed_even_when_a_delivery_failed() -> None:
    close_week = dags()["weekly_scorecards"].get_task("close_week")
    assert close_week.trigger_rule == "all_done_min_one_success"  # so not when there is no week to close


def test_a_failed_delivery_fails_the_run() -> None:
    """Airflow judges a run by its last tasks; the only one must need every delivery."""
    (last,) = dags()["weekly_scorecards"].leaves
    assert last.upstream_task_ids >= {"deliver", "close_week"}
    assert last.trigger_rule == "all_success"
