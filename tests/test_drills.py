"""Small versions of what `make year`, `kill` and `mail` do for long, and whether they would notice a loss at all."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path
from shutil import copy

import sqlalchemy as sa

from demo import regency
from include.gateways.warehouse import connect, ledger, migrate
from include.gateways.warehouse.ledger import Entry
from include.gateways.warehouse.schema import EXPORTS, SNAPSHOTS
from tests.drills import books, house, kill_sync, killing, mail_a_year, year_of_exports
from tests.drills.lapor import answering
from tests.drills.sending import Post
from tests.drills.written import write_exports

MONDAY, THURSDAY, FRIDAY = date(2025, 11, 24), date(2025, 11, 20), date(2025, 11, 21)


def change(url: str, *statements: sa.Update | sa.Delete) -> None:
    with connect(url) as connection, connection.begin():
        for statement in statements:
            connection.execute(statement)


def test_a_harried_house_ends_as_a_calm_one_does(tmp_path: Path) -> None:
    assert year_of_exports.drill(tmp_path, weeks=6, faults=0.05, seed=1, one_in=16, days=5) == []


def test_a_sync_that_is_killed_in_every_step_ends_as_an_undisturbed_one_does() -> None:
    assert kill_sync.drill(10, seed=1, one_in=16) == []


def test_letters_leave_once_through_a_bad_sendgrid_by_processes_that_are_killed() -> None:
    assert mail_a_year.drill(weeks=2, agencies=15, kills=4, seed=1) == []


def test_the_drill_notices_a_letter_that_was_taken_twice_never_or_is_nowhere(tmp_path: Path) -> None:
    post = Post(f"sqlite:///{tmp_path / 'warehouse.db'}", "", weeks=1, agencies=4)
    migrate(post.warehouse)
    entries = [Entry(f"d-{nth}", "2026-W01", f"dinas-{nth}", "rapor", "x@y.example", "0" * 64, "sendgrid", "accepted")
               for nth in range(3)]  # fmt: skip
    with connect(post.warehouse) as connection:
        for entry in entries:
            ledger.open_entry(connection, entry, "sent", datetime.now(UTC))
    taken = [{"body": {"custom_args": {"delivery_id": delivery_id}}} for delivery_id in ("d-0", "d-0", "d-1")]
    (tmp_path / "taken.jsonl").write_text("".join(f"{json.dumps(one)}\n" for one in taken))
    found, _ = mail_a_year.judge(post, tmp_path / "taken.jsonl")
    assert found == [
        "d-0 was taken 2 times",
        "d-2 is called accepted and was never taken",
        "3 letters are in the ledger, not 4",
    ]


def test_the_books_notice_a_row_that_is_lost_or_counted_twice(tmp_path: Path) -> None:
    complaints = regency.build(MONDAY)[::12]
    written = write_exports(tmp_path / "exports", complaints, [THURSDAY, FRIDAY])
    home = house.build(tmp_path / "house")
    for export in written:
        copy(export.path, home.inbox)
    with answering(complaints) as lapor:
        killing.watch(home, lapor.access)
    one = sa.select(SNAPSHOTS.c.ticket_id).limit(1).scalar_subquery()
    assert books.unbalanced(home.url) == []
    change(home.url, sa.update(EXPORTS).values(new=EXPORTS.c.new + 1))
    assert len(books.unbalanced(home.url)) == 2
    change(home.url, sa.delete(SNAPSHOTS).where(SNAPSHOTS.c.ticket_id == one))
    assert [what for what in books.misread(home.url, written) if "not in the warehouse" in what]
