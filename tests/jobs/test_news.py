"""Working out only what is new ends as working out all of it does."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import sqlalchemy as sa

from include import jobs
from include.gateways.warehouse import connect, derived, frames
from include.gateways.warehouse.schema import CLOCKS, DERIVED
from include.settings import settings
from include.sla import tables
from tests.jobs.stories import ANSWERED, bring, run

BOTH = "from include import jobs; print(jobs.update_tickets()['anew'], jobs.run_clocks()['moved'])"


def in_place() -> list[pd.DataFrame]:
    """Tickets, events, faults and clocks, in one order."""
    with connect(settings().warehouse_url) as connection:
        tickets, events = derived.read_tickets(connection)
        with connection.begin():
            clocks = frames.read(connection, sa.select(CLOCKS), tables.CLOCKS)
        found = [tickets, events, derived.read_faults(connection), clocks]
    return [frame.sort_values(list(frame.columns), ignore_index=True) for frame in found]


def forget() -> None:
    """So that all is worked out anew."""
    with connect(settings().warehouse_url) as connection, connection.begin():
        connection.execute(sa.delete(DERIVED))


def bring_some(house: Path) -> None:
    for generated, numbers, changed in (
        ("3 Feb", "1234", {}),
        ("5 Feb", "12", {"r1": ANSWERED}),
        ("9 Feb", "3", {"r3": {"Status Laporan": "Ditutup oleh Admin"}}),
        ("6 Feb", "134", {"r4": {"Instansi Terdisposisi": "Dinas Sosial"}, "r3": ANSWERED}),
    ):
        bring(house, generated, *numbers, **changed)
        jobs.run_clocks()


def test_export_by_export_ends_as_all_at_once(house: Path) -> None:
    bring_some(house)
    step_by_step = in_place()
    forget()
    assert jobs.update_tickets()["anew"] == 4
    jobs.run_clocks()
    for stepwise, at_once in zip(step_by_step, in_place(), strict=True):
        pd.testing.assert_frame_equal(stepwise, at_once)


def test_only_tickets_with_news_are_worked_out_anew(house: Path) -> None:
    bring(house, "3 Feb", "1", "2", "3", "4")
    assert sum(number for name, number in jobs.run_clocks().items() if name != "uncounted") == 16
    assert jobs.update_tickets() | {"unknown": {}} == {
        "tickets": 4, "events": 4, "anew": 0, "unknown": {}, "faults": {},
    }  # fmt: skip
    assert set(jobs.run_clocks().values()) == {0}
    before = in_place()
    bring(house, "4 Feb", "2")
    assert sum(jobs.run_clocks().values()) == 4
    assert [len(frame) for frame in in_place()] == [len(frame) for frame in before]


def test_another_rulebook_works_out_all_of_them(house: Path, later: Path) -> None:
    bring(house, "3 Feb", "1", "2", "3", "4")
    jobs.run_clocks()
    done = run(later, "-c", BOTH)
    assert done.returncode == 0, done.stderr
    anew, moved = map(int, done.stdout.split())
    assert (anew, moved > 0) == (4, True)
