"""The register of offices follows the file that the regency keeps; letters are addressed from the register."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from include.gateways import offices, warehouse
from include.jobs.groups import LEADERSHIP
from include.settings import settings
from include.sla.week import WIB

if TYPE_CHECKING:
    from sqlalchemy import Connection

FATES = ("added", "changed", "ended", "unchanged")

log = logging.getLogger(__name__)


def register_offices() -> dict[str, int]:
    """Import the settings' file of offices, if there is one; returns the number of offices by their fate.

    WrongOffices, with every error of the file, when a line is not right; nothing is imported then.
    """
    path = settings().offices
    if not path.exists():
        log.info("There is no %s; the register of offices stays as it is.", path)
        return dict.fromkeys(FATES, 0)
    with warehouse.connect(settings().warehouse_url) as connection:
        counts, notes = import_offices(connection, path, datetime.now(WIB).date())
    for note in notes:
        log.warning("%s", note)
    return counts


def import_offices(connection: Connection, path: Path, today: date) -> tuple[dict[str, int], list[str]]:
    """The number of offices by their fate, and what data staff should know; WrongOffices as above."""
    from include.gateways.warehouse.offices import list_valid, register
    from include.rulebook import agencies

    known = agencies.load()
    done = register(connection, offices.load(path, {*known.agencies, LEADERSHIP}), today)
    led = {office.agency_id for office in list_valid(connection, today) if office.role == "head"}
    expected = [*(agency.agency_id for agency in known.on(today)), LEADERSHIP]
    headless = [agency_id for agency_id in expected if agency_id not in led]
    counts = {fate: len(getattr(done, fate)) for fate in FATES}
    return counts, [*tell_ended(done.ended, path), *tell_headless(headless, path)]


def tell_ended(ended: Sequence[offices.Office], path: Path) -> Iterator[str]:
    for office in ended:
        yield f"{office.agency_id}: {office.office} ended on {office.valid_to}, for {path.name} has it no longer."


def tell_headless(agency_ids: Sequence[str], path: Path) -> Iterator[str]:
    if agency_ids:
        yield f"No letter can leave for want of a head: {', '.join(agency_ids)}. Add a line for each to {path.name}."
