"""Outcomes: how clocks stand at a moment. What an interval leaves open is undecided; undecided is never met."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import numpy as np
import pandas as pd

from include.sla.tables import OUTCOMES
from include.sla.timeline import utc
from include.sla.working_days import WorkingDays, days_in_wib, local_days

Codes = np.ndarray[Any, np.dtype[np.int8]]  # places in OUTCOMES
CODE = {outcome: np.int8(code) for code, outcome in enumerate(OUTCOMES)}


def read(clocks: pd.DataFrame, at: datetime, working_days: WorkingDays) -> pd.DataFrame:
    """The CLOCKS that had started at this moment, with `outcome` and `days_late`.

    `days_late` are working days after the due date: 0 when in time, and when it was late by days off only.
    """
    begun = clocks[clocks["started_at"] <= at]
    moment = np.datetime64(pd.Timestamp(at).tz_convert(None), "us")
    stopped = (begun["stop_seen_at"] <= at).to_numpy() & begun["stopped_at"].notna().to_numpy()
    code = np.where(stopped, finished(begun), unfinished(begun, moment))
    until = days_in_wib(np.where(stopped, utc(begun["stopped_at"]), moment))
    late = working_days.count(until) - working_days.count(days(begun["due_on"]))
    breached = (code == CODE["late"]) | (code == CODE["overdue"])
    outcome = pd.array(list(OUTCOMES), dtype="str").take(code)
    return begun.assign(outcome=outcome, days_late=np.where(breached, late, 0))


def finished(clocks: pd.DataFrame) -> Codes:
    """Of clocks that have stopped."""
    certainly_late = local_days(clocks["stopped_earliest_at"]) > days(clocks["due_on"])
    certainly_met = local_days(clocks["stopped_at"]) <= days(clocks["due_earliest_on"])
    answered = np.where(certainly_late, CODE["late"], np.where(certainly_met, CODE["met"], CODE["undecided"]))
    passed_on = np.where(certainly_late, CODE["late"], CODE["transferred"])
    by = clocks["stopped_by"]
    return np.where(by == "withdrawn", CODE["withdrawn"], np.where(by == "transferred", passed_on, answered))


def unfinished(clocks: pd.DataFrame, moment: np.datetime64) -> Codes:
    """Of clocks not known to have stopped; a paused one does not run out.

    Past its due date a clock is overdue only when it was seen running, or can have stopped only, after that date.
    """
    due = days(clocks["due_on"])
    past = days_in_wib(np.array([moment])) > due
    paused = (utc(clocks["paused_at"]) <= moment) & (local_days(clocks["paused_at"]) <= due)
    proven = local_days(clocks["stopped_earliest_at"].fillna(clocks["running_at"])) > due
    return np.where(~past | paused, CODE["running"], np.where(proven, CODE["overdue"], CODE["undecided"]))


def days(dates: pd.Series[Any]) -> Any:
    return dates.to_numpy().astype("datetime64[D]")
