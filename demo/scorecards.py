"""Fixed, made-up scorecards of one week, for the examples in `reports/examples/`: nothing in here is real."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from hashlib import sha256
from itertools import count
from typing import Any

import numpy as np

from include.settings import ROOT
from include.sla.scorecards import Line, Listed, Scorecard
from include.sla.week import WIB, Week

WEEK = Week.parse("2026-W46")
KNOWN_AT = datetime(2026, 11, 16, 5, 30, tzinfo=WIB)
ARTICLE = "Permen PANRB 62/2018 (praktik SP4N-LAPOR!)"
REGENCY_ARTICLE = "Ketentuan Pemerintah Kabupaten Bekasi 2025 (dihitung sebagai hari kerja)"
LIMITS = {
    ("verification", "national"): (3, 3, "working", ARTICLE),
    ("response", "national"): (5, 5, "working", ARTICLE),
    ("response", "regency"): (4, 4, "working", REGENCY_ARTICLE),
    ("resolution", "national"): (5, 60, "working", ARTICLE),
}
COORDINATOR = "diskominfosantik"
PLAIN = {
    "unclassified": 0, "observed": 0, "provisional": 0, "ratings": 0, "mean_rating": None,
    "last_follow_up_on": date(2026, 11, 13), "follow_ups": 0, "place": None, "peers": None, "other": (), "earlier": (),
    "corrections": (),
}  # fmt: skip

# Of other agencies, under the national policy: met, late, overdue, running; and a week earlier: met, counted.
RESPONSES = {
    "dsdabmbk": (6, 4, 5, 9, 5, 14),
    "disperkimtan": (3, 2, 4, 5, 4, 9),
    "dinas-ketenagakerjaan": (2, 3, 1, 2, 2, 5),
    "dinas-perhubungan": (8, 2, 1, 6, 7, 11),
    "perumda-tirta-bhagasasi": (6, 1, 1, 3, 5, 8),
    "dinas-pendidikan": (5, 1, 0, 2, 6, 6),
    "satpol-pp": (4, 1, 0, 1, 3, 5),
    "dinas-kesehatan": (7, 0, 0, 3, 6, 7),
    "rsud-kabupaten-bekasi": (5, 0, 0, 1, 2, 2),
    "kecamatan-tambun-selatan": (5, 0, 0, 2, 4, 5),
    "kecamatan-babelan": (3, 0, 1, 2, 3, 3),
    "kecamatan-cikarang-utara": (2, 1, 0, 1, 1, 2),
    "dinas-sosial": (1, 0, 1, 2, 0, 1),
    "dinas-cipta-karya-dan-tata-ruang": (0, 0, 2, 1, 0, 1),
    "bapenda": (2, 0, 0, 1, 1, 1),
    "dpmptsp": (1, 0, 0, 0, 0, 0),
    "diskominfosantik": (2, 0, 0, 1, 2, 2),
    "kecamatan-cibitung": (1, 0, 0, 1, 0, 0),
    "kecamatan-setu": (0, 0, 0, 2, 1, 1),
    "dinas-perdagangan": (0, 0, 0, 1, 0, 0),
}


def late_week() -> Scorecard:
    """An agency with something of everything."""
    lines = (
        line("response", "national", 7, 1, 2, 3, 1, 1, 2, 3.0, 29 / 8, 6, 8),
        line("response", "regency", 6, 2, 3, 2, 1, 1, 2, 3.0, 29 / 8, 5, 8),
        line("resolution", "national", 5, 1, 1, 12, 0, 1, 2, 8.5, 57 / 6, 4, 6),
    )
    late = (
        ticket(9041127, "response", date(2026, 10, 26), 5, about=("Tempat Pembuangan Liar", "Tambun Utara")),
        ticket(9041388, "response", date(2026, 11, 2), 5, confidential=True),
        ticket(9039902, "resolution", date(2026, 10, 20), 14, about=("Persampahan", "Babelan")),
        ticket(9041240, "response", date(2026, 10, 30), 5, date(2026, 11, 12), ("Persampahan", "Cibitung"), True),
        ticket(9039517, "resolution", date(2026, 10, 19), 14, date(2026, 11, 10), ("Pencemaran Sungai", "Setu")),
    )  # fmt: skip
    upcoming = (
        ticket(9041562, "response", date(2026, 11, 9), 5, about=("Persampahan", "Setu"), observed=True),
        ticket(9040015, "resolution", date(2026, 10, 27), 14, about=("Pencemaran Udara", "Cikarang Selatan")),
        ticket(9041609, "response", date(2026, 11, 11), 5, about=("Persampahan", "Tambun Selatan")),
        ticket(9041655, "response", date(2026, 11, 12), 5, confidential=True),
    )
    return scorecard(
        "dinas-lingkungan-hidup", (9, 1, 1, 4, 2), lines, late, upcoming,
        unclassified=1, observed=6, provisional=2, ratings=5, mean_rating=19 / 5,
    )  # fmt: skip


def good_week() -> Scorecard:
    """An agency that answered everything in time."""
    lines = (
        line("response", "national", 12, 0, 0, 2, 0, 0, 0, 1.5, 21 / 12, 11, 12),
        line("response", "regency", 11, 1, 0, 2, 0, 0, 0, 1.5, 21 / 12, 10, 12),
        line("resolution", "national", 9, 0, 0, 6, 0, 0, 0, 4.0, 39 / 9, 8, 8),
    )
    upcoming = (
        ticket(9041571, "response", date(2026, 11, 10), 5, about=("KTP Elektronik", "Cikarang Utara")),
        ticket(9041640, "response", date(2026, 11, 12), 5, about=("Kartu Keluarga", "Serang Baru")),
    )
    return scorecard(
        "dinas-kependudukan-dan-pencatatan-sipil",
        (13, 0, 1, 11, 7),
        lines,
        (),
        upcoming,
        observed=4,
        ratings=6,
        mean_rating=27 / 6,
    )


def quiet_week(agency_id: str = "kecamatan-bojongmangu") -> Scorecard:
    """An agency without reports."""
    lines = (
        line("response", "national", 0, 0, 0, 0, 0, 0, 0, None, None, 0, 0),
        line("response", "regency", 0, 0, 0, 0, 0, 0, 0, None, None, 0, 0),
        line("resolution", "national", 0, 0, 0, 0, 0, 0, 0, None, None, 0, 0),
    )
    return scorecard(agency_id, (0, 0, 0, 0, 0), lines, (), (), last_follow_up_on=date(2026, 10, 28))


def all_agencies() -> list[Scorecard]:
    """One scorecard for each agency of the register."""
    told = {card.agency_id: card for card in (late_week(), good_week())}
    numbers = count(9042001, 13)
    told.update((agency_id, _usual_week(agency_id, numbers)) for agency_id in RESPONSES)
    return [told.get(agency_id) or quiet_week(agency_id) for agency_id in _names()]


def scorecard(
    agency_id: str,
    intake: tuple[int, int, int, int, int],
    lines: tuple[Line, ...],
    late: tuple[Listed, ...],
    upcoming: tuple[Listed, ...],
    **facts: Any,
) -> Scorecard:
    """Intake: received, archived, rejected, followed up, closed."""
    facts = PLAIN | facts
    figures = repr((agency_id, intake, lines, late, upcoming, facts)).encode()
    return Scorecard(
        WEEK, agency_id, _names()[agency_id], *intake, lines, late, upcoming, known_at=KNOWN_AT,
        rulebook_version="2026.1", calendar_version="2026.2", fingerprint=sha256(figures).hexdigest(), **facts,
    )  # fmt: skip


def line(stage: str, policy: str, *figures: Any) -> Line:
    return Line(stage, policy, *LIMITS[stage, policy], *figures)


def ticket(
    number: int,
    stage: str,
    started_on: date,
    days_allowed: int,
    stopped_on: date | None = None,
    about: tuple[str, str] = ("", ""),
    observed: bool = False,
    confidential: bool = False,
) -> Listed:
    """Due and late by Monday to Friday; the months before and after the week have no day off."""
    due_on = np.busday_offset(started_on, days_allowed, roll="forward").astype(date)
    until_on = stopped_on or WEEK.sunday
    day = timedelta(days=1)
    days_late = max(int(np.busday_count(due_on + day, until_on + day)), 0)
    outcome = ("late" if days_late else "met") if stopped_on else "overdue" if due_on <= WEEK.sunday else "running"
    return Listed(
        str(number), stage, *about, confidential, started_on, due_on, stopped_on, days_late, days_allowed, "working",
        ARTICLE, observed, provisional=False, outcome=outcome,
    )  # fmt: skip


def _usual_week(agency_id: str, numbers: Iterable[int]) -> Scorecard:
    met, late, overdue, running, previous_met, previous_counted = RESPONSES[agency_id]
    slow, near = met // 6, running // 4
    took, settled = (3.0, 3.0) if met + late else (None, None), (7.0, 7.0) if 2 * met // 3 else (None, None)
    national = line("response", "national", met, late, overdue, running, 0, 0, 0, *took, previous_met, previous_counted)
    regency = line(
        "response", "regency", met - slow, late + slow, overdue + near, running - near, 0, 0, 0, *took,
        previous_met, previous_counted,
    )  # fmt: skip
    resolution = line("resolution", "national", 2 * met // 3, 0, 0, met + running, 0, 0, 0, *settled, 0, 0)
    lines = [national, regency, resolution]
    rows = [_overdue(number, "response", 5, nth) for nth, number in zip(range(overdue), numbers, strict=False)]
    if agency_id == COORDINATOR:
        lines.insert(0, line("verification", "national", 46, 0, 1, 7, 0, 0, 0, 1.0, 1.5, 40, 43))
        rows.append(_overdue(9041710, "verification", 3, 0))
    rows += [_answered(number) for _, number in zip(range(late), numbers, strict=False)]
    received = met + running
    return scorecard(agency_id, (received, 0, 0, met, met // 2), tuple(lines), tuple(rows), ())


def _overdue(number: int, stage: str, days_allowed: int, nth: int) -> Listed:
    age = 1 + number * 7 % 9 - nth % 2
    started_on = np.busday_offset(date(2026, 11, 13), -days_allowed - age).astype(date)
    return ticket(number, stage, started_on, days_allowed)


def _answered(number: int) -> Listed:
    return ticket(number, "response", date(2026, 10, 30), 5, date(2026, 11, 10) + timedelta(days=number % 3))


def _names() -> dict[str, str]:
    with (ROOT / "include/rulebook/agencies.csv").open(encoding="utf-8", newline="") as register:
        return {row["agency_id"]: row["name"] for row in csv.DictReader(register)}
