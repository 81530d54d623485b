"""Clocks become scorecards: one for every agency of the register, also for one without reports.

A scorecard follows from its week, the moment until which LAPOR was heard, and the rulebook: the same bytes each time.
"""

from __future__ import annotations

import logging
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from include.jobs.basis import Basis, keep_rulebook, look_back, read_history
from include.jobs.differences import store_differences
from include.jobs.rules import load_rules
from include.rulebook.files import FOLDER
from include.settings import settings
from include.sla.week import WIB

if TYPE_CHECKING:
    import pandas as pd
    from sqlalchemy import Connection

    from include.sla.rules import Rules
    from include.sla.tables import ScorecardFrames
    from include.sla.week import Week


log = logging.getLogger(__name__)


class StaleExports(Exception):
    """No export was made on or after the last working day of the week, so its letters would tell of silence."""


def score_agencies(week: Week) -> int:
    """Put this week's scorecards in place; returns their number. Those of a week already told stay as they are.

    What would be told differently by now of the week before, where it was told, goes into `differences`.
    """
    from include.gateways import warehouse
    from include.gateways.warehouse import archive, weeks

    with warehouse.connect(settings().warehouse_url) as connection:
        if archive.has_left(connection, str(week)):
            log.info("%s has been told already; its scorecards stay as they are.", week)
            return len(weeks.read_scorecards(connection, str(week)).scorecards)
        rules, now = load_rules(), datetime.now(UTC)
        basis = Basis(find_newest_export(connection, week, rules, now), now, rules, FOLDER)
        figures = work_out(connection, week, basis)
        keep_rulebook(connection, rules)
        weeks.put_scorecards(connection, str(week), figures, now)
        store_differences(connection, week.shift(-1), basis)
    return len(figures.scorecards)


def find_newest_export(connection: Connection, week: Week, rules: Rules, now: datetime) -> datetime:
    """When the newest export was made; StaleExports when that was before the week's last working day.

    An export that claims to be made after `now` is not believed.
    """
    from include.gateways.warehouse import exports

    known_at = exports.newest_export(connection, now)
    days = [week.monday + timedelta(days=day) for day in range(7)]
    worked = [day for day, working in zip(days, rules.working_days.is_working(days), strict=True) if working]
    needed = worked[-1] if worked else week.monday
    if known_at is None or known_at.astimezone(WIB).date() < needed:
        newest = f"The newest is of {known_at.astimezone(WIB):%F %H:%M}" if known_at else "None has been read yet"
        raise StaleExports(
            f"No letter can be written about {week} without an export made on {needed} or later. {newest}: "
            "put one into the inbox and run sync_tickets."
        )
    return known_at


def work_out(connection: Connection, week: Week, basis: Basis) -> ScorecardFrames:
    """The scorecards of the week as they follow from this basis."""
    from include.sla import activity, figures, scorecards

    rules, history = basis.rules, read_history(connection, basis)
    tickets, events, standing = look_back(*history, week, rules)
    agencies = read_register(week, basis.folder)
    wanted = figures.wanted_lines(list(agencies["agency_id"]), rules.deadlines, rules.coordinators, week)
    before = read_week_before(connection, week, basis, history)
    lines = figures.lines(standing, before, wanted, figures.in_force(rules.deadlines, week))
    registered = standing[standing["agency_id"].isin(agencies["agency_id"])]
    lists = figures.lists(registered, tickets, week, rules.working_days)
    coordinator_id = figures.in_force(rules.coordinators, week)["agency_id"].iloc[0]
    cards = activity.by_agency(agencies, tickets, events, standing, coordinator_id, week).assign(
        known_at=basis.known_at, rulebook_version=rules.rulebook_version, calendar_version=rules.calendar_version,
        fingerprint="",
    )  # fmt: skip
    return scorecards.seal(shape(week, cards, lines, lists))


def read_week_before(
    connection: Connection, week: Week, basis: Basis, history: tuple[pd.DataFrame, pd.DataFrame]
) -> pd.DataFrame:
    """The lines of the week before, by agency, stage and policy: as told by then, else as this basis tells them."""
    from include.gateways.warehouse import archive, weeks
    from include.sla import figures

    before = week.shift(-1)
    if archive.has_left(connection, str(before), basis.read_by):
        return weeks.read_scorecards(connection, str(before)).lines.set_index(figures.LINE)
    return figures.count(look_back(*history, before, basis.rules).standing)


def shape(week: Week, cards: pd.DataFrame, lines: pd.DataFrame, lists: pd.DataFrame) -> ScorecardFrames:
    from include.sla import tables

    return tables.ScorecardFrames(
        tables.shape(cards.assign(week=str(week)), tables.SCORECARDS),
        tables.shape(lines.assign(week=str(week)), tables.SCORECARD_LINES),
        tables.shape(lists.assign(week=str(week)), tables.SCORECARD_TICKETS),
    )


def read_register(week: Week, folder: Path = FOLDER) -> pd.DataFrame:
    """`agency_id` and `agency_name` of the agencies that exist when the week ends."""
    import pandas as pd

    from include.rulebook import agencies

    rows = [(agency.agency_id, agency.name) for agency in agencies.load(folder).on(week.sunday)]
    return pd.DataFrame(rows, columns=["agency_id", "agency_name"], dtype="str")
