"""What a letter tells beside the figures of its week: the trend, the cause, the outlook, the place, the corrections."""

from dataclasses import replace
from datetime import date

import pytest

from include.letters import corrections, trend, wording, write_overview_letter, write_scorecard_letter
from include.letters.indonesian import NO_BREAK, short_span
from include.sla.differences import REASONS
from include.sla.scorecards import Correction, Earlier
from include.sla.tables import OUTCOMES
from include.sla.week import Week
from tests.builders_scorecards import WEEK, a_line, a_listed, a_scorecard, an_upcoming

NAMED = Correction("9000001", "response", "late", "met", "later_export")


def said(words):
    return words.replace(NO_BREAK, " ")


def test_a_week_is_short_where_there_is_no_room():
    assert short_span(Week.parse("2026-W46")) == "9–15 Nov"
    assert short_span(Week.parse("2026-W40")) == "28 Sep–4 Okt"


def test_the_trend_has_eight_weeks_the_last_of_which_is_this_one():
    earlier = (Earlier(WEEK.shift(-52), 1, 9), Earlier(WEEK.shift(-7), 4, 8), Earlier(WEEK.shift(-1), 3, 4))
    card = a_scorecard(a_line(met=5, previous_met=3, previous_counted=4), earlier=earlier)
    told = trend.trend(card)
    assert [said(week.score) for week in told] == ["4 dari 8 (50%)", *["–"] * 5, "3 dari 4", "5 dari 5 (100%)"]
    assert [week.current for week in told] == [False] * 7 + [True]
    assert "Pekan yang sama tahun lalu: 1 dari 9 (11,1%) tepat waktu." in said(trend.year_ago(card))


@pytest.mark.parametrize("earlier", [(), (Earlier(WEEK.shift(-52), 1, 9),)])
def test_a_first_week_has_no_trend(earlier):
    card = a_scorecard(a_line(met=5), earlier=earlier)
    assert trend.trend(card) == []
    assert "PEKAN DEMI PEKAN" not in write_scorecard_letter(card, sample=False).text


def test_the_cause_tells_what_was_late_and_since_when():
    rows = (
        a_listed("1", due_on=date(2026, 11, 6)),  # Friday before the week: late at its beginning
        a_listed("2", due_on=date(2026, 11, 9)),  # its Monday: late since Tuesday
        a_listed("3", due_on=date(2026, 11, 9), stopped_on=date(2026, 11, 12), outcome="late"),
        a_listed("4", stage="resolution"),
    )
    card = a_scorecard(a_line(met=5, late=1, overdue=2), a_line("resolution", overdue=1), late=rows)
    assert said(wording.cause(card)) == (
        "Dari 2 laporan yang lewat tenggat, belum dijawab, 1 baru melewati tenggat pekan ini."
    )
    assert wording.cause(replace(card, late=rows[:1])).endswith("sudah lewat sebelum pekan ini.")
    assert wording.cause(replace(card, late=rows[1:])).endswith("baru lewat pekan ini.")
    assert wording.cause(a_scorecard(a_line(met=5, late=1))) == ""


def test_the_outlook_counts_what_is_already_late_too():
    soon = (an_upcoming("1"), an_upcoming("2"), an_upcoming("3", stage="resolution"))
    card = a_scorecard(a_line(met=1, overdue=3, running=2), a_line("resolution", running=1), upcoming=soon)
    assert said(wording.outlook(card)).startswith("Bila 2 laporan yang menunggu")
    assert "sedikitnya 2 dari 5 (40%) tepat waktu; 3 laporan yang sudah lewat tenggat" in said(wording.outlook(card))


def test_the_outlook_of_a_week_with_nothing_late_is_that_all_are_in_time():
    card = a_scorecard(a_line(met=1, running=1), upcoming=(an_upcoming("1"),))
    assert said(wording.outlook(card)).endswith("sedikitnya 1 dari 1 tepat waktu.")
    assert wording.outlook(a_scorecard(a_line(met=1))) == ""


@pytest.mark.parametrize(
    ("place", "peers", "told"), [(2, 3, True), (1, 2, False), (3, 4, False), (None, None, False), (None, 7, False)]
)
def test_a_place_is_told_among_three_or_more_in_the_upper_half(place, peers, told):
    words = wording.place(a_scorecard(a_line(met=5), place=place, peers=peers))
    assert words == ("Urutan ke-2 dari 3 perangkat daerah segolongan." if told else "")


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"follow_ups": 1}, "Pekan ini tercatat satu tindak lanjut, yaitu pada Jumat, 13 November 2026."),
        ({"follow_ups": 3}, "Pekan ini tercatat 3 tindak lanjut; yang terakhir pada Jumat, 13 November 2026."),
        ({}, "Pekan ini tidak tercatat tindak lanjut; yang terakhir pada Jumat, 13 November 2026."),
        (
            {"last_follow_up_on": date(2026, 9, 30)},
            "Tindak lanjut terakhir tercatat pada Rabu, 30 September 2026.",
        ),
        ({"last_follow_up_on": None}, "Belum ada tindak lanjut yang tercatat."),
    ],
)
def test_the_liaison_officers_activity_is_told_and_support_asked_for_only_where_something_waits(facts, words):
    card = a_scorecard(a_line(met=1, overdue=1), **facts)
    text = " ".join(write_scorecard_letter(card, sample=False).text.split())
    assert words in text
    assert ("mohon dukungan" in text) == (not words.startswith("Pekan ini"))


