"""The lines of a ticket's history as rows: the same ones, however often and in whichever order LAPOR tells them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pandas as pd

from include.gateways.lapor_api.shape import Complaint, FollowUp, FollowUps, Log, Named
from include.sla import tables

Row = dict[str, Any]
KEY = ["ticket_id", "list", "at", "from_lapor_id", "to_lapor_id", "status_new", "template"]


def read_acts(ticket_id: str, complaint: Complaint, follow_ups: FollowUps, fetched_at: datetime) -> Iterator[Row]:
    """Rows of ACTS, repeated ones among them."""
    for row in (*map(read_log, complaint.logs), *map(read_follow_up, follow_ups.entries)):
        yield {"ticket_id": ticket_id, "fetched_at": fetched_at} | row


def read_log(log: Log) -> Row:
    return {
        "list": "log",
        "at": log.date or log.created_at,
        "from_lapor_id": log.institution_from.id,
        "from_name": log.institution_from.name,
        "to_lapor_id": log.institution_to.id,
        "to_name": log.institution_to.name,
        "status_old": read_status(log.data.status_old),
        "status_new": read_status(log.data.status_new),
        "template": "",
        "rating": "",
    }


def read_status(status: Named | None) -> str:
    return status.name if status else ""


def read_follow_up(follow_up: FollowUp) -> Row:
    return {
        "list": "follow_up",
        "at": follow_up.created_at,
        "from_lapor_id": follow_up.institution_from_id,
        "from_name": follow_up.institution_from_name,
        "to_lapor_id": follow_up.institution_to_id,
        "to_name": follow_up.institution_to_name,
        "status_old": "",
        "status_new": "",
        "template": follow_up.template_code,
        "rating": follow_up.rating,
    }


def collapse(rows: list[Row]) -> pd.DataFrame:
    """ACTS by ticket and time, each act once; of two that differ beyond the key, the one that says more."""
    acts = tables.shape(pd.DataFrame(rows, columns=list(tables.ACTS)), tables.ACTS)
    ordered = acts.sort_values(["ticket_id", "at", *tables.ACTS])
    return ordered.drop_duplicates(KEY, keep="last").reset_index(drop=True)
