"""The daily reminder to a liaison officer: "Pengingat harian"."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from include.letters.indonesian import NO_BREAK, day, moment
from include.letters.letter import Letter
from include.letters.rendering import render
from include.letters.wording import REPORTS, SUBJECT_LENGTH, UNSEEN, about, amount, capital, listing
from include.sla.reminders import SECTIONS, Reminder
from include.sla.scorecards import Listed, unite

KIND = "pengingat"
WORDS: dict[str, Any] = tomllib.loads((REPORTS / f"{KIND}.toml").read_text(encoding="utf-8"))
TICKETS_SHOWN = 25
FIRST_SHOWN = ("today", "soon", "late")  # what can still be in time does not give way to what no longer can


@dataclass(frozen=True)
class Ticket:
    """One ticket of a section: what it is about, and each of its stages that is late or falls due."""

    ticket_id: str
    about: str
    stages: list[Listed]


@dataclass(frozen=True)
class Section:
    title: str
    count: int  # of tickets
    shown: list[Ticket]

    @property
    def hidden(self) -> int:
        return self.count - len(self.shown)


def write_reminder_letter(reminder: Reminder, sample: bool) -> Letter:
    """The letter to one agency's liaison officer.

    `sample` marks subject, HTML and text as made-up data. FiguresDisagree when both twins do not say the same.
    """
    tickets = {name: list(_by_ticket(getattr(reminder, name))) for name in SECTIONS}
    counts = {name: len(found) for name, found in tickets.items() if found}
    subject = _subject(reminder, counts, sample)
    view = {
        "reminder": reminder,
        "subject": subject,
        "headline": _headline(counts),
        "sections": list(_sections(tickets)),
        "known_at": WORDS["as_of"]["known_at"].format(known_at=moment(reminder.known_at)),
        "preheader": WORDS["as_of"]["ask"],
        "notes": list(_notes([row for name in SECTIONS for row in getattr(reminder, name)])),
        "forms": WORDS,
        "sample": sample,
    }
    return Letter(str(reminder.day), reminder.agency_id, KIND, subject, *render(reminder.agency_id, KIND, view))


def _by_ticket(rows: Sequence[Listed]) -> Iterator[Ticket]:
    """The rows of each ticket together, in the order of their first ones."""
    for ticket_id in dict.fromkeys(row.ticket_id for row in rows):
        mine = [row for row in rows if row.ticket_id == ticket_id]
        observed, provisional = any(row.observed for row in mine), any(row.provisional for row in mine)
        yield Ticket(ticket_id, about(replace(mine[0], observed=observed, provisional=provisional)), mine)


def _sections(tickets: dict[str, list[Ticket]]) -> Iterator[Section]:
    """Those with any tickets, in the letter's order."""
    room, shown = TICKETS_SHOWN, {}
    for name in FIRST_SHOWN:
        shown[name] = tickets[name][:room]
        room -= len(shown[name])
    for name, found in tickets.items():
        if found:
            yield Section(capital(WORDS["sections"][name]), len(found), shown[name])


def _headline(counts: dict[str, int]) -> str:
    """The news in one sentence; a figure stays on the line of what it counts."""
    first = next(iter(counts))
    news = listing(_counted({**counts, first: amount(counts[first])}))
    return re.sub(r"(?<=\d) ", NO_BREAK, f"{news}.")


def _subject(reminder: Reminder, counts: dict[str, int], sample: bool) -> str:
    """One line without anything that a mail header does not bear; the agency's name gives way to news and day."""
    form: str = WORDS["subject"]["sample" if sample else "plain"]
    facts = {"news": ", ".join(_counted(counts)), "day": day(reminder.day)}
    name, room = UNSEEN.sub(" ", reminder.agency_name).strip(), SUBJECT_LENGTH - len(form.format(agency="", **facts))
    if len(name) > room:
        name = name[: max(room - 1, 0)].rstrip(" ,") + "…"
    return UNSEEN.sub(" ", form.format(agency=name, **facts))


def _counted(counts: dict[str, Any]) -> Iterator[str]:
    """`3 laporan terlambat`, `2 jatuh tempo hari ini`."""
    for place, (name, count) in enumerate(counts.items()):
        yield WORDS["counts"]["other" if place else "first"].format(count=count, section=WORDS["sections"][name])


def _notes(rows: Iterable[Listed]) -> Iterator[str]:
    """The passages that these rows call for."""
    rows = list(rows)
    for name, passage in WORDS["notes"].items():
        if name in ("rules", "left_out") or any(getattr(row, name) for row in rows):
            yield passage.format(articles=unite(row.article for row in rows))
