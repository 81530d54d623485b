"""Keeps Airflow's processes while its parent lives, so that none is left behind even when that is killed.

Each line on standard input names a process to start; the end of standard input ends them all.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import psutil

PATIENCE = 15  # seconds for a process to end by itself


def main(record: Path, logs: Path) -> None:
    running: list[subprocess.Popen[bytes]] = []
    signal.signal(signal.SIGTERM, lambda *_: sys.exit())
    signal.signal(signal.SIGCHLD, lambda *_: give_up(running))
    try:
        for line in sys.stdin:
            running.append(start(line.split(), logs))
    finally:
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        stop(running)
        record.unlink(missing_ok=True)


def start(command: list[str], logs: Path) -> subprocess.Popen[bytes]:
    with (logs / f"{command[0]}.log").open("wb") as log:
        arguments = [sys.executable, "-m", "airflow", *command]
        return subprocess.Popen(arguments, stdin=subprocess.DEVNULL, stdout=log, stderr=log)


def give_up(running: list[subprocess.Popen[bytes]]) -> None:
    """End them all when one has ended: half an Airflow is none."""
    if any(process.poll() is not None for process in running):
        sys.exit(1)


def stop(running: list[subprocess.Popen[bytes]]) -> None:
    """End the API server last: tasks that are just ending still talk to it."""
    for parts in (running[1:], running[:1]):
        for process in parts:
            process.terminate()
        for process in parts:
            with suppress(subprocess.TimeoutExpired):
                process.wait(PATIENCE)
    kill_session(os.getpid())


def clear_up(leader: int, record: Path) -> None:
    """End what a killed command has left behind; a keeper that is at it already gets the time it needs."""
    deadline = time.monotonic() + 3 * PATIENCE
    while any(process.pid == leader for process in session(leader)) and time.monotonic() < deadline:
        time.sleep(0.2)
    kill_session(leader)
    record.unlink(missing_ok=True)


def kill_session(leader: int) -> None:
    members = list(session(leader))
    for process in members:
        with suppress(psutil.Error):
            process.kill()
    psutil.wait_procs(members, timeout=5)  # only then is the port free


def session(leader: int) -> Iterator[psutil.Process]:
    """The processes that a keeper, or what it started, began in this folder; not ourselves.

    Neither their environment nor their parents would tell: Airflow's tasks overwrite the one and outlive the other.
    """
    here = str(Path.cwd())
    for process in psutil.process_iter():
        with suppress(ProcessLookupError, PermissionError, psutil.Error):
            if os.getsid(process.pid) == leader and process.pid != os.getpid() and process.cwd() == here:
                yield process


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
