"""A told week is made again, byte for byte, after the exports, the rulebook and the calendar have gone on.

The rulebook that went on is a copy of the house with other files, at work on the same warehouse.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pandas as pd
import pytest
import sqlalchemy as sa

from include import jobs
from include.gateways.warehouse import connect, ledger, weeks
from include.gateways.warehouse.schema import (
    DERIVED,
    EXPORTS,
    RULEBOOKS,
    SCORECARD_LINES,
    SCORECARD_TICKETS,
    SCORECARDS,
    SNAPSHOTS,
)
from include.jobs import rebuild
from include.jobs.differences import NeverScored, list_differences
from include.jobs.earlier import read_told
from include.settings import settings
from include.sla.tables import ScorecardFrames
from include.sla.week import Week
from tests.jobs.houses import Model, living_in
from tests.jobs.stories import ANSWERED, ROOT, bring, run
from tests.rulebook.editing import drop_parents

WEEK = Week.parse("2026-W06")
NEXT = "jobs.score_agencies(Week.parse('2026-W07'))"
FAR_LATER = datetime(2126, 1, 1, tzinfo=UTC)


@pytest.fixture
def told(model: Model, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The week was scored from three exports, and a delivery has claimed one of its letters."""
    with living_in(tmp_path, monkeypatch, model(tell)) as house:
        yield house


def tell(house: Path) -> None:
    bring(house, "30 Jan", "2", "4")
    bring(house, "3 Feb", "1", "2", "3", "4", r4=ANSWERED)
    bring(house, "9 Feb", "1", "2", "3", "4", r3=ANSWERED, r4={"Status Laporan": "Ditutup oleh Admin"})
    jobs.run_clocks(), jobs.score_agencies(WEEK)
    claim()


def claim(week: Week = WEEK) -> None:
    entry = ledger.Entry(
        f"d-{week}", str(week), "dinas-sosial", "rapor", "kepala@dinas.example", "0" * 64, "outbox", "approved"
    )
    with connect(settings().warehouse_url) as connection:
        ledger.open_entry(connection, entry, "told", datetime.now(UTC))


def move_on(house: Path) -> None:
    """Reports are read that were made before the week was scored, and others that say otherwise."""
    bring(house, "5 Feb", "1", "2", "3", "4", r2=ANSWERED)
    secret = {"Klasifikasi Laporan": "Pengaduan Berkadar Pengawasan", "Kecamatan": "Setu", "Rating": "5"}
    bring(house, "16 Feb", "1", "2", "3", "4", r1=secret, r2={"Instansi Terdisposisi": "Dinas Kesehatan"}, r4=secret)


def scorecards() -> ScorecardFrames:
    with connect(settings().warehouse_url) as connection:
        return read_told(connection, WEEK)


def assert_same(made: ScorecardFrames, kept: ScorecardFrames) -> None:
    for name, key in (
        ("scorecards", ["agency_id"]),
        ("lines", ["agency_id", "stage", "policy"]),
        ("tickets", ["agency_id", "list", "position"]),
        ("weeks", ["agency_id", "of_week"]),
        ("gatherings", ["what", "name"]),
    ):
        frame = getattr(made, name).sort_values(key, ignore_index=True)
        pd.testing.assert_frame_equal(frame, getattr(kept, name), check_exact=True)


def test_a_week_just_told_is_made_again_the_same(told: Path) -> None:
    assert_same(rebuild.rebuild(WEEK), scorecards())
    assert len(scorecards().tickets) > 0


def test_later_exports_and_older_ones_read_later_change_nothing(told: Path) -> None:
    kept = scorecards()
    move_on(told)
    assert_same(rebuild.rebuild(WEEK), kept)


def test_another_rulebook_and_calendar_change_nothing(told: Path, later: Path) -> None:
    move_on(told)
    script = "from include import jobs; from include.sla.week import Week; jobs.update_tickets();"
    done = run(later, "-c", f"{script} {NEXT}")
    assert done.returncode == 0, done.stderr
    checked = run(later, "-m", "include.jobs.rebuild", str(WEEK))
    assert (checked.returncode, checked.stdout) == (0, "2026-W06: all 76 scorecards come out the same.\n")
    assert kept_versions() == 2
    assert (ROOT / "include/rulebook/days_off.csv").read_bytes() != (
        later / "include/rulebook/days_off.csv"
    ).read_bytes()


def test_a_week_told_before_agencies_had_parents_is_made_again_the_same(told: Path, later: Path) -> None:
    without = shutil.copytree(later, told / "without parents")
    drop_parents(without / "include/rulebook")
    move_on(told)
    done = run(without, "-c", f"from include import jobs; from include.sla.week import Week; {NEXT}")
    assert done.returncode == 0, done.stderr
    assert rebuild.main([str(WEEK.shift(1))]) == 0


def kept_versions() -> int:
    versions = sa.select(RULEBOOKS.c.rulebook_version, RULEBOOKS.c.calendar_version).distinct()
    with connect(settings().warehouse_url) as connection, connection.begin():
        return len(connection.execute(versions).all())


def test_the_same_week_by_another_rulebook_would_have_been_another(told: Path, later: Path) -> None:
    script = "from include.jobs.differences import list_differences; from include.sla.week import Week;"
    done = run(later, "-c", f"{script} print(set(list_differences(Week.parse('{WEEK}'))['reason']))")
    assert done.returncode == 0, done.stderr
    assert "'rulebook'" in done.stdout


def spoil_a_fingerprint() -> None:
    change(sa.update(SCORECARDS).where(SCORECARDS.c.agency_id == "dinas-sosial").values(fingerprint="0" * 12))


