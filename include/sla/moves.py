"""Moves: the open clocks that a new calendar gives another due date, and the days off that moved them."""

from __future__ import annotations

import pandas as pd

from include.sla.clocks import KEY
from include.sla.tables import DEADLINE_MOVES, shape
from include.sla.working_days import local_days

FACTS = ["started_at", "started_earliest_at", "days_allowed", "unit"]
SATURDAY = 5


def moved(before: pd.DataFrame, after: pd.DataFrame, was: pd.DataFrame, now: pd.DataFrame) -> pd.DataFrame:
    """DEADLINE_MOVES between CLOCKS by the days off that `was` holds and the same by those that `now` holds.

    Listed are clocks of the same facts, still open in `after`, that are due on another day. `because` names the days
    that became (+) or ceased to be (-) days off before it, with their decrees unless they are estimated;
    `announced_on` is the latest day on which one of the former was announced.
    """
    old = before[[*KEY, *FACTS, "due_on"]].rename(columns={"due_on": "was_due_on"})
    both = after[after["stopped_at"].isna()].merge(old, on=[*KEY, *FACTS])
    both = both[both["due_on"] != both["was_due_on"]]
    both = both.assign(since=local_days(both["started_at"]))
    pairs = both[[*KEY, "since", "due_on", "was_due_on"]].merge(changed(was, now), how="cross")
    until = pairs["due_on"].where(pairs["sign"] == "+", pairs["was_due_on"])
    found = pairs[pairs["on"].between(pairs["since"], until)].groupby(KEY)
    reasons = found.agg(because=("because", "; ".join), announced_on=("announced_on", "max"))
    return shape(both.merge(reasons, on=KEY), DEADLINE_MOVES)


def changed(was: pd.DataFrame, now: pd.DataFrame) -> pd.DataFrame:
    """`on`, `sign`, `because`, `announced_on` of each weekday that is off in only one of the two, in order."""
    gained, lost = now[~now["on"].isin(was["on"])], was[~was["on"].isin(now["on"])]
    days = pd.concat([gained.assign(sign="+"), lost.assign(sign="-")]).sort_values("on")
    days = days[days["on"].dt.day_of_week < SATURDAY]
    decree = (" (" + days["decree"] + ")").mask(days["estimated"] | (days["decree"] == ""), "")
    because = days["sign"] + days["on"].dt.strftime("%Y-%m-%d") + " " + days["name"] + decree
    announced_on = days["announced_on"].where(days["sign"] == "+")
    return pd.DataFrame({"on": days["on"], "sign": days["sign"], "because": because, "announced_on": announced_on})
