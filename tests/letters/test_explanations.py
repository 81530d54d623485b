"""The account of a deadline, as an agency head reads it."""

from dataclasses import replace

import pytest

from include.letters import explanations
from include.letters.indonesian import NO_BREAK
from include.sla.explanations import Explanation
from include.sla.walks import Counted, Pause, Skipped, Walk
from tests.builders import day

MON, TUE, WED = (day(text) for text in ("Monday 2026-09-07", "Tuesday 2026-09-08", "Wednesday 2026-09-09"))
THU, FRI, SAT = (day(text) for text in ("Thursday 2026-09-10", "Friday 2026-09-11", "Saturday 2026-09-12"))
MON2, TUE2, WED2 = (day(text) for text in ("Monday 2026-09-14", "Tuesday 2026-09-15", "Wednesday 2026-09-16"))
WEEKEND = tuple(Skipped(day(text), "", "weekend", "") for text in ("Saturday 2026-09-12", "Sunday 2026-09-13"))
HOLIDAY = Skipped(THU, "Hari Anu", "holiday", "SKB Tiga Menteri 2026")

BEGINNING = "Didisposisikan Senin, 7 September 2026; hari kerja ke-1 Selasa, 8 September"
LIMIT = "Dengan batas 5 hari kerja menurut Permen PANRB 62/2018, tenggatnya Senin, 14 September 2026"


def paragraph(told: Explanation) -> str:
    return explanations.paragraph(told).replace(NO_BREAK, " ")


def line(told: Explanation) -> str:
    return explanations.line(told).replace(NO_BREAK, " ")


def a_walk(**facts) -> Walk:
    """From Monday, 7 September, to Monday, 14 September, without a day off but the weekend."""
    days = tuple(Counted(number, on) for number, on in enumerate((TUE, WED, THU, FRI, MON2), start=1))
    plain = Walk(start_off=None, zero_on=MON, days=days, skipped=WEEKEND, pauses=(), due_on=MON2)
    return replace(plain, **facts)


def told(walk: Walk | None = None, **facts) -> Explanation:
    """A response of five working days, answered on Wednesday, 16 September, unless told otherwise."""
    plain = Explanation(
        ticket_id="9000001",
        stage="response",
        policy="national",
        started_by="disposed",
        started_earliest_on=MON,
        started_on=MON,
        walk=walk or a_walk(),
        due_earliest_on=(walk or a_walk()).due_on,
        provisional=False,
        stopped_earliest_on=WED2,
        stopped_on=WED2,
        stopped_by="answered",
        read_on=day("Sunday 2026-09-20"),
        outcome="late",
        days_late=2,
        limit=5,
        unit="working",
        article="Permen PANRB 62/2018",
        certainty="F",
    )
    return replace(plain, **facts)


def still_open(outcome: str, **facts) -> Explanation:
    return told(outcome=outcome, stopped_earliest_on=None, stopped_on=None, stopped_by="", **facts)


def test_a_paragraph_tells_the_whole_way():
    assert paragraph(told()) == f"{BEGINNING}. {LIMIT}. Dijawab Rabu, 16 September 2026, terlambat 2 hari kerja."


def test_a_line_tells_it_in_short():
    assert line(told()) == (
        f"{BEGINNING}; tenggat Senin, 14 September 2026 (5 hari kerja); "
        "dijawab Rabu, 16 September 2026, terlambat 2 hari kerja; menurut Permen PANRB 62/2018"
    )


OUTCOMES = [
    (told(outcome="met", stopped_earliest_on=FRI, stopped_on=FRI), "Dijawab Jumat, 11 September 2026, tepat waktu."),
    (told(days_late=0), "Dijawab Rabu, 16 September 2026, terlambat kurang dari 1 hari kerja."),
    (
        told(stopped_earliest_on=TUE2),
        "Dijawab antara Selasa, 15 September dan Rabu, 16 September 2026, terlambat paling lama 2 hari kerja.",
    ),
    (told(stopped_by="transferred"), "Dialihkan Rabu, 16 September 2026, terlambat 2 hari kerja."),
    (
        told(outcome="undecided", days_late=0, stopped_earliest_on=FRI),
        "Dijawab antara Jumat, 11 September dan Rabu, 16 September 2026; belum dapat dipastikan apakah tepat waktu.",
    ),
    (
        told(outcome="transferred", days_late=0, stopped_by="transferred"),
        "Dialihkan Rabu, 16 September 2026, sehingga tidak dinilai.",
    ),
    (
        told(outcome="withdrawn", days_late=0, stopped_by="withdrawn"),
        "Diarsipkan atau ditolak Rabu, 16 September 2026, sehingga tidak dinilai.",
    ),
    (
        still_open("overdue", days_late=4),
        "Sampai dengan Minggu, 20 September 2026, laporan belum dijawab; tenggat telah lewat 4 hari kerja.",
    ),
    (
        still_open("running", days_late=0, read_on=FRI),
        "Pada Jumat, 11 September 2026, laporan masih dalam batas waktu.",
    ),
    (
        still_open("undecided", days_late=0),
        "Pada Minggu, 20 September 2026, belum dapat dipastikan apakah laporan sudah dijawab dalam batas waktu.",
    ),
    (
        still_open("running", days_late=0, walk=a_walk(pauses=(Pause(TUE, None, 0),))),
        "Pada Minggu, 20 September 2026, laporan masih ditunda, paling awal sejak Selasa, 8 September; "
        "tenggat akan mundur sesuai dengan lama penundaan.",
    ),
    (told(outcome="met", stage="verification"), "Diverifikasi Rabu, 16 September 2026, tepat waktu."),
    (told(outcome="met", stage="resolution"), "Diselesaikan Rabu, 16 September 2026, tepat waktu."),
]


