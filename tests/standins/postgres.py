"""A PostgreSQL server of our own for the time of the tests, on a socket that only they know."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import pytest
import sqlalchemy as sa

from include.gateways.warehouse import migrate
from include.gateways.warehouse.connection import engine

WAREHOUSES = ("sqlite", "postgresql")
OPTIONS = "-c listen_addresses='' -c fsync=off -c synchronous_commit=off -c full_page_writes=off"


class NoServer(Exception):
    """There is no PostgreSQL server on this machine."""


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """The URL of an empty database; skips where no server is installed."""
    try:
        with running_postgres() as url:
            yield url
    except NoServer:
        pytest.skip("no PostgreSQL server (initdb, pg_ctl) on this machine")


@contextmanager
def running_postgres() -> Iterator[str]:
    """Start a server in a folder of its own and yield the URL of its empty database; NoServer when there is none."""
    programs = find_programs()
    folder = Path(tempfile.mkdtemp(prefix="rapor-pg-"))  # pytest's own folders are too long for a socket's path
    give_away(folder)
    data = str(folder / "data")
    try:
        run(folder, programs / "initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync")
        run(
            folder,
            programs / "pg_ctl",
            "-D",
            data,
            "-o",
            f"{OPTIONS} -k {folder}",
            "-l",
            f"{folder}/log",
            "-w",
            "start",
        )
        try:
            yield f"postgresql+psycopg://postgres@/postgres?host={folder}"
        finally:
            run(folder, programs / "pg_ctl", "-D", data, "-m", "immediate", "-w", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def find_programs() -> Path:
    """The newest folder that has them; Debian keeps them off the PATH."""
    found = shutil.which("initdb")
    packaged = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: float(path.parts[-3]))
    if not (packaged or found):
        raise NoServer
    return packaged[-1].parent if packaged else Path(str(found)).resolve().parent


def run(folder: Path, program: Path, *arguments: str) -> None:
    who = {"user": owner(), "group": pwd.getpwnam(owner()).pw_gid, "extra_groups": []} if os.geteuid() == 0 else {}
    with (folder / "setup.log").open("ab") as log:  # a pipe would be kept open by the server
        subprocess.run([program, *arguments], cwd=folder, stdout=log, stderr=log, check=True, timeout=60, **who)


def give_away(folder: Path) -> None:
    """PostgreSQL refuses to run as root, so root lends it to somebody else."""
    if os.geteuid() == 0:
        shutil.chown(folder, owner())


def owner() -> str:
    return "postgres" if "postgres" in {user.pw_name for user in pwd.getpwall()} else "nobody"


def new_warehouse(request: pytest.FixtureRequest, folder: Path) -> str:
    """The URL of an empty warehouse of the newest schema, of the kind that the fixture's parameter names.

    A test module has a fixture with `params=WAREHOUSES` that returns this.
    """
    url = f"sqlite:///{folder / 'warehouse.db'}"
    if request.param == "postgresql":
        server = sa.make_url(request.getfixturevalue("postgres_url"))
        name = f"w{uuid4().hex}"
        with sa.create_engine(server, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool).connect() as connection:
            connection.exec_driver_sql(f"create database {name}")
        url = server.set(database=name).render_as_string(hide_password=False)
        request.addfinalizer(lambda: engine(url).dispose())  # or the server has too many clients in the end
    migrate(url)
    return url
