"""One Airflow for this checkout: what its processes are told, and their life from the first to the last."""

from __future__ import annotations

import fcntl
import json
import os
import secrets
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from demo import keeper, offices
from demo.api import Api, Trouble
from include.settings import ROOT, VAR

HOME = VAR / "airflow"
LOGS = HOME / "logs"
RECORD = HOME / "running.json"
USER = "admin"
CARRIER = "SAMPLE_CARRIER"  # set by those who have a road for the sample's letters ready
KEPT = (
    "RAPOR_WAREHOUSE_URL",
    "RAPOR_PORT",
    "RAPOR_APPROVAL_HOURS",
)  # no other setting of a real installation may reach the sample


class Occupied(Trouble):
    """Another command of this checkout runs Airflow, with its API on this port."""

    def __init__(self, command: str, port: int) -> None:
        super().__init__(f"`{command}` is at work in this checkout; wait for it, or end it.")
        self.command, self.port = command, port


@dataclass
class Airflow:
    """A running Airflow: its API, and the keeper of its processes (None when it is another command's)."""

    api: Api
    keeper: subprocess.Popen[str] | None = None

    def start(self, *parts: str) -> None:
        if self.keeper and self.keeper.stdin:
            self.keeper.stdin.writelines(f"{part}\n" for part in parts)
            self.keeper.stdin.flush()

    def wait(self, seconds: float | None = None) -> None:
        """Sleep so long, or for ever; Trouble as soon as a part of Airflow has ended by itself."""
        if self.keeper is None:
            return time.sleep(seconds or 0)
        with suppress(subprocess.TimeoutExpired):
            self.keeper.wait(seconds)
            raise Trouble(f"A part of Airflow has ended by itself; its log in {LOGS} says why.")

    def wait_until(self, ready: Callable[[], bool], otherwise: str, seconds: float = 180) -> None:
        deadline = time.monotonic() + seconds
        while not ready():
            if time.monotonic() > deadline:
                raise Trouble(f"After {seconds:.0f} seconds {otherwise}; the logs in {LOGS} may say why.")
            self.wait(0.4)

    def stop(self) -> None:
        if self.keeper and self.keeper.stdin:
            self.keeper.stdin.close()
            self.keeper.wait()


@contextmanager
def available(command: str) -> Iterator[Airflow]:
    """The Airflow that `make ui` runs in this checkout, or else one that lives as long as the block."""
    with ExitStack() as stack:
        try:
            airflow = stack.enter_context(started(command))
        except Occupied as other:
            if other.command != "make ui":
                raise
            airflow = Airflow(Api(other.port, USER, password()))
            airflow.wait_until(airflow.api.answers, "the Airflow of `make ui` does not answer")
        yield airflow


@contextmanager
def started(command: str, *more: str) -> Iterator[Airflow]:
    """An Airflow that lives as long as the block; `more` are parts beside those it cannot do without.

    They come one after the other: runs that nobody works at any more count until the DAGs are read anew, and a
    scheduler that comes first would act on a plan made days ago, and have its tasks wait for the API server.
    """
    with locked(), running_keeper(command) as airflow:
        migrate()
        airflow.start("api-server")
        airflow.wait_until(airflow.api.answers, "Airflow's API server does not answer")
        airflow.api.close_unfinished_runs()
        since = datetime.now(UTC)
        airflow.start("dag-processor")
        airflow.api.wake()
        airflow.wait_until(lambda: airflow.api.has_read_dags(since), "Airflow has not read the DAGs")
        airflow.start("scheduler --skip-serve-logs", *more)
        yield airflow


