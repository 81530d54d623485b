"""Acts become events: what LAPOR's own history tells of each ticket, at its true moment.

Source: the logs and follow-ups of LAPOR's API, read by the rulebook. `merger` puts them in place of what was concluded
from exports.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import groupby
from operator import attrgetter
from typing import Any

import pandas as pd

from include.sla.tables import ACTS, EVENTS, UNKNOWN, shape
from include.sla.tickets import ENDED, TOLD, in_order

SAME = timedelta(minutes=2)  # apart at most, when both lists tell of one act
UNANSWERED = ["unverified", "waiting", "replied"]
RATINGS = list("12345")
# Of one moment, in the order of EVENT_KINDS; a re-opening before all of them, and a follow-up as `in_progress`.
RANK = {
    "unverified": 1, "waiting": 1, "postponed": 2, "in_progress": 3, "replied": 4, **dict.fromkeys(ENDED, 5)
}  # fmt: skip


def events(acts: pd.DataFrame, tickets: pd.DataFrame) -> pd.DataFrame:
    """EVENTS of these TICKETS, in order, from ACTS with what the rulebook adds; the order of the acts does not matter.

    A rating stands on the follow-up it is about, so it was given since, and before it was heard of.
    """
    known = in_time(acts[acts["ticket_id"].isin(tickets["ticket_id"])])
    found: list[dict[str, Any]] = []
    for ticket_id, lines in groupby(known.itertuples(index=False), attrgetter("ticket_id")):
        history = History(ticket_id)
        for act in lines:
            history.add(act)
        found += history.events
    return in_order(shape(pd.DataFrame(found, columns=list(EVENTS)).assign(source="api"), EVENTS))


def in_time(acts: pd.DataFrame) -> pd.DataFrame:
    """By ticket and time; those of one moment in the order in which they must have happened."""
    reopening = acts["state_old"].isin(ENDED) & ~acts["state_new"].isin([*ENDED, ""])
    rank = acts["state_new"].map(RANK).fillna(RANK["in_progress"]).mask(acts["disposition"], 1).mask(reopening, 0)
    told = [name for name in ACTS if name not in ("ticket_id", "at")]
    return acts.assign(rank=rank).sort_values(["ticket_id", "at", "rank", *told])


@dataclass
class History:
    """One ticket's history while its acts are read in order of time."""

    ticket_id: str
    state: str = "unverified"
    holder: str = ""
    asked: bool = False  # the citizen waits, and the agency has not spoken since
    events: list[dict[str, Any]] = field(default_factory=list)
    heard: dict[tuple[str, str], tuple[datetime, str]] = field(default_factory=dict)

    def add(self, act: Any) -> None:
        """What this act changes; what LAPOR says was before it counts, else what is known."""
        was = self.state if act.state_old in ("", UNKNOWN) else act.state_old
        new = was if act.state_new in ("", UNKNOWN) else act.state_new
        if was in ENDED and new not in ENDED:
            self.tell("reopened", act)
        given = self.give(act, was, new)
        if new != was:
            self.turn(act, was, new)
        self.answer(act, was, new, given)
        self.state = new

    def give(self, act: Any, was: str, new: str) -> bool:
        """Whether it gives the ticket to somebody else; a log that names who has it already does not."""
        back = new == "unverified" != was or (act.disposition and not act.to_agency_id)
        if back and self.holder:
            self.holder = ""
            self.tell("returned", act)
        elif act.disposition and not back and (act.list != "log" or act.to_agency_id != self.holder):
            self.holder, self.asked = act.to_agency_id, False
            if not self.has_heard("disposed", self.holder, act):
                self.tell("disposed", act)
            return True
        return False

    def turn(self, act: Any, was: str, new: str) -> None:
        """Another state; a reply, or a re-opening, counts once until the agency has spoken again."""
        if was == "postponed":
            self.tell("resumed", act)
        if new in ("postponed", *ENDED) or (new == "replied" and not self.asked):
            self.tell(new, act)
        reopened = was in ENDED and new not in ENDED
        self.asked = new == "replied" or reopened or (self.asked and new not in TOLD)

    def answer(self, act: Any, was: str, new: str, given: bool) -> None:
        """A follow-up by an agency or the coordinator; and a log of progress, which is that of who has the ticket."""
        written = act.list == "follow_up" and not act.disposition and (act.from_lapor_id or act.from_name)
        logged = act.list == "log" and not given and new == "in_progress" and was in UNANSWERED
        by = act.from_agency_id if written else self.holder
        if (written or logged) and not self.has_heard("followed_up", by, act):
            self.tell("followed_up", act, agency_id=by)
        self.asked = self.asked and not (written or logged)
        if act.rating in RATINGS:
            self.tell("rated", act, at=max(act.at, act.fetched_at))

    def has_heard(self, kind: str, agency_id: str, act: Any) -> bool:
        """Whether the other list has told it just before; each line stands for one line of the other."""
        at, where = self.heard.get((kind, agency_id), (act.at, ""))
        twice = where not in ("", act.list) and act.at - at <= SAME
        self.heard[kind, agency_id] = (act.at, "" if twice else act.list)
        return twice

    def tell(self, kind: str, act: Any, **other: Any) -> None:
        event = {"ticket_id": self.ticket_id, "kind": kind, "agency_id": self.holder, "at": act.at}
        self.events.append({**event, "earliest_at": act.at, **other})
