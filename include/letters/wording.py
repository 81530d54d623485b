"""Figures become words: the headline, the subject, the change, the band."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

from include.letters.indonesian import NO_BREAK, day, days, percent, points, span
from include.sla.scorecards import FEWEST_COUNTED, Line, Listed, Scorecard
from include.sla.tables import NATIONAL
from include.sla.week import Week

REPORTS = Path(__file__).resolve().parents[2] / "reports"
WORDS: dict[str, Any] = tomllib.loads((REPORTS / "wording.toml").read_text(encoding="utf-8"))

SUBJECT_LENGTH = 150
FEWEST_PEERS = 3  # with a place; of fewer, a place says nothing
UNSEEN = re.compile(r"[\s\x00-\x1f\x7f-\x9f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]+")


def name_period(period: str) -> str:
    """`Pekan 9–15 November 2026`, `Senin, 23 November 2026` or `1 Januari – 31 Oktober 2026`."""
    if "W" in period:
        return str(WORDS["periods"]["week"].format(span=span(Week.parse(period))))
    first, _, last = period.partition("..")
    return days(date.fromisoformat(first), date.fromisoformat(last)) if last else day(date.fromisoformat(first))


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
    """good above 90%, poor below 50%, fair between; None for fewer than five."""
    if line.counted < FEWEST_COUNTED:
        return None
    if 10 * line.met > 9 * line.counted:
        return "good"
    return "poor" if 2 * line.met < line.counted else "fair"


def score(part: int, whole: int) -> str:
    """`7 dari 8 (87,5%)`; of fewer than five, the counts alone."""
    return share(part, whole) if whole < FEWEST_COUNTED else f"{share(part, whole)} ({percent(part, whole)})"


def share(part: int, whole: int) -> str:
    """`7 dari 8`, on one line."""
    return f"{part}{NO_BREAK}dari{NO_BREAK}{whole}"


def headline(card: Scorecard) -> str:
    """The response in one sentence, the other stages in a second."""
    sentences = _news(card, WORDS["headline"]) + "."
    if others := _others(card, WORDS["others"]["headline"]):
        link = WORDS["others"]["also" if response(card).breached else "but"]
        sentences += f" {link} {listing(others)}."
    return _together(sentences)


def subject(card: Scorecard, title: str, sample: bool) -> str:
    """One line without anything that a mail header does not bear; the agency's name gives way to news and week."""
    mark = "[DATA CONTOH] " if sample else ""
    others = [] if response(card).breached else _others(card, WORDS["others"]["subject"])
    news = ", ".join([f"{mark}{title}: {_one_line(_news(card, WORDS['subject']))}", *others])
    name, week = _one_line(card.agency_name), span(card.week)
    room = SUBJECT_LENGTH - len(f"{news}, , {week}")
    if len(name) > room:
        name = name[: max(room - 1, 0)].rstrip(" ,") + "…"
    return f"{news}, {name}, {week}"


def preheader(card: Scorecard) -> str:
    """What a phone shows below the subject."""
    line, tickets = response(card), len({row.ticket_id for row in card.upcoming})
    upcoming = WORDS["upcoming"]["some" if tickets else "none"].format(tickets_first=amount(tickets))
    return f"{capital(change(card))}. {upcoming}" if line.counted else str(upcoming)


def change(card: Scorecard) -> str:
    """The rate of the responses beside last week's; something of them is counted."""
    line, (met, counted) = response(card), card.previous
    now, before = line.met * counted, met * line.counted
    if not counted:
        case = "unknown"
    elif min(line.counted, counted) < FEWEST_COUNTED:
        case = "few"
    else:
        case = "same" if now == before else "up" if now > before else "down"
    moved = case in ("up", "down")
    distance = points(line.met, line.counted, met, counted) if moved else ""
    words: str = WORDS["change"][case]
    return words.format(points=distance, previous_met=met, previous_counted=counted)


def describe(row: Listed) -> str:
    """The stage and its limit, and what the ticket is about."""
    stage = f"{capital(WORDS['stages'][row.stage])}, {row.days_allowed} {WORDS['units'][row.unit]}"
    return _joined(stage, about(row))


def about(row: Listed) -> str:
    """Category and kecamatan of a ticket that is not confidential, and how sure its days are."""
    marks, district = WORDS["marks"], row.district and WORDS["marks"]["district"].format(district=row.district)
    what = (marks["confidential"],) if row.confidential else (row.category, district)
    return _joined(*what, marks["observed"] * row.observed, marks["provisional"] * row.provisional)


