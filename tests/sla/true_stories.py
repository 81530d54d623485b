"""True stories of a ticket, drawn by chance: what happened, LAPOR's history of it, and what exports show of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

import pandas as pd
from hypothesis import strategies as st

from include.sla.tables import ACTS, CALLS, EVENTS, MOMENT, shape
from include.sla.tickets import in_order
from include.sla.week import WIB
from tests.builders import AGENCY, OTHER, a_snapshot, apart, snapshots

TICKET = "7000001"
RECEIVED = datetime(2026, 9, 7, 9, 0, tzinfo=WIB)
READ = {"state_old": "str", "state_new": "str", "from_agency_id": "str", "to_agency_id": "str", "disposition": "bool"}
# What can happen to a ticket in each state, and the state it leads to.
MOVES = {
    "unverified": {"disposed": "waiting", "archived": "archived", "rejected": "rejected"},
    "waiting": {
        "disposed": "waiting", "followed_up": "in_progress", "postponed": "postponed", "returned": "unverified",
        "archived": "archived",
    },
    "in_progress": {
        "followed_up": "in_progress", "disposed": "waiting", "replied": "replied", "postponed": "postponed",
        "closed": "closed", "lapsed": "lapsed",
    },
    "replied": {"followed_up": "in_progress", "disposed": "waiting", "closed": "closed"},
    "postponed": {"resumed": "waiting", "followed_up": "postponed"},
    "closed": {"reopened": "waiting"},
    "lapsed": {"reopened": "waiting"},
    "archived": {},
    "rejected": {},
}  # fmt: skip
turns = st.lists(st.tuples(st.integers(3 * 60, 4 * 86400), st.integers(0, 9)), max_size=12)  # seconds, which move
looks = st.lists(st.integers(60, 30 * 86400), max_size=12, unique_by=lambda second: second // 60)


def an_act(at: datetime, **told: Any) -> dict[str, Any]:
    """One row of ACTS with its words read: a log of the regency's that changes nothing, unless told."""
    words = dict.fromkeys(ACTS, "") | dict.fromkeys(READ, "") | {"list": "log", "disposition": False}
    return words | {"ticket_id": TICKET, "at": at, "fetched_at": at, "from_name": "Pemerintah Kabupaten Bekasi"} | told


def acts(*rows: dict[str, Any]) -> pd.DataFrame:
    return shape(pd.DataFrame(list(rows), columns=[*ACTS, *READ]), ACTS | READ)


def calls(*tickets: list[datetime]) -> pd.DataFrame:
    """The moments at which the history of each of these tickets was asked for."""
    rows = apart([{"fetched_at": at} for at in moments] for moments in tickets)
    return pd.DataFrame(rows, columns=list(CALLS)).astype(CALLS)


@dataclass
class Story:
    """What truly happened to the ticket, to the second."""

    rows: list[dict[str, Any]] = field(default_factory=list)  # acts
    happened: list[tuple[str, datetime, str]] = field(default_factory=list)  # kind, at, agency
    stood: list[tuple[datetime, str, str]] = field(default_factory=lambda: [(RECEIVED, "unverified", "")])

    @property
    def ended_at(self) -> datetime:
        return self.stood[-1][0]

    def happen(self, seconds: int, choice: int) -> None:
        """The next thing, so many seconds after the last; nothing, when the ticket's end is for good."""
        at, was, holder = self.stood[-1]
        moves = MOVES[was]
        if moves:
            kind = list(moves)[choice % len(moves)]
            gets = {AGENCY: OTHER, OTHER: AGENCY, "": AGENCY}[holder] if kind == "disposed" else holder
            at, holder = at + timedelta(seconds=seconds), "" if kind == "returned" else gets
            self.rows += told(kind, at, was, moves[kind], holder)
            self.happened.append((kind, at, holder))
            self.stood.append((at, moves[kind], holder))

    def shown(self, seconds: list[int]) -> list[dict[str, Any]]:
        """In exports made so many seconds after receipt; they say the minute in which they were made."""
        return [self.snapshot(at) for at in after(sorted(seconds)) or [RECEIVED]]

    def until(self, at: datetime) -> Story:
        """As LAPOR's history told it at this moment."""
        return replace(self, rows=[row for row in self.rows if row["at"] <= at])

    def snapshot(self, at: datetime) -> dict[str, Any]:
        _, state, holder = [each for each in self.stood if each[0] <= at][-1]
        return a_snapshot(at.replace(second=0), state, holder)


def told(kind: str, at: datetime, was: str, new: str, holder: str) -> list[dict[str, Any]]:
    """What LAPOR's history tells of it: a log, and of a disposition or a follow-up a line of the other list too."""
    log = an_act(at, state_old=was if new != was else "", state_new=new if new != was else "", to_agency_id="")
    if kind == "disposed":
        given = {"to_agency_id": holder, "disposition": True, "template": "disposition"}
        if new == was:  # then the log does not say that it is one
            return [log, an_act(at, list="follow_up") | given]
        return [log | given | {"template": ""}, an_act(at + timedelta(seconds=40), list="follow_up") | given]
    if kind == "followed_up":
        by = {"from_agency_id": holder, "from_name": holder}
        return [log | by, an_act(at, list="follow_up") | by]
    return [log]


def after(seconds: list[int]) -> list[datetime]:
    return [RECEIVED + timedelta(seconds=each) for each in seconds]


def truth(stories: Iterable[Story]) -> pd.DataFrame:
    """EVENTS as they truly happened to each of these tickets, in order."""
    names = ("kind", "at", "agency_id")
    rows = apart([dict(zip(names, each, strict=True)) for each in story.happened] for story in stories)
    known = pd.DataFrame(rows, columns=["ticket_id", *names]).assign(source="api")
    return in_order(shape(known.assign(earliest_at=known["at"].astype(MOMENT)), EVENTS))


def exports(stories: Iterable[Story], seconds: Iterable[list[int]]) -> pd.DataFrame:
    """SNAPSHOTS of these tickets, of each in its own exports."""
    return snapshots(*apart(story.shown(each) for story, each in zip(stories, seconds, strict=True)))


def histories(stories: Iterable[Story]) -> pd.DataFrame:
    """ACTS of these tickets."""
    return acts(*apart(story.rows for story in stories))


@st.composite
def stories(draw: st.DrawFn) -> Story:
    story = Story()
    for seconds, choice in draw(turns):
        story.happen(seconds, choice)
    return story