@contextmanager
def locked() -> Iterator[None]:
    """One command at a time; what a killed one left behind is ended first."""
    HOME.mkdir(parents=True, exist_ok=True)
    with (HOME / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            other = json.loads(RECORD.read_text()) if RECORD.exists() else {}
            raise Occupied(other.get("command", "make"), other.get("port", port())) from None
        if RECORD.exists():
            keeper.clear_up(json.loads(RECORD.read_text())["keeper"], RECORD)
        yield


@contextmanager
def running_keeper(command: str) -> Iterator[Airflow]:
    check_port()
    LOGS.mkdir(parents=True, exist_ok=True)
    process = subprocess.Popen(
        [sys.executable, "-m", "demo.keeper", str(RECORD), str(LOGS)],
        env=environment() | asking(command), cwd=ROOT, stdin=subprocess.PIPE, text=True, start_new_session=True,
    )  # fmt: skip
    RECORD.write_text(json.dumps({"command": command, "port": port(), "keeper": process.pid}))
    airflow = Airflow(Api(port(), USER, password()), process)
    try:
        yield airflow
    finally:
        airflow.stop()


def asking(command: str) -> dict[str, str]:
    """Letters wait for an approval where somebody is there to give it; `make run` ends by itself."""
    carrier = os.environ.get(CARRIER, "outbox")
    return {"RAPOR_APPROVAL": str(command == "make ui").lower(), "RAPOR_CARRIER": carrier}


def check_port() -> None:
    try:
        socket.create_server(("127.0.0.1", port())).close()
    except OSError:
        raise Trouble(f"Port {port()} is taken by another program; choose a free one, like RAPOR_PORT=8090.") from None


def migrate() -> None:
    """Bring Airflow's own database up to date."""
    command = [sys.executable, "-m", "airflow", "db", "migrate"]
    with (LOGS / "migrate.log").open("wb") as log:
        if subprocess.run(command, env=environment(), cwd=ROOT, stdout=log, stderr=log, check=False).returncode:
            raise Trouble(f"Airflow's database could not be brought up to date; {log.name} says why.")


def port() -> int:
    return int(os.environ.get("RAPOR_PORT", "8080"))


def password() -> str:
    kept = remember(HOME / "passwords.json", json.dumps({USER: secrets.token_urlsafe(12)}))
    return str(json.loads(kept)[USER])


def remember(path: Path, value: str) -> str:
    """What the file says; `value` is written to it, for its owner's eyes only, when it says nothing yet."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch(mode=0o600)
    if not path.stat().st_size:
        path.write_text(value)
    return path.read_text()


def environment() -> dict[str, str]:
    """This process's environment, and in it what Airflow and the jobs need to run on the sample."""
    env = {name: value for name, value in os.environ.items() if not name.startswith("RAPOR_") or name in KEPT}
    env.pop("PYTHONDONTWRITEBYTECODE", None)  # or each of Airflow's processes compiles all of it again
    env.setdefault("RAPOR_WAREHOUSE_URL", f"sqlite:///{VAR / 'warehouse.db'}")
    env.setdefault("AIRFLOW__DATABASE__SQL_ALCHEMY_CONN", f"sqlite:///{HOME / 'airflow.db'}")
    secret = remember(HOME / "secret", secrets.token_hex(64))
    url = f"http://127.0.0.1:{port()}"
    return env | {
        "RAPOR_SAMPLE": "true",
        "RAPOR_ALLOWED_DOMAINS": offices.DOMAIN,
        "PYTHONPATH": str(ROOT),
        "NO_PROXY": "127.0.0.1,localhost",
        "AIRFLOW_HOME": str(HOME),
        "AIRFLOW__CORE__DAGS_FOLDER": str(ROOT / "dags"),
        "AIRFLOW__CORE__PLUGINS_FOLDER": str(ROOT / "plugins"),
        "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
        "AIRFLOW__CORE__DEFAULT_TIMEZONE": "Asia/Jakarta",
        "AIRFLOW__CORE__DAGS_ARE_PAUSED_AT_CREATION": "True",
        "AIRFLOW__CORE__EXECUTOR": "LocalExecutor",
        "AIRFLOW__CORE__PARALLELISM": "4",  # with more, SQLite is locked now and then
        "AIRFLOW__CORE__EXECUTION_API_SERVER_URL": f"{url}/execution/",
        "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_USERS": f"{USER}:admin",
        "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_PASSWORDS_FILE": str(HOME / "passwords.json"),
        "AIRFLOW__API__HOST": "127.0.0.1",
        "AIRFLOW__API__PORT": str(port()),
        "AIRFLOW__API__BASE_URL": f"http://localhost:{port()}",
        "AIRFLOW__API__SECRET_KEY": secret,
        "AIRFLOW__API_AUTH__JWT_SECRET": secret,
        "AIRFLOW__SCHEDULER__SCHEDULER_IDLE_SLEEP_TIME": "0.2",
        "AIRFLOW__WORKERS__MIN_HEARTBEAT_INTERVAL": "1",  # for so long a task keeps its place after its end
        "AIRFLOW__WORKERS__MAX_FAILED_HEARTBEATS": "20",  # …and as patient with the API server as by default
    }
