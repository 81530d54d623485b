"""A word that a person has explained counts wherever jobs read words, and no longer once it is withdrawn."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from include import jobs
from include.gateways.warehouse import connect, ledger
from include.gateways.warehouse import words as kept
from include.gateways.warehouse.schema import ACTS, CLOCKS, EVENTS, RULEBOOKS, SCORECARDS, TICKETS
from include.gateways.warehouse.words import Taught
from include.jobs import rebuild, recaps, reminders, words
from include.jobs.differences import list_differences
from include.jobs.rules import load_rules, rules_in_force
from include.jobs.words import NotTaught, Unknown
from include.letters.document import LibrariesMissing
from include.settings import settings
from include.sla.period import Period
from include.sla.week import Week
from tests.builders import moment
from tests.jobs.houses import Model, living_in
from tests.jobs.stories import bring
from tests.jobs.test_control import write

WEEK = Week.parse("2026-W06")
FEBRUARY = Period.parse("2026-02-01..2026-02-08")
AT = datetime(2026, 2, 9, 9, tzinfo=UTC)
LOOKED_AT = {"Status Laporan": "Sedang Ditelaah"}
ELSEWHERE = {"Instansi Terdisposisi": "Dinas Kesejahteraan"}
STATUS, AGENCY = Taught("status", "Sedang Ditelaah", "in_progress", AT, "rini"), Taught(
    "agency", "Dinas Kesejahteraan", "dinas-sosial", AT, "rini"
)  # fmt: skip


@pytest.fixture
def puzzled(model: Model, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Since Friday, one report has a status, and another an agency, that nobody knows."""
    with living_in(tmp_path, monkeypatch, model(puzzle)) as house:
        yield house


def puzzle(house: Path) -> None:
    bring(house, "3 Feb", "1", "2", "3", "4")
    for day in ("6 Feb", "9 Feb"):
        bring(house, day, "1", "2", "3", "4", r2=LOOKED_AT, r3=ELSEWHERE)
    jobs.run_clocks()


def teach(*said: Taught) -> None:
    with connect(settings().warehouse_url) as connection:
        for one in said:
            words.teach(connection, one)


def withdraw(*said: Taught) -> None:
    with connect(settings().warehouse_url) as connection:
        for one in said:
            words.withdraw(connection, one.vocabulary, one.word, AT)


def unknown() -> list[Unknown]:
    with connect(settings().warehouse_url) as connection:
        return words.list_unknown(connection)


def work_out() -> dict[str, Any]:
    done = jobs.update_tickets()
    jobs.run_clocks()
    return done


def rows(*tables: sa.Table) -> list[list[tuple[Any, ...]]]:
    with connect(settings().warehouse_url) as connection, connection.begin():
        return [sorted(map(tuple, connection.execute(sa.select(table))), key=str) for table in tables]


def outcomes(week: Week = WEEK) -> dict[str, tuple[int, int]]:
    """How many reports each agency received, and has followed up."""
    jobs.score_agencies(week)
    columns = [SCORECARDS.c[name] for name in ("agency_id", "received", "followed_up")]
    with connect(settings().warehouse_url) as connection, connection.begin():
        found = connection.execute(sa.select(*columns).where(SCORECARDS.c.week == str(week), SCORECARDS.c.received > 0))
        return {agency_id: counts for agency_id, *counts in found}  # type: ignore[misc]


def test_each_unknown_word_is_listed_with_the_number_of_its_tickets(puzzled: Path) -> None:
    assert unknown() == [Unknown("agency", "Dinas Kesejahteraan", 1), Unknown("status", "Sedang Ditelaah", 1)]
    bring(puzzled, "10 Feb", "1", "2", r1={"Status Laporan": "sedang  DITELAAH"}, r2={"Klasifikasi Laporan": "-"})
    assert unknown()[:2] == [Unknown("status", "Sedang Ditelaah", 2), Unknown("agency", "Dinas Kesejahteraan", 1)]
    assert Unknown("classification", "", 1) in unknown()


