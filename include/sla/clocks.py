"""Clocks: one stage of one ticket under one policy, started and stopped by facts; `outcomes` reads them at a moment."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from typing import Any

import numpy as np
import pandas as pd

from include.sla import counting, pauses, resolutions, spans
from include.sla.counting import Counting
from include.sla.docket import Docket
from include.sla.outcomes import read
from include.sla.rules import Rules
from include.sla.tables import CLOCKS, MOMENT, STAGES
from include.sla.timeline import Timeline
from include.sla.working_days import days_in_wib, local_days

__all__ = ["KEY", "read", "run"]

KEY = ["ticket_id", "stage", "agency_id", "policy", "round"]


def run(tickets: pd.DataFrame, events: pd.DataFrame, rules: Rules) -> pd.DataFrame:
    """CLOCKS as far as these TICKETS and EVENTS tell, by stage, policy and ticket, whatever the order of the events.

    A ticket from before the calendar begins has none, nor has a stage of a class without a limit.
    """
    first = np.datetime64(rules.working_days.first, "D")
    counted = tickets[local_days(tickets["received_at"]) >= first].reset_index(drop=True)
    if counted.empty:
        return pd.DataFrame(columns=list(CLOCKS)).astype(CLOCKS)
    timeline, docket = Timeline.of(counted, events), Docket(counted, rules)
    stages = (spans.verification, spans.response, resolutions.resolution)
    parts = [limited(begin(docket, timeline), docket, stage) for stage, begin in zip(STAGES, stages, strict=True)]
    clocks = pd.concat(chain.from_iterable(parts), ignore_index=True)
    return finish(pauses.apply(clocks, timeline, docket), docket)


def limited(begun: pd.DataFrame, docket: Docket, stage: str) -> Iterator[pd.DataFrame]:
    """The spans of one stage, once under each limit (a row of the deadlines) in force for their tickets."""
    limits: list[Any] = list(docket.rules.deadlines.itertuples(index=False))
    for row, limit in enumerate(limits):
        if limit.stage == stage:
            part = begun[docket.under(limit)[begun["ticket"]]]
            yield part.assign(limit=row, **due(part, limit, docket))


def due(part: pd.DataFrame, limit: Any, docket: Docket) -> dict[str, Any]:
    """The last day in time, from the latest and from the earliest start."""
    way = Counting.of(docket.rules, docket.received_on[part["ticket"]])
    calendar, working_days = limit.unit == "calendar", docket.rules.working_days
    latest, earliest = (
        counting.due_on(days_in_wib(part[name].to_numpy()), limit.days, calendar, way, working_days)
        for name in ("started_at", "started_earliest_at")
    )
    return {"due_on": latest, "due_earliest_on": earliest}


def finish(clocks: pd.DataFrame, docket: Docket) -> pd.DataFrame:
    """CLOCKS in their own columns and dtypes."""
    limits = docket.rules.deadlines.rename(columns={"days": "days_allowed"})
    columns: dict[str, Any] = {name: clocks[name] for name in CLOCKS if name in clocks}
    for name in ("stage", "policy", "unit", "article", "certainty", "days_allowed"):
        columns[name] = limits[name].array.take(clocks["limit"].to_numpy())
    columns["provisional"] = clocks["due_on"] >= pd.Timestamp(docket.rules.working_days.provisional_from)
    for name, source in (("ticket_id", "ticket_id"), ("running_at", "last_seen_at")):
        columns[name] = docket.tickets[source].array.take(clocks["ticket"].to_numpy())
    for name, dtype in CLOCKS.items():
        if dtype == MOMENT and columns[name].dtype != MOMENT:
            columns[name] = columns[name].dt.tz_localize("UTC")
    return pd.DataFrame({name: columns[name] for name in CLOCKS}).astype(CLOCKS)
