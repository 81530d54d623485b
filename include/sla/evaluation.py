"""An evaluation: how each agency did in a period, and in which group the regency's yearly meeting counts it.

The groups rest on criteria of the rulebook; each comes with its evidence: the figure beside the value asked for.
"""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import pandas as pd

from include.sla.figures import BREACHED, count, last_day
from include.sla.period import Span
from include.sla.ranking import intervals
from include.sla.scorecards import DAYS_ACTIVE, FEWEST_COUNTED
from include.sla.tables import DAY, NATIONAL, STAGES, shape

VERY_ACTIVE, FAIR, NOT_YET_MAXIMAL, TOO_FEW = "very_active", "fair", "not_yet_maximal", "too_few"
COMPARISONS = {"at_least": np.greater_equal, "above": np.greater, "at_most": np.less_equal, "below": np.less}

# One row: one agency's period. Rates and shares are 0..1, missing where there is nothing to divide by.
EVALUATIONS = {
    "agency_id": "str",
    "agency_name": "str",
    "received": "int64",
    "archived": "int64",
    "rejected": "int64",
    "total": "int64",  # received, less archived and rejected
    "followed_up_share": "float64",  # % TL
    "closed_share": "float64",  # % Selesai
    "response_mean_days": "float64",  # RTL: working days from disposition to first follow-up
    "response_median_days": "float64",
    "resolution_mean_days": "float64",  # RHP: working days from receipt to resolution
    "resolution_median_days": "float64",
    "verification_rate": "float64",
    "response_rate": "float64",
    "resolution_rate": "float64",
    "met": "int64",  # of all stages under the national policy
    "counted": "int64",  # met, late and overdue
    "rate": "float64",
    "low": "float64",  # of the rate's 95 % interval
    "high": "float64",
    "ratings": "int64",
    "mean_rating": "float64",  # missing below five ratings
    "last_follow_up_on": DAY,
    "active": "bool",  # a follow-up was seen in the 30 days that end with the period
}

# One row: one agency and one criterion.
EVIDENCE = {
    "agency_id": "str",
    "group": "str",
    "measure": "str",
    "comparison": "str",  # see COMPARISONS
    "threshold": "float64",
    "value": "float64",
    "met": "bool",  # a missing value meets nothing
    "source": "str",
    "certainty": "str",
}


def evaluate(agencies: pd.DataFrame, standing: pd.DataFrame, period: Span) -> pd.DataFrame:
    """EVALUATIONS of the period, from what `activity.by_agency` and `figures.standing` tell of it."""
    national = standing[standing["policy"] == NATIONAL]
    found = agencies.set_index("agency_id").join([rates(national), days(national)])
    found = found.fillna({"met": 0, "counted": 0})
    low, high = intervals(found["met"], found["counted"])
    total = found["received"] - found["archived"] - found["rejected"]
    rows = found.assign(
        total=total,
        followed_up_share=found["followed_up"] / total,
        closed_share=found["closed"] / total,
        rate=found["met"] / found["counted"],
        low=low,
        high=high,
        active=found["last_follow_up_on"] > pd.Timestamp(last_day(period) - timedelta(days=DAYS_ACTIVE)),
    )
    return shape(rows.reset_index(), EVALUATIONS)


def rates(national: pd.DataFrame) -> pd.DataFrame:
    """By agency: the rate of each stage, and `met` and `counted` of all."""
    counts = count(national).groupby(["agency_id", "stage"]).sum()
    decided = pd.DataFrame({"met": counts["met"], "counted": counts[["met", *BREACHED]].sum(axis=1)})
    of_stage = (decided["met"] / decided["counted"]).unstack().reindex(columns=list(STAGES)).add_suffix("_rate")
    return of_stage.join(decided.groupby("agency_id").sum())


def days(national: pd.DataFrame) -> pd.DataFrame:
    """By agency: mean and median working days of first answers and of resolutions, as far as they are decided."""
    answered = national[(national["stopped_by"] == "answered") & (national["round"] == 1)].groupby(
        ["stage", "agency_id"]
    )
    took = answered["days"].agg(["mean", "median"])
    stages = [took.reindex([stage], level=0).droplevel(0).add_prefix(f"{stage}_") for stage in STAGES[1:]]
    return pd.concat(stages, axis=1).add_suffix("_days")


def judge(evaluations: pd.DataFrame, criteria: pd.DataFrame) -> pd.DataFrame:
    """EVIDENCE: each agency beside each criterion (group, measure, comparison, value, source, certainty)."""
    asked = criteria.rename(columns={"value": "threshold"}).assign(place=range(len(criteria)))
    figures = evaluations[["agency_id", *asked["measure"].unique()]]
    told = figures.set_index("agency_id").astype("float64").melt(var_name="measure", ignore_index=False)
    rows = told.reset_index().merge(asked, on="measure").sort_values(["agency_id", "place"])
    held = [
        rows["comparison"].eq(name) & holds(rows["value"], rows["threshold"]) for name, holds in COMPARISONS.items()
    ]
    return shape(rows.assign(met=np.any(held, axis=0)), EVIDENCE)


def group(evaluations: pd.DataFrame, evidence: pd.DataFrame) -> pd.Series[str]:
    """By agency: very_active when all its criteria hold, not_yet_maximal when any does, else fair.

    Below FEWEST_COUNTED decided clocks an agency is in no group: too_few.
    """
    agency, by_group = evaluations["agency_id"], evidence.groupby("group")
    very_active = agency.map(by_group.get_group(VERY_ACTIVE).groupby("agency_id")["met"].all())
    not_yet = agency.map(by_group.get_group(NOT_YET_MAXIMAL).groupby("agency_id")["met"].any())
    conditions = [evaluations["counted"] < FEWEST_COUNTED, very_active, not_yet]
    words = np.select(conditions, [TOO_FEW, VERY_ACTIVE, NOT_YET_MAXIMAL], FAIR)
    return pd.Series(words, agency, dtype="str", name="group")
