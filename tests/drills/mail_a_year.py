"""A drill: a year of weekly letters through a bad SendGrid, by processes that are killed, and none leaves twice.

    make mail

Two processes mail fifty weeks of seventy-five letters through a stand-in that loses answers, says 429 and 5xx, half
of those after it has taken the letter; each is killed with SIGKILL again and again at a random moment, and started
anew. In the end no letter may have been taken twice, every letter must have a state, the ledger may call none sent
that was not taken, and what it cannot know must wait for a person. Then that person says which were never taken, and
they leave.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing import get_context
from multiprocessing.context import SpawnProcess
from pathlib import Path
from random import Random
from uuid import uuid4

import sqlalchemy as sa

from include import mailroom
from include.gateways.warehouse import connect, ledger, migrate
from tests.drills.sending import Post, is_for_a_person, work
from tests.standins.postgres import NoServer, running_postgres
from tests.standins.sendgrid_alone import count_accepted

SPAWN = get_context("spawn")
SENT = ("accepted", "delivered")


def main() -> int:
    options = read_options()
    found = drill(options.weeks, options.agencies, options.kills, options.seed)
    try:
        with running_postgres() as server:
            url = create_database(server)
            found += drill(options.weeks, options.agencies, options.kills, options.seed + 1, url)
    except NoServer:
        print("There is no PostgreSQL on this machine.")
    print("\n".join(found) or "No letter was taken twice, and none was lost without a state that says so.")
    return bool(found)


def read_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--weeks", type=int, default=50)
    parser.add_argument("--agencies", type=int, default=75)
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args()


def drill(weeks: int, agencies: int, kills: int, seed: int, warehouse: str = "") -> list[str]:
    """What is wrong in the end, in words; without a URL the warehouse is a file."""
    began_at, chance = time.monotonic(), Random(seed)
    with tempfile.TemporaryDirectory(prefix="rapor-mail-") as name:
        kept, url = Path(name) / "taken.jsonl", warehouse or f"sqlite:///{name}/warehouse.db"
        migrate(url)
        with bad_sendgrid(kept, seed) as address:
            post = Post(url, address, weeks, agencies)
            killed = harry(post, kept, kills, chance)
            found, told = judge(post, kept)
            found += [f"after a person had settled: {what}" for what in settle_by_hand(post, kept)]
    seconds = time.monotonic() - began_at
    where = "PostgreSQL" if warehouse else "SQLite"
    print(f"{weeks * agencies} letters, {killed} kills, {where}, {seconds:.0f} s: {told}")
    return found


@contextmanager
def bad_sendgrid(kept: Path, seed: int) -> Iterator[str]:
    command = [sys.executable, "-m", "tests.standins.sendgrid", "--kept-in", str(kept), "--weather", "harsh"]
    command += ["--seed", str(seed), "--index-delay", "1"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield process.stdout.readline().strip() if process.stdout else ""
        finally:
            process.terminate()


def harry(post: Post, kept: Path, kills: int, chance: Random) -> int:
    """Kill two who mail, each time after some letters more, as long as there are kills left; then let them through."""
    killed, working = 0, [start(post, eager) for eager in (True, False)]
    most = 2 * post.weeks * post.agencies // max(kills, 1)
    while killed < kills and wait(kept, chance.randint(1, most), working):
        time.sleep(chance.uniform(0, 0.02))
        which = chance.randrange(2)
        working[which].kill()
        working[which].join()
        killed += 1
        working[which] = start(post, eager=not which)
    for process in working:
        process.join()
    if any(process.exitcode for process in working):
        raise SystemExit("A process that nobody had killed did not come to its end.")
    return killed


def wait(kept: Path, letters: int, working: list[SpawnProcess]) -> bool:
    """Until so many letters more were taken; False when both have come to their end before."""
    until = count_accepted(kept).total() + letters
    while count_accepted(kept).total() < until:
        if not all(process.is_alive() for process in working):
            return False
        time.sleep(0.05)
    return True


def start(post: Post, eager: bool) -> SpawnProcess:
    process = SPAWN.Process(target=work, args=(post, eager), daemon=True)
    process.start()
    return process


def judge(post: Post, kept: Path) -> tuple[list[str], str]:
    """What is wrong, and how all stand."""
    taken = count_accepted(kept)
    with connect(post.warehouse) as connection:
        entries = ledger.list_entries(connection)
        unlooked = [one for one in entries if one.state == "unknown" and not is_for_a_person(connection, one)]
    found = [f"{delivery_id} was taken {times} times" for delivery_id, times in taken.items() if times > 1]
    found += [
        f"{one.delivery_id} is called {one.state} and was never taken"
        for one in entries
        if one.state in SENT and not taken[one.delivery_id]
    ]
    found += [f"{one.delivery_id} is still {one.state}" for one in entries if one.state not in (*SENT, "unknown")]
    found += [f"{one.delivery_id} is unknown, and nobody has looked" for one in unlooked]
    if len(entries) != post.weeks * post.agencies:
        found.append(f"{len(entries)} letters are in the ledger, not {post.weeks * post.agencies}")
    return found, ", ".join(
        f"{number} {state}" for state, number in Counter(one.state for one in entries).most_common()
    )


def settle_by_hand(post: Post, kept: Path) -> list[str]:
    """The person knows what was taken: says so, and what was not leaves; what is wrong then."""
    while True:
        taken = count_accepted(kept)
        with connect(post.warehouse) as connection:
            unknown = ledger.list_entries(connection, states=["unknown"])
            for one in unknown:
                sent, cause = bool(taken[one.delivery_id]), "asked the office"
                mailroom.settle(connection, one.delivery_id, sent=sent, cause=cause, actor="rini")
        if not unknown:
            return judge(post, kept)[0]
        work_in_peace(post)


def work_in_peace(post: Post) -> None:
    process = start(post, eager=True)
    process.join()


def create_database(server: str) -> str:
    url = sa.make_url(server).set(database=f"mail{uuid4().hex}")
    with sa.create_engine(server, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool).connect() as connection:
        connection.exec_driver_sql(f"create database {url.database}")
    return url.render_as_string(hide_password=False)


if __name__ == "__main__":
    sys.exit(main())
