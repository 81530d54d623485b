"""A period is evaluated over real files: up to when it can be, on one basis, told alike everywhere, sent once."""

from __future__ import annotations

import re
import shutil
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook

from demo import regency
from include import jobs, mailroom, settings
from include.gateways.warehouse import archive, connect, rulebooks
from include.gateways.warehouse import exports as taken
from include.gateways.warehouse.archive import Archived
from include.jobs import evaluation
from include.jobs.basis import Basis
from include.jobs.periods import NotBegun, choose_days, last_whole_day
from include.jobs.rules import load_rules
from include.jobs.scorecards import StaleExports
from include.letters.evidence import share
from include.letters.figures import figures_of
from include.letters.visible import visible_text
from include.rulebook.files import FOLDER
from include.sla.appraisal import Evaluation
from include.sla.evaluation import GROUPED
from include.sla.period import Period
from tests.builders_evaluation import read_pdf, require_drawing
from tests.drills.written import write_exports
from tests.jobs.houses import Model, living_in
from tests.jobs.stories import ANSWERED, bring

FEBRUARY = Period.parse("2026-02-01..2026-02-28")
KNOWN = Period.parse("2026-02-01..2026-02-06")
UNGIVEN = {"Status Laporan": "Belum Terverifikasi", "Instansi Terdisposisi": "-"}
WINTER = Period.parse("2025-12-01..2026-01-31")


@pytest.fixture(autouse=True)
def drawing() -> None:
    require_drawing()


