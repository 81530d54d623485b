"""The frames that travel between the stages: each column with its dtype and what it says.

Moments (`_at`) are aware, in UTC; dates (`_on`) are days in Asia/Jakarta, at midnight without a zone.
An observed event lies in the half-open interval (`earliest_at`, `at`]; a true one has both the same.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

MOMENT = "datetime64[us, UTC]"
DAY = "datetime64[s]"

# One row: what one export said about one ticket, in LAPOR's own words.
SNAPSHOTS = {
    "ticket_id": "str",  # Tracking ID, digits only
    "fetched_at": MOMENT,  # when LAPOR generated the export
    "received_at": MOMENT,
    "classification": "str",
    "category": "str",
    "kind": "str",  # Anonim, Rahasia or empty
    "channel": "str",
    "agency_lapor_id": "str",  # ID Instansi Terdisposisi; empty while nobody has the ticket
    "agency_name": "str",
    "status": "str",
    "district": "str",  # kecamatan
    "rating": "str",  # as written: "1".."5", "Auto Rated", or empty
    "row": "int64",  # row in the workbook, counted from 1
}

# One row: one ticket as last seen.
TICKETS = {
    "ticket_id": "str",
    "received_at": MOMENT,
    "classification": "str",  # information | aspiration | complaint | oversight | unknown
    "classification_word": "str",  # as LAPOR wrote it
    "category": "str",
    "confidential": "bool",  # Rahasia or berkadar pengawasan: id and days only
    "channel": "str",
    "agency_id": "str",  # of the register; "" while with nobody; UNMAPPED when unknown
    "state": "str",  # see STATES
    "status_word": "str",
    "district": "str",
    "rating": "Int64",  # 1..5 given by the citizen, else missing
    "first_seen_at": MOMENT,
    "last_seen_at": MOMENT,
}

# One row: one change of a ticket's state.
EVENTS = {
    "ticket_id": "str",
    "kind": "str",  # see EVENT_KINDS
    "at": MOMENT,  # when it happened, or when it was first seen to have happened
    "earliest_at": MOMENT,  # the earliest moment it can have happened
    "agency_id": "str",  # who had the ticket then; for `disposed`, who got it
    "source": "str",  # export | api
}

# One row: one stage of one ticket under one policy.
CLOCKS = {
    "ticket_id": "str",
    "stage": "str",  # verification | response | resolution
    "agency_id": "str",  # who is answerable
    "policy": "str",  # national | regency
    "round": "int64",  # 1, and one more each time the same clock starts again
    "started_at": MOMENT,  # at the latest
    "started_earliest_at": MOMENT,
    "days_allowed": "int64",
    "unit": "str",  # working | calendar
    "article": "str",
    "due_on": DAY,  # the last day in time, if it started at the latest
    "due_earliest_on": DAY,  # the same, if it started at the earliest
    "provisional": "bool",  # counted over days whose holidays are not decreed yet
    "paused_days": "int64",  # working days of finished pauses, already in due_on
    "paused_at": MOMENT,  # start of a pause that has not ended
    "stopped_at": MOMENT,  # at the latest; missing while it runs
    "stopped_earliest_at": MOMENT,  # may be set without stopped_at: it may have stopped since then
    "stopped_by": "str",  # see STOPS; empty while it runs
}

STATES = (
    "unverified", "waiting", "in_progress", "replied", "closed", "lapsed", "archived", "postponed", "rejected",
    "unknown",
)  # fmt: skip
EVENT_KINDS = (
    "disposed",  # given to an agency
    "followed_up",  # the agency answered
    "replied",  # the citizen answered the agency
    "postponed",
    "resumed",
    "closed",  # by a person
    "lapsed",  # by the system, after the citizen's reply time
    "archived",
    "rejected",
    "reopened",
)
STOPS = ("answered", "disposed", "transferred", "withdrawn")
OUTCOMES = ("met", "breached", "overdue", "running", "undecided", "transferred", "withdrawn")
STAGES = ("verification", "response", "resolution")
UNMAPPED = "UNMAPPED"
NATIONAL = "national"
REGENCY = "regency"


def empty(columns: dict[str, str]) -> pd.DataFrame:
    """A frame with these columns and no rows."""
    import pandas as pd

    return pd.DataFrame({name: pd.Series(dtype=dtype) for name, dtype in columns.items()})


def shape(frame: pd.DataFrame, columns: dict[str, str]) -> pd.DataFrame:
    """The frame with exactly these columns, in this order, of these dtypes; KeyError when one is missing."""
    return frame[list(columns)].astype(columns).reset_index(drop=True)