@pytest.mark.parametrize(("told", "sentence"), OUTCOMES)
def test_the_last_sentence_says_what_became_of_it(told, sentence):
    assert paragraph(told).endswith(f" {sentence}")
    assert f"; {sentence[0].lower()}{sentence[1:-1]}; menurut " in line(told)


@pytest.mark.parametrize(
    ("started_by", "words"),
    [("received", "Diterima"), ("replied", "Ditanggapi pelapor"), ("reopened", "Dibuka kembali")],
)
def test_the_first_words_say_what_began_it(started_by, words):
    assert paragraph(told(started_by=started_by)).startswith(f"{words} Senin, 7 September 2026; ")


@pytest.mark.parametrize(
    ("off", "words"),
    [
        (WEEKEND[0], "pada akhir pekan"),
        (replace(HOLIDAY, on=SAT), "bertepatan dengan Hari Anu"),
    ],
)
def test_a_start_on_a_day_off_says_which_day_stands_for_it(off, words):
    walk = a_walk(start_off=off, zero_on=MON2, days=(Counted(1, TUE2),), due_on=TUE2)
    assert paragraph(told(walk, started_by="received", started_on=SAT, started_earliest_on=SAT)).startswith(
        f"Diterima Sabtu, 12 September 2026, {words}, sehingga dianggap diterima Senin, 14 September; "
        "hari kerja ke-1 Selasa, 15 September."
    )


def test_days_off_are_named_with_the_decree_they_rest_on():
    account = told(a_walk(skipped=(HOLIDAY, *WEEKEND)))
    assert "Hari libur menurut SKB Tiga Menteri 2026 yang tidak dihitung: Hari Anu pada Kamis, 10 September." in (
        paragraph(account)
    )
    assert "(5 hari kerja; tanpa Hari Anu pada Kamis, 10 September, SKB Tiga Menteri 2026)" in line(account)


def test_days_off_of_one_decree_stand_together_and_an_estimate_cites_none():
    skipped = (HOLIDAY, replace(HOLIDAY, on=FRI, decree=""), replace(HOLIDAY, on=TUE2, name="Hari Lain"))
    account = told(a_walk(skipped=skipped))
    assert (
        "yang tidak dihitung: Hari Anu pada Kamis, 10 September; Hari Lain pada Selasa, 15 September. "
        "Untuk sementara tidak dihitung: Hari Anu pada Jumat, 11 September."
    ) in paragraph(account)
    assert "(5 hari kerja; tanpa 3 hari libur)" in line(account)


def test_usual_practice_is_never_called_law():
    account = told(certainty="M")
    assert "Dengan batas 5 hari kerja menurut praktik, tenggatnya" in paragraph(account)
    assert line(account).endswith("; menurut praktik")
    assert "Permen" not in paragraph(account) + line(account)


def test_a_provisional_due_date_says_that_it_may_still_move():
    account = told(provisional=True)
    assert (
        "tenggatnya untuk sementara Senin, 14 September 2026 "
        "karena hari libur pada masa itu belum seluruhnya ditetapkan."
    ) in paragraph(account)
    assert "tenggat sementara Senin, 14 September 2026" in line(account)


def test_what_was_only_observed_is_told_as_an_interval():
    account = told(started_earliest_on=day("Friday 2026-09-04"), due_earliest_on=FRI)
    for words in (paragraph(account), line(account)):
        assert "Didisposisikan antara Jumat, 4 September dan Senin, 7 September 2026" in words
        assert "hari kerja ke-1 paling lambat Selasa, 8 September" in words
    assert "tenggatnya antara Jumat, 11 September dan Senin, 14 September 2026." in paragraph(account)
    assert "tenggat antara Jumat, 11 September dan Senin, 14 September 2026 (" in line(account)


def test_an_interval_across_the_turn_of_the_year_has_both_years():
    account = told(stopped_earliest_on=day("Thursday 2026-12-31"), stopped_on=day("Monday 2027-01-04"))
    assert "antara Kamis, 31 Desember 2026 dan Senin, 4 Januari 2027" in paragraph(account)


def test_a_pause_says_how_far_it_moves_the_due_date():
    account = told(a_walk(pauses=(Pause(TUE, THU, 2),)))
    assert (
        "Ditunda antara Selasa, 8 September dan Kamis, 10 September, paling lama 2 hari kerja, "
        "sehingga tenggat ikut mundur."
    ) in paragraph(account)
    assert "(5 hari kerja; mundur paling lama 2 hari kerja karena ditunda)" in line(account)


def test_where_the_day_the_limit_runs_out_is_late_it_says_so():
    account = told(a_walk(due_on=FRI))
    sentence = "ari kerja ke-5, Senin, 14 September 2026, sudah terhitung terlambat"
    assert f"tenggatnya Jumat, 11 September 2026. H{sentence}. " in paragraph(account)
    assert f"(5 hari kerja; h{sentence})" in line(account)


def test_calendar_days_are_called_so():
    assert "; hari kalender ke-1 Selasa, 8 September. Dengan batas 5 hari kalender " in paragraph(told(unit="calendar"))