def days_late(row: Listed) -> str:
    """Working days after the latest possible due date; a weekend after it is less than one.

    Where the start was only observed, an open ticket can be late for longer; of one that is done, the end may be
    only observed, too.
    """
    case = "exactly" if not row.observed else "about" if row.stopped_on else "least"
    form: str = WORDS["explanations"]["late"][case if row.days_late else "less"]
    return form.format(days=row.days_late)


def activity(card: Scorecard) -> str:
    """What the liaison officer did in the week, and when last; since when nothing, where something waits for it."""
    last = card.last_follow_up_on
    case = ("since" if last else "never") if waits(card) else "none" if last else "nothing"
    form: str = WORDS["activity"]["one" if card.follow_ups == 1 else "some" if card.follow_ups else case]
    return form.format(count=card.follow_ups, day=day(last) if last else "")


def waits(card: Scorecard) -> bool:
    """Whether the agency has been silent for a month while something waits beyond its limit for a first follow-up."""
    return not card.active and response(card).overdue > 0


def cause(card: Scorecard) -> str:
    """How many of the responses that are past due are so since this week; empty where none is."""
    overdue = [row for row in card.late if row.stage == "response" and row.stopped_on is None]
    new = sum(row.due_on >= card.week.monday for row in overdue)
    case = "new" if new == len(overdue) else "both" if new else "old"
    return _together(WORDS["cause"][case].format(overdue=len(overdue), new=new)) if overdue else ""


def ask(card: Scorecard) -> str:
    """What the letter asks of the head, or thanks for; empty where nothing is decided and nothing falls due."""
    overdue, due = response(card).overdue, sum(row.stage == "response" for row in card.upcoming)
    case = "both" if overdue and due else "overdue" if overdue else "due"
    if not overdue and response(card).counted and not response(card).late:
        case = "good"
    return _together(WORDS["ask"][case].format(overdue=overdue, due=due)) if overdue or due or case == "good" else ""


def behind(line: Line) -> str:
    """How many were answered late, and how many still wait beyond their limit."""
    counts = {"late": line.late, "overdue": line.overdue}
    return ", ".join(WORDS["behind"][name].format(count=count) for name, count in counts.items() if count)


def outlook(card: Scorecard) -> str:
    """What the next letter would say if every response that falls due were given in time; empty where none does."""
    due, overdue = sum(row.stage == "response" for row in card.upcoming), response(card).overdue
    if not due:
        return ""
    forms = WORDS["outlook"]
    late = forms["overdue"].format(overdue=overdue) if overdue else ""
    return _together(forms["sentence"].format(due=due, score=score(due, due + overdue), late=late))


def place(card: Scorecard) -> str:
    """Which place the responses have among the agencies of the group; empty for the lower half, and among too few."""
    if card.place is None or (card.peers or 0) < FEWEST_PEERS or 2 * card.place > (card.peers or 0) + 1:
        return ""
    return str(WORDS["place"]["sentence"].format(place=card.place, peers=card.peers))


def amount(count: int) -> str:
    """The figure at the beginning of a sentence: `Sebanyak 12`, `Satu`."""
    form: str = WORDS["amounts"]["one" if count == 1 else "many"]
    return form.format(count=count)


def capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def listing(words: Iterable[str], last: str = "dan") -> str:
    """`a`, `a dan b`, `a, b, dan c`."""
    *rest, final = words
    if not rest:
        return final
    return f"{rest[0]} {last} {final}" if len(rest) == 1 else f"{', '.join(rest)}, {last} {final}"


def _together(words: str) -> str:
    """A figure stays on the line of what it counts."""
    return re.sub(r"(?<=\d) ", NO_BREAK, words)


def _joined(*parts: str) -> str:
    return f"{NO_BREAK}· ".join(part for part in parts if part)


def _news(card: Scorecard, forms: dict[str, str]) -> str:
    line = response(card)
    case = "empty" if empty(card) else _case(line)
    figures = {name: getattr(line, name) for name in ("met", "counted", "late", "overdue", "running", "undecided")}
    return forms[case].format(agency=card.agency_name, whole=_whole(line), met_first=amount(line.met), **figures)


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
    form = {1: "one", 2: "two", 3: "three", 4: "four", 5: "five"}.get(line.counted, "many")
    return str(WORDS["whole"][form].format(counted=line.counted))


def _others(card: Scorecard, form: str) -> list[str]:
    """What is late at each stage but the response."""
    names = {stage: name for stage, name in WORDS["stages"].items() if stage != "response"}
    lines = [line for stage in names if (line := card.line(stage)) and line.breached]
    return [form.format(count=line.breached, stage=names[line.stage]) for line in lines]


def _one_line(words: str) -> str:
    return UNSEEN.sub(" ", words).strip()
