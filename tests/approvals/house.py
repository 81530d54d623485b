"""An installation in a folder of its own, with the Airflow of `make ui` over what its office has exported."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

from demo import offices
from demo.airflow import USER
from demo.api import Api
from include import jobs, settings
from include.gateways.warehouse import migrate
from include.gateways.warehouse.connection import engine
from include.sla.week import WIB, Week
from tests.approvals.runs import House
from tests.builders_exports import a_row, write_export

ROOT = Path(__file__).parents[2]
PARTS = ("dags", "plugins", "include", "demo", "reports", "tests/standins")
APPROVAL_SECONDS = 60  # for a browser on a busy machine to answer in, and for one run to wait out
LAST_WEEK = Week.before(datetime.now(WIB))
TOLD = re.compile(r"(http://\S+) .*password (\S+)")


def build(folder: Path) -> None:
    """The code, a register of offices, and a warehouse that has read the exports."""
    for part in PARTS:
        shutil.copytree(ROOT / part, folder / part, ignore=shutil.ignore_patterns("__pycache__"))
    var = folder / "var"
    bring(var / "inbox")
    offices.write(var / "offices.csv")
    with chosen(var):
        url = settings.settings().warehouse_url
        migrate(url)
        jobs.register_offices(), jobs.read_inbox(), jobs.update_tickets()
        engine(url).dispose()


def bring(inbox: Path) -> None:
    """Two exports: one report of Dinas Kesehatan answered in between, one of Dinas Sosial open past its date."""
    inbox.mkdir(parents=True)
    received_on = LAST_WEEK.shift(-5).monday
    received = {"Tanggal Laporan Masuk": received_on, "ID Instansi Terdisposisi": "-"}
    late = a_row(**received | {"Tracking ID": "2", "Instansi Terdisposisi": "Dinas Sosial"})
    good = a_row(**received | {"Tracking ID": "1", "Instansi Terdisposisi": "Dinas Kesehatan"})
    answered = good | {"Status Laporan": "Proses"}
    write_export(inbox / "a.xlsx", [late, good], generated=f"{received_on + timedelta(days=1):%d/%m/%Y} 08:00")
    write_export(inbox / "b.xlsx", [late, answered], generated=f"{datetime.now(WIB):%d/%m/%Y %H:%M}")


@contextmanager
def chosen(var: Path) -> Iterator[None]:
    """The settings with which Airflow will find it all again."""
    before = dict(os.environ)
    places = {"INBOX": var / "inbox", "OFFICES": var / "offices.csv", "WAREHOUSE_URL": f"sqlite:///{var}/warehouse.db"}
    os.environ |= {f"RAPOR_{name}": str(place) for name, place in places.items()} | {"RAPOR_SETTLE_SECONDS": "0"}
    settings.settings.cache_clear()
    try:
        yield
    finally:
        os.environ.clear()
        os.environ |= before
        settings.settings.cache_clear()


@contextmanager
def open_house(folder: Path) -> Iterator[House]:
    """`make ui` in this folder, as long as the block lasts."""
    env = {name: value for name, value in os.environ.items() if not name.startswith(("RAPOR_", "AIRFLOW_"))}
    env |= {"RAPOR_PORT": str(find_port()), "RAPOR_APPROVAL_HOURS": str(APPROVAL_SECONDS / 3600), "COLUMNS": "200"}
    command = [sys.executable, "-u", "-m", "demo.ui"]
    with subprocess.Popen(
        command, cwd=folder, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as airflow:
        try:
            url, password = read_terminal(airflow)
            api = Api(int(env["RAPOR_PORT"]), USER, password)
            with api.client:
                assert api.answers()
                api.switch_on("weekly_scorecards")
                yield House(folder, api, url)
        finally:
            airflow.send_signal(signal.SIGINT)
            airflow.communicate()


def read_terminal(airflow: subprocess.Popen[str]) -> tuple[str, str]:
    """The address and the password that people are told."""
    said = ""
    for line in airflow.stdout or ():
        said += line
        if found := TOLD.search(line):
            return found[1], found[2]
    raise AssertionError(said)


def find_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])