@pytest.fixture
def told(model: Model, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Exports of a week: one report answered in time, one not at all."""
    with living_in(tmp_path, monkeypatch, model(tell)) as house:
        yield house


def tell(house: Path) -> None:
    bring(house, "2 Feb", "1", "3")
    bring(house, "9 Feb", "1", "2", "3", "4", r3=ANSWERED)


def read_letter(period: Period) -> Archived:
    with connect(settings.settings().warehouse_url) as connection:
        (letter,) = archive.read_letters(connection, str(period), ["pimpinan"])
        return letter


def work_out(period: Period, known_at: datetime | None = None) -> Evaluation:
    with connect(settings.settings().warehouse_url) as connection:
        known_at = known_at or taken.newest_export(connection, datetime.now(UTC))
        assert known_at
        return evaluation.work_out(connection, period, period, Basis(known_at, None, load_rules(), FOLDER))


def test_a_period_that_is_over_is_evaluated_whole(told: Path) -> None:
    assert choose_days(KNOWN) == KNOWN
    assert choose_days(Period.parse("2026-02-01..2026-02-08")).last == date(2026, 2, 8)  # a Sunday


def test_one_that_is_not_over_is_evaluated_up_to_the_newest_export(told: Path) -> None:
    next_month = datetime.now(UTC).date() + timedelta(days=31)
    assert choose_days(Period(date(2026, 1, 1), next_month)) == Period.parse("2026-01-01..2026-02-09")


def test_the_last_day_of_a_period_is_evaluated_only_when_it_is_over() -> None:
    assert last_whole_day(FEBRUARY, FEBRUARY.last) == date(2026, 2, 27)
    assert last_whole_day(FEBRUARY, date(2026, 2, 9)) == date(2026, 2, 9)
    with pytest.raises(NotBegun, match="not over yet"):
        last_whole_day(Period(FEBRUARY.last, FEBRUARY.last), FEBRUARY.last)


def test_one_that_has_not_begun_is_refused(told: Path) -> None:
    with pytest.raises(NotBegun, match="2999-01-01..2999-12-31 has not begun yet"):
        choose_days(Period.parse("2999"))


@pytest.mark.parametrize("period", ["2026-02-01..2026-02-10", "2026-02"])
def test_one_whose_end_no_export_tells_of_is_refused(told: Path, period: str) -> None:
    asked = FEBRUARY if period == "2026-02" else Period.parse(period)
    with pytest.raises(StaleExports, match=r"made on 2026-02-(10|27) or later. The newest is of 2026-02-09"):
        choose_days(asked)


def test_nothing_is_evaluated_before_the_first_export(house: Path) -> None:
    with pytest.raises(StaleExports, match="None has been read yet"):
        choose_days(KNOWN)


def test_the_letter_is_archived_and_every_leader_gets_it_once(told: Path) -> None:
    assert evaluation.write_evaluation(KNOWN, KNOWN) == {"too_few": 76}
    assert evaluation.deliver_evaluation(KNOWN) == {"sent": 3}
    assert evaluation.deliver_evaluation(KNOWN) == {"already sent": 3}
    kinds = Counter(path.suffix for path in (told / "outbox").iterdir() if path.stem != "index")
    assert [kinds[suffix] for suffix in (".html", ".txt", ".pdf", ".xlsx", ".eml")] == [3] * 5
    assert "1–6 Februari 2026" in (told / "outbox/index.html").read_text(encoding="utf-8")


def test_a_letter_on_its_way_is_not_rewritten_and_the_evaluation_of_another_day_is_another_letter(told: Path) -> None:
    evaluation.write_evaluation(KNOWN, KNOWN)
    evaluation.deliver_evaluation(KNOWN)
    sent = read_letter(KNOWN)
    bring(told, "10 Feb", "1", "2", "3", "4", r1=ANSWERED)
    evaluation.write_evaluation(KNOWN, KNOWN)
    assert read_letter(KNOWN) == sent
    later = Period(KNOWN.first, date(2026, 2, 10))
    evaluation.write_evaluation(later, FEBRUARY)
    assert evaluation.deliver_evaluation(later) == {"sent": 3}
    assert "belum berakhir" in read_letter(later).text


def test_a_letter_that_was_not_written_is_missed(told: Path) -> None:
    with pytest.raises(mailroom.DoNotRetry, match="There is no evaluation of 2026-02-01..2026-02-06"):
        evaluation.deliver_evaluation(KNOWN)


def test_the_letter_waits_while_the_data_is_not_sound(told: Path) -> None:
    evaluation.write_evaluation(KNOWN, KNOWN)
    jobs.check_data()  # finds that the newest export is months old
    with pytest.raises(mailroom.DoNotRetry, match="No letter of 2026-02-01..2026-02-06 leaves"):
        evaluation.deliver_evaluation(KNOWN)


def test_it_rests_on_what_was_known_and_names_it(told: Path) -> None:
    before = work_out(KNOWN)
    bring(told, "10 Feb", "1", "2", "3", "4", r1=ANSWERED)
    assert work_out(KNOWN, before.known_at) == before
    assert work_out(KNOWN).fingerprint != before.fingerprint
    rules = load_rules()
    assert (before.rulebook_version, before.calendar_version) == (rules.rulebook_version, rules.calendar_version)
    assert re.fullmatch("[0-9a-f]{12}", before.criteria_version)
    assert before.regency["received"] == 2  # of the four, those of February


def test_the_regency_is_the_sum_of_its_agencies_and_is_told_alike_everywhere(house: Path) -> None:
    mondays = [date(2026, 2, 9) - timedelta(weeks=ago) for ago in range(12)]
    write_exports(house / "inbox", regency.build(mondays[0]), mondays)
    jobs.read_inbox(), jobs.update_tickets()
    found = work_out(WINTER)
    groups = Counter(agency.group for agency in found.agencies)
    assert min(groups[name] for name in ("very_active", "fair", "not_yet_maximal", "too_few")) > 0
    assert {figures["agency_id"] for figures in found.elsewhere} >= {"nobody", "UNMAPPED"}
    assert evaluation.write_evaluation(WINTER, WINTER) == groups
    letter = read_letter(WINTER)
    assert figures_of(letter.text) == figures_of(visible_text(letter.html))
    check_everywhere(letter, found)


def check_everywhere(letter: Archived, found: Evaluation) -> None:
    """The figures of each agency, as they were worked out, stand in text, PDF and workbook."""
    (_, _, printed), (_, _, book) = letter.files
    pages, text = read_pdf(printed), " ".join(letter.text.split())
    sheet = load_workbook(BytesIO(book))["Perangkat daerah"]
    rows = {row[0]: row for row in sheet.iter_rows(values_only=True)}
    heads = list(rows["Perangkat daerah"])
    places = [heads.index(head) for head in ("Diterima", "Ditangani", "Tenggat dipenuhi", "Tenggat dinilai")]
    names = ("received", "total", "met", "counted")
    for agency in found.agencies:
        figures = agency.figures
        assert [rows[figures["agency_name"]][place] for place in places] == [figures[name] for name in names]
        assert figures["agency_name"] in pages
        if agency.group in GROUPED and figures["counted"] >= 5:
            told = f"Memenuhi {figures['met']} dari {figures['counted']} tenggat ({share(figures['rate'])})"
            assert told in text
            assert told in pages
    everybody = [*(one.figures for one in found.agencies), *found.elsewhere]
    for place, name in zip(places, names, strict=True):
        whole = sum(figures[name] for figures in everybody)
        assert found.regency[name] == whole == rows["Seluruh kabupaten"][place]


def test_what_nobody_has_been_given_is_not_the_coordinators_to_answer(told: Path) -> None:
    bring(told, "10 Feb", "1", "2", "3", "4", r1=UNGIVEN, r3=UNGIVEN)
    found = work_out(Period.parse("2026-02-01..2026-02-10"))
    seat = next(agency.figures for agency in found.agencies if agency.figures["agency_id"] == found.coordinator_id)
    assert [figures["agency_id"] for figures in found.elsewhere] == ["nobody"]
    assert found.elsewhere[0]["received"] == 2
    assert (seat["received"], seat["response_counted"], seat["resolution_counted"]) == (0, 0, 0)
    assert seat["verification_counted"] > 0


def test_a_changed_criterion_changes_the_evaluations_version_and_no_scorecards(told: Path, tmp_path: Path) -> None:
    before = work_out(KNOWN)
    evaluation.write_evaluation(KNOWN, KNOWN)
    folder = tmp_path / "rulebook"
    shutil.copytree(FOLDER, folder)
    text = (folder / "criteria.csv").read_text(encoding="utf-8")
    (folder / "criteria.csv").write_text(text.replace("rate,above,0.9", "rate,above,0.8"), encoding="utf-8")
    with connect(settings.settings().warehouse_url) as connection:
        rules = load_rules(folder=folder)
        basis = Basis(before.known_at, None, rules, folder)
        after = evaluation.work_out(connection, KNOWN, KNOWN, basis)
        assert after.criteria_version != before.criteria_version
        assert after.fingerprint != before.fingerprint
        assert after.rulebook_version == before.rulebook_version == load_rules().rulebook_version
        evaluation.keep_criteria(connection, basis)
        kept = rulebooks.read(connection, rulebooks.Version(rules.rulebook_version, rules.calendar_version))
    for each in (before, after):
        assert kept[f"criteria-{each.criteria_version}.csv"].startswith("group,")
        assert ("rate,above,0.8" in kept[f"criteria-{each.criteria_version}.csv"]) == (each is after)
    assert f"kriteria versi {before.criteria_version}" in " ".join(read_letter(KNOWN).text.split())
