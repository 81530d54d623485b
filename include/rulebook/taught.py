"""Words of LAPOR that people have taught, as lines below those of the rulebook's files.

What the files know by themselves they tell alone. A word whose meaning the rulebook no longer has teaches nothing: it
is unknown again, so it is counted and shown.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import NamedTuple, Protocol

from include.rulebook import agencies
from include.rulebook.agencies import ALIASES, SUFFIX, Alias, Register, bare
from include.rulebook.files import FOLDER, FOREVER, extend, texts
from include.rulebook.validity import EARLIEST
from include.rulebook.words import MEANINGS, load, normalise

WORDS = {
    "status": ("statuses.csv", "state"),
    "classification": ("classifications.csv", "classification"),
    "kind": ("kinds.csv", "kind"),
}
AGENCY = "agency"
VOCABULARIES = (*WORDS, AGENCY)
REGENCY = "-"  # what a name means that stands for the regency itself: its tickets are with nobody yet
SOURCE = "dipetakan pada halaman Kata"  # the same for all, for a rulebook's version shall tell words apart, not days


class Taught(Protocol):
    """A word, and what a person said that it means."""

    @property
    def vocabulary(self) -> str: ...
    @property
    def word(self) -> str: ...
    @property
    def meaning(self) -> str: ...


class Line(NamedTuple):
    """A line that a taught word adds to a file."""

    of: Taught
    file: str
    values: dict[str, str]


def compose(taught: Iterable[Taught], folder: Path = FOLDER) -> dict[str, str]:
    """The text of each file of the rulebook in the folder by its name, with what these words add to it."""
    files, added = texts(folder), [*lines(taught, folder)]
    grown = {line.file: [one.values for one in added if one.file == line.file] for line in added}
    return files | {file: extend(files[file], values) for file, values in grown.items()}


def lines(taught: Iterable[Taught], folder: Path = FOLDER) -> Iterator[Line]:
    """What these words add to the files in the folder, in an order of their own."""
    ordered = sorted(taught, key=lambda one: (normalise(one.word), one.word))
    for vocabulary in WORDS:
        yield from word_lines([one for one in ordered if one.vocabulary == vocabulary], vocabulary, folder)
    yield from agency_lines([one for one in ordered if one.vocabulary == AGENCY], agencies.load(folder))


def word_lines(taught: list[Taught], vocabulary: str, folder: Path) -> Iterator[Line]:
    file, meaning = WORDS[vocabulary]
    known = set(load(file, meaning, folder))
    for one in taught:
        word = normalise(one.word)
        if word and word not in known and one.meaning in MEANINGS[meaning]:
            known.add(word)
            yield Line(one, file, {"word": one.word, meaning: one.meaning, "source": SOURCE})


def agency_lines(taught: list[Taught], register: Register) -> Iterator[Line]:
    """A name is taught for the days on which the register does not know it, and the agency exists."""
    for one in taught:
        word, span = normalise(one.word), find_span(one.meaning, register)
        if not word or not span:
            continue
        names = dict.fromkeys((word, bare(word), bare(word) + SUFFIX))
        known = [alias for name in names for alias in register.by_name.get(name, ())]
        for since, until in free_days(span, known):
            register.by_name.setdefault(word, []).append(Alias(span.agency_id, since, until))
            days = {"valid_from": since.isoformat(), "valid_to": until.isoformat()}
            yield Line(one, ALIASES, {"alias": one.word, "agency_id": span.agency_id, **days, "source": SOURCE})


def find_span(meaning: str, register: Register) -> Alias | None:
    """The agency, and when it exists; None when the register has no such agency."""
    if meaning == REGENCY:
        return Alias("", EARLIEST, FOREVER)
    agency = register.agencies.get(meaning)
    return Alias(agency.agency_id, agency.valid_from, agency.valid_to) if agency else None


def free_days(span: Alias, known: Iterable[Alias]) -> Iterator[tuple[date, date]]:
    """The days of the span, from and to, on which none of the known holds."""
    since = span.valid_from
    meeting = [one for one in known if one.valid_from <= span.valid_to and since <= one.valid_to]
    for other in sorted(meeting, key=lambda alias: alias.valid_from):
        if since < other.valid_from:
            yield since, other.valid_from - timedelta(days=1)
        if other.valid_to >= span.valid_to:
            return
        since = max(since, other.valid_to + timedelta(days=1))
    yield since, span.valid_to


def find_lost(taught: Iterable[Taught], folder: Path = FOLDER) -> list[Taught]:
    """Those of which the rulebook in the folder no longer has what they are said to mean."""
    register = agencies.load(folder)
    return [one for one in taught if one.meaning not in list_meanings(one.vocabulary, register)]


def list_meanings(vocabulary: str, register: Register) -> tuple[str, ...]:
    """All that a word of this vocabulary can mean."""
    if vocabulary == AGENCY:
        return (*register.agencies, REGENCY)
    return MEANINGS[WORDS[vocabulary][1]] if vocabulary in WORDS else ()
