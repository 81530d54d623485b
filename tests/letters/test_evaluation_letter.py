"""The evaluation's letter: mail, text, PDF and workbook say the same, name each group's evidence, and blame nobody."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from io import BytesIO
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from include.letters import evidence
from include.letters.evaluation_letter import write_evaluation_letter
from include.letters.evaluation_workbook import COLUMNS
from include.letters.evidence import WORDS, share
from include.letters.figures import FiguresDisagree, figures_of
from include.letters.indonesian import NO_BREAK, percent
from include.letters.letter import Letter
from include.letters.visible import visible_text
from include.rulebook import criteria
from include.sla.appraisal import Evaluation
from include.sla.evaluation import COMPARISONS, EVALUATIONS
from include.sla.period import Period
from tests.builders_evaluation import an_agency, an_evaluation, an_idle_agency, read_pdf, require_drawing

LARGEST = 80_000
GOOD = an_agency("Dinas Baik", 27, 28, followed_up_share=0.95)
FAIR = an_agency("Dinas Sedang", 15, 20, followed_up_share=0.9)
POOR = an_agency("Dinas Lain", 4, 10, followed_up_share=0.95, active=False, last_follow_up_on=date(2026, 8, 31))
FEW = an_agency("Kecamatan Kecil", 2, 3, received=4)
IDLE = an_idle_agency("Dinas Sepi")
ALL = an_evaluation(GOOD, FAIR, POOR, FEW, IDLE)


@pytest.fixture(autouse=True)
def drawing() -> None:
    require_drawing()


def write(evaluation: Evaluation = ALL, sample: bool = False) -> Letter:
    return write_evaluation_letter(evaluation, sample)


def plain(text: str) -> str:
    return " ".join(text.replace(NO_BREAK, " ").split())


def pdf(letter: Letter) -> str:
    return read_pdf(letter.attachments[0].content)


def book(letter: Letter) -> Workbook:
    return load_workbook(BytesIO(letter.attachments[1].content))


def table(letter: Letter, sheet: str) -> list[dict[str, Any]]:
    """The rows of a sheet below its heads, by the names of the columns."""
    name = next(key for key, title in WORDS["sheets"].items() if title == sheet)
    rows = [[cell.value for cell in row] for row in book(letter)[sheet].iter_rows()]
    heads = [column["head"] for column in COLUMNS[name].values()]
    start = rows.index(heads)
    return [dict(zip(COLUMNS[name], row, strict=True)) for row in rows[start + 1 :]]


def test_it_goes_to_the_leadership_once_a_period_with_both_files() -> None:
    letter = write()
    assert (letter.kind, letter.agency_id, letter.period) == ("evaluasi", "pimpinan", "2026-01-01..2026-10-31")
    assert [file.name for file in letter.attachments] == [
        "evaluasi-2026-01-01-sd-2026-10-31.pdf",
        "evaluasi-2026-01-01-sd-2026-10-31.xlsx",
    ]
    assert [file.content[:4] for file in letter.attachments] == [b"%PDF", b"PK\x03\x04"]


def test_the_same_evaluation_gives_the_same_bytes() -> None:
    assert write() == write()
    assert write().digest == write().digest


def test_the_headline_counts_the_groups() -> None:
    letter = write()
    told = "3 perangkat daerah dan BUMD yang dapat dinilai, 1 sangat aktif dan disiplin, 1 cukup, dan 1 belum maksimal."
    for text in (visible_text(letter.html), letter.text, pdf(letter)):
        assert told in plain(text)
    assert letter.subject == (
        "Evaluasi LAPOR: 1 sangat aktif dan disiplin, 1 cukup, 1 belum maksimal, Kabupaten Bekasi, "
        "1 Januari – 31 Oktober 2026"
    )


@pytest.mark.parametrize(
    ("agencies", "told"),
    [
        ([IDLE], "Belum ada perangkat daerah dan BUMD yang dapat dinilai pada periode ini."),
        ([FAIR, IDLE], "Satu-satunya perangkat daerah yang dapat dinilai tergolong cukup."),
        (
            [POOR, POOR | {"agency_id": "b"}],
            "Seluruh 2 perangkat daerah dan BUMD yang dapat dinilai tergolong belum maksimal.",
        ),
        ([GOOD, POOR], "yang dapat dinilai, 1 sangat aktif dan disiplin dan 1 belum maksimal."),
    ],
)
def test_the_headline_says_only_what_there_is(agencies: list[Any], told: str) -> None:
    letter = write(an_evaluation(*agencies))
    assert told in plain(letter.text)
    assert told in pdf(letter)


def test_each_agency_stands_with_its_evidence_in_words() -> None:
    told = (
        "Dinas Baik: 96,4% Memenuhi 27 dari 28 tenggat (96,4%); menindaklanjuti 19 dari 20 laporan (95%); "
        "tindak lanjut terakhir 30 Oktober 2026."
    )
    assert told in plain(write().text)


def test_an_agency_below_the_best_is_told_what_would_lift_it() -> None:
    text = plain(write().text)
    fair, poor = text.index("CUKUP: 1"), text.index("BELUM MAKSIMAL: 1")
    lacking = "Yang belum terpenuhi: tenggat yang dipenuhi lebih dari 90%; laporan yang ditindaklanjuti lebih dari 90%."
    failed = (
        "Yang perlu ditingkatkan: tenggat yang dipenuhi (kini kurang dari 50%); "
        "tindak lanjut dalam 30 hari terakhir periode (belum ada)."
    )
    assert fair < text.index(lacking) < poor < text.index(failed)
    assert "Yang belum" not in text[:fair]


def test_those_with_too_few_reports_are_named_as_such_and_no_share_is_given() -> None:
    letter = write()
    assert "Kurang dari lima tenggat yang dapat dinilai: Kecamatan Kecil." in plain(letter.text)
    assert "Tidak ada laporan: Dinas Sepi." in pdf(letter)
    assert "Kecamatan Kecil: " not in letter.text
    assert {row["agency_name"]: row["group"] for row in table(letter, "Perangkat daerah")} == {
        "Dinas Baik": "Sangat aktif dan disiplin", "Dinas Sedang": "Cukup", "Dinas Lain": "Belum maksimal",
        "Kecamatan Kecil": "Belum digolongkan", "Dinas Sepi": "Belum digolongkan",
    }  # fmt: skip


def test_what_is_practice_is_never_told_as_law() -> None:
    letter = write()
    practice = "Menurut praktik, bukan ketentuan: Praktik Jawa Timur 2020: golongan teratas di atas 90%"
    for text in (visible_text(letter.html), letter.text, pdf(letter)):
        assert practice in plain(text)
    assert {row["certainty"] for row in table(letter, "Bukti")} == {"menurut praktik"}


def test_a_criterion_that_stands_in_a_source_is_told_apart() -> None:
    verdicts = (ALL.criteria[0], replace(ALL.criteria[0], source="Perbup 1/2027", certainty="F"))
    assert evidence.write_sources(verdicts).endswith("di atas 90%. Menurut sumber tertulis: Perbup 1/2027.")


def test_the_coordinator_is_told_with_what_else_it_answers_for() -> None:
    told = "Sebagai admin koordinator"
    assert plain(write(replace(ALL, coordinator_id="dinas-baik")).text).count(told) == 1
    assert told not in write().text


def test_mail_text_pdf_and_workbook_say_the_same_figures() -> None:
    letter = write()
    assert figures_of(letter.text) == figures_of(visible_text(letter.html))
    rows, printed, mailed = table(letter, "Perangkat daerah"), pdf(letter), plain(letter.text)
    for row in rows:
        assert row["agency_name"] in printed
        if row["group"] != "Belum digolongkan":
            told = f"Memenuhi {row['met']} dari {row['counted']} tenggat ({share(row['rate'])})"
            assert told in printed
            assert told in mailed
    for name in ("received", "total", "met", "counted"):
        whole = sum(row[name] for row in rows)
        assert whole == ALL.regency[name]
        assert str(whole) in mailed


def test_a_period_that_is_not_over_says_up_to_when_it_was_evaluated() -> None:
    unfinished = replace(ALL, asked=Period.parse("2026"))
    told = (
        "Periode 1 Januari – 31 Desember 2026 belum berakhir; evaluasi ini mencakup keadaan sampai dengan Sabtu, "
        "31 Oktober 2026."
    )
    letter = write(unfinished)
    for text in (visible_text(letter.html), letter.text, pdf(letter)):
        assert told in plain(text)
        assert "belum berakhir" not in plain(write().text)


def test_sample_data_is_marked_wherever_one_looks() -> None:
    for letter, marked in ((write(sample=True), True), (write(), False)):
        texts = [letter.subject, visible_text(letter.html), letter.text, pdf(letter)]
        sheets = [" ".join(str(cell.value) for row in sheet.iter_rows() for cell in row) for sheet in book(letter)]
        assert [("DATA CONTOH" in text) for text in (*texts, *sheets)] == [marked] * 7


@pytest.mark.parametrize(
    ("broken", "promise"),
    [
        (replace(ALL, regency=ALL.regency | {"met": 1}), "met of the regency"),
        (replace(ALL, agencies=(*ALL.agencies, ALL.agencies[-1])), "each agency stands once"),
        (replace(ALL, agencies=(replace(ALL.agencies[0], group="too_few"), *ALL.agencies[1:])), "dinas-baik is in a"),
        (
            replace(ALL, agencies=(replace(ALL.agencies[0], verdicts=ALL.agencies[1].verdicts), *ALL.agencies[1:])),
            "the evidence of dinas-baik",
        ),
    ],
)
def test_an_evaluation_that_does_not_add_up_is_not_written(broken: Evaluation, promise: str) -> None:
    with pytest.raises(FiguresDisagree, match=promise):
        write(broken)


def test_a_hostile_name_stays_text() -> None:
    hostile = '=HYPERLINK("x")<script>alert(1)</script>'
    letter = write(an_evaluation(an_agency(hostile)))
    assert "<script>" not in letter.html
    cell = next(row[0] for row in book(letter)["Perangkat daerah"].iter_rows() if row[0].value == hostile)
    assert cell.data_type == "s"
    assert "<script>alert(1)</script>" in pdf(letter)


def test_a_mail_program_shows_it_whole_and_alone() -> None:
    many = write(an_evaluation(*(an_agency(f"Dinas Urusan Nomor {number}", 4, 10) for number in range(76))))
    assert len(many.html.encode()) <= LARGEST
    assert not re.search(r"https?:|url\(|<(img|svg|script|link|a) ", many.html)
    assert max(map(len, many.text.splitlines())) <= 78
    assert "Halaman 1 dari " in pdf(many)


def test_every_measure_of_the_rulebook_has_its_words() -> None:
    assert set(WORDS["measures"]) == set(criteria.MEASURES)
    assert set(WORDS["comparisons"]) == set(COMPARISONS)
    for measure in criteria.MEASURES:
        told = {evidence.tell(figures, measure) for figures in (GOOD | {measure: 1}, GOOD | {measure: None})}
        assert len(told) == 2
        assert not any("{" in text for text in told)


def test_the_workbook_has_every_figure_and_every_verdict_typed_and_ready_to_filter() -> None:
    letter = write()
    assert set(COLUMNS["agencies"]) == {*EVALUATIONS, "group"}
    for row, agency in zip(table(letter, "Perangkat daerah"), ALL.agencies, strict=True):
        dates = {"last_follow_up_on": row["last_follow_up_on"] and row["last_follow_up_on"].date()}
        words = {"active": {"Ya": True, "Tidak": False}[row["active"]], "group": None}
        assert row | dates | words == agency.figures | {"group": None}
    rows = table(letter, "Bukti")
    assert len(rows) == len(ALL.agencies) * len(ALL.criteria)
    assert {row["met"] for row in rows if row["agency_name"] == "Dinas Baik" and row["group"] != "Belum maksimal"} == {
        "Ya"
    }
    for sheet in ("Perangkat daerah", "Bukti"):
        page = book(letter)[sheet]
        assert page.auto_filter.ref
        assert page.freeze_panes == f"B{page.max_row - len(table(letter, sheet)) + 1}"
        assert not [cell for line in page.iter_rows() for cell in line if cell.data_type == "f"]


@given(st.integers(1, 2_000).flatmap(lambda whole: st.tuples(st.integers(0, whole), st.just(whole))))
def test_a_share_is_written_as_its_two_counts_would_be(counts: tuple[int, int]) -> None:
    part, whole = counts
    assert share(part / whole) == percent(part, whole)
