"""Clocks: one stage of one ticket under one policy; started and stopped by facts, read at a moment.

Rules a source leaves open, decided here: day zero is not counted, and is the next working day when the start falls
on a day off; lateness is a matter of dates in Jakarta; a pause (tunda) moves the due date by the working days it
lasted; a citizen's reply or a re-opening starts a new response clock; the resolution stops at the last follow-up.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

import numpy as np
import pandas as pd

from include.sla import effective, pauses, stops
from include.sla.rules import Rules
from include.sla.tables import CLOCKS, MOMENT, shape
from include.sla.working_days import WorkingDays, local_days

KEY = ["ticket_id", "stage", "agency_id", "policy", "round"]
STARTS = ["disposed", "replied", "reopened"]  # of a response clock


def run(tickets: pd.DataFrame, events: pd.DataFrame, rules: Rules) -> pd.DataFrame:
    """CLOCKS as far as these TICKETS and EVENTS tell; a ticket from before the calendar begins has none."""
    counted = tickets[local_days(tickets["received_at"]) >= np.datetime64(rules.working_days.first, "D")]
    return stop(start(counted, events, rules), events, rules)


def start(tickets: pd.DataFrame, events: pd.DataFrame, rules: Rules) -> pd.DataFrame:
    """CLOCKS, all running.

    Verification is answered for by the coordinator, a response by the agency that got the ticket, the resolution
    by the agency that has it, or by the coordinator while nobody has. A class without a limit has no clock.
    """
    starts = pd.concat([received(tickets, rules.coordinators), given(tickets, events)], ignore_index=True)
    limits = rules.deadlines[rules.deadlines["stage"] != "reply"]
    limits = limits.rename(columns={"days": "days_allowed", "classification": "of"})
    clocks = effective.join(starts, limits, local_days(starts["received_at"]), by=["stage"])
    clocks = clocks[(clocks["of"] == "*") | (clocks["of"] == clocks["classification"])]
    clocks = clocks.sort_values(["ticket_id", "started_at"], kind="stable", ignore_index=True)
    clocks["round"] = clocks.groupby(KEY[:-1]).cumcount() + 1
    return shape(running(clocks, rules.working_days), CLOCKS)


def received(tickets: pd.DataFrame, coordinators: pd.DataFrame) -> pd.DataFrame:
    """Verification and resolution start when the ticket is received; that time is always true."""
    seats = coordinators.rename(columns={"agency_id": "coordinator_id"})
    rows = effective.join(tickets, seats, local_days(tickets["received_at"]), by=[])
    rows = rows.assign(started_at=rows["received_at"], started_earliest_at=rows["received_at"])
    verification = rows.assign(stage="verification", agency_id=rows["coordinator_id"])
    holder = rows["agency_id"].where(rows["agency_id"] != "", rows["coordinator_id"])
    return pd.concat([verification, rows.assign(stage="resolution", agency_id=holder)])


def given(tickets: pd.DataFrame, events: pd.DataFrame) -> pd.DataFrame:
    """A response starts when the agency gets the ticket, and again when the citizen replies or it is re-opened."""
    starts = events[events["kind"].isin(STARTS) & (events["agency_id"] != "")]
    starts = starts.rename(columns={"at": "started_at", "earliest_at": "started_earliest_at"})
    known = tickets[["ticket_id", "received_at", "classification", "last_seen_at"]]
    return starts.assign(stage="response").drop_duplicates(["ticket_id", "started_at"]).merge(known, on="ticket_id")


def running(clocks: pd.DataFrame, working_days: WorkingDays) -> pd.DataFrame:
    missing = pd.Series(pd.NaT, index=clocks.index, dtype=MOMENT)
    due = due_on(clocks, local_days(clocks["started_at"]), working_days)
    return clocks.assign(
        due_on=due,
        due_earliest_on=due_on(clocks, local_days(clocks["started_earliest_at"]), working_days),
        provisional=due >= np.datetime64(working_days.provisional_from, "D"),
        paused_days=0,
        paused_at=missing,
        running_at=clocks["last_seen_at"],
        stopped_at=missing,
        stopped_earliest_at=missing,
        stop_seen_at=missing,
        stopped_by="",
    )


def due_on(clocks: pd.DataFrame, started_on: Any, working_days: WorkingDays) -> Any:
    """The last day in time of each clock."""
    allowed = clocks["days_allowed"].to_numpy()
    in_working_days = working_days.add(started_on, allowed)
    in_calendar_days = working_days.start(started_on) + allowed.astype("timedelta64[D]")
    return np.where(clocks["unit"] == "working", in_working_days, in_calendar_days)


def stop(clocks: pd.DataFrame, events: pd.DataFrame, rules: Rules) -> pd.DataFrame:
    """CLOCKS with the stops and pauses that the EVENTS tell."""
    resolution = clocks[clocks["stage"] == "resolution"]
    stopped = pd.concat(
        [
            stops.verification(clocks[clocks["stage"] == "verification"], events),
            stops.response(clocks[clocks["stage"] == "response"], events),
            stops.resolution(resolution, events, rules.reply_days, rules.working_days),
        ]
    )
    return shape(pauses.apply(stopped, events, rules.working_days).sort_values(KEY), CLOCKS)


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
