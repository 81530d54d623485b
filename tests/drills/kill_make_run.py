"""A drill: `make run`, killed again and again at any moment, ends as an undisturbed one does.

    make drill

Two clones of the last commit run in a temporary folder: one in peace, the other killed with SIGKILL after a random
time, again and again, until one attempt is let through. Then ledger, letters, figures and outbox must be the same, but
for times, and for the attempts that were lost.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from hashlib import sha256
from pathlib import Path

ROOT = Path(__file__).parents[2]
VOLATILE = {"read_at", "claimed_at", "finished_at", "attempts"}
LEFT_OUT = {"delivery_moves", "alembic_version", "sqlite_sequence"}  # the moves tell of the lost attempts too
PATIENCE = 600  # seconds


def main() -> int:
    options = read_options()
    rng = random.Random(options.seed)
    with tempfile.TemporaryDirectory(prefix="rapor-drill-") as folder:
        calm, harried = (clone(Path(folder) / name) for name in ("calm", "harried"))
        run(calm, None)
        for kill in range(options.kills):
            seconds = rng.uniform(0.5, options.longest)
            print(f"kill {kill + 1} of {options.kills}, after {seconds:.1f} s", flush=True)
            run(harried, seconds)
        run(harried, None)
        differences = compare(calm / "var", harried / "var")
    print("\n".join(differences) or f"The same after {options.kills} kills.")
    return len(differences)


def read_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=12)
    parser.add_argument("--longest", type=float, default=60, help="seconds after which at the latest it is killed")
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args()


def clone(folder: Path) -> Path:
    subprocess.run(["git", "clone", "--quiet", ROOT, folder], check=True)
    return folder


def run(folder: Path, seconds: float | None) -> None:
    """Run to the end, or kill the command and all it has in its group after so many seconds."""
    command = subprocess.Popen(["make", "run"], cwd=folder, stdout=subprocess.DEVNULL, start_new_session=True)
    try:
        code = command.wait(seconds or PATIENCE)
    except subprocess.TimeoutExpired:
        os.killpg(command.pid, signal.SIGKILL)
        command.wait()
        time.sleep(0.5)
        return
    if code:
        sys.exit(f"`make run` in {folder} has ended with {code}.")


def compare(calm: Path, harried: Path) -> list[str]:
    """What differs, in words."""
    one, other = read_tables(calm / "warehouse.db"), read_tables(harried / "warehouse.db")
    tables = [f"table {name}" for name in one.keys() | other.keys() if one.get(name) != other.get(name)]
    one, other = read_files(calm / "outbox"), read_files(harried / "outbox")
    return tables + [f"file {name}" for name in one.keys() | other.keys() if one.get(name) != other.get(name)]


def read_tables(path: Path) -> dict[str, list[str]]:
    with closing(sqlite3.connect(path)) as connection:
        connection.row_factory = sqlite3.Row
        names = [row[0] for row in connection.execute("select name from sqlite_master where type = 'table'")]
        return {
            name: sorted(repr({key: value for key, value in dict(row).items() if key not in VOLATILE}) for row in rows)
            for name in names
            if name not in LEFT_OUT
            for rows in [connection.execute(f'select * from "{name}"').fetchall()]  # noqa: S608 - names of its own
        }


def read_files(folder: Path) -> dict[str, str]:
    return {path.name: sha256(path.read_bytes()).hexdigest() for path in folder.iterdir() if path.is_file()}


if __name__ == "__main__":
    sys.exit(main())
