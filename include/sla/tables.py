"""The frames that travel between the stages: each column with its dtype and what it says.

Moments (`_at`) are aware, in UTC; dates (`_on`) are days in Asia/Jakarta, at midnight without a zone.
An observed event lies in the half-open interval (`earliest_at`, `at`]; a true one has both the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import pandas as pd

MOMENT: Final = "datetime64[us, UTC]"
DAY: Final = "datetime64[s]"

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

# One row: one line of a ticket's history as LAPOR's API told it, in its own words, without the texts.
ACTS = {
    "ticket_id": "str",
    "list": "str",  # log | follow_up: where it stood
    "at": MOMENT,  # when it happened, by LAPOR
    "from_lapor_id": "str",  # institution_from; empty where nobody is named
    "from_name": "str",
    "to_lapor_id": "str",  # institution_to
    "to_name": "str",
    "status_old": "str",  # of a log that changed it; else empty
    "status_new": "str",
    "template": "str",  # template_code of a follow-up, `disposition` among them
    "rating": "str",  # as written; empty without one
    "fetched_at": MOMENT,  # when it was first heard of
}

# One row: one call that told the whole history of a ticket.
CALLS = {
    "ticket_id": "str",
    "fetched_at": MOMENT,  # when it was asked for: all that had happened by then was told
}

# One row: one unit's line of the platform's own recap.
RECAP_LINES = {
    "agency_name": "str",  # Unit Kerja, as LAPOR wrote it
    "unverified": "int64",  # Belum Terverifikasi
    "waiting": "int64",  # Belum Ditindaklanjuti
    "in_progress": "int64",  # Proses
    "closed": "int64",  # Selesai
    "total": "int64",
    "follow_up_percent": "float64",  # %TL; missing where it is not given
    "mean_response_days": "float64",  # RTL
    "mean_resolution_days": "float64",  # RHP
    "row": "int64",  # row in the file, counted from 1
}

# One row: one count of the platform's recap that is not ours.
CONTROL_GAPS = {
    "agency_id": "str",
    "status": "str",  # unverified | waiting | in_progress | closed
    "ours": "int64",
    "theirs": "int64",
    "tickets": "str",  # ids that may explain it, by number, joined by a space; at most 50
}

# One row: one finding on how fresh and how sound the data is.
CHECKS = {
    "check": "str",  # see quality.CHECKS
    "severity": "str",  # ok | odd (shown) | stale, broken (letters are held)
    "value": "float64",
    "limit": "float64",  # from which on it is not ok
    "told": "str",  # in one sentence for data staff, without personal data
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
    "certainty": "str",  # F: stands in a source | M: usual practice
    "due_on": DAY,  # the last day in time, if it started at the latest
    "due_earliest_on": DAY,  # the same, if it started at the earliest
    "provisional": "bool",  # counted over days whose holidays are not decreed yet
    "paused_days": "int64",  # of finished pauses at the longest, in the unit of the limit, already in due_on
    "paused_at": MOMENT,  # start, at the earliest, of a pause that has not ended
    "running_at": MOMENT,  # the last moment at which its ticket was seen unchanged
    "stopped_at": MOMENT,  # at the latest; missing while it runs
    "stopped_earliest_at": MOMENT,  # may be set without stopped_at: it may have stopped since then
    "stop_seen_at": MOMENT,  # when it became known that it stopped
    "stopped_by": "str",  # see STOPS; empty while it runs
}

# One row: one agency's week.
SCORECARDS = {
    "week": "str",  # 2026-W47
    "agency_id": "str",
    "agency_name": "str",
    "received": "int64",
    "archived": "int64",
    "rejected": "int64",
    "followed_up": "int64",
    "closed": "int64",
    "unclassified": "int64",
    "observed": "int64",
    "provisional": "int64",
    "ratings": "int64",
    "mean_rating": "float64",  # missing below five ratings
    "last_follow_up_on": DAY,
    "follow_ups": "int64",
    "place": "Int64",
    "peers": "Int64",
    "known_at": MOMENT,
    "rulebook_version": "str",
    "calendar_version": "str",
    "fingerprint": "str",
}

# One row: one stage of one scorecard under one policy.
SCORECARD_LINES = {
    "week": "str",
    "agency_id": "str",
    "stage": "str",
    "policy": "str",
    "fewest_days": "int64",
    "most_days": "int64",
    "unit": "str",
    "article": "str",
    "met": "int64",
    "late": "int64",
    "overdue": "int64",
    "running": "int64",
    "undecided": "int64",
    "transferred": "int64",
    "withdrawn": "int64",
    "median_days": "float64",
    "mean_days": "float64",
    "previous_met": "int64",
    "previous_counted": "int64",
}

# One row: one clock under the national policy that a scorecard rests on, in one of its lists.
SCORECARD_TICKETS = {
    "week": "str",
    "agency_id": "str",
    "list": "str",  # late | upcoming | other
    "position": "int64",
    "ticket_id": "str",
    "stage": "str",
    "category": "str",
    "district": "str",
    "confidential": "bool",
    "started_on": DAY,
    "due_on": DAY,
    "stopped_on": DAY,
    "days_late": "int64",
    "days_allowed": "int64",
    "unit": "str",
    "article": "str",
    "observed": "bool",
    "provisional": "bool",
    "outcome": "str",  # see OUTCOMES
    "explanation": "str",  # of a late one that a letter shows, as accounts.write gives it; else empty
}

# One row: how the responses of one agency stood in an earlier week, under the national policy.
SCORECARD_WEEKS = {
    "week": "str",  # of the scorecard
    "agency_id": "str",
    "of_week": "str",  # the earlier one
    "met": "int64",
    "counted": "int64",  # met, late and overdue
}

# One row: one kecamatan or category of which the regency gets many tickets.
GATHERINGS = {
    "week": "str",
    "what": "str",  # district | category
    "name": "str",
    "received": "int64",  # in the four weeks that end with the week
    "before": "int64",  # in the four weeks before those
}

# One row: one thing LAPOR said that cannot be right; see faults.FAULTS.
DATA_FAULTS = {
    "ticket_id": "str",
    "fault": "str",
    "at": MOMENT,  # of the event, or of the snapshot
    "agency_id": "str",
    "note": "str",  # English, short, without personal data
}

# One row: one clock whose due date a new calendar moved.
DEADLINE_MOVES = {
    "ticket_id": "str",
    "stage": "str",
    "agency_id": "str",
    "policy": "str",
    "round": "int64",
    "was_due_on": DAY,
    "due_on": DAY,
    "because": "str",
    "announced_on": DAY,  # missing where it is not known
}

# One row: one clock of a week already told that would be told differently now.
DIFFERENCES = {
    "week": "str",
    "agency_id": "str",
    "ticket_id": "str",
    "stage": "str",
    "policy": "str",
    "round": "int64",
    "was": "str",  # outcome as told; empty when the clock was not there
    "became": "str",  # outcome as it would be told now; empty when the clock is no longer there
    "reason": "str",  # see differences.REASONS
}


@dataclass(frozen=True)
class ScorecardFrames:
    """The scorecards of one week, and what its letters say beside them."""

    scorecards: pd.DataFrame  # SCORECARDS
    lines: pd.DataFrame  # SCORECARD_LINES
    tickets: pd.DataFrame  # SCORECARD_TICKETS
    weeks: pd.DataFrame  # SCORECARD_WEEKS
    gatherings: pd.DataFrame  # GATHERINGS, of the regency
    corrections: pd.DataFrame  # DIFFERENCES of the week before


STATES = (
    "unverified", "waiting", "in_progress", "replied", "closed", "lapsed", "archived", "postponed", "rejected",
    "unknown",
)  # fmt: skip
# In the order in which those with the same `at` must have happened.
EVENT_KINDS = (
    "reopened",
    "returned",  # given back to nobody, which is the coordinator
    "disposed",  # given to an agency
    "possibly_followed_up",  # given on while its status said answered: the new agency may have answered since
    "postponed",
    "resumed",
    "followed_up",  # the agency answered
    "replied",  # the citizen answered the agency
    "closed",  # by a person
    "lapsed",  # closed by the system, after the citizen's reply time
    "archived",
    "rejected",
    "reclassified",  # LAPOR names another class
    "rated",  # the citizen gave a rating, or another one
)
STOPS = ("answered", "disposed", "transferred", "withdrawn")
OUTCOMES = ("met", "late", "overdue", "running", "undecided", "transferred", "withdrawn")
STAGES = ("verification", "response", "resolution")
UNKNOWN = "unknown"
NATIONAL = "national"
REGENCY = "regency"


def shape(frame: pd.DataFrame, columns: dict[str, str]) -> pd.DataFrame:
    """The frame with exactly these columns, in this order, of these dtypes; KeyError when one is missing."""
    return frame[list(columns)].astype(columns).reset_index(drop=True)
