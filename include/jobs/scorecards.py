"""Clocks become scorecards: one for every agency of the register, also for one without reports."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from include.jobs.rules import load_rules
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
    """Put this week's scorecards in place; returns their number. Those of a week already told stay as they are."""
    from include.gateways import warehouse
    from include.gateways.warehouse import archive, weeks

    with warehouse.connect(settings().warehouse_url) as connection:
        if archive.has_left(connection, str(week)):
            log.info("%s has been told already; its scorecards stay as they are.", week)
            return len(weeks.read_scorecards(connection, str(week)).scorecards)
        figures = work_out(connection, week, load_rules())
        weeks.put_scorecards(connection, str(week), figures)
    return len(figures.scorecards)


def work_out(connection: Connection, week: Week, rules: Rules) -> ScorecardFrames:
    from include.gateways.warehouse import derived
    from include.sla import figures, scorecards
    from include.sla.tickets import in_order

    known_at = find_newest_export(connection, week, rules)
    seen, events = derived.read_tickets(connection)
    history = seen, in_order(events)
    tickets, events, standing = look_back(*history, week, rules)
    agencies = read_register(week)
    wanted = figures.wanted_lines(list(agencies["agency_id"]), rules.deadlines, rules.coordinators, week)
    before, valid = read_week_before(connection, week, rules, history), figures.in_force(rules.deadlines, week)
    lines = figures.lines(standing, before, wanted, valid)
    lists = figures.lists(
        standing[standing["agency_id"].isin(agencies["agency_id"])], tickets, week, rules.working_days
    )
    coordinator_id = figures.in_force(rules.coordinators, week)["agency_id"].iloc[0]
    cards = agencies.join(figures.received(tickets, events, coordinator_id, week), on="agency_id")
    cards = cards.join(figures.resting(standing), on="agency_id").fillna(0).assign(
        known_at=known_at, rulebook_version=rules.rulebook_version, calendar_version=rules.calendar_version,
        fingerprint="",
    )  # fmt: skip
    return scorecards.seal(shape(week, cards, lines, lists))


def find_newest_export(connection: Connection, week: Week, rules: Rules) -> datetime:
    """When the newest export was made; StaleExports when that was before the week's last working day."""
    from include.gateways.warehouse import raw

    known_at = raw.newest_export(connection)
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


def look_back(
    tickets: pd.DataFrame, events: pd.DataFrame, week: Week, rules: Rules
) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Tickets and events as of the week's end, and where the clocks stood then."""
    from include.sla import clocks, figures
    from include.sla.tickets import as_of

    tickets, events = as_of(tickets, events, figures.last_moment(week))
    return tickets, events, figures.standing(clocks.run(tickets, events, rules), week, rules.working_days)


def read_week_before(
    connection: Connection, week: Week, rules: Rules, seen: tuple[pd.DataFrame, pd.DataFrame]
) -> pd.DataFrame:
    """The lines of the week before, by agency, stage and policy: as told then, else as they would be told today."""
    from include.gateways.warehouse import weeks
    from include.sla import figures

    told = weeks.read_scorecards(connection, str(week.shift(-1))).lines
    return told.set_index(figures.LINE) if len(told) else figures.count(look_back(*seen, week.shift(-1), rules)[2])


def shape(week: Week, cards: pd.DataFrame, lines: pd.DataFrame, lists: pd.DataFrame) -> ScorecardFrames:
    from include.sla import tables

    return tables.ScorecardFrames(
        tables.shape(cards.assign(week=str(week)), tables.SCORECARDS),
        tables.shape(lines.assign(week=str(week)), tables.SCORECARD_LINES),
        tables.shape(lists.assign(week=str(week)), tables.SCORECARD_TICKETS),
    )


def read_register(week: Week) -> pd.DataFrame:
    """`agency_id` and `agency_name` of the agencies that exist when the week ends."""
    import pandas as pd

    from include.rulebook import agencies

    rows = [(agency.agency_id, agency.name) for agency in agencies.load().on(week.sunday)]
    return pd.DataFrame(rows, columns=["agency_id", "agency_name"], dtype="str")