def test_nobody_without_reports_is_told_that_nothing_was_followed_up_since():
    card = a_scorecard(a_line(running=1), last_follow_up_on=None)
    assert wording.activity(card) == "Pekan ini tidak tercatat tindak lanjut."


def test_a_correction_says_what_was_told_what_holds_now_and_why():
    changes = (NAMED, Correction("9000002", "response", "undecided", "late", "calendar"))
    card = a_scorecard(a_line(met=5, previous_met=5, previous_counted=8), corrections=changes)
    assert card.previous == (6, 9)
    told = corrections.notice(card)
    assert said(told.sentence) == (
        "Rapor pekan 2–8 November 2026 menyebut 5 dari 8 (62,5%) tindak lanjut tepat waktu; "
        "menurut data sekarang, 6 dari 9 (66,7%) tindak lanjut tepat waktu. Mohon maaf atas perbedaan ini."
    )
    assert told.rows[1] == (
        "9000002", "Tindak lanjut: semula belum pasti, kini terlambat, karena hari libur ditetapkan kemudian.",
    )  # fmt: skip
    assert corrections.notice(replace(card, corrections=())) is None


def test_a_correction_that_leaves_the_score_says_so():
    changes = (Correction("9000001", "resolution", "running", "", "reassigned"),)
    card = a_scorecard(a_line(met=5), corrections=changes)
    assert "yaitu belum ada tindak lanjut yang dapat dinilai, tidak berubah" in corrections.notice(card).sentence


def test_more_corrections_than_have_room_are_counted():
    changes = tuple(Correction(f"{n}", "response", "running", "undecided", "later_export") for n in range(12))
    text = write_scorecard_letter(a_scorecard(a_line(met=5), corrections=changes), sample=False).text
    assert "dan 2 perubahan lainnya" in text


def test_every_outcome_and_every_reason_has_its_words():
    assert set(corrections.FORMS["outcomes"]) == {*OUTCOMES, "absent"}
    assert set(corrections.FORMS["reasons"]) == set(REASONS)


@pytest.mark.parametrize(
    ("line", "due", "words"),
    [
        (a_line(met=1, overdue=2), 0, "Mohon arahan Bapak/Ibu agar 2 laporan yang lewat tenggat segera dijawab."),
        (a_line(met=1, late=1, running=1), 1, "Mohon 1 laporan yang menunggu tindak lanjut dijawab paling lambat"),
        (a_line(overdue=2, running=1), 1, "segera dijawab, dan 1 laporan yang akan jatuh tempo dijawab paling lambat"),
        (a_line(met=3, running=1), 1, "mohon dipertahankan"),
        (a_line(met=1, late=1), 0, ""),
        (a_line(), 0, ""),
    ],
)
def test_the_letter_asks_for_what_can_be_done_and_thanks_where_nothing_is_late(line, due, words):
    upcoming = tuple(an_upcoming(f"{nth}") for nth in range(due))
    told = said(wording.ask(a_scorecard(line, upcoming=upcoming)))
    assert words in told
    assert bool(told) == bool(words)


def test_the_overview_says_where_most_wait_and_where_most_falls_due():
    cards = [
        a_scorecard(a_line(overdue=9 - nth, running=nth), upcoming=tuple(an_upcoming(f"{n}") for n in range(nth)),
                    agency_id=f"dinas-{nth}", agency_name=f"Dinas {nth}")
        for nth in range(4)
    ]  # fmt: skip
    text = " ".join(write_overview_letter(cards, WEEK, sample=False).text.split())
    assert "Sebanyak 17 dari 30 laporan yang lewat tenggat, belum dijawab ada pada Dinas 0 dan Dinas 1." in text
    assert (
        "Sebanyak 6 laporan jatuh tempo dalam lima hari kerja ke depan, terbanyak pada Dinas 3 (3) dan Dinas 2 (2)."
        in text
    )
    alone = " ".join(write_overview_letter(cards[:1], WEEK, sample=False).text.split())
    assert "belum dijawab ada pada" not in alone


def test_the_regencys_correction_names_no_ticket():
    card = a_scorecard(a_line(met=5, previous_met=5, previous_counted=8), corrections=(NAMED,))
    text = write_overview_letter([card], WEEK, sample=False).text
    assert NAMED.ticket_id not in text
    assert "dalam rapor setiap perangkat daerah" in text


def test_a_day_counts_the_tickets_that_fall_due_on_it_also_those_without_room():
    many = tuple(an_upcoming(f"{9100000 + nth}") for nth in range(14))
    twice = (an_upcoming("9100000", stage="resolution"),)
    card = a_scorecard(a_line(running=14), a_line("resolution", running=1), upcoming=(*many, *twice))
    text = write_scorecard_letter(card, sample=False).text
    assert "Rabu, 18 November 2026: 14 laporan" in text
