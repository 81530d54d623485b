"""The figures of a week, for all agencies at once: from clocks, tickets and events to the rows of scorecards."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import numpy as np
import pandas as pd

from include.sla import clocks as rules
from include.sla.period import Span
from include.sla.scorecards import unite
from include.sla.week import WIB
from include.sla.working_days import WorkingDays, local_days

BREACHED = ["late", "overdue"]
LINE = ["agency_id", "stage", "policy"]
COUNTS = ["met", "late", "overdue", "running", "undecided", "transferred", "withdrawn"]


def standing(clocks: pd.DataFrame, week: Span, working_days: WorkingDays) -> pd.DataFrame:
    """The clocks that were open at some moment of the week, read when it ended; `days` they took, where decided.

    `clocks` are those of the tickets as of the week's end. A stop counts in the week in which it became known, so
    that every clock's outcome is told once.
    """
    over = clocks["stop_seen_at"] < week.starts_at
    read = rules.read(clocks[~over], last_moment(week), working_days)
    until = read["stopped_at"].fillna(read["started_at"])
    took = working_days.between(local_days(read["started_at"]), local_days(until))
    return read.assign(days=np.where(read["outcome"].isin(["met", "late"]), took, np.nan))


def last_moment(week: Span) -> datetime:
    return week.ends_at - timedelta(microseconds=1)


def last_day(week: Span) -> date:
    return last_moment(week).astimezone(WIB).date()


def lines(standing: pd.DataFrame, before: pd.DataFrame, wanted: pd.DataFrame, valid: pd.DataFrame) -> pd.DataFrame:
    """One row for each of `wanted` (agency_id, stage, policy), and for each other that has clocks of those agencies:
    limits, counts by outcome, median and mean days, and the week before.

    `before` holds met, late and overdue of the week before by agency_id, stage, policy; `valid` are the deadlines in
    force.
    """
    previous = pd.DataFrame({"previous_met": before["met"], "previous_counted": before[["met", *BREACHED]].sum(axis=1)})
    days = standing.groupby(LINE)["days"].agg(median_days="median", mean_days="mean")
    open_ = standing[standing["agency_id"].isin(wanted["agency_id"])][LINE]
    keys = pd.MultiIndex.from_frame(pd.concat([wanted[LINE], open_]).drop_duplicates())
    figures = count(standing).join(previous, how="outer").reindex(keys).fillna(0).astype("int64")
    return figures.join(days).join(limits(standing, valid, keys)).reset_index()


def limits(standing: pd.DataFrame, valid: pd.DataFrame, keys: pd.MultiIndex) -> pd.DataFrame:
    """For each of `keys` the limits in force and those of the clocks on it: older ones are judged by older rules."""
    columns = [*LINE, "days_allowed", "unit", "article"]
    ruled = keys.to_frame(index=False).merge(valid.rename(columns={"days": "days_allowed"}), on=["stage", "policy"])
    every = pd.concat([ruled[columns], standing[columns]]).drop_duplicates()
    return every.groupby(LINE).agg(
        fewest_days=("days_allowed", "min"),
        most_days=("days_allowed", "max"),
        unit=("unit", unite),
        article=("article", unite),
    )


def count(standing: pd.DataFrame) -> pd.DataFrame:
    table = standing.groupby([*LINE, "outcome"]).size().unstack(fill_value=0)
    return table.reindex(columns=COUNTS, fill_value=0)


def wanted_lines(agency_ids: list[str], policy: pd.DataFrame, coordinators: pd.DataFrame, week: Span) -> pd.DataFrame:
    """Which lines a scorecard of that week has: verification is the coordinator's alone."""
    valid = in_force(policy, week)
    stages = valid[valid["stage"] != "reply"][["stage", "policy"]].drop_duplicates()
    pairs = pd.DataFrame({"agency_id": agency_ids}).merge(stages, how="cross")
    seat = in_force(coordinators, week)["agency_id"]
    return pairs[(pairs["stage"] != "verification") | pairs["agency_id"].isin(seat)]


def in_force(rules: pd.DataFrame, week: Span) -> pd.DataFrame:
    last = pd.Timestamp(last_day(week))
    return rules[(rules["valid_from"] <= last) & (last <= rules["valid_to"])]


def observed(standing: pd.DataFrame) -> pd.Series[bool]:
    """Whether a clock rests on a time that is known only to lie between two exports."""
    start = standing["started_earliest_at"] < standing["started_at"]
    stop = standing["stopped_earliest_at"] < standing["stopped_at"]
    return start | stop
