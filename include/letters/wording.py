"""Figures become words: the headline, the subject, the change, the band."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from include.letters.indonesian import NO_BREAK, day, percent, points
from include.sla.scorecards import Line, Listed, Scorecard
from include.sla.tables import NATIONAL

REPORTS = Path(__file__).resolve().parents[2] / "reports"
WORDS: dict[str, Any] = tomllib.loads((REPORTS / "wording.toml").read_text(encoding="utf-8"))

FEWEST_RATED = 5
SUBJECT_LENGTH = 150
UNSEEN = re.compile(r"[\s\x00-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]+")


def empty(card: Scorecard) -> bool:
    """Nothing came in and nothing was open."""
    return not card.received and not any(line.total + line.transferred + line.withdrawn for line in card.lines)


def response(card: Scorecard) -> Line:
    """The line the agency is judged by; a scorecard that has been checked has one."""
    return next(line for line in card.lines if (line.stage, line.policy) == ("response", NATIONAL))


def limit(line: Line) -> str:
    """`5 hari kerja`; `5–60 hari kerja` where not all on the line have the same."""
    days = f"{line.fewest_days}" if line.fewest_days == line.most_days else f"{line.fewest_days}–{line.most_days}"
    return f"{days} {listing((WORDS['units'][unit] for unit in line.unit.split('; ')), 'atau')}"


def band(line: Line) -> str | None:
    """good above 90 %, poor below 50 %, fair between; None for fewer than five."""
    if line.counted < FEWEST_RATED:
        return None
    if 10 * line.met > 9 * line.counted:
        return "good"
    return "poor" if 2 * line.met < line.counted else "fair"


def score(part: int, whole: int) -> str:
    """`7 dari 8 — 87,5 %`; of fewer than five, the counts alone."""
    counts = f"{part} dari {whole}"
    return counts if whole < FEWEST_RATED else f"{counts} —{NO_BREAK}{percent(part, whole)}"


def headline(card: Scorecard) -> str:
    """The week in one sentence; a figure stays on the line of what it counts."""
    return re.sub(r"(?<=\d) ", NO_BREAK, _sentence(card, WORDS["headline"])) + "."


def subject(card: Scorecard, title: str, place: str, sample: bool) -> str:
    """One line without anything that a mail header does not bear."""
    mark = "[DATA CONTOH] " if sample else ""
    return _one_line(f"{mark}{title}: {_sentence(card, WORDS['subject'])} – {place}")[:SUBJECT_LENGTH].strip()


def preheader(card: Scorecard) -> str:
    """What a phone shows below the subject."""
    line, tickets = response(card), len({row.ticket_id for row in card.upcoming})
    upcoming = WORDS["upcoming"]["some" if tickets else "none"].format(tickets=tickets)
    return f"{capital(change(line))}. {upcoming}" if line.counted else str(upcoming)


def change(line: Line) -> str:
    """This week's rate beside last week's; the line has something counted."""
    now, before = line.met * line.previous_counted, line.previous_met * line.counted
    if not line.previous_counted:
        case = "unknown"
    elif min(line.counted, line.previous_counted) < FEWEST_RATED:
        case = "few"
    else:
        case = "same" if now == before else "up" if now > before else "down"
    moved = case in ("up", "down")
    distance = points(line.met, line.counted, line.previous_met, line.previous_counted) if moved else ""
    words: str = WORDS["change"][case]
    return words.format(points=distance, previous_met=line.previous_met, previous_counted=line.previous_counted)


def explain(row: Listed) -> str:
    """When a late ticket was due, and what became of it."""
    due = f"Tenggat {day(row.due_on)}"
    if row.stopped_on is None:
        return f"{due}; {WORDS['open'][row.stage]}"
    latest = " paling lambat" if row.observed else ""
    return f"{due}; {WORDS['done'][row.stage]}{latest} {day(row.stopped_on)}"


def describe(row: Listed) -> str:
    """The stage and its limit; of a ticket that is not confidential, also what it is about and where."""
    stage = f"{capital(WORDS['stages'][row.stage])}, {row.days_allowed} {WORDS['units'][row.unit]}"
    district = f"Kec.{NO_BREAK}{row.district}" if row.district else ""
    about = ("dirahasiakan",) if row.confidential else (row.category, district)
    return f"{NO_BREAK}· ".join(part for part in (stage, *about, "waktu amatan" * row.observed) if part)


def days_late(row: Listed) -> str:
    """Working days; a ticket answered on the weekend after its due date is late by less than one."""
    return f"{row.days_late} hari kerja" if row.days_late else "kurang dari 1 hari kerja"


def capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def listing(words: Iterable[str], last: str = "dan") -> str:
    """`a`, `a dan b`, `a, b, dan c`."""
    *rest, final = words
    if not rest:
        return final
    return f"{rest[0]} {last} {final}" if len(rest) == 1 else f"{', '.join(rest)}, {last} {final}"


def _sentence(card: Scorecard, forms: dict[str, str]) -> str:
    line = response(card)
    case = "empty" if empty(card) else _case(line)
    figures = {name: getattr(line, name) for name in ("met", "counted", "late", "overdue", "running", "undecided")}
    sentence = forms[case].format(agency=card.agency_name, whole=_whole(line), **figures)
    return sentence if line.breached else sentence + _elsewhere(card, forms["elsewhere"])


def _case(line: Line) -> str:
    if not line.total:
        return "idle"
    if not line.counted:
        return "waiting" + _which(line.running, line.undecided, "running", "undecided")
    if not line.breached:
        return "all"
    return ("some" if line.met else "none") + _which(line.late, line.overdue, "late", "overdue")


def _which(first: int, second: int, first_name: str, second_name: str) -> str:
    return "_both" if first and second else f"_{first_name if first else second_name}"


def _whole(line: Line) -> str:
    form = {1: "one", 2: "two"}.get(line.counted, "many")
    return str(WORDS["whole"][form].format(counted=line.counted))


def _elsewhere(card: Scorecard, form: str) -> str:
    rows = [row for row in card.late if row.stopped_on is None and row.stage != "response"]
    if not rows:
        return ""
    stages = [words for stage, words in WORDS["stages"].items() if stage in {row.stage for row in rows}]
    return form.format(tickets=len({row.ticket_id for row in rows}), stages=listing(stages, "atau"))


def _one_line(words: str) -> str:
    return UNSEEN.sub(" ", words).strip()
