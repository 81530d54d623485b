"""Clocks: one stage of one ticket under one policy; started and stopped by facts, read at a moment."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import numpy as np
import pandas as pd

from include.sla import counting, pauses, resolutions, spans
from include.sla.counting import Counting
from include.sla.docket import Docket
from include.sla.rules import Rules
from include.sla.tables import CLOCKS, MOMENT, STAGES
from include.sla.timeline import Timeline
from include.sla.working_days import WorkingDays, days_in_wib, local_days

KEY = ["ticket_id", "stage", "agency_id", "policy", "round"]


def run(tickets: pd.DataFrame, events: pd.DataFrame, rules: Rules) -> pd.DataFrame:
    """CLOCKS as far as these TICKETS and EVENTS tell, by stage, policy and ticket, whatever the order of the events.

    A ticket from before the calendar begins has none, nor has a stage of a class without a limit.
    """
    first = np.datetime64(rules.working_days.first, "D")
    counted = tickets[local_days(tickets["received_at"]) >= first].reset_index(drop=True)
    timeline, docket = Timeline.of(counted, events), Docket(counted, rules)
    begun = {
        "verification": spans.verification(docket, timeline),
        "response": spans.response(docket, timeline),
        "resolution": resolutions.resolution(docket, timeline),
    }
    parts = [limited(begun[stage], docket, stage) for stage in STAGES]
    clocks = pd.concat([part for of_stage in parts for part in of_stage], ignore_index=True)
    return finish(pauses.apply(clocks, timeline, docket), counted)


def limited(begun: pd.DataFrame, docket: Docket, stage: str) -> Iterator[pd.DataFrame]:
    """The spans of one stage, once under each limit in force for their tickets."""
    deadlines = docket.rules.deadlines
    limits: list[Any] = list(deadlines[deadlines["stage"] == stage].itertuples())
    for limit in limits:
        part = begun[docket.under(limit)[begun["ticket"]]]
        said = {name: getattr(limit, name) for name in ("policy", "unit", "article", "certainty")}
        yield part.assign(stage=stage, days_allowed=limit.days, **said, **due(part, limit, docket))


def due(part: pd.DataFrame, limit: Any, docket: Docket) -> dict[str, Any]:
    """The last day in time, from the latest and from the earliest start."""
    rules, calendar = docket.rules, limit.unit == "calendar"
    way = Counting.of(rules, docket.received_on[part["ticket"]])
    latest, earliest = (
        counting.due_on(days_in_wib(part[name].to_numpy()), limit.days, calendar, way, rules)
        for name in ("started_at", "started_earliest_at")
    )
    provisional = latest >= np.datetime64(rules.working_days.provisional_from, "D")
    return {"due_on": latest, "due_earliest_on": earliest, "provisional": provisional}


def finish(clocks: pd.DataFrame, tickets: pd.DataFrame) -> pd.DataFrame:
    """CLOCKS in their own columns and dtypes."""
    rows = clocks["ticket"].to_numpy()
    columns = {name: clocks[name] for name in CLOCKS if name in clocks}
    columns["ticket_id"] = tickets["ticket_id"].array.take(rows)
    columns["running_at"] = tickets["last_seen_at"].array.take(rows)
    for name, dtype in CLOCKS.items():
        column = columns[name]
        if dtype == MOMENT and column.dtype != MOMENT:
            columns[name] = column.astype("datetime64[us]").dt.tz_localize("UTC")
    return pd.DataFrame({name: columns[name] for name in CLOCKS}).astype(CLOCKS)


def read(clocks: pd.DataFrame, at: datetime, working_days: WorkingDays) -> pd.DataFrame:
    """The CLOCKS that had started at this moment, with `outcome` and `days_late`.

    An interval that the due date cuts is undecided; undecided is never met. `days_late` are working days after the
    due date: 0 when in time, and when it was late by days off only.
    """
    begun = clocks[clocks["started_at"] <= at].copy()
    stopped = (begun["stop_seen_at"] <= at) & begun["stopped_at"].notna()
    begun["outcome"] = np.where(stopped, finished(begun), unfinished(begun, at))
    until = begun["stopped_at"].where(stopped, pd.Timestamp(at)).astype(MOMENT)
    late = working_days.count(local_days(until)) - working_days.count(begun["due_on"])
    return begun.assign(days_late=np.where(begun["outcome"].isin(["late", "overdue"]), late, 0))


def finished(clocks: pd.DataFrame) -> Any:
    """Outcomes of clocks that have stopped."""
    earliest, latest = local_days(clocks["stopped_earliest_at"]), local_days(clocks["stopped_at"])
    certainly_late = earliest > clocks["due_on"].to_numpy()
    certainly_met = latest <= clocks["due_earliest_on"].to_numpy()
    answer = np.select([certainly_late, certainly_met], ["late", "met"], "undecided")
    passed_on = np.where(certainly_late, "late", "transferred")
    return np.select(
        [clocks["stopped_by"] == "withdrawn", clocks["stopped_by"] == "transferred"], ["withdrawn", passed_on], answer
    )


def unfinished(clocks: pd.DataFrame, at: datetime) -> Any:
    """Outcomes of clocks not known to have stopped; a paused one does not run out.

    Past its due date a clock is overdue only when it was seen running, or can have stopped only, after that date.
    """
    due = clocks["due_on"].to_numpy()
    past = local_days(pd.Series(pd.Timestamp(at), index=clocks.index).dt.tz_convert("UTC")) > due
    paused = ((clocks["paused_at"] <= at) & (local_days(clocks["paused_at"]) <= due)).to_numpy()
    proven = local_days(clocks["stopped_earliest_at"].fillna(clocks["running_at"])) > due
    return np.select([~past | paused, proven], ["running", "overdue"], "undecided")
