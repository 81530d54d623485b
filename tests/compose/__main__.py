"""A check of the production set as it stands in docker-compose.yml: `make compose-check`.

One house lives a week in peace; in another, a worker, the scheduler, Redis and PostgreSQL are killed in turn while the
week's tasks run. Both must end with the same scorecards, letters and deliveries, and no letter may have left twice.
Then the second is backed up, wiped out and restored, and must be the same once more. The images are stand-ins where no
container engine is at hand (engine.py).
"""

from __future__ import annotations

import shutil
import sys
import tempfile
import time
from collections import Counter
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path

from include.settings import ROOT, VAR
from include.sla.week import WIB
from tests.compose.engine import call, running_engine
from tests.compose.house import House, compose, furnish, log_in, mailing, running_house, start
from tests.compose.week import KILLS, Record, live_a_week, read_record
from tests.standins.sendgrid_alone import count_accepted

BEGAN = time.monotonic()


def say(text: str) -> None:
    sys.stdout.write(f"{time.monotonic() - BEGAN:5.0f} s  {text}\n")
    sys.stdout.flush()


def main() -> int:
    with ExitStack() as stack:
        VAR.mkdir(exist_ok=True)
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="compose-", dir=VAR)))
        stack.enter_context(running_engine())
        say("the images are there")
        calm = live(folder / "calm", disturbed=False)
        harried = live(folder / "harried", disturbed=True)
    faults = [*compare(calm, harried, "after the kills"), *calm.faults, *harried.faults]
    say("\n".join(faults) or "the same after the kills, and once more after the restoration")
    return len(faults)


def live(folder: Path, *, disturbed: bool) -> Record:
    """A week in a house of its own; the disturbed one is backed up and restored at its end."""
    furnish(folder, datetime.now(WIB).date())
    accepted = folder / "accepted.jsonl"
    with mailing(accepted), running_house(folder) as house:
        say(f"{folder.name}: healthy; {memory()}")
        live_a_week(house, KILLS if disturbed else {}, say)
        record = read_record(house)
        record.faults += [f"{folder.name}: {what}" for what in doubt(record, count_accepted(accepted))]
        say(f"{folder.name}: {record.summary}; {memory()}")
        if disturbed:
            again = restore(house, folder)
            record.faults += compare(record, again, "after the restoration")
    return record


def doubt(record: Record, accepted: Counter[str]) -> list[str]:
    """What must not be, whoever was killed: a letter twice, a letter that has not left, a worker that did nothing."""
    twice = [f"{each} has left {times} times" for each, times in accepted.items() if times > 1]
    ids = {delivery.delivery_id for delivery in record.deliveries}
    missing = [f"{each} has not left" for each in sorted(ids - accepted.keys())]
    idle = [] if len(record.workers) > 1 else [f"all was done by {record.workers}"]
    return twice + missing + idle


def restore(house: House, folder: Path) -> Record:
    """Back up, lose everything but the secrets, begin anew, restore."""
    call("sh", "deploy/backup.sh", folder / "backup", cwd=ROOT)
    say(f"backed up: {sum(path.stat().st_size for path in (folder / 'backup').iterdir()) / 1e6:.1f} MB")
    compose("down", "--volumes", "--timeout", "5")
    shutil.rmtree(folder / "production")
    (folder / "production").mkdir()
    call("chown", "50000:0", folder / "production")
    start()
    call("sh", "deploy/restore.sh", folder / "backup", cwd=ROOT)
    log_in(folder)
    say("restored, and the admin can log in")
    return read_record(house)


def compare(one: Record, other: Record, when: str) -> list[str]:
    return [
        f"{name} differ {when}: {len(set(mine) ^ set(theirs))} rows"
        for name, mine in one.tables.items()
        if (theirs := other.tables[name]) != mine
    ]


def memory() -> str:
    """What the parts take, by Docker's own count."""
    told = call("docker", "stats", "--no-stream", "--format", "{{.Name}} {{.MemUsage}}").splitlines()
    return ", ".join(line.removeprefix("rapor-check-").partition(" /")[0] for line in sorted(told))


if __name__ == "__main__":
    sys.exit(main())
