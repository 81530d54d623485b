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

VERY_ACTIVE, FAIR, NOT_YET_MAXIMAL = GROUPED = ("very_active", "fair", "not_yet_maximal")
TOO_FEW, NOTHING_WAITS = OUTSIDE = ("too_few", "nothing_waits")  # why an agency is in none of them
COMPARISONS = {"at_least": np.greater_equal, "above": np.greater, "at_most": np.less_equal, "below": np.less}
SHARES = {  # each share, and the two counts that it is of
    "rate": ("met", "counted"),
    **{f"{stage}_rate": (f"{stage}_met", f"{stage}_counted") for stage in STAGES},
    "followed_up_share": ("followed_up", "total"),
    "closed_share": ("closed", "total"),
}
OF = {measure: whole for measure, (_, whole) in SHARES.items()} | dict.fromkeys(("low", "high"), "counted")

# One row: one agency's period. Rates and shares are 0..1, missing where there is nothing to divide by.
EVALUATIONS = {
    "agency_id": "str",
    "agency_name": "str",
    "received": "int64",
    "archived": "int64",
    "rejected": "int64",
    "total": "int64",  # received, less archived and rejected
    "followed_up": "int64",  # of those
    "followed_up_share": "float64",  # % TL
    "closed": "int64",  # of those
    "closed_share": "float64",  # % Selesai
    "response_mean_days": "float64",  # RTL: working days from disposition to first follow-up
    "response_median_days": "float64",
    "resolution_mean_days": "float64",  # RHP: working days from receipt to resolution
    "resolution_median_days": "float64",
    "verification_met": "int64",  # of the coordinator alone
    "verification_counted": "int64",  # met, late and overdue
    "verification_rate": "float64",
    "response_met": "int64",
    "response_counted": "int64",
    "response_rate": "float64",
    "resolution_met": "int64",
    "resolution_counted": "int64",
    "resolution_rate": "float64",
    "met": "int64",  # of responses and resolutions, under the national policy
    "counted": "int64",
    "rate": "float64",
    "low": "float64",  # of the rate's 95 % interval
    "high": "float64",
    "waiting": "int64",  # first follow-ups that were overdue when the period ended
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
    "met": "boolean",  # missing where the figure decides nothing: see decides
    "source": "str",
    "certainty": "str",
}


def evaluate(agencies: pd.DataFrame, standing: pd.DataFrame, period: Span) -> pd.DataFrame:
    """EVALUATIONS of the period, from what `activity.by_agency` and `figures.standing` tell of it."""
    national = standing[standing["policy"] == NATIONAL]
    decided = outcomes(national)
    found = agencies.set_index("agency_id").join([decided, days(national)])
    found = found.fillna(dict.fromkeys(decided.columns, 0))
    found = found.assign(total=found["received"] - found["archived"] - found["rejected"])
    low, high = intervals(found["met"], found["counted"])
    rows = found.assign(
        **{share: found[part] / found[whole] for share, (part, whole) in SHARES.items()},
        low=low,
        high=high,
        active=found["last_follow_up_on"] > pd.Timestamp(last_day(period) - timedelta(days=DAYS_ACTIVE)),
    )
    return shape(rows.reset_index(), EVALUATIONS)


def outcomes(national: pd.DataFrame) -> pd.DataFrame:
    """By agency: met and counted of each stage, of responses and resolutions together, and the responses that wait."""
    counts = count(national).groupby(["agency_id", "stage"]).sum()
    told = pd.DataFrame({"met": counts["met"], "counted": counts[["met", *BREACHED]].sum(axis=1)})
    pairs = pd.MultiIndex.from_product([told.columns, STAGES])
    by_stage = pd.DataFrame(told.unstack()).reindex(columns=pairs).fillna(0)
    named = by_stage.set_axis([f"{stage}_{what}" for what, stage in pairs], axis=1)
    both = {what: named[f"response_{what}"] + named[f"resolution_{what}"] for what in told.columns}
    overdue = (
        national[(national["stage"] == "response") & (national["outcome"] == "overdue")].groupby("agency_id").size()
    )
    waiting = overdue.reindex(named.index, fill_value=0)
    return named.assign(**both, waiting=waiting)


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
    measures = list(asked["measure"].unique())
    figures = evaluations.set_index("agency_id")
    told = figures[measures].astype("float64").melt(var_name="measure", ignore_index=False)
    sure = pd.DataFrame({measure: decides(figures, measure) for measure in measures}).melt(ignore_index=False)
    rows = told.assign(sure=sure["value"]).reset_index().merge(asked, on="measure").sort_values(["agency_id", "place"])
    held = [
        rows["comparison"].eq(name) & holds(rows["value"], rows["threshold"]) for name, holds in COMPARISONS.items()
    ]
    met = pd.Series(np.any(held, axis=0), rows.index, dtype="boolean").where(rows["sure"])
    return shape(rows.assign(met=met), EVIDENCE)


def decides(figures: pd.DataFrame, measure: str) -> pd.Series[bool]:
    """By agency: whether the figure may decide about a group. Of fewer than five no share does, for one report would
    decide it; and silence only where a first follow-up waits beyond its limit."""
    if measure in OF:
        return figures[OF[measure]] >= FEWEST_COUNTED
    return figures["active"] | (figures["waiting"] > 0) if measure == "active" else figures[measure].notna()


def group(evaluations: pd.DataFrame, evidence: pd.DataFrame) -> pd.Series[str]:
    """By agency: not_yet_maximal when any of its criteria holds, very_active when all do that are decided, else fair.

    Outside the groups are too_few, with fewer than FEWEST_COUNTED decided clocks, and nothing_waits: silent for 30
    days, but with nothing to answer, and else without fault.
    """
    agency, by_group = evaluations["agency_id"], evidence.assign(held=evidence["met"].fillna(False)).groupby("group")
    very_active, not_yet = (by_group.get_group(name).groupby("agency_id") for name in (VERY_ACTIVE, NOT_YET_MAXIMAL))
    conditions = [
        (evaluations[["counted", "verification_counted"]] < FEWEST_COUNTED).all(axis=1),
        agency.map(not_yet["held"].any()),
        ~decides(evaluations, "active"),
        agency.map(very_active["met"].all() & very_active["held"].any()),
    ]
    words = np.select(
        [each.astype(bool) for each in conditions], [TOO_FEW, NOT_YET_MAXIMAL, NOTHING_WAITS, VERY_ACTIVE], FAIR
    )
    return pd.Series(words, agency, dtype="str", name="group")
