"""Weeks that are rare or hard to tell: the first one, a corrected one, tiny, huge, and names that hardly fit."""

from __future__ import annotations

from datetime import date, timedelta

from demo.listed import Life
from demo.scorecards import KNOWN_AT, late_week, line, past, scorecard
from include.letters import Letter
from include.letters.notice import write_notice
from include.letters.wording import name_period
from include.sla.reminders import Reminder
from include.sla.scorecards import Correction, Gathering, Scorecard

TODAY = date(2026, 11, 16)
AIRFLOW = "https://rapor.bekasikab.example"
GATHERINGS = (
    Gathering("district", "Babelan", 96, 83),
    Gathering("district", "Cikarang Utara", 88, 91),
    Gathering("district", "Tambun Selatan", 74, 61),
    Gathering("district", "Setu", 39, 44),
    Gathering("district", "Sukatani", 31, 18),
    Gathering("category", "Jalan Rusak", 142, 128),
    Gathering("category", "Persampahan", 87, 90),
    Gathering("category", "Penerangan Jalan Umum", 71, 58),
    Gathering("category", "Banjir", 52, 17),
    Gathering("category", "Air Bersih", 40, 46),
)


def a_reminder() -> Reminder:
    """A Monday on which something is late, something falls due, and something soon will."""
    card = late_week()
    late = tuple(row for row in card.late if row.stopped_on is None)
    today, soon = (tuple(row for row in card.upcoming if (row.due_on == TODAY) == due) for due in (True, False))
    return Reminder(TODAY, card.agency_id, card.agency_name, late, today, soon[:1], KNOWN_AT)


def a_notice() -> Letter:
    """What the data staff is told when letters have not arrived by ten."""
    missing = [("Dinas Sosial", "tidak sampai ke kotak surat"), ("Kecamatan Setu", "menunggu persetujuan")]
    week = "2026-W46"
    return write_notice(week, "periksa-pekan", name_period(week), AIRFLOW, True, missing, count=len(missing))


def first_week() -> Scorecard:
    """No earlier week is known."""
    lines = (
        line("response", "national", 4, 0, 1, 1, 0, 0, 0, 2.0, 9 / 4, 0, 0),
        line("response", "regency", 4, 0, 1, 1, 0, 0, 0, 2.0, 9 / 4, 0, 0),
        line("resolution", "national", 1, 0, 0, 4, 0, 0, 0, 6.0, 6.0, 0, 0),
    )
    named = (Life(9031001, "response", date(2026, 11, 3), about=("Jalan Rusak", "Sukatani")),)
    return scorecard("dinas-perhubungan", (6, 0, 0, 4, 1), lines, named, follow_ups=4)


def few_reports() -> Scorecard:
    """One report and nothing more: every word in the singular."""
    lines = (
        line("response", "national", 0, 0, 1, 0, 0, 0, 0, None, None, 1, 1),
        line("response", "regency", 0, 0, 1, 0, 0, 0, 0, None, None, 1, 1),
        line("resolution", "national", 0, 0, 0, 1, 0, 0, 0, None, None, 0, 0),
    )
    named = (Life(9031201, "response", date(2026, 11, 2), about=("Kartu Identitas Anak", "Bojongmangu")),)
    told = past((1, 1), (0, 0), (2, 2), (0, 0), (1, 1), (0, 0), (1, 1))
    facts = {"last_follow_up_on": date(2026, 10, 9), "follow_ups": 0, "earlier": tuple(w for w in told if w.counted)}
    return scorecard("kecamatan-bojongmangu", (0, 0, 0, 0, 0), lines, named, **facts)


def corrected_week() -> Scorecard:
    """The letter of the week before said three things that have turned out otherwise."""
    lines = (
        line("response", "national", 8, 0, 0, 2, 0, 0, 0, 2.0, 18 / 8, 5, 8),
        line("response", "regency", 7, 1, 0, 2, 0, 0, 0, 2.0, 18 / 8, 4, 8),
        line("resolution", "national", 3, 0, 0, 7, 0, 0, 0, 8.0, 8.0, 2, 3),
    )
    corrections = (
        Correction("9030871", "response", "late", "met", "later_export"),
        Correction("9030902", "response", "undecided", "met", "later_export"),
        Correction("9030866", "resolution", "running", "", "reassigned"),
    )
    earlier = past((6, 9), (6, 7), (7, 9), (5, 7), (6, 8), (7, 8), (5, 8))
    figures = (9, 0, 0, 7, 2)
    return scorecard(
        "kecamatan-babelan", figures, lines, corrections=corrections, earlier=earlier, follow_ups=8, place=2, peers=9
    )


def crowded_week() -> Scorecard:
    """Far more late reports than a letter can list."""
    lines = (
        line("response", "national", 20, 60, 240, 0, 0, 0, 0, 9.0, 9.5, 25, 300),
        line("response", "regency", 18, 62, 240, 0, 0, 0, 0, 9.0, 9.5, 22, 300),
        line("resolution", "national", 8, 0, 0, 90, 0, 0, 0, 8.0, 8.0, 4, 9),
    )
    day = timedelta(days=1)
    named = [Life(9060001 + nth, "response", date(2026, 9, 7) + nth % 5 * day, about=("Jalan Rusak", "Babelan"))
             for nth in range(240)]  # fmt: skip
    earlier = past((40, 210), (38, 230), (33, 250), (30, 262), (31, 280), (28, 291), (25, 300), year_ago=(55, 71))
    return scorecard("dsdabmbk", (75, 2, 1, 20, 8), lines, named, follow_ups=80, earlier=earlier, place=9, peers=9)


def long_names() -> Scorecard:
    """Names as long as a register allows, and characters that mean something to a program."""
    lines = (
        line("response", "national", 5, 0, 1, 1, 0, 0, 0, 3.0, 3.0, 4, 5),
        line("response", "regency", 5, 0, 1, 1, 0, 0, 0, 3.0, 3.0, 4, 5),
        line("resolution", "national", 2, 0, 0, 5, 0, 0, 0, 8.0, 8.0, 1, 1),
    )
    topic = (
        "Pengelolaan Sarana, Prasarana & Utilitas <Perumahan>: =Serah-Terima dari Pengembang kepada Pemerintah Daerah"
    )
    named = (
        Life(9031401, "response", date(2026, 11, 2), about=(topic, "Cikarang Pusat")),
        Life(9031402, "response", date(2026, 11, 12), about=(topic, "Tambun Selatan")),
    )
    name = (
        "Unit Pelaksana Teknis Daerah Pengelolaan Prasarana, Sarana, dan Utilitas Umum Perumahan, Kawasan Permukiman, "
        'dan Pertanahan Wilayah "Cikarang" & Sekitarnya'
    )
    return scorecard(
        "disperkimtan", (6, 0, 0, 5, 1), lines, named, agency_name=name, follow_ups=5, earlier=past((4, 5))
    )
