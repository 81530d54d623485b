"""Words of LAPOR that the rulebook does not know: how often they are used, and what people teach about them."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from include.gateways.warehouse import words
from include.gateways.warehouse.words import Spoken, Taught
from include.jobs.rules import rules_in_force
from include.rulebook import agencies, taught
from include.rulebook.agencies import UNMAPPED
from include.rulebook.taught import AGENCY, VOCABULARIES, WORDS
from include.rulebook.words import load, normalise, show
from include.sla.week import WIB

if TYPE_CHECKING:
    from sqlalchemy import Connection

HOLDS, KNOWN, LOST = "holds", "known", "lost"  # it teaches | the files know it by now | its meaning is gone

Used = tuple[str, str]  # a vocabulary, and a word exactly as LAPOR wrote it


class NotTaught(Exception):
    """The word is known, or nobody has said it, or it cannot mean this; nothing is kept."""


class Unknown(NamedTuple):
    """A word as people see it, and of how many tickets it is, or was, said."""

    vocabulary: str
    word: str
    tickets: int


class Standing(NamedTuple):
    taught: Taught
    state: str  # holds | known | lost


def list_unknown(connection: Connection) -> list[Unknown]:
    """What exports, histories and the newest recap say and nobody has explained; what is said most, first."""
    with rules_in_force(connection) as (_, folder):
        used = {*find_unknown(words.list_spoken(connection), folder), *find_units(connection, folder)}
    shown = {(vocabulary, normalise(word)): show(word) for vocabulary, word in sorted(used, reverse=True)}
    numbers = count_tickets(connection, used)
    found = [Unknown(key[0], word, numbers.get(key, 0)) for key, word in shown.items()]
    return sorted(found, key=lambda one: (-one.tickets, one.vocabulary, one.word))


def find_unknown(spoken: Collection[Spoken], folder: Path) -> Iterator[Used]:
    register = agencies.load(folder)
    known = {vocabulary: {*load(*where, folder)} for vocabulary, where in WORDS.items()}
    known["kind"].add("")  # that the report is open is said by nothing
    for one in spoken:
        for vocabulary in WORDS:
            word = getattr(one, vocabulary)
            if word is not None and normalise(word) not in known[vocabulary]:
                yield vocabulary, word
        if any(register.find(one.agency_lapor_id, one.agency_name, on) == UNMAPPED for on in ends(one)):
            yield AGENCY, one.agency_name


def ends(one: Spoken) -> set[date]:
    return {at.astimezone(WIB).date() for at in (one.first_at, one.last_at)}


def find_units(connection: Connection, folder: Path) -> Iterator[Used]:
    """The units of the newest recap that are no agencies."""
    from include.gateways.warehouse import control

    recap = control.newest_recap(connection)
    if recap:
        register, made_on = agencies.load(folder), recap.generated_at.astimezone(WIB).date()
        for name in control.read_lines(connection, recap.digest)["agency_name"]:
            if register.find("", name, made_on) == UNMAPPED:
                yield AGENCY, name


def count_tickets(connection: Connection, used: Collection[Used]) -> dict[Used, int]:
    """By vocabulary and normalised word, of how many tickets it was said, in whatever spelling."""
    speakers: dict[Used, set[str]] = {}
    for vocabulary in VOCABULARIES:
        mine = [word for one, word in used if one == vocabulary]
        for word, ticket_id in words.find_speakers(connection, vocabulary, mine) if mine else ():
            speakers.setdefault((vocabulary, normalise(word)), set()).add(ticket_id)
    return {key: len(tickets) for key, tickets in speakers.items()}


def list_standing(connection: Connection) -> list[Standing]:
    """The words that were taught and not withdrawn, and what each comes to beside the rulebook's files."""
    kept = words.list_taught(connection)
    lost, teaching = taught.find_lost(kept), [line.of for line in taught.lines(kept)]
    return [Standing(one, LOST if one in lost else HOLDS if one in teaching else KNOWN) for one in kept]


def teach(connection: Connection, said: Taught) -> None:
    """Keep what a person says that this word means; NotTaught where that cannot be."""
    key = said.vocabulary, normalise(said.word)
    unknown = {(one.vocabulary, normalise(one.word)): one.word for one in list_unknown(connection) if one.word}
    if key not in unknown or said.meaning not in taught.list_meanings(said.vocabulary, agencies.load()):
        raise NotTaught
    spelt = {(one.vocabulary, normalise(one.word)): one.word for one in words.list_taught(connection)}
    words.put_taught(connection, said._replace(word=spelt.get(key, unknown[key])))


def withdraw(connection: Connection, vocabulary: str, word: str, at: datetime) -> None:
    """Take a taught word back; NotTaught when it is not, or no longer."""
    if not words.withdraw(connection, vocabulary, word, at):
        raise NotTaught
