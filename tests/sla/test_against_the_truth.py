"""What is concluded from exports, against what truly happened in the make-believe regency.

A clock said to be met must truly have been met, and one said to be late must truly have been late. The truth is
worked out here by plain Python and numpy, from the turns of each ticket.
"""

from __future__ import annotations

from datetime import date, datetime
from functools import cache
from typing import Any

import numpy as np
import pandas as pd
import pytest

from demo.exports import generation_times
from demo.lives import Turn
from demo.regency import Complaint, build
from include.rulebook import words
from include.sla import clocks as rules
from include.sla import tickets as history
from include.sla.week import WIB
from tests.builders import a_snapshot, snapshots, the_rules, working_days

MONDAYS = [date(2026, 11, 23), date(2026, 5, 4)]
LIMITS = {"information": 5, "aspiration": 5, "complaint": 14, "oversight": 60}
OFF = np.array(sorted(working_days().off), dtype="datetime64[D]")
ENDS = ("closed", "lapsed", "archived", "rejected")


def told(complaint: Complaint, at: datetime) -> dict[str, Any]:
    """The ticket as an export of this moment shows it."""
    past = [turn for turn in complaint.turns if turn.at <= at]
    status, agency = (past[-1].status, past[-1].agency_id) if past else ("Belum Terverifikasi", "")
    return a_snapshot(
        at.replace(second=0),
        words.states().get(words.normalise(status), words.UNKNOWN),
        agency,
        ticket_id=complaint.ticket_id,
        received_at=complaint.received_at,
        classification=words.classifications()[words.normalise(complaint.classification)],
    )


@cache
def seen(monday: date) -> pd.DataFrame:
    """SNAPSHOTS of every export."""
    times, complaints = [at.replace(second=0) for at in generation_times(monday)], build(monday)
    return snapshots(*(told(one, at) for at in times for one in complaints if one.received_at <= at))


def last_export(monday: date) -> datetime:
    return generation_times(monday)[-1].replace(second=0)


@cache
def concluded(monday: date) -> pd.DataFrame:
    """Outcomes of the national clocks when the last export was made."""
    clocks = rules.run(history.latest(seen(monday)), history.changes(seen(monday)), the_rules())
    read = rules.read(clocks, last_export(monday), working_days())
    return read[read["policy"] == "national"]


def pauses(complaint: Complaint, until: datetime) -> list[tuple[date, date]]:
    """First and last day of each of its pauses; one that has not ended lasts until this moment."""
    turns = list(complaint.turns)
    ends = [turn.at for turn in turns[1:]] + [until] * bool(turns)
    begun = [(turn.at, end) for turn, end in zip(turns, ends, strict=True) if turn.kind == "postponed"]
    return [(start.astimezone(WIB).date(), end.astimezone(WIB).date()) for start, end in begun]


def in_time(complaint: Complaint, start: datetime, stop: datetime | None, days: int, until: datetime) -> bool:
    """Whether it stopped on its due date or before; one that has not stopped by now has not."""
    due = np.busday_offset(start.astimezone(WIB).date(), days, roll="forward", holidays=OFF)
    day = np.timedelta64(1, "D")
    for first, last in pauses(complaint, until):
        if start.astimezone(WIB).date() <= first <= due.item():
            lasted = np.busday_count(np.datetime64(first) + day, np.datetime64(last) + day, holidays=OFF)
            due = np.busday_offset(due, lasted, holidays=OFF)
    return bool(np.datetime64((stop or until).astimezone(WIB).date()) <= due)


def span(complaint: Complaint, stage: str, agency_id: str) -> tuple[datetime, datetime | None] | None:
    """When the clock truly started and stopped; None where the agency had it more than once."""
    turns = list(complaint.turns)
    if stage == "verification":
        return complaint.received_at, next((turn.at for turn in turns if turn.kind == "disposed"), None)
    if stage == "resolution":
        told: list[Turn] = [turn for turn in turns if turn.kind in ("followed_up", "replied", "reopened", *ENDS)]
        waits = not told or told[-1].kind in ("replied", "reopened")
        return complaint.received_at, None if waits else [turn.at for turn in told if turn.kind == "followed_up"][-1]
    starts = [i for i, turn in enumerate(turns) if turn.kind in ("disposed", "replied", "reopened")]
    mine = [i for i in starts if turns[i].agency_id == agency_id]
    if len(mine) != 1:
        return None
    after = turns[mine[0] + 1 :]
    return turns[mine[0]].at, next((turn.at for turn in after if turn.kind in ("followed_up", "disposed", *ENDS)), None)


def days_allowed(complaint: Complaint, stage: str) -> int:
    classification = words.classifications()[words.normalise(complaint.classification)]
    return {"verification": 3, "response": 5, "resolution": LIMITS[classification]}[stage]


@pytest.mark.parametrize("monday", MONDAYS)
@pytest.mark.parametrize("stage", ["verification", "response", "resolution"])
def test_no_clock_is_said_to_be_met_late_or_overdue_that_was_not(stage: str, monday: date) -> None:
    complaints = {complaint.ticket_id: complaint for complaint in build(monday)}
    decided = concluded(monday).query("stage == @stage and outcome in ('met', 'late', 'overdue')")
    until = generation_times(monday)[-1]
    checked, wrong = 0, []
    for clock in decided.to_dict("records"):
        complaint = complaints[clock["ticket_id"]]
        lasted = span(complaint, stage, clock["agency_id"])
        if lasted:
            checked += 1
            if in_time(complaint, *lasted, days_allowed(complaint, stage), until) != (clock["outcome"] == "met"):
                wrong.append((clock["ticket_id"], clock["agency_id"], clock["outcome"]))
    assert wrong == []
    assert checked > 100


@pytest.mark.parametrize("monday", MONDAYS)
def test_daily_exports_leave_few_responses_undecided(monday: date) -> None:
    stopped = concluded(monday).query("stage == 'response' and outcome in ('met', 'late', 'undecided')")
    assert (stopped["outcome"] == "undecided").mean() < 0.15
