"""The production set of one check: its folder, its settings and secrets, its start, its API, and how it ends."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import httpx

from demo import exports, offices
from include.settings import ROOT
from tests.compose.engine import OURS, call
from tests.standins.sendgrid import KEY

NETWORK, HTTPS, SENDGRID = "172.30.77", "18443", "18089"
FILES = f"{ROOT / 'docker-compose.yml'}:{ROOT / 'tests/compose/override.yml'}"
SETTINGS = {
    "COMPOSE_PROJECT_NAME": "rapor-check",
    "COMPOSE_FILE": FILES,
    "RAPOR_CHECK_NETWORK": NETWORK,
    "RAPOR_VERSION": OURS.partition(":")[2],
    "RAPOR_HTTPS_PORT": f"127.0.0.1:{HTTPS}",
    "RAPOR_HTTP_PORT": "127.0.0.1:18080",
    "RAPOR_BASE_URL": f"https://localhost:{HTTPS}",
    "RAPOR_CARRIER": "sendgrid",
    "RAPOR_ALLOWED_DOMAINS": offices.DOMAIN,
    "RAPOR_SENDER_ADDRESS": "rapor@bekasikab.example",
    "RAPOR_REPLY_TO": "admin@bekasikab.example",
    "RAPOR_APPROVAL": "false",
    "RAPOR_TASKS_A_WORKER": "3",
}
WORKERS = 2


@dataclass(frozen=True)
class House:
    """A running set; `folder` holds production/ and secrets/."""

    folder: Path
    client: httpx.Client

    def compose(self, *arguments: str, **options: Any) -> str:
        return compose(*arguments, **options)

    def kill(self, service: str) -> None:
        """As when a machine dies; whoever watches over the set starts it again."""
        container = self.compose("ps", "--quiet", service).split()[0]
        call("docker", "kill", container)
        call("docker", "start", container)

    def ask(self, method: str, path: str, **more: Any) -> Any:
        answer = self.client.request(method, f"/api/v2{path}", **more)
        answer.raise_for_status()
        return answer.json()

    def query(self, statement: str, database: str = "warehouse") -> list[list[str]]:
        told = self.compose(
            "exec", "-T", "postgres", "psql", "-U", "postgres", "-d", database, "-AtF", "|", "-c", statement
        )
        return [line.split("|") for line in told.splitlines()]


def compose(*arguments: str, **options: Any) -> str:
    return call("docker", "compose", *arguments, **options)


def furnish(folder: Path, today: date) -> None:
    """Secrets, the sample's exports and its offices, as an admin would lay them out before the first start."""
    data, drawn = folder / "production", folder / "secrets"
    exports.write(data / "inbox", today)
    offices.write(data / "offices.csv")
    (data / "outbox").mkdir()
    call(sys.executable, ROOT / "deploy/draw_secrets.py", drawn)
    sendgrid = {"conn_type": "http", "password": KEY, "host": f"http://{NETWORK}.1:{SENDGRID}"}
    (drawn / "connections.json").write_text(json.dumps({"sendgrid": sendgrid}))
    call("chown", "-R", "50000:0", data)
    os.environ |= SETTINGS | {"RAPOR_FOLDER": str(data), "RAPOR_SECRETS": str(drawn)}


@contextmanager
def running_house(folder: Path) -> Iterator[House]:
    """The whole set, healthy; with its volumes, it is gone afterwards."""
    try:
        start()
        yield House(folder, log_in(folder))
    except Exception:
        sys.stderr.write(compose("logs", "--tail", "40"))
        raise
    finally:
        compose("down", "--volumes", "--remove-orphans", "--timeout", "5")


def start() -> None:
    compose("up", "--no-build", "--detach", "--wait", "--wait-timeout", "600", "--scale", f"worker={WORKERS}")


def log_in(folder: Path) -> httpx.Client:
    client = httpx.Client(base_url=f"https://localhost:{HTTPS}", verify=False, timeout=60, trust_env=False)  # noqa: S501
    said = {"username": "admin", "password": (folder / "secrets/admin_password").read_text()}
    answer = client.post("/auth/token", json=said)
    answer.raise_for_status()
    client.headers["Authorization"] = f"Bearer {answer.json()['access_token']}"
    return client


@contextmanager
def mailing(kept_in: Path) -> Iterator[None]:
    """SendGrid's stand-in, on the network of the workers; each accepted message is a line of `kept_in`."""
    command = [sys.executable, "-m", "tests.standins.sendgrid", "--host", "0.0.0.0", "--port", SENDGRID]  # noqa: S104
    standin = subprocess.Popen([*command, "--kept-in", str(kept_in)], stdout=subprocess.DEVNULL, cwd=ROOT)
    try:
        yield
    finally:
        standin.terminate()
        standin.wait()
