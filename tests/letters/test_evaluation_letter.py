"""The evaluation's letter: mail, text, PDF and workbook say the same, name each group's evidence, and blame nobody."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from functools import cache
from io import BytesIO
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from demo.evaluations import complete
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
from include.sla.evaluation import COMPARISONS, EVALUATIONS, OF, SHARES
from include.sla.period import Period
from tests.builders_evaluation import an_agency, an_evaluation, an_idle_agency, read_pdf, require_drawing

LARGEST = 80_000
GIVEN = ("received", "total", "followed_up", "response_met", "response_counted", "active", "last_follow_up_on")
GOOD = an_agency("Dinas Baik", 27, 28)
FAIR = an_agency("Dinas Sedang", 15, 20, followed_up=18)
POOR = an_agency("Dinas Lain", 4, 10, active=False, waiting=2, last_follow_up_on=date(2026, 8, 31))
FEW = an_agency("Kecamatan Kecil", 2, 3, received=4, followed_up=3, closed=1)
SILENT = an_agency("Dinas Tenang", 6, 6, active=False, last_follow_up_on=date(2026, 3, 31))
IDLE = an_idle_agency("Dinas Sepi")
ALL = an_evaluation(GOOD, FAIR, POOR, FEW, SILENT, IDLE)
NOBODYS = complete("nobody", received=9, total=9, resolution_counted=2)
UNKNOWN = complete("UNMAPPED", received=3, total=3, followed_up=2, response_met=1, response_counted=3)
SEAT = GOOD | dict.fromkeys([whole for _, whole in SHARES.values()], 8)
WHOLE = an_evaluation(GOOD, FEW, elsewhere=(NOBODYS, UNKNOWN))


@pytest.fixture(autouse=True, scope="module")
def drawing() -> None:
    require_drawing()


@pytest.fixture(scope="module")
def letter(drawing: None) -> Letter:
    """Of ALL: drawn once, and looked at from all sides."""
    return write(ALL)


def write(evaluation: Evaluation, *, printed: bool = True) -> Letter:
    return write_evaluation_letter(evaluation, False, printed)


def plain(text: str) -> str:
    return " ".join(text.replace(NO_BREAK, " ").split())


def pdf(letter: Letter) -> str:
    return read(letter.attachments[0].content)


@cache
def read(content: bytes) -> str:
    return read_pdf(content)


def book(letter: Letter) -> Workbook:
    return load_workbook(BytesIO(letter.attachments[-1].content))


def table(letter: Letter, sheet: str) -> list[dict[str, Any]]:
    """The rows of a sheet below its heads, by the names of the columns."""
    name = next(key for key, title in WORDS["sheets"].items() if title == sheet)
    rows = [[cell.value for cell in row] for row in book(letter)[sheet].iter_rows()]
    heads = [column["head"] for column in COLUMNS[name].values()]
    start = rows.index(heads)
    return [dict(zip(COLUMNS[name], row, strict=True)) for row in rows[start + 1 :] if any(row)]


def agencies_of(letter: Letter) -> list[dict[str, Any]]:
    """Those of the table, without the sum below it."""
    return table(letter, "Perangkat daerah")[:-1]


def test_it_goes_to_the_leadership_once_a_period_with_both_files(letter: Letter) -> None:
    assert (letter.kind, letter.agency_id, letter.period) == ("evaluasi", "pimpinan", "2026-01-01..2026-10-31")
    assert [file.name for file in letter.attachments] == [
        "evaluasi-2026-01-01-sd-2026-10-31.pdf",
        "evaluasi-2026-01-01-sd-2026-10-31.xlsx",
    ]
    assert [file.content[:4] for file in letter.attachments] == [b"%PDF", b"PK\x03\x04"]


def test_the_same_evaluation_gives_the_same_bytes(letter: Letter) -> None:
    again = write(ALL)
    assert again == letter
    assert again.digest == letter.digest


def test_the_headline_counts_the_groups(letter: Letter) -> None:
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


def test_each_agency_stands_with_its_evidence_in_words(letter: Letter) -> None:
    told = (
        "Dinas Baik: 96,4% Memenuhi 27 dari 28 tenggat (96,4%); menindaklanjuti 19 dari 20 laporan (95%); "
        "tindak lanjut terakhir 30 Oktober 2026."
    )
    assert told in plain(letter.text)


def test_an_agency_below_the_best_is_told_what_would_lift_it(letter: Letter) -> None:
    text = plain(letter.text)
    fair, poor = text.index("CUKUP: 1"), text.index("BELUM MAKSIMAL: 1")
    lacking = "Yang belum terpenuhi: tenggat yang dipenuhi lebih dari 90%; laporan yang ditindaklanjuti lebih dari 90%."
    failed = (
        "Yang perlu ditingkatkan: tenggat yang dipenuhi (kini kurang dari 50%); "
        "tindak lanjut dalam 30 hari terakhir periode (belum ada)."
    )
    assert fair < text.index(lacking) < poor < text.index(failed)
    assert "Yang belum" not in text[:fair]


def test_those_with_too_few_reports_are_named_as_such_and_no_share_is_given(letter: Letter) -> None:
    few = "akan terlalu menentukan: Kecamatan Kecil (memenuhi 2 dari 3 tenggat)."
    silent = "30 hari terakhir periode bukan kekurangan: Dinas Tenang (memenuhi 6 dari 6 tenggat (100%))."
    for text in (visible_text(letter.html), letter.text, pdf(letter)):
        assert few in plain(text)
        assert silent in plain(text)
    assert "Tidak ada laporan: Dinas Sepi." in pdf(letter)
    assert "Kecamatan Kecil: " not in letter.text
    told = {row["agency_name"]: (row["group"], row["reason"]) for row in agencies_of(letter)}
    outside = "Belum digolongkan"
    assert told == {
        "Dinas Baik": ("Sangat aktif dan disiplin", None), "Dinas Sedang": ("Cukup", None),
        "Dinas Lain": ("Belum maksimal", None),
        "Kecamatan Kecil": (outside, "Kurang dari lima tenggat dapat dinilai."),
        "Dinas Tenang": (outside, "Tidak ada laporan yang menunggu tindak lanjut dalam 30 hari terakhir periode."),
        "Dinas Sepi": (outside, "Tidak ada laporan."),
    }  # fmt: skip


def test_of_fewer_than_five_there_is_no_percentage_anywhere_but_the_counts() -> None:
    """Four reports, three of them followed up, one closed; three due dates, two of them kept."""
    letter = write(an_evaluation(FEW))
    assert not re.search(r"\d%", letter.text.split("KRITERIA")[0] + letter.text.split("SELURUH")[1].split("CATATAN")[0])
    row = table(letter, "Perangkat daerah")[0]
    assert [row[name] for name in OF] == ["–"] * len(OF)
    assert [row[name] for name in ("followed_up", "total", "met", "counted")] == [3, 4, 2, 3]
    shown = read_pdf(letter.attachments[0].content, "-layout")
    assert "3 dari 4" in shown.split("Kecamatan Kecil")[-1]
    assert "2 dari 3" in shown.split("Kecamatan Kecil")[-1]
    values = {row["measure"]: (row["value"], row["met"]) for row in table(letter, "Bukti")}
    assert values["Tenggat yang dipenuhi"] == ("2 dari 3", "Tidak dinilai")
    assert values["Laporan yang ditindaklanjuti"] == ("3 dari 4", "Tidak dinilai")


def test_what_lies_with_no_agency_is_in_the_totals_and_a_line_says_so(letter: Letter) -> None:
    told = (
        "Angka seluruh kabupaten mencakup pula yang tidak dihitung pada perangkat daerah mana pun: 9 laporan diterima "
        "dan 2 tenggat dinilai yang belum didisposisikan; 3 laporan diterima dan 3 tenggat dinilai pada instansi yang "
        "belum dikenali."
    )
    whole_regency = write(WHOLE)
    for text in (visible_text(whole_regency.html), whole_regency.text, pdf(whole_regency)):
        assert told in plain(text)
    assert "mencakup pula" not in plain(letter.text)
    rows = {row["agency_name"]: row for row in table(whole_regency, "Perangkat daerah") if row["agency_name"]}
    assert rows["Belum didisposisikan"]["group"] == "Di luar perangkat daerah"
    whole = rows.pop("Seluruh kabupaten")
    for name in ("received", "total", "followed_up", "closed", "met", "counted", "waiting"):
        assert whole[name] == sum(row[name] for row in rows.values()) == WHOLE.regency[name]


def test_what_is_practice_is_never_told_as_law(letter: Letter) -> None:
    practice = "Menurut praktik, bukan ketentuan: Praktik Jawa Timur 2020: golongan teratas di atas 90%"
    for text in (visible_text(letter.html), letter.text, pdf(letter)):
        assert practice in plain(text)
    assert {row["certainty"] for row in table(letter, "Bukti")} == {"menurut praktik"}


def test_a_criterion_that_stands_in_a_source_is_told_apart() -> None:
    verdicts = (ALL.criteria[0], replace(ALL.criteria[0], source="Perbup 1/2027", certainty="F"))
    assert evidence.write_sources(verdicts).endswith("di atas 90%. Menurut sumber tertulis: Perbup 1/2027.")


def test_the_coordinator_is_told_with_what_else_it_answers_for(letter: Letter) -> None:
    told = "Sebagai admin koordinator, perangkat daerah ini dinilai pula atas verifikasi."
    own = {name: GOOD[name] for name in GIVEN}
    seat = complete("seat", "Dinas Baik", verification_met=30, verification_counted=40, **own)
    text = plain(write(an_evaluation(seat, FAIR, coordinator_id="seat"), printed=False).text)
    assert text.count(told) == 1
    assert text.count("memverifikasi 30 dari 40 laporan tepat waktu (75%)") == 1
    assert "Yang belum terpenuhi: verifikasi tepat waktu oleh admin koordinator lebih dari 90%." in text
    assert told not in plain(letter.text)
    assert "memverifikasi" not in letter.text


def test_mail_text_pdf_and_workbook_say_the_same_figures(letter: Letter) -> None:
    assert figures_of(letter.text) == figures_of(visible_text(letter.html))
    rows, printed, mailed = agencies_of(letter), pdf(letter), plain(letter.text)
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


def test_a_period_that_is_not_over_says_up_to_when_it_was_evaluated(letter: Letter) -> None:
    told = (
        "Periode 1 Januari – 31 Desember 2026 belum berakhir; evaluasi ini mencakup keadaan sampai dengan Sabtu, "
        "31 Oktober 2026."
    )
    unfinished = write(replace(ALL, asked=Period.parse("2026")))
    for text in (visible_text(unfinished.html), unfinished.text, pdf(unfinished)):
        assert told in plain(text)
    assert "belum berakhir" not in plain(letter.text)


def test_sample_data_is_marked_wherever_one_looks(letter: Letter) -> None:
    for each, marked in ((write_evaluation_letter(ALL, sample=True), True), (letter, False)):
        texts = [each.subject, visible_text(each.html), each.text, pdf(each)]
        sheets = [" ".join(str(cell.value) for row in sheet.iter_rows() for cell in row) for sheet in book(each)]
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


def test_a_mail_program_shows_it_whole_and_alone(letter: Letter) -> None:
    agencies = (an_agency(f"Dinas Urusan Nomor {number}", 4, 10) for number in range(76))
    many = write(an_evaluation(*agencies), printed=False)
    assert len(many.html.encode()) <= LARGEST
    assert not re.search(r"https?:|url\(|<(img|svg|script|link|a) ", many.html)
    assert max(map(len, many.text.splitlines())) <= 78
    assert "Halaman 1 dari " in pdf(letter)


def test_every_measure_of_the_rulebook_has_its_words() -> None:
    assert set(WORDS["measures"]) == set(criteria.MEASURES)
    assert set(WORDS["comparisons"]) == set(COMPARISONS)
    for measure in criteria.MEASURES:
        told = {evidence.tell(figures, measure) for figures in (SEAT | {measure: 1}, SEAT | {measure: None})}
        assert len(told) == 2
        assert not any("{" in text for text in told)


def test_the_workbook_has_every_figure_and_every_verdict_typed_and_ready_to_filter(letter: Letter) -> None:
    assert set(COLUMNS["agencies"]) == {*EVALUATIONS, "group", "reason"}
    for row, agency in zip(agencies_of(letter), ALL.agencies, strict=True):
        dates = {"last_follow_up_on": row["last_follow_up_on"] and row["last_follow_up_on"].date()}
        words = {"active": {"Ya": True, "Tidak": False}[row["active"]], "group": None, "reason": None}
        few = {name: None for name, whole in OF.items() if agency.figures[whole] < 5}
        assert row | dates | words | few == agency.figures | few | {"group": None, "reason": None}
    rows = table(letter, "Bukti")
    assert len(rows) == len(ALL.agencies) * len(ALL.criteria)
    good = [row for row in rows if row["agency_name"] == "Dinas Baik" and row["group"] != "Belum maksimal"]
    assert [row["met"] for row in good] == ["Ya", "Ya", "Ya", "Tidak dinilai"]  # it verifies nothing
    outside = [row["met"] for row in rows if row["agency_name"] in ("Kecamatan Kecil", "Dinas Tenang")]
    assert set(outside) == {"Tidak dinilai"}
    for sheet in ("Perangkat daerah", "Bukti"):
        page = book(letter)[sheet]
        first, last = page.auto_filter.ref.split(":")
        below = int(re.sub("[A-Z]", "", first)) + 1
        assert page.freeze_panes == f"B{below}"
        filtered = int(re.sub("[A-Z]", "", last)) - below + 1
        assert filtered == len(agencies_of(letter) if sheet == "Perangkat daerah" else rows)
        assert not [cell for line in page.iter_rows() for cell in line if cell.data_type == "f"]


@given(st.integers(1, 2_000).flatmap(lambda whole: st.tuples(st.integers(0, whole), st.just(whole))))
def test_a_share_is_written_as_its_two_counts_would_be(counts: tuple[int, int]) -> None:
    part, whole = counts
    assert share(part / whole) == percent(part, whole)
