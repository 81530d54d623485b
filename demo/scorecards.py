"""Fixed, made-up scorecards of one week, for the examples in `reports/examples/`: nothing in here is real."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from datetime import date, datetime
from functools import cache
from hashlib import sha256
from itertools import count
from typing import Any

import numpy as np

from demo.crowd import crowd
from demo.listed import Life, read
from include.settings import ROOT
from include.sla.scorecards import Earlier, Line, Listed, Scorecard
from include.sla.week import WIB, Week

WEEK = Week.parse("2026-W46")
KNOWN_AT = datetime(2026, 11, 16, 5, 30, tzinfo=WIB)
ARTICLE = "Permen PANRB 62/2018 (praktik SP4N-LAPOR!), yang telah digantikan oleh Permen PANRB 5/2025"
REGENCY_ARTICLE = "Ketentuan Pemerintah Kabupaten Bekasi 2025 (dihitung sebagai hari kerja)"
LIMITS = {
    ("verification", "national"): (3, 3, "working", ARTICLE),
    ("response", "national"): (5, 5, "working", ARTICLE),
    ("response", "regency"): (4, 4, "working", REGENCY_ARTICLE),
    ("resolution", "national"): (5, 60, "working", ARTICLE),
}
COORDINATOR = "diskominfosantik"
LAST_SHOWN = date(2026, 11, 20)  # the fifth working day after the week
PLAIN = {
    "unclassified": 0, "observed": 0, "provisional": 0, "ratings": 0, "mean_rating": None,
    "last_follow_up_on": date(2026, 11, 13), "follow_ups": 0, "place": None, "peers": None, "earlier": (),
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
        line("resolution", "national", 5, 1, 1, 12, 0, 0, 2, 8.5, 57 / 6, 4, 6),
    )
    named = (
        Life(9041127, "response", date(2026, 10, 26), about=("Tempat Pembuangan Liar", "Tambun Utara")),
        Life(9041388, "response", date(2026, 11, 2), confidential=True),
        Life(9041240, "response", date(2026, 10, 30), date(2026, 11, 12), ("Persampahan", "Cibitung"), observed=True),
        Life(9039902, "resolution", date(2026, 10, 20), about=("Persampahan", "Babelan")),
        Life(9039517, "resolution", date(2026, 10, 19), date(2026, 11, 10), ("Pencemaran Sungai", "Setu")),
        Life(9041562, "response", date(2026, 11, 9), about=("Persampahan", "Setu"), observed=True),
        Life(9040015, "resolution", date(2026, 10, 27), about=("Pencemaran Udara", "Cikarang Selatan")),
        Life(9041609, "response", date(2026, 11, 11), about=("Persampahan", "Tambun Selatan")),
        Life(9041655, "response", date(2026, 11, 12), confidential=True),
    )  # fmt: skip
    return scorecard(
        "dinas-lingkungan-hidup", (9, 1, 1, 4, 2), lines, named, earlier=past((5, 9), (6, 9), (4, 8), (6, 10), (5, 6),
        (7, 9), (6, 8), year_ago=(3, 7)), unclassified=1, observed=6, provisional=2, ratings=5, mean_rating=19 / 5,
        follow_ups=9, place=5, peers=9,
    )  # fmt: skip


def good_week() -> Scorecard:
    """An agency that answered everything in time."""
    lines = (
        line("response", "national", 12, 0, 0, 2, 0, 0, 0, 1.5, 21 / 12, 11, 12),
        line("response", "regency", 11, 1, 0, 2, 0, 0, 0, 1.5, 21 / 12, 10, 12),
        line("resolution", "national", 9, 0, 0, 6, 0, 0, 0, 4.0, 39 / 9, 8, 8),
    )
    named = (
        Life(9041571, "response", date(2026, 11, 10), about=("KTP Elektronik", "Cikarang Utara")),
        Life(9041640, "response", date(2026, 11, 12), about=("Kartu Keluarga", "Serang Baru")),
    )
    return scorecard(
        "dinas-kependudukan-dan-pencatatan-sipil", (13, 0, 1, 11, 7), lines, named,
        earlier=past((7, 9), (8, 10), (9, 11), (9, 9), (10, 12), (12, 13), (11, 12)),
        observed=4, ratings=6, mean_rating=27 / 6, follow_ups=14, place=1, peers=9,
    )  # fmt: skip


def quiet_week(agency_id: str = "kecamatan-bojongmangu") -> Scorecard:
    """An agency without reports."""
    lines = (
        line("response", "national", 0, 0, 0, 0, 0, 0, 0, None, None, 0, 0),
        line("response", "regency", 0, 0, 0, 0, 0, 0, 0, None, None, 0, 0),
        line("resolution", "national", 0, 0, 0, 0, 0, 0, 0, None, None, 0, 0),
    )
    return scorecard(agency_id, (0, 0, 0, 0, 0), lines, last_follow_up_on=date(2026, 10, 28))


def all_agencies() -> list[Scorecard]:
    """One scorecard for each agency of the register."""
    told = {card.agency_id: card for card in (late_week(), good_week())}
    told.update((agency_id, _usual_week(agency_id)) for agency_id in RESPONSES)
    return [told.get(agency_id) or quiet_week(agency_id) for agency_id in _names()]


def scorecard(
    agency_id: str,
    intake: tuple[int, int, int, int, int],
    lines: tuple[Line, ...],
    named: Sequence[Life] = (),
    **facts: Any,
) -> Scorecard:
    """Intake: received, archived, rejected, followed up, closed. `named` are tickets; the other ones are made up."""
    facts = PLAIN | facts
    known = read(named, WEEK)
    first = 9042001 + 200 * list(_names()).index(agency_id)
    late, upcoming, other = sort(known + read(list(crowd(lines, known, count(first))), WEEK))
    figures = repr((agency_id, intake, lines, late, upcoming, other, facts)).encode()
    return Scorecard(
        WEEK, agency_id, facts.pop("agency_name", _names()[agency_id]), *intake, lines,
        late, upcoming, other,        known_at=KNOWN_AT, rulebook_version="2026.1", calendar_version="2026.2",
        fingerprint=sha256(figures).hexdigest(), **facts,
    )  # fmt: skip


def sort(rows: Sequence[Listed]) -> tuple[tuple[Listed, ...], ...]:
    """The lists of a scorecard: late, upcoming, other."""
    late = sorted((row for row in rows if row.outcome in ("overdue", "late")), key=_worst_first)
    soon = sorted((row for row in rows if row.outcome == "running" and row.due_on <= LAST_SHOWN), key=_soonest_first)
    other = [row for row in rows if row not in late and row not in soon]
    return tuple(late), tuple(soon), tuple(other)


def past(*weeks: tuple[int, int], year_ago: tuple[int, int] | None = None) -> tuple[Earlier, ...]:
    """Met and counted of the weeks before, the last one last."""
    told = [Earlier(WEEK.shift(nth - len(weeks)), *figures) for nth, figures in enumerate(weeks)]
    return tuple([Earlier(WEEK.shift(-52), *year_ago)] if year_ago else []) + tuple(told)


def line(stage: str, policy: str, *figures: Any) -> Line:
    return Line(stage, policy, *LIMITS[stage, policy], *figures)


def _worst_first(row: Listed) -> tuple[bool, int, date, str]:
    return row.outcome == "late", -row.days_late, row.due_on, row.ticket_id


def _soonest_first(row: Listed) -> tuple[date, str]:
    return row.due_on, row.ticket_id


def _usual_week(agency_id: str) -> Scorecard:
    met, late, overdue, running, previous_met, previous_counted = RESPONSES[agency_id]
    slow, near = met // 6, running // 4
    took, settled = (3.0, 3.0) if met + late else (None, None), (7.0, 7.0) if 2 * met // 3 else (None, None)
    national = line("response", "national", met, late, overdue, running, 0, 0, 0, *took, previous_met, previous_counted)
    regency = line(
        "response", "regency", met - slow, late + slow, overdue + near, running - near, 0, 0, 0, *took,
        previous_met, previous_counted,
    )  # fmt: skip
    resolution = line("resolution", "national", 2 * met // 3, 0, 0, met + running, 0, 0, 0, *settled, 0, 0)
    lines, first = [national, regency, resolution], 9030001 + 200 * list(_names()).index(agency_id)
    named = [_overdue(first + nth, "response", 5, nth) for nth in range(overdue)]
    if agency_id == COORDINATOR:
        lines.insert(0, line("verification", "national", 46, 0, 1, 7, 0, 0, 0, 1.0, 1.5, 40, 43))
        named.append(_overdue(9041710, "verification", 3, 0))
    before = [(max(previous_met - nth % 3, 0), previous_counted) for nth in range(6)]
    told = past(*before, (previous_met, previous_counted), year_ago=before[2]) if previous_counted else ()
    silent = {} if met + late else {"last_follow_up_on": date(2026, 9, 30)}
    intake = (met + running, 0, 0, met, met // 2)
    return scorecard(agency_id, intake, tuple(lines), named, follow_ups=met + late, earlier=told, **silent)


def _overdue(number: int, stage: str, days_allowed: int, nth: int) -> Life:
    age = 1 + number * 7 % 9 - nth % 2
    started_on = np.busday_offset(date(2026, 11, 13), -days_allowed - age).astype(date)
    return Life(number, stage, started_on)


@cache
def _names() -> dict[str, str]:
    with (ROOT / "include/rulebook/agencies.csv").open(encoding="utf-8", newline="") as register:
        return {row["agency_id"]: row["name"] for row in csv.DictReader(register)}
