"""The daily reminder: short, its news first, the same in HTML and in text, and nothing in it that it must not hold."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest

from include.letters import Letter
from include.letters.figures import figures_of
from include.letters.indonesian import NO_BREAK
from include.letters.reminder_letter import write_reminder_letter
from include.letters.visible import visible_text
from include.sla.reminders import Reminder
from include.sla.scorecards import Listed
from include.sla.week import WIB
from tests.builders_scorecards import a_listed, an_upcoming

TODAY, TOMORROW = date(2026, 11, 24), date(2026, 11, 25)  # a Tuesday
KNOWN_AT = datetime(2026, 11, 24, 6, 0, tzinfo=WIB)
LARGEST = 80 * 1024
HOSTILE = """Dinas <script>alert(1)</script> & "Anu" {{ 7 * 7 }} {news}"""


def late(ticket_id: str = "9041127", **facts: Any) -> Listed:
    return a_listed(ticket_id, **{"due_on": date(2026, 11, 18), "days_late": 4, **facts})


def today(ticket_id: str = "9042001", **facts: Any) -> Listed:
    return an_upcoming(ticket_id, due_on=TODAY, **facts)


def soon(ticket_id: str = "9043001", **facts: Any) -> Listed:
    return an_upcoming(ticket_id, **{"due_on": TOMORROW, **facts})


def a_reminder(*rows: Listed, **facts: Any) -> Reminder:
    """With each row in the section that its due date puts it into."""
    sections: dict[str, tuple[Listed, ...]] = {
        "late": tuple(row for row in rows if row.due_on < TODAY),
        "today": tuple(row for row in rows if row.due_on == TODAY),
        "soon": tuple(row for row in rows if row.due_on > TODAY),
    }
    plain = Reminder(day=TODAY, agency_id="dinas-anu", agency_name="Dinas Anu", known_at=KNOWN_AT, **sections)
    return replace(plain, **facts)


def write(*rows: Listed, sample: bool = False, **facts: Any) -> Letter:
    return write_reminder_letter(a_reminder(*rows, **facts), sample)


def said(letter: Letter) -> str:
    """Its text on one line, down to the notes."""
    return " ".join(letter.text.split("CATATAN")[0].split())


SOME = [late(), late("9041388", observed=True), today(), soon(), soon("9043002", provisional=True)]
CROWD = [
    *(late(f"904{nth:04}", category="Penerangan Jalan Umum", district="Cikarang Selatan") for nth in range(300)),
    *(late(f"904{nth:04}", stage="resolution", days_late=1) for nth in range(300)),
    *(today(f"905{nth:04}", observed=True, provisional=True) for nth in range(9)),
    *(soon(f"906{nth:04}") for nth in range(8)),
]
LETTERS = {
    "some": write(*SOME),
    "one": write(today()),
    "sample": write(*SOME, sample=True),
    "crowd": write(*CROWD, agency_name="Dinas Sumber Daya Air, Bina Marga dan Bina Konstruksi"),
    "hostile": write(*SOME, agency_name=HOSTILE),
}


@pytest.fixture(params=LETTERS)
def letter(request: pytest.FixtureRequest) -> Letter:
    return LETTERS[request.param]


def test_its_period_is_its_day_and_its_kind_its_own() -> None:
    letter = LETTERS["some"]
    assert (letter.period, letter.agency_id, letter.kind) == ("2026-11-24", "dinas-anu", "pengingat")


@pytest.mark.parametrize(
    ("rows", "news", "headline"),
    [
        ([late("1"), late("2"), late("3"), today("4"), today("5")], "3 laporan terlambat, 2 jatuh tempo hari ini",
         "Sebanyak 3 laporan terlambat dan 2 jatuh tempo hari ini."),
        ([late()], "1 laporan terlambat", "Satu laporan terlambat."),
        ([today("4"), today("5")], "2 laporan jatuh tempo hari ini", "Sebanyak 2 laporan jatuh tempo hari ini."),
        ([soon()], "1 laporan jatuh tempo dalam dua hari kerja ke depan",
         "Satu laporan jatuh tempo dalam dua hari kerja ke depan."),
        ([late(), today(), soon()],
         "1 laporan terlambat, 1 jatuh tempo hari ini, 1 jatuh tempo dalam dua hari kerja ke depan",
         "Satu laporan terlambat, 1 jatuh tempo hari ini, dan 1 jatuh tempo dalam dua hari kerja ke depan."),
    ],
)  # fmt: skip
def test_subject_and_headline_say_the_news(rows: list[Listed], news: str, headline: str) -> None:
    letter = write(*rows)
    assert letter.subject == f"{news}: Dinas Anu, Selasa, 24 November 2026"
    assert headline in said(letter)
    assert headline in visible_text(letter.html).replace(NO_BREAK, " ")


def test_a_ticket_that_is_late_at_two_stages_is_one_ticket_with_two_lines() -> None:
    letter = write(late(days_late=11), late("2"), late(stage="resolution", days_late=3))
    assert letter.subject.startswith("2 laporan terlambat: ")
    assert (
        "TERLAMBAT: 2 LAPORAN -------------------- 9041127 Persampahan · Kec. Setu "
        "Tindak lanjut, tenggat Rabu, 18 November 2026: terlambat 11 hari kerja "
        "Penyelesaian, tenggat Rabu, 18 November 2026: terlambat 3 hari kerja 2 Persampahan"
    ) in said(letter)


def test_sections_stand_in_the_order_of_urgency_and_an_empty_one_is_left_out() -> None:
    titles = re.findall(r"^(\S.*): \d+ LAPORAN$", LETTERS["some"].text, re.MULTILINE)
    assert titles == ["TERLAMBAT", "JATUH TEMPO HARI INI", "JATUH TEMPO DALAM DUA HARI KERJA KE DEPAN"]
    assert re.findall(r"^(\S.*): \d+ LAPORAN$", LETTERS["one"].text, re.MULTILINE) == ["JATUH TEMPO HARI INI"]


def test_only_what_is_late_says_by_how_much() -> None:
    assert len(re.findall(": terlambat (?:sedikitnya )?4 hari kerja", said(LETTERS["some"]))) == 2
    assert "terlambat" not in said(write(today(), soon())).lower()
    assert "terlambat kurang dari 1 hari kerja" in said(write(late(days_late=0)))


def test_it_says_as_of_when_it_speaks() -> None:
    text = said(LETTERS["one"])
    assert "Data diambil dari LAPOR! pada Selasa, 24 November 2026 pukul 06.00 WIB." in text
    assert "yang sudah dijawab setelah itu mungkin masih tercantum" in text


def test_twenty_five_tickets_are_shown_and_what_can_still_be_in_time_gives_way_to_nothing() -> None:
    text = LETTERS["crowd"].text
    shown = re.findall(r"^90(\d)\d{4}$", text, re.MULTILINE)
    assert [shown.count(section) for section in "456"] == [8, 9, 8]
    assert text.count("dan 292 laporan lainnya") == 1
    assert text.count("lainnya") == 1


def test_a_section_that_finds_no_room_is_still_counted() -> None:
    text = said(write(late(), *(today(f"905{nth:04}") for nth in range(26))))
    assert "TERLAMBAT: 1 LAPORAN -------------------- Daftarnya dapat dilihat" in text
    assert "dan 1 laporan lainnya" in text


def test_a_note_stands_where_it_applies() -> None:
    marked, plain = LETTERS["some"].text, LETTERS["one"].text
    for mark in ("waktu perkiraan", "enggat sementara"):
        assert marked.count(mark) == 2  # in its row, and in the note
        assert mark not in plain
    assert "mengikuti Permen PANRB 62/2018 (praktik SP4N-LAPOR!)." in plain


def test_a_confidential_ticket_shows_neither_category_nor_district() -> None:
    hidden = {"category": "Korupsi", "district": "Cibarusah", "confidential": True}
    letter = write(late(**hidden), today(**hidden), soon(**hidden))
    assert not re.search("Korupsi|Cibarusah", letter.subject + letter.html + letter.text)
    assert letter.text.count("dirahasiakan") == 3


def test_a_ticket_without_category_and_district_leaves_no_empty_line_behind() -> None:
    letter = write(today(category="", district=""))
    assert "9042001\n  Tindak lanjut, tenggat Selasa" in letter.text
    assert not re.search(r"<br>\s*<br>", letter.html)


def test_a_mail_program_does_not_clip_it(letter: Letter) -> None:
    assert len(letter.html.encode()) <= LARGEST


def test_text_and_html_say_the_same_figures_and_text_fits_a_screen(letter: Letter) -> None:
    assert figures_of(letter.text) == figures_of(visible_text(letter.html))
    assert max(map(len, letter.text.splitlines())) <= 78


def test_nothing_is_linked_or_loaded_from_outside_and_nothing_runs(letter: Letter) -> None:
    assert not re.search(r"<(img|script|link|iframe|form|a|object|svg)\b|(src|href|background)=", letter.html)
    assert not re.search(r"http|url\(|@import", letter.html)


def test_the_elements_carry_their_style(letter: Letter) -> None:
    assert letter.html.count("<style") == 1
    assert not re.search(r'<\w+ class="[^"]*"(?![^>]*style=)[^>]*>', letter.html)


def test_the_subject_is_one_line_in_which_a_long_name_gives_way_to_news_and_day() -> None:
    subject = write(late(), agency_name="Dinas\r\nBcc: a@b.example\u202e\x00 Anu, " * 9).subject
    assert subject.startswith("1 laporan terlambat: Dinas Bcc: a@b.example Anu")
    assert subject.endswith("…, Selasa, 24 November 2026")
    assert len(subject) == 150


def test_a_hostile_name_stays_text() -> None:
    letter = LETTERS["hostile"]
    assert "<script>" not in letter.html
    assert "&lt;script&gt;" in letter.html
    assert HOSTILE in said(letter)


def test_sample_data_is_marked_wherever_one_looks() -> None:
    marked, plain = LETTERS["sample"], LETTERS["some"]
    for part in (marked.subject, visible_text(marked.html), marked.text):
        assert "DATA CONTOH" in part
    assert "DATA CONTOH" not in plain.subject + plain.html + plain.text


def test_the_same_reminder_gives_the_same_bytes() -> None:
    assert write(*SOME) == LETTERS["some"]
