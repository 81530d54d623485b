"""The lines of a case's story become tickets and events; how they are written stands in README.md.

Every date has its weekday beside it, and a wrong one is an error.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

import pandas as pd

from include.sla import tickets as history
from include.sla.tables import EVENTS, shape
from tests.builders import a_snapshot, apart, moment, snapshots

Facts = dict[str, Any]

DAY, MOMENT, AGENCY = r"\w+day \d{4}-\d\d-\d\d", r"\w+day \d{4}-\d\d-\d\d \d\d:\d\d", r"(?:, (?P<agency>[\w-]+))?"
RECEIVED = re.compile(rf"(?P<at>{MOMENT}) received; (?P<classification>\w+)")
EXPORT = re.compile(rf"export (?P<at>{MOMENT}): (?P<state>\w+){AGENCY}")
EVENT = re.compile(rf"event (?:between (?P<earliest>{MOMENT}) and )?(?P<at>{MOMENT}) (?P<kind>\w+){AGENCY}")
# What an export would show after an event; where it is not named, the word is the same.
SHOWN = {
    "disposed": "waiting", "resumed": "waiting", "reopened": "waiting", "returned": "unverified",
    "followed_up": "in_progress", "possibly_followed_up": "in_progress",
}  # fmt: skip


def told(stories: Sequence[tuple[list[str], datetime]]) -> Iterator[tuple[pd.DataFrame, pd.DataFrame]]:
    """TICKETS and EVENTS of each story as they stood at its moment; the first tells of ticket 7000001, and so on."""
    seen, said = zip(*(rows(lines, read_at) for lines, read_at in stories), strict=True)
    shown = snapshots(*apart(seen))
    concluded = [str(number) for number, events in enumerate(said, 7000001) if events is None]
    changes = history.changes(shown[shown["ticket_id"].isin(concluded)])
    events = shape(pd.DataFrame(apart(each or [] for each in said), columns=list(EVENTS)), EVENTS)
    known = history.latest(shown), history.in_order(pd.concat([changes, events]))
    for number, (_, read_at) in enumerate(stories, 7000001):
        tickets, events = (frame[frame["ticket_id"] == str(number)] for frame in known)
        yield history.as_of(tickets, events, read_at)


def rows(lines: list[str], read_at: datetime) -> tuple[list[Facts], list[Facts] | None]:
    """Of SNAPSHOTS, and of EVENTS where the story tells them itself."""
    about, rest = read(RECEIVED, lines[0]), lines[1:]
    ticket = {"received_at": moment(about["at"]), "classification": about["classification"]}
    seen = any(EXPORT.fullmatch(line) for line in rest)
    return (exported(rest, ticket), None) if seen else happened(rest, ticket, read_at)


def read(form: re.Pattern[str], line: str) -> re.Match[str]:
    match = form.fullmatch(line)
    assert match, f"{line!r} is not written as tests/sla/cases/README.md says"
    return match


def exported(lines: list[str], ticket: Facts) -> list[Facts]:
    """What the exports tell: the interval in which each event lies is found by the code that finds it every day."""
    exports = [read(EXPORT, line) for line in lines]
    return [a_snapshot(match["at"], match["state"], match["agency"] or "", **ticket) for match in exports]


def happened(lines: list[str], ticket: Facts, read_at: datetime) -> tuple[list[Facts], list[Facts]]:
    """Events as they are told; LAPOR was asked last at the moment of reading, or at the last event after it."""
    events: list[Facts] = []
    for match in (read(EVENT, line) for line in lines):
        events.append(an_event(match, events[-1]["agency_id"] if events else ""))
    last = events[-1] if events else {"kind": "unverified", "agency_id": "", "at": read_at}
    asked = f"{max(read_at, last['at']):%A %Y-%m-%d %H:%M}"
    return [a_snapshot(asked, SHOWN.get(last["kind"], last["kind"]), last["agency_id"], **ticket)], events


def an_event(match: re.Match[str], holder: str) -> Facts:
    at, earliest = moment(match["at"]), moment(match["earliest"] or match["at"])
    return {
        "kind": match["kind"],
        "at": at,
        "earliest_at": earliest,
        "agency_id": "" if match["kind"] == "returned" else match["agency"] or holder,
        "source": "export" if match["earliest"] else "api",
    }