def test_words_of_histories_and_units_of_the_recap_are_listed_too(puzzled: Path) -> None:
    act = dict.fromkeys((column.name for column in ACTS.columns), "") | {"ticket_id": "4", "at": AT, "fetched_at": AT}
    with connect(settings().warehouse_url) as connection, connection.begin():
        connection.execute(sa.insert(ACTS), act | {"status_new": "Entah", "to_name": "Dinas Entah"})
    with connect(settings().warehouse_url) as connection:
        recaps.file_recap(connection, write(puzzled / "rekap.xlsx", ("Unit Entah", 1, 0, 0, 0)))
    said = {("agency", "Dinas Entah", 1), ("status", "Entah", 1), ("agency", "Unit Entah", 0)}
    assert said < {*unknown()}


def test_a_taught_word_counts_and_what_is_withdrawn_is_as_before(puzzled: Path) -> None:
    before, untaught = rows(TICKETS, EVENTS, CLOCKS), outcomes()
    assert untaught == {"dinas-sosial": [1, 0]}
    teach(STATUS, AGENCY)
    assert unknown() == []
    assert work_out()["unknown"] == {}
    assert outcomes() == {"dinas-sosial": [2, 0]}
    assert [row[7] for row in rows(TICKETS)[0]] == ["dinas-sosial", "dinas-sosial", "dinas-sosial", "dinas-kesehatan"]
    assert [row[:2] for row in rows(EVENTS)[0] if row[1] == "followed_up"] == [("2", "followed_up")]
    withdraw(STATUS, AGENCY)
    assert work_out()["unknown"] == {"statuses.csv": ["Sedang Ditelaah"], "aliases.csv": ["Dinas Kesejahteraan"]}
    assert (rows(TICKETS, EVENTS, CLOCKS), outcomes()) == (before, untaught)
    assert load_rules().rulebook_version in str(rows(SCORECARDS))


def test_a_taught_word_is_taught_once_whatever_its_spelling_and_can_be_taught_anew(puzzled: Path) -> None:
    teach(STATUS._replace(word="sedang ditelaah"))
    withdraw(STATUS)
    teach(STATUS._replace(word="SEDANG DITELAAH", meaning="closed"))
    with connect(settings().warehouse_url) as connection:
        assert [(one.word, one.meaning) for one in kept.list_taught(connection)] == [("Sedang Ditelaah", "closed")]


@pytest.mark.parametrize(
    "said",
    [
        STATUS._replace(word="Proses"), STATUS._replace(word="Tidak Ada"), STATUS._replace(word=""),
        STATUS._replace(meaning="complaint"), STATUS._replace(vocabulary="kanal"),
        STATUS._replace(vocabulary="agency", meaning="dinas-sosial"),
        AGENCY._replace(meaning="dinas-tiada"), AGENCY._replace(meaning=""),
    ],
    ids=str,
)  # fmt: skip
def test_only_what_is_unknown_is_taught_and_only_what_there_is_is_meant(puzzled: Path, said: Taught) -> None:
    with pytest.raises(NotTaught):
        teach(said)
    with pytest.raises(NotTaught):
        withdraw(said)
    assert load_rules().rulebook_version == version()


def version() -> str:
    with connect(settings().warehouse_url) as connection, rules_in_force(connection) as (rules, _):
        return rules.rulebook_version


def test_a_week_told_before_comes_out_the_same_and_says_what_the_word_would_change(puzzled: Path) -> None:
    outcomes()
    claim()
    teach(STATUS, AGENCY)
    work_out()
    assert rebuild.main([str(WEEK)]) == 0
    found = list_differences(WEEK)
    assert {*found["reason"]} == {"rulebook"}
    assert {*found["ticket_id"]} >= {"2", "3"}


def test_a_week_told_with_a_taught_word_comes_out_the_same_once_it_is_withdrawn(puzzled: Path) -> None:
    teach(STATUS, AGENCY)
    outcomes()
    claim()
    withdraw(STATUS, AGENCY)
    work_out()
    assert rebuild.main([str(WEEK)]) == 0


