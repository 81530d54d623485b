from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from demo import airflow, keeper

LEADER = """
import subprocess, sys, time
code = "import os, time; os.setpgid(0, 0); print(1, flush=True); time.sleep(60)"
child = subprocess.Popen([sys.executable, "-c", code])
time.sleep(60)
"""


def test_what_a_killed_keeper_left_behind_is_ended(tmp_path: Path) -> None:
    record = tmp_path / "running.json"
    record.touch()
    leader = subprocess.Popen([sys.executable, "-c", LEADER], start_new_session=True, stdout=subprocess.PIPE)
    assert leader.stdout
    assert leader.stdout.readline() == b"1\n"  # the child has left its parent's group, as Airflow's tasks do
    leader.kill()
    leader.wait()
    (child,) = keeper.session(leader.pid)
    keeper.clear_up(leader.pid, record)
    leader.stdout.close()
    assert not child.is_running() or child.status() == psutil.STATUS_ZOMBIE
    assert not record.exists()


def test_processes_of_another_folder_are_none_of_ours(tmp_path: Path) -> None:
    other = subprocess.Popen(
        [sys.executable, "-c", "import time; time.sleep(60)"], start_new_session=True, cwd=tmp_path
    )
    keeper.clear_up(other.pid, tmp_path / "running.json")
    assert other.poll() is None
    other.kill()
    other.wait()


def test_no_setting_of_a_real_installation_reaches_the_sample(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RAPOR_CARRIER", "sendgrid")
    monkeypatch.setenv("RAPOR_INBOX", "/srv/lapor")
    monkeypatch.setenv("RAPOR_WAREHOUSE_URL", "postgresql+psycopg://sample@localhost/sample")
    env = airflow.environment()
    assert env["RAPOR_WAREHOUSE_URL"] == "postgresql+psycopg://sample@localhost/sample"
    assert env["RAPOR_SAMPLE"] == "true"
    assert not env.keys() & {"RAPOR_CARRIER", "RAPOR_INBOX"}
