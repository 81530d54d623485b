"""Scorecards become letters, and the letters go into the archive."""

from __future__ import annotations

import logging
from functools import partial
from typing import TYPE_CHECKING

from include.jobs.earlier import read_told
from include.jobs.groups import LEADERSHIP, groups
from include.settings import settings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from sqlalchemy import Connection

    from include.gateways.warehouse.archive import Archived
    from include.letters import Letter
    from include.sla.scorecards import Gathering, Scorecard
    from include.sla.week import Week

CHANGED = "The letter would read otherwise by now; what was approved stays."

log = logging.getLogger(__name__)


def write_letters(week: Week) -> list[str]:
    """Archive the letter of every agency and the leadership's; returns the groups of offices to deliver to.

    A letter that a delivery has claimed already stays as it is. One whose figures do not add up is left out and
    logged; `close_week` then says that it is missing.
    """
    from include.gateways import warehouse
    from include.gateways.warehouse import archive
    from include.sla import scorecards

    with warehouse.connect(settings().warehouse_url) as connection:
        told = read_told(connection, week)
        written = set()
        for letter in compose(week, scorecards.assemble(told), scorecards.gather(told)):
            written.add((letter.agency_id, letter.kind))
            if not archive.archive_letter(connection, to_archive(letter)):
                remark(connection, letter)
        archive.withdraw_others(connection, str(week), written)
    return list(groups(week))


def remark(connection: Connection, letter: Letter) -> None:
    """Say in the log, and where it would read otherwise by now in the ledger, that a letter stays as it is."""
    from include.gateways.warehouse import archive, ledger
    from include.mailroom import now_in_utc

    log.info("The letter to %s is on its way already and stays as it is.", letter.agency_id)
    kept = archive.read_letter(connection, letter.period, letter.agency_id, letter.kind)
    if kept is None or kept.digest == letter.digest:
        return
    for entry in ledger.list_entries(connection, period=letter.period):
        if (entry.agency_id, entry.kind) == (letter.agency_id, letter.kind):
            ledger.remark(connection, entry, CHANGED, now_in_utc())


def to_archive(letter: Letter) -> Archived:
    from include.gateways.warehouse.archive import Archived

    text = (letter.subject, letter.html, letter.text)
    files = tuple((file.name, file.media_type, file.content) for file in letter.attachments)
    return Archived(letter.period, letter.agency_id, letter.kind, *text, letter.digest, files)


def write_overview(cards: Sequence[Scorecard], week: Week, sample: bool, gatherings: Sequence[Gathering]) -> Letter:
    """The leadership's letter; it leaves without its PDF where none can be drawn."""
    from include.letters import FiguresDisagree, write_overview_letter

    try:
        return write_overview_letter(cards, week, sample, gatherings, printed=True)
    except FiguresDisagree:
        raise
    except Exception:
        log.exception("The leadership's letter comes without its PDF.")
        return write_overview_letter(cards, week, sample, gatherings)


def compose(week: Week, cards: Sequence[Scorecard], gatherings: Sequence[Gathering]) -> Iterator[Letter]:
    from include.letters import FiguresDisagree, write_scorecard_letter

    sample = settings().sample
    writers: dict[str, Callable[[], Letter]] = {
        card.agency_id: partial(write_scorecard_letter, card, sample) for card in cards
    }
    writers[LEADERSHIP] = partial(write_overview, cards, week, sample, gatherings)
    for agency_id, write in writers.items():
        try:
            yield write()
        except FiguresDisagree as error:
            log.error("No letter to %s: %s", agency_id, error)