@pytest.mark.parametrize(
    "work",
    [jobs.run_clocks, lambda: jobs.score_agencies(WEEK), lambda: jobs.write_evaluation(FEBRUARY, FEBRUARY)],
    ids=["run_clocks", "score_agencies", "write_evaluation"],
)
def test_whoever_keeps_the_rulebook_keeps_what_was_taught_with_it(puzzled: Path, work: Callable[[], object]) -> None:
    teach(STATUS, AGENCY)
    with suppress(LibrariesMissing):  # that draw an evaluation
        work()
    files = {row[2]: row[3] for row in rows(RULEBOOKS)[0] if row[0] == version()}
    assert "\nSedang Ditelaah,in_progress," in files["statuses.csv"]
    assert "\nDinas Kesejahteraan,dinas-sosial," in files["aliases.csv"]


def test_reminders_go_to_whom_a_taught_name_means(puzzled: Path) -> None:
    then = moment("Thursday 2026-02-12 07:30")
    with connect(settings().warehouse_url) as connection:
        assert ("dinas-sosial", "3", "response") not in remind(connection, then)
        words.teach(connection, AGENCY)
        assert ("dinas-sosial", "3", "response") in remind(connection, then)


def remind(connection: sa.Connection, at: datetime) -> list[tuple[str, str, str]]:
    """Whom that morning's reminders go to, for which stage of which report."""
    found = reminders.work_out(connection, at.date(), at)
    return [(one.agency_id, row.ticket_id, row.stage) for one in found for row in one.late + one.today + one.soon]


def claim() -> None:
    entry = ledger.Entry("d", str(WEEK), "dinas-sosial", "rapor", "k@dinas.example", "0" * 64, "outbox", "approved")
    with connect(settings().warehouse_url) as connection:
        ledger.open_entry(connection, entry, "told", datetime.now(UTC))


def test_clocks_follow_a_word_that_was_taught_between_the_two_tasks(puzzled: Path) -> None:
    """The clocks are of the new rulebook then, before the tickets are."""
    teach(STATUS, AGENCY)
    jobs.run_clocks()
    work_out()
    (clocks,) = rows(CLOCKS)
    assert {row[0] for row in clocks if row[1] == "response" and row[-1] == "answered"} == {"2"}
    assert {row[2] for row in clocks if row[0] == "3"} == {"dinas-sosial", "dinas-kesehatan", "diskominfosantik"}


def test_checks_and_recaps_know_what_was_taught(puzzled: Path) -> None:
    unknown = ("unknown_words", "unmapped_agencies")
    assert [jobs.check_data()[check] for check in unknown] == ["broken", "broken"]
    path = write(puzzled / "rekap.xlsx", ("Dinas Kesejahteraan", 0, 2, 1, 0), ("Dinas Kesehatan", 0, 1, 0, 0),
                 generated="9 Feb 2026 16:00")  # fmt: skip
    with connect(settings().warehouse_url) as connection:
        assert recaps.file_recap(connection, path)["open"] > 0
    teach(STATUS, AGENCY)
    assert [jobs.check_data()[check] for check in unknown] == ["ok", "ok"]
    assert recaps.compare_recap() == {"gaps": 0, "open": 0}


def test_a_word_whose_meaning_has_gone_stops_nothing_and_says_what_to_do(
    puzzled: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with connect(settings().warehouse_url) as connection:
        kept.put_taught(connection, STATUS._replace(meaning="gone"))
        kept.put_taught(connection, Taught("status", "Proses", "closed", AT, "rini"))
        kept.put_taught(connection, AGENCY)
        states = {one.taught.word: one.state for one in words.list_standing(connection)}
    assert states == {"Sedang Ditelaah": "lost", "Proses": "known", "Dinas Kesejahteraan": "holds"}
    assert work_out()["unknown"] == {"statuses.csv": ["Sedang Ditelaah"]}
    assert "'Sedang Ditelaah' was taught as the status gone, which the rulebook no longer has" in caplog.text
    assert "map it anew, or withdraw it, on the page Mutu data, Kata" in caplog.text
