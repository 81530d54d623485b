"""Small stories for the rules: snapshots, tickets and events told with the weekday written out and checked."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime
from functools import cache
from typing import Any

import pandas as pd

from include.jobs.rules import load_rules
from include.sla import clocks as rules
from include.sla import tickets as history
from include.sla.rules import Rules
from include.sla.tables import SNAPSHOTS, shape
from include.sla.week import WIB
from include.sla.working_days import WorkingDays

AGENCY = "dinas-pendidikan"
OTHER = "dinas-perhubungan"


@cache
def moment(text: str) -> datetime:
    """`Friday 2026-08-14 16:00` in WIB; the weekday must be the right one."""
    weekday, rest = text.split(" ", 1)
    read = datetime.strptime(rest, "%Y-%m-%d %H:%M").replace(tzinfo=WIB)
    assert read.strftime("%A") == weekday, f"{rest} is a {read:%A}, not a {weekday}"
    return read


def day(text: str) -> date:
    """`Friday 2026-08-14`; the weekday must be the right one."""
    return moment(f"{text} 00:00").date()


@cache
def the_rules() -> Rules:
    """The rulebook as it is installed."""
    return load_rules()


def working_days() -> WorkingDays:
    return the_rules().working_days


def a_snapshot(fetched: str | datetime, state: str, agency: str = AGENCY, **other: Any) -> dict[str, Any]:
    """One row of SNAPSHOTS with its words already read; received on Monday 2026-09-07 at 09:00 unless told."""
    known = dict.fromkeys(SNAPSHOTS, "") | {
        "ticket_id": "7000001",
        "received_at": moment("Monday 2026-09-07 09:00"),
        "fetched_at": moment(fetched) if isinstance(fetched, str) else fetched,
        "row": 5,
        "state": state,
        "agency_id": "" if state == "unverified" else agency,
        "classification": "complaint",
        "classification_word": "Pengaduan Tidak Berkadar Pengawasan",
        "status_word": state,
        "confidential": False,
        "rating": None,
    }
    if isinstance(other.get("received_at"), str):
        other["received_at"] = moment(other["received_at"])
    return known | other


def apart(tickets: Iterable[Iterable[dict[str, Any]]]) -> list[dict[str, Any]]:
    """The rows of several tickets, each ticket with a number of its own: 7000001 and so on."""
    return [row | {"ticket_id": str(number)} for number, rows in enumerate(tickets, 7000001) for row in rows]


def snapshots(*rows: dict[str, Any]) -> pd.DataFrame:
    frame = pd.DataFrame(list(rows))
    read = {"state": "str", "agency_id": "str", "classification_word": "str", "status_word": "str"}
    others = {name: dtype for name, dtype in SNAPSHOTS.items() if name != "rating"}
    return shape(frame, others | read | {"confidential": "bool", "rating": "Int64"})


def clocks_of(*rows: dict[str, Any], policy: pd.DataFrame | None = None) -> pd.DataFrame:
    """The clocks these snapshots lead to, by the real rulebook."""
    seen = snapshots(*rows)
    limits = the_rules() if policy is None else replace(the_rules(), deadlines=policy)
    return rules.run(history.latest(seen), history.changes(seen), limits)


def outcome(clocks: pd.DataFrame, at: str, stage: str, policy: str = "national", agency: str | None = None) -> str:
    """The outcome of the one such clock at this moment."""
    read = rules.read(clocks, moment(at), working_days())
    found = read[(read["stage"] == stage) & (read["policy"] == policy)]
    found = found if agency is None else found[found["agency_id"] == agency]
    assert len(found) == 1, f"{len(found)} clocks found"
    return str(found["outcome"].iloc[0])