def lose_a_scorecard() -> None:
    change(sa.delete(SCORECARDS).where(SCORECARDS.c.agency_id == "dinas-sosial"))


def change(statement: sa.Update | sa.Delete) -> None:
    with connect(settings().warehouse_url) as connection, connection.begin():
        connection.execute(statement)


@pytest.mark.parametrize("spoil", [spoil_a_fingerprint, lose_a_scorecard])
def test_a_scorecard_that_comes_out_otherwise_is_named(
    told: Path, spoil: Callable[[], None], capsys: pytest.CaptureFixture[str]
) -> None:
    spoil()
    assert rebuild.main([str(WEEK)]) == 1
    assert "scorecards come out otherwise: dinas-sosial\n" in capsys.readouterr().out


def test_a_week_that_was_never_scored_or_whose_rulebook_is_lost_says_what_to_do(
    told: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert rebuild.main(["2026-W07"]) == 1
    assert "2026-W07 has no scorecards; run weekly_scorecards" in capsys.readouterr().err
    with pytest.raises(NeverScored):
        list_differences(WEEK.shift(1))
    with pytest.raises(SystemExit):
        rebuild.main(["W06"])
    assert "write it like 2026-W47" in capsys.readouterr().err
    change(sa.delete(RULEBOOKS))
    assert rebuild.main([str(WEEK)]) == 1
    assert "is not in the archive" in capsys.readouterr().err


def test_a_week_before_that_is_told_only_afterwards_does_not_change_this_one(told: Path) -> None:
    kept = scorecards()
    jobs.score_agencies(WEEK.shift(-1))
    change(sa.update(SCORECARD_LINES).where(SCORECARD_LINES.c.week == str(WEEK.shift(-1))).values(met=99))
    entry = ledger.Entry(
        "d-2", str(WEEK.shift(-1)), "dinas-sosial", "rapor", "k@dinas.example", "0" * 64, "outbox", "approved"
    )
    with connect(settings().warehouse_url) as connection:
        ledger.open_entry(connection, entry, "told", FAR_LATER)
    assert_same(rebuild.rebuild(WEEK), kept)


def differences() -> set[tuple[str, ...]]:
    with connect(settings().warehouse_url) as connection:
        found = weeks.read_differences(connection, str(WEEK))
    names = ["ticket_id", "agency_id", "stage", "policy", "was", "became", "reason"]
    return set(found[names].itertuples(index=False, name=None))


def test_scoring_the_next_week_says_what_the_told_week_would_tell_now(told: Path) -> None:
    move_on(told)
    jobs.score_agencies(WEEK.shift(1))
    assert differences() == {
        ("2", "dinas-sosial", "response", policy, "overdue", "met", "later_export")
        for policy in ("national", "regency")
    }
    assert len(list_differences(WEEK)) == 2


def test_a_week_once_corrected_stays_corrected_in_the_letters_after_that(told: Path) -> None:
    before = (
        scorecards().lines.set_index(["agency_id", "stage", "policy"]).loc[("dinas-sosial", "response", "national")]
    )
    move_on(told)
    jobs.score_agencies(WEEK.shift(1))
    claim(WEEK.shift(1))
    bring(told, "23 Feb", "1", "2", "3", "4")
    jobs.score_agencies(WEEK.shift(2))
    with connect(settings().warehouse_url) as connection:
        kept = read_told(connection, WEEK.shift(2)).weeks.query("agency_id == 'dinas-sosial'").set_index("of_week")
    counted = before[["met", "late", "overdue"]].sum()
    assert tuple(kept.loc[str(WEEK), ["met", "counted"]]) == (before["met"] + 1, counted)  # ticket 2 was met after all


def test_a_week_scored_before_outcomes_were_kept_is_not_called_different(
    told: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    change(sa.update(SCORECARD_TICKETS).values(outcome=""))
    assert rebuild.main([str(WEEK)]) == 1
    assert "cannot be compared" in capsys.readouterr().err


def test_an_untold_week_and_one_whose_rulebook_is_lost_have_no_differences_and_stop_nothing(house: Path) -> None:
    bring(house, "9 Feb", "1", "2")
    jobs.score_agencies(WEEK)
    bring(house, "16 Feb", "1", "2", r2=ANSWERED)
    assert jobs.score_agencies(WEEK.shift(1)) == 76
    claim()
    change(sa.delete(RULEBOOKS))
    assert jobs.score_agencies(WEEK.shift(1)) == 76
    assert differences() == set()


def test_an_export_that_claims_to_be_made_in_the_future_is_not_believed(house: Path) -> None:
    bring(house, "9 Feb", "1", "2")
    bring(house, "10 Feb", "1", "2", r1=ANSWERED | {"Klasifikasi Laporan": "Pengaduan"})
    tenth = datetime(2026, 2, 10, tzinfo=UTC)  # as a clock that was wrong would have had it
    change(sa.update(EXPORTS).where(EXPORTS.c.generated_at > tenth).values(generated_at=FAR_LATER))
    change(sa.update(SNAPSHOTS).where(SNAPSHOTS.c.fetched_at > tenth).values(fetched_at=FAR_LATER))
    change(sa.delete(DERIVED))  # so that all is worked out anew
    faults = jobs.update_tickets()["faults"]
    jobs.score_agencies(WEEK)
    assert {f"{at:%Y-%m-%d}" for at in scorecards().scorecards["known_at"]} == {"2026-02-09"}
    assert scorecards().scorecards["unclassified"].sum() == 0
    assert faults == {"in_future": 1}
    assert_same(rebuild.rebuild(WEEK), scorecards())
