"""The sentences a letter makes of figures."""

from datetime import date, datetime

import pytest

from include.letters import indonesian, wording
from include.letters.explanations import explain
from include.sla.week import WIB, Week
from tests.builders_scorecards import a_line, a_listed, a_scorecard, an_upcoming


def said(words: str) -> str:
    return words.replace("\N{NO-BREAK SPACE}", " ")


HEADLINES = [
    ({}, "Pekan ini tidak ada laporan untuk Dinas Anu."),
    ({"withdrawn": 1}, "Pekan ini tidak ada laporan yang menunggu tindak lanjut."),
    ({"running": 1}, "Belum ada tindak lanjut yang dapat dinilai; 1 laporan masih dalam batas waktu."),
    ({"undecided": 2}, "Belum ada tindak lanjut yang dapat dinilai; 2 laporan belum dapat dipastikan waktunya."),
    (
        {"running": 3, "undecided": 1},
        "Belum ada tindak lanjut yang dapat dinilai; 3 laporan masih dalam batas waktu "
        "dan 1 laporan belum dapat dipastikan waktunya.",
    ),
    ({"met": 1}, "Satu-satunya laporan yang dinilai pekan ini ditindaklanjuti tepat waktu."),
    ({"met": 2}, "Kedua laporan yang dinilai pekan ini ditindaklanjuti tepat waktu."),
    ({"met": 8, "running": 4}, "Seluruh 8 laporan yang dinilai pekan ini ditindaklanjuti tepat waktu."),
    ({"late": 1}, "Satu-satunya laporan yang dinilai pekan ini terlambat dijawab."),
    ({"late": 3}, "Ketiga laporan yang dinilai pekan ini terlambat dijawab."),
    ({"overdue": 1}, "Satu-satunya laporan yang dinilai pekan ini lewat tenggat dan belum dijawab."),
    ({"overdue": 2}, "Kedua laporan yang dinilai pekan ini lewat tenggat dan belum dijawab."),
    (
        {"late": 1, "overdue": 1},
        "Belum ada yang tepat waktu dari 2 laporan yang dinilai; "
        "1 laporan terlambat dijawab dan 1 laporan lewat tenggat, belum dijawab.",
    ),
    (
        {"met": 7, "late": 1},
        "Sebanyak 7 dari 8 laporan ditindaklanjuti tepat waktu; 1 laporan terlambat dijawab.",
    ),
    (
        {"met": 1, "overdue": 199},
        "Satu dari 200 laporan ditindaklanjuti tepat waktu; 199 laporan lewat tenggat dan belum dijawab.",
    ),
    (
        {"met": 5, "late": 2, "overdue": 2},
        "Sebanyak 5 dari 9 laporan ditindaklanjuti tepat waktu; "
        "2 laporan terlambat dijawab dan 2 laporan lewat tenggat, belum dijawab.",
    ),
]


@pytest.mark.parametrize(("figures", "sentence"), HEADLINES)
def test_the_headline_fits_its_figures(figures, sentence):
    assert said(wording.headline(a_scorecard(a_line(**figures)))) == sentence


OTHER_STAGES = [
    ({"met": 8}, {"overdue": 2}, {}, " Namun, 2 laporan terlambat pada tahap penyelesaian."),
    ({"met": 8, "late": 1}, {"late": 1}, {}, " Selain itu, 1 laporan terlambat pada tahap penyelesaian."),
    ({}, {}, {"overdue": 1}, " Namun, 1 laporan terlambat pada tahap verifikasi."),
    (
        {"overdue": 1},
        {"late": 2, "overdue": 1},
        {"late": 4},
        " Selain itu, 3 laporan terlambat pada tahap penyelesaian dan 4 laporan terlambat pada tahap verifikasi.",
    ),
]


@pytest.mark.parametrize(("response", "resolution", "verification", "sentence"), OTHER_STAGES)
def test_a_second_sentence_says_what_is_late_at_the_other_stages(response, resolution, verification, sentence):
    lines = a_line("verification", **verification), a_line(**response), a_line("resolution", **resolution)
    first, second = said(wording.headline(a_scorecard(*lines))).split(".", 1)
    assert second == sentence
    assert "penyelesaian" not in first


def test_a_subject_with_nothing_late_at_the_response_says_what_is_late_elsewhere():
    card = a_scorecard(a_line(met=8), a_line("resolution", late=1, overdue=2))
    assert "8 dari 8 tepat waktu, 3 terlambat pada tahap penyelesaian, Dinas Anu" in wording.subject(
        card, "Rapor", False
    )


@pytest.mark.parametrize(
    ("met", "late", "band"),
    [
        (4, 0, None), (0, 4, None), (5, 0, "good"), (0, 5, "poor"), (9, 1, "fair"), (91, 9, "good"), (5, 5, "fair"),
        (49, 51, "poor"),
    ],
)  # fmt: skip
def test_bands_begin_above_ninety_and_below_fifty_and_need_five(met, late, band):
    assert wording.band(a_line(met=met, late=late)) == band


