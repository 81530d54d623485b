"""Clocks become scorecards: one for every agency of the register, also for one without reports.

A scorecard follows from its week, the moment until which LAPOR was heard, and the rulebook: the same bytes each time.
"""

from __future__ import annotations

import logging
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from include.jobs.basis import Basis, keep_rulebook, look_back, read_history
from include.jobs.differences import store_differences
from include.jobs.earlier import read_earlier, read_told, recall
from include.jobs.rules import rules_in_force
from include.rulebook.files import FOLDER
from include.settings import settings
from include.sla.tables import NATIONAL
from include.sla.week import WIB

if TYPE_CHECKING:
    import pandas as pd
    from sqlalchemy import Connection

    from include.sla.differences import Look
    from include.sla.rules import Rules
    from include.sla.tables import ScorecardFrames
    from include.sla.week import Week


log = logging.getLogger(__name__)


class StaleExports(Exception):
    """No export was made on or after the last working day of the week, so its letters would tell of silence."""


def score_agencies(week: Week) -> int:
    """Put this week's scorecards in place; returns their number. Those of a week already told stay as they are.

    What would be told differently by now of the week before, where it was told, goes into `differences` first.
    """
    from include.gateways import warehouse
    from include.gateways.warehouse import archive, weeks

    with warehouse.connect(settings().warehouse_url) as connection:
        if archive.has_left(connection, str(week)):
            log.info("%s has been told already; its scorecards stay as they are.", week)
            return len(read_told(connection, week).scorecards)
        now = datetime.now(UTC)
        with rules_in_force(connection) as (rules, folder):
            basis = Basis(find_newest_export(connection, week, rules, now), now, rules, folder)
            keep_rulebook(connection, rules, folder)
            store_differences(connection, week.shift(-1), basis)
            figures = work_out(connection, week, basis)
        weeks.put_scorecards(connection, str(week), figures, now)
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
    """The scorecards of the week as they follow from this basis, and from the corrections of the week before."""
    from include.gateways.warehouse import weeks
    from include.sla import gatherings, scorecards, tables

    history = read_history(connection, basis)
    look, agencies = look_back(*history, week, basis.rules), read_register(week.sunday, basis.folder)
    told = read_earlier(connection, week, basis, history)
    lines = count_lines(look.standing, agencies, told[week.shift(-1)], week, basis.rules)
    cards = describe(agencies, look, lines, week, basis)
    return scorecards.seal(
        tables.ScorecardFrames(
            shape(cards, week, tables.SCORECARDS),
            shape(lines, week, tables.SCORECARD_LINES),
            shape(list_tickets(look, agencies, week, basis.rules), week, tables.SCORECARD_TICKETS),
            shape(recall(told, agencies), week, tables.SCORECARD_WEEKS),
            gatherings.gatherings(look.tickets, week),
            weeks.read_differences(connection, str(week.shift(-1))),
        )
    )


def count_lines(
    standing: pd.DataFrame, agencies: pd.DataFrame, before: pd.DataFrame, week: Week, rules: Rules
) -> pd.DataFrame:
    from include.sla import figures

    wanted = figures.wanted_lines(list(agencies["agency_id"]), rules.deadlines, rules.coordinators, week)
    return figures.lines(standing, before, wanted, figures.in_force(rules.deadlines, week))


def describe(agencies: pd.DataFrame, look: Look, lines: pd.DataFrame, week: Week, basis: Basis) -> pd.DataFrame:
    """The agencies with all that is on no line, their places among it, and what it rests on."""
    from include.sla import activity, figures, ranking

    rules = basis.rules
    coordinator_id = figures.in_force(rules.coordinators, week)["agency_id"].iloc[0]
    found = activity.by_agency(agencies, look.tickets, look.events, look.standing, coordinator_id, week)
    responses = lines[(lines["stage"] == "response") & (lines["policy"] == NATIONAL)]
    places = ranking.rank(responses.merge(agencies, on="agency_id"))[["agency_id", "place", "peers"]]
    return found.merge(places, on="agency_id", how="left").assign(
        known_at=basis.known_at, rulebook_version=rules.rulebook_version, calendar_version=rules.calendar_version,
        fingerprint="",
    )  # fmt: skip


def list_tickets(look: Look, agencies: pd.DataFrame, week: Week, rules: Rules) -> pd.DataFrame:
    """The clocks of these agencies in their lists, the late ones that a letter shows with their explanation."""
    import pandas as pd

    from include.sla import figures, lists
    from include.sla.accounts import accounts

    mine = look.standing[look.standing["agency_id"].isin(agencies["agency_id"])]
    rows = lists.lists(mine, look.tickets, week, rules.working_days).reset_index(drop=True)
    late = rows[(rows["list"] == "late") & (rows["position"] <= lists.MOST_SHOWN)]
    told = accounts(late, look.tickets, look.events, rules, figures.last_moment(week))
    return rows.assign(explanation=pd.Series(list(told), late.index, dtype="str").reindex(rows.index, fill_value=""))


def shape(frame: pd.DataFrame, week: Week, columns: dict[str, str]) -> pd.DataFrame:
    from include.sla import tables

    return tables.shape(frame.assign(week=str(week)), columns)


def read_register(on: date, folder: Path = FOLDER) -> pd.DataFrame:
    """`agency_id`, `agency_name` and `group` of the agencies that exist on that day."""
    import pandas as pd

    from include.rulebook import agencies

    rows = [(agency.agency_id, agency.name, agency.group) for agency in agencies.load(folder).on(on)]
    return pd.DataFrame(rows, columns=["agency_id", "agency_name", "group"], dtype="str")
