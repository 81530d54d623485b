"""What figures rest on: what LAPOR had said by a moment, read by one rulebook and counted by one calendar."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from include.jobs.rules import load_rules
from include.rulebook.files import FOLDER, WrongRulebook, contents, unpack

if TYPE_CHECKING:
    import pandas as pd
    from sqlalchemy import Connection

    from include.gateways.warehouse.news import Concern
    from include.gateways.warehouse.rulebooks import Version
    from include.gateways.warehouse.weeks import Scored
    from include.sla.differences import Look
    from include.sla.period import Span
    from include.sla.rules import Rules


class LostRulebook(Exception):
    """A rulebook was not kept, or cannot be read any more, so nothing can be made again by it."""


@dataclass(frozen=True)
class Basis:
    known_at: datetime  # what LAPOR said later is not in it
    read_by: datetime | None  # nor are exports that were read later; None: all count
    rules: Rules
    folder: Path  # of the rulebook's files


def version(rules: Rules) -> Version:
    from include.gateways.warehouse.rulebooks import Version

    return Version(rules.rulebook_version, rules.calendar_version)


def keep_rulebook(connection: Connection, rules: Rules, folder: Path = FOLDER) -> None:
    """Keep the files these rules were loaded from."""
    from include.gateways.warehouse import rulebooks

    rulebooks.keep(connection, version(rules), contents(folder))


@contextmanager
def kept_rules(connection: Connection, of: Version) -> Iterator[tuple[Rules, Path]]:
    """The rules of this version and the folder they are in, while it lasts; else LostRulebook."""
    from include.gateways.warehouse import rulebooks

    files = rulebooks.read(connection, of)
    if not files:
        raise LostRulebook(
            f"Rulebook {of.rulebook_version} with calendar {of.calendar_version} is not in the archive: what was told "
            "before the archive began cannot be made again. Its letters stand in the table letters."
        )
    with TemporaryDirectory(prefix="rapor-rulebook-") as place:
        folder = unpack(files, Path(place))
        try:
            rules = load_rules(folder=folder)
        except WrongRulebook as error:
            raise LostRulebook(
                f"Rulebook {of.rulebook_version} was kept by an older version of this code: {error}"
            ) from error
        yield rules, folder


def by_calendar_of(other: Rules, rules: Rules) -> Rules:
    """These rules, but for the calendar, which is the other ones'."""
    return replace(
        rules, working_days=other.working_days, days_off=other.days_off, calendar_version=other.calendar_version
    )


@contextmanager
def told_basis(connection: Connection, scored: Scored) -> Iterator[Basis]:
    """What these scorecards rest on; LostRulebook when that cannot be had."""
    with kept_rules(connection, scored.version) as (rules, folder):
        yield Basis(scored.known_at, scored.scored_at, rules, folder)


def read_history(
    connection: Connection, basis: Basis, concern: Concern | None = None
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """TICKETS and EVENTS, in order, as figures count them; of all tickets, or of those that concern an agency."""
    from include.jobs import history
    from include.sla import faults

    known = history.read_history(connection, basis.folder, basis.known_at, basis.read_by, concern)
    return known.tickets, faults.clean(known.tickets, known.events)


def look_back(tickets: pd.DataFrame, events: pd.DataFrame, span: Span, rules: Rules) -> Look:
    """A week, or a period, as it stood when it ended."""
    from include.sla import clocks, figures
    from include.sla.differences import Look
    from include.sla.tickets import as_of

    tickets, events = as_of(tickets, events, figures.last_moment(span))
    running = clocks.run(tickets, events, rules)
    return Look(tickets, events, figures.standing(running, span, rules.working_days))