@pytest.mark.parametrize(
    ("figures", "words"),
    [
        ({"met": 7, "late": 1, "previous_met": 6, "previous_counted": 8}, "naik 12,5 poin dari pekan lalu"),
        ({"met": 6, "late": 2, "previous_met": 7, "previous_counted": 8}, "turun 12,5 poin dari pekan lalu"),
        ({"met": 5, "late": 5, "previous_met": 4, "previous_counted": 8}, "sama dengan pekan lalu"),
        ({"met": 5}, "pekan lalu belum ada yang dapat dinilai"),
        ({"met": 5, "previous_met": 1, "previous_counted": 2}, "pekan lalu 1 dari 2 tepat waktu"),
        ({"met": 4999, "late": 1, "previous_met": 4999, "previous_counted": 4999}, "turun 0,1 poin dari pekan lalu"),
    ],
)
def test_the_change_against_last_week(figures, words):
    assert wording.change(a_scorecard(a_line(**figures))) == words


@pytest.mark.parametrize(
    ("part", "whole", "written"),
    [(7, 8, "87,5%"), (1, 3, "33,3%"), (5, 16, "31,3%"), (8, 8, "100%"), (0, 8, "0%"),
     (1999, 2000, "99,9%"), (9999, 10000, "99,9%"), (1, 10000, "0,1%")],
)  # fmt: skip
def test_only_all_is_a_hundred_percent_and_only_none_is_zero(part, whole, written):
    assert said(indonesian.percent(part, whole)) == written


def test_days_moments_and_weeks_are_written_in_indonesian():
    assert said(indonesian.day(date(2026, 11, 23))) == "Senin, 23 November 2026"
    assert said(indonesian.day(date(2026, 8, 14))) == "Jumat, 14 Agustus 2026"
    assert (
        said(indonesian.moment(datetime(2026, 11, 16, 5, 5, tzinfo=WIB))) == "Senin, 16 November 2026 pukul 05.05 WIB"
    )
    assert indonesian.span(Week.parse("2026-W46")) == "9–15 November 2026"
    assert indonesian.span(Week.parse("2026-W49")) == "30 November – 6 Desember 2026"
    assert indonesian.span(Week.parse("2026-W53")) == "28 Desember 2026 – 3 Januari 2027"


def test_an_observed_answer_is_never_given_as_the_true_moment():
    row = a_listed(stopped_on=date(2026, 11, 12), observed=True)
    assert said(explain(row)) == (
        "Tenggat Senin, 9 November 2026; tercatat dijawab Kamis, 12 November 2026 (waktu pastinya tidak diketahui)."
    )
    assert "waktu perkiraan" in wording.describe(row)


def test_a_weekend_after_the_due_date_is_less_than_a_working_day():
    assert wording.days_late(a_listed(days_late=0)) == "kurang dari 1 hari kerja"


@pytest.mark.parametrize(
    ("stopped_on", "observed", "words"),
    [
        (None, False, "4 hari kerja"),
        (None, True, "sedikitnya 4 hari kerja"),
        (date(2026, 11, 13), False, "4 hari kerja"),
        (date(2026, 11, 13), True, "sekitar 4 hari kerja"),
    ],
)
def test_where_a_time_was_merely_observed_the_days_late_are_no_exact_figure(stopped_on, observed, words):
    assert wording.days_late(a_listed(stopped_on=stopped_on, observed=observed)) == words


@pytest.mark.parametrize(
    ("counted", "words"),
    [(1, "Satu-satunya"), (2, "Kedua"), (3, "Ketiga"), (4, "Keempat"), (5, "Kelima"), (6, "Seluruh 6")],
)
def test_all_of_few_are_said_in_a_word(counted, words):
    assert said(wording.headline(a_scorecard(a_line(met=counted)))).startswith(f"{words} laporan yang dinilai")


def test_the_preheader_counts_each_ticket_that_falls_due_once():
    rows = (an_upcoming("1"), an_upcoming("1", stage="resolution"))
    line = a_line(met=5, running=1, previous_met=4, previous_counted=5)
    assert wording.preheader(a_scorecard(line, upcoming=rows)) == (
        "Naik 20 poin dari pekan lalu. Satu laporan jatuh tempo dalam lima hari kerja ke depan."
    )


def test_a_subject_is_one_line_without_control_characters():
    card = a_scorecard(a_line(met=5), agency_name="Dinas\r\nBcc: a@b.example\u202e\x00 Anu\u200b")
    subject = wording.subject(card, "Rapor LAPOR", sample=True)
    assert subject == "[DATA CONTOH] Rapor LAPOR: 5 dari 5 tepat waktu, Dinas Bcc: a@b.example Anu, 9–15 November 2026"


@pytest.mark.parametrize("figures", [{"met": 5}, {"met": 4, "late": 1}, {"met": 1, "overdue": 9}])
def test_a_long_name_leaves_news_and_week_in_the_subject(figures):
    card = a_scorecard(a_line(**figures), agency_name="Dinas Sumber Daya Air, Bina Marga, dan " * 9)
    subject = wording.subject(card, "Rapor LAPOR", sample=True)
    assert len(subject) <= 150
    assert f"{figures['met']} dari" in subject
    assert subject.endswith("…, 9–15 November 2026")


LIMITS = [
    ({}, "5 hari kerja"),
    ({"fewest_days": 7, "most_days": 7, "unit": "calendar"}, "7 hari kalender"),
    ({"most_days": 60}, "5–60 hari kerja"),
    ({"most_days": 7, "unit": "calendar; working"}, "5–7 hari kalender atau hari kerja"),
]


@pytest.mark.parametrize(("facts", "words"), LIMITS)
def test_a_limit_is_said_as_the_line_has_it(facts, words):
    assert wording.limit(a_line(**facts)) == words
