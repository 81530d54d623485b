"""How earlier weeks stood: as they were told, else as this basis tells them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from include.jobs.basis import Basis, look_back
from include.sla.tables import NATIONAL

if TYPE_CHECKING:
    import pandas as pd
    from sqlalchemy import Connection

    from include.sla.tables import ScorecardFrames
    from include.sla.week import Week

BACK = (52, 7, 6, 5, 4, 3, 2, 1)  # weeks: a year ago, and the seven that make eight with the scorecard's own


def read_earlier(
    connection: Connection, week: Week, basis: Basis, history: tuple[pd.DataFrame, pd.DataFrame]
) -> dict[Week, pd.DataFrame]:
    """The counts of the weeks BACK, by agency, stage and policy; but for the last one as corrected since.

    What that one would tell otherwise by now, the scorecard has beside it.
    """
    told = {before: read_week(connection, before, basis, history) for before in map(week.shift, (-n for n in BACK))}
    older = [before for before in told if before != week.shift(-1)]
    return told | {before: correct(connection, before, told[before]) for before in older}


def correct(connection: Connection, week: Week, counts: pd.DataFrame) -> pd.DataFrame:
    """The counts with the differences that the week after this one corrected."""
    from include.gateways.warehouse import weeks
    from include.sla import figures

    found = weeks.read_differences(connection, str(week))
    if found.empty:
        return counts
    gone, come = (found.groupby([*figures.LINE, name]).size().unstack(fill_value=0) for name in ("was", "became"))
    change = come.sub(gone, fill_value=0).reindex(columns=figures.COUNTS, fill_value=0)
    return counts[figures.COUNTS].add(change, fill_value=0).astype("int64")


def read_week(
    connection: Connection, week: Week, basis: Basis, history: tuple[pd.DataFrame, pd.DataFrame]
) -> pd.DataFrame:
    """The counts of a week as it was told; where it was not, as this basis tells it."""
    from include.gateways.warehouse import archive
    from include.sla import figures

    if archive.has_left(connection, str(week), basis.read_by):
        return read_told(connection, week).lines.set_index(figures.LINE)
    return figures.count(look_back(*history, week, basis.rules).standing)


def read_told(connection: Connection, week: Week) -> ScorecardFrames:
    """The scorecards of this week as they are in place."""
    from include.gateways.warehouse import weeks

    return weeks.read_scorecards(connection, str(week), str(week.shift(-1)))


def recall(told: dict[Week, pd.DataFrame], agencies: pd.DataFrame) -> pd.DataFrame:
    """One row for each agency and each of these weeks in which any of its responses was decided."""
    import pandas as pd

    frames = [of_week(counts).assign(of_week=str(week)) for week, counts in told.items()]
    rows = pd.concat(frames)
    return rows[rows["agency_id"].isin(agencies["agency_id"]) & (rows["counted"] > 0)]


def of_week(counts: pd.DataFrame) -> pd.DataFrame:
    from include.sla.figures import BREACHED

    rows = counts.reset_index().rename_axis(columns=None)
    rows = rows[(rows["stage"] == "response") & (rows["policy"] == NATIONAL)]
    return rows.assign(counted=rows[["met", *BREACHED]].sum(axis=1))[["agency_id", "met", "counted"]]
