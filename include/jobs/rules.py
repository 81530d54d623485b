"""The rulebook's files, loaded for the rules; and with them what people have taught."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from include.rulebook.files import FOLDER, unpack, version

if TYPE_CHECKING:
    import pandas as pd
    from sqlalchemy import Connection

    from include.rulebook.taught import Taught
    from include.sla.rules import Rules
    from include.sla.working_days import WorkingDays

FILES = (
    "agencies.csv", "aliases.csv", "classifications.csv", "coordinators.csv", "counting.csv", "deadlines.csv",
    "kinds.csv", "statuses.csv",
)  # fmt: skip


log = logging.getLogger(__name__)


@contextmanager
def rules_in_force(connection: Connection) -> Iterator[tuple[Rules, Path]]:
    """The rules as they are by now, and the folder that they are in while it lasts; WrongRulebook as load_rules.

    It is the rulebook's own, unless people have taught words. Whatever reads words or keeps a version goes by it.
    """
    from include.gateways.warehouse import words
    from include.rulebook.taught import compose

    taught = words.list_taught(connection)
    warn_of_lost(taught)
    if not taught:
        yield load_rules(), FOLDER
        return
    with TemporaryDirectory(prefix="rapor-rulebook-") as place:
        folder = unpack(compose(taught), Path(place))
        yield load_rules(folder=folder), folder


def warn_of_lost(taught: Sequence[Taught]) -> None:
    """A word whose meaning has gone from the rulebook stops nothing: it counts as unknown until it is mapped anew."""
    from include.rulebook.taught import find_lost

    for one in find_lost(taught):
        log.warning(
            "%r was taught as the %s %s, which the rulebook no longer has, so it counts as unknown: map it anew, or "
            "withdraw it, on the page Mutu data, Kata.",
            one.word, one.vocabulary, one.meaning,
        )  # fmt: skip


def load_rules(known_on: date | None = None, folder: Path = FOLDER) -> Rules:
    """The rulebook in the folder, its calendar as known on that day (None: all that is known).

    WrongRulebook, naming file and line, when it contradicts itself or leaves something open.
    """
    from include.rulebook import agencies, counting, days_off, deadlines, words
    from include.sla.rules import Rules

    off = days_off.load(folder, known_on)
    for load in (words.states, words.classifications, words.kinds):
        load(folder=folder)  # a wrong word is refused here, before anything is read by it
    return Rules(
        deadlines=deadlines.load(folder),
        counting=counting.load(folder),
        coordinators=agencies.coordinators(folder),
        working_days=calendar(off),
        days_off=off,
        rulebook_version=version(*FILES, folder=folder),
        calendar_version=days_off.version(off),
    )


def calendar(off: pd.DataFrame) -> WorkingDays:
    """The working days between the first and the last year with known days off; provisional from the first estimate."""
    from include.sla.working_days import WorkingDays

    years, estimated = off["on"].dt.year, off[off["estimated"]]["on"].dt.year
    after = int(years.max()) + 1
    return WorkingDays(
        off=frozenset(off["on"].dt.date),
        first=date(int(years.min()), 1, 1),
        last=date(after - 1, 12, 31),
        provisional_from=date(after if estimated.empty else int(estimated.min()), 1, 1),
    )
