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
from include.sla.week import WIB
from tests.builders import a_snapshot, clocks_of, working_days

MONDAYS = [date(2026, 11, 23), date(2026, 5, 4)]
LIMITS = {"information": 5, "aspiration": 5, "complaint": 14, "oversight": 60}
OFF = np.array(sorted(working_days().off), dtype="datetime64[D]")
ENDS = ("closed", "lapsed", "archived", "rejected")


def told(complaint: Complaint, at: datetime) -> dict[str, Any]:
    """The ticket as an export of this moment shows it."""
    past = [turn for turn in complaint.turns if turn.at <= at]
    status, agency = (past[-1].status, past[-1].agency_id) if past else ("Belum Terverifikasi", "")
    return a_snapshot(
        f"{at:%A %Y-%m-%d %H:%M}",
        words.states().get(words.normalise(status), words.UNKNOWN),
        agency,
        ticket_id=complaint.ticket_id,
        received_at=complaint.received_at,
        classification=words.classifications()[words.normalise(complaint.classification)],
    )


@cache
def concluded(monday: date) -> pd.DataFrame:
    """Outcomes of the national clocks when the last export was made."""
    times = [at.replace(second=0) for at in generation_times(monday)]
    rows = [told(complaint, at) for at in times for complaint in build(monday) if complaint.received_at <= at]
    read = rules.read(clocks_of(*rows), times[-1], working_days())
    return read[read["policy"] == "national"]


def in_time(start: datetime, stop: datetime, days: int) -> bool:
    due = np.busday_offset(start.astimezone(WIB).date(), days, roll="forward", holidays=OFF)
    return bool(np.datetime64(stop.astimezone(WIB).date()) <= due)


def truly_responded(complaint: Complaint, agency_id: str) -> bool | None:
    """Whether the agency's one response was in time; None where there was more than one, or none."""
    turns = list(complaint.turns)
    starts = [i for i, turn in enumerate(turns) if turn.kind in ("disposed", "replied", "reopened")]
    mine = [i for i in starts if turns[i].agency_id == agency_id]
    if len(mine) != 1:
        return None
    stop = next((turn for turn in turns[mine[0] + 1 :] if turn.kind in ("followed_up", "disposed", *ENDS)), None)
    return in_time(turns[mine[0]].at, stop.at, 5) if stop else None


def truly_resolved(complaint: Complaint, classification: str) -> bool | None:
    answers: list[Turn] = [turn for turn in complaint.turns if turn.kind == "followed_up"]
    return in_time(complaint.received_at, answers[-1].at, LIMITS[classification]) if answers else None


def truly_verified(complaint: Complaint) -> bool | None:
    given = [turn for turn in complaint.turns if turn.kind == "disposed"]
    return in_time(complaint.received_at, given[0].at, 3) if given else None


@pytest.mark.parametrize("monday", MONDAYS)
@pytest.mark.parametrize("stage", ["verification", "response", "resolution"])
def test_no_clock_is_said_to_be_met_or_late_that_was_not(stage: str, monday: date) -> None:
    complaints = {complaint.ticket_id: complaint for complaint in build(monday)}
    decided = concluded(monday).query("stage == @stage and outcome in ('met', 'late') and stopped_by != 'transferred'")
    checked, wrong = 0, []
    for clock in decided.to_dict("records"):
        complaint = complaints[clock["ticket_id"]]
        if any(turn.kind == "postponed" for turn in complaint.turns):
            continue
        classification = words.classifications()[words.normalise(complaint.classification)]
        truth = {
            "verification": truly_verified(complaint),
            "response": truly_responded(complaint, clock["agency_id"]),
            "resolution": truly_resolved(complaint, classification),
        }[stage]
        if truth is not None:
            checked += 1
            if truth != (clock["outcome"] == "met"):
                wrong.append((clock["ticket_id"], clock["agency_id"], clock["outcome"]))
    assert wrong == []
    assert checked > 100


@pytest.mark.parametrize("monday", MONDAYS)
def test_daily_exports_leave_few_responses_undecided(monday: date) -> None:
    stopped = concluded(monday).query("stage == 'response' and outcome in ('met', 'late', 'undecided')")
    assert (stopped["outcome"] == "undecided").mean() < 0.15  # seen: 0.07 and 0.10
