"""What a week that was told would tell differently by now, and why: for the correction notice in the next letter."""

from __future__ import annotations

import logging
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from include.jobs.basis import Basis, LostRulebook, by_calendar_of, look_back, read_history, told_basis
from include.jobs.rules import rules_in_force
from include.settings import settings

if TYPE_CHECKING:
    import pandas as pd
    from sqlalchemy import Connection

    from include.gateways.warehouse.news import Concern
    from include.gateways.warehouse.weeks import Scored
    from include.sla.week import Week

log = logging.getLogger(__name__)


class NeverScored(Exception):
    """There are no scorecards of this week."""


def list_differences(week: Week, agency_id: str = "") -> pd.DataFrame:
    """DIFFERENCES between this week as it was scored and as it would be now; NeverScored, LostRulebook.

    With an agency only its own, which takes less long: of the tickets it was told of, or that its clocks are of.
    """
    from include.gateways import warehouse
    from include.gateways.warehouse import exports
    from include.gateways.warehouse.news import Concern

    now = datetime.now(UTC)
    with warehouse.connect(settings().warehouse_url) as connection:
        scored = read_scored(connection, week)
        known_at = exports.newest_export(connection, now) or scored.known_at
        concern = Concern(str(week), agency_id) if agency_id else None
        with rules_in_force(connection) as (rules, folder):
            found = trace(connection, week, scored, Basis(known_at, now, rules, folder), concern)
    return found[found["agency_id"] == agency_id] if agency_id else found


def store_differences(connection: Connection, week: Week, today: Basis) -> None:
    """Put the differences of this week in place, where it was told; what cannot be made again has none."""
    from include.gateways.warehouse import archive, weeks

    if not archive.has_left(connection, str(week)):
        return
    try:
        found = trace(connection, week, read_scored(connection, week), today)
    except LostRulebook as error:
        log.info("%s has no differences: %s", week, error)
        return
    weeks.put_differences(connection, str(week), found)
    log.info("%s: %s clocks would be told differently now.", week, len(found))


def read_scored(connection: Connection, week: Week) -> Scored:
    from include.gateways.warehouse import weeks

    scored = weeks.read_scored(connection, str(week))
    if scored is None:
        raise NeverScored(f"{week} has no scorecards; run weekly_scorecards for it first.")
    return scored


def trace(
    connection: Connection, week: Week, scored: Scored, today: Basis, concern: Concern | None = None
) -> pd.DataFrame:
    """DIFFERENCES, step by step: what is known, then the calendar, then the rulebook."""
    from include.sla import differences

    with told_basis(connection, scored) as told:
        later = Basis(today.known_at, today.read_by, told.rules, told.folder)
        history = read_history(connection, later, concern)
        return differences.trace(
            week,
            told=look_back(*read_history(connection, told, concern), week, told.rules),
            later=look_back(*history, week, told.rules),
            recounted=look_back(*history, week, by_calendar_of(today.rules, told.rules)),
            now=look_back(*read_history(connection, today, concern), week, today.rules),
        )
