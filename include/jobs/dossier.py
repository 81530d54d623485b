"""One ticket as it reads at a moment: what said each of its events, what LAPOR changed, and its days, one by one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from include.jobs.rules import load_rules

if TYPE_CHECKING:
    from include.gateways.warehouse.dossier import Act, Dossier, Snapshot
    from include.sla.explanations import Explanation

OPEN = ("status", "agency_name", "received_at")  # what is told of a confidential ticket, too
SAID = (*OPEN, "classification", "category", "kind", "channel", "district", "rating")


class Step(NamedTuple):
    """One day on the way from a clock's start to its due date."""

    on: date
    what: str  # counted | start | zero | paused | weekend | holiday | joint leave
    number: int = 0
    name: str = ""  # of a day off
    decree: str = ""


@dataclass(frozen=True)
class Account:
    """A clock, how it came to its due date, and what became of it."""

    agency_id: str
    round: int
    told: Explanation
    words: str
    steps: tuple[Step, ...]


class Happened(NamedTuple):
    """An event, and what said so."""

    kind: str
    agency_id: str
    earliest_at: datetime
    at: datetime
    source: str
    snapshot: Snapshot | None  # the first that shows it
    acts: list[Act]


class Said(NamedTuple):
    """A snapshot that differs from the one before, and until when all others said the same."""

    snapshot: Snapshot
    last_at: datetime
    times: int
    changes: list[tuple[str, object, object]]  # the column, what it said before, what it says
    hidden: int  # columns that changed and are not to be told


def tell_accounts(dossier: Dossier, at: datetime) -> list[Account]:
    """Of each clock of the ticket that has begun by then, in the order of CLOCKS."""
    from include.letters.explanations import paragraph
    from include.sla import clocks, faults
    from include.sla.accounts import rows
    from include.sla.explanations import explain, local, named

    rules = load_rules()
    events = faults.clean(dossier.tickets, dossier.events)
    standing = clocks.read(clocks.run(dossier.tickets, events, rules), at, rules.working_days)
    calendar, received_at = named(rules), [*dossier.tickets["received_at"]]
    accounts = []
    for clock in rows(standing):
        told = explain(clock, events, rules, at, local(received_at[0]), calendar)
        accounts.append(Account(clock["agency_id"], clock["round"], told, paragraph(told), tuple(count_days(told))))
    return accounts


def count_days(told: Explanation) -> Iterator[Step]:
    """Every day from the start to the due date, or to the day on which the limit runs out where that is later."""
    counted = {day.on: day.number for day in told.walk.days}
    off = {day.on: day for day in told.walk.skipped}
    last = max(told.due_on, *counted)
    for place in range((last - told.started_on).days + 1):
        on = told.started_on + timedelta(days=place)
        if on in counted:
            yield Step(on, "counted", counted[on])
        elif on in off:
            yield Step(on, off[on].kind, 0, off[on].name, off[on].decree)
        else:
            yield Step(on, "start" if not place else "zero" if on == told.walk.zero_on else "paused")


def list_events(dossier: Dossier) -> list[Happened]:
    """As they happened, each with the row of an export, or the acts of LAPOR's history, that it was read from."""
    from include.sla.accounts import rows
    from include.sla.tickets import in_order

    shown = {snapshot.fetched_at: snapshot for snapshot in dossier.snapshots}
    told = {act.at: [one for one in dossier.acts if one.at == act.at] for act in dossier.acts}
    happened = []
    for event in rows(in_order(dossier.events)):
        earliest_at, at = (event[name].to_pydatetime() for name in ("earliest_at", "at"))
        by = (shown.get(at), []) if event["source"] == "export" else (None, told.get(earliest_at, []))
        happened.append(Happened(event["kind"], event["agency_id"], earliest_at, at, event["source"], *by))
    return happened


def list_sayings(snapshots: Sequence[Snapshot], confidential: bool) -> list[Said]:
    """The snapshots that say something else than the one before; of a confidential ticket only what letters tell."""
    told: list[Said] = []
    before: Snapshot | None = None
    for snapshot in snapshots:
        changed = [name for name in SAID if before is None or getattr(before, name) != getattr(snapshot, name)]
        if changed:
            shown = [name for name in changed if name in OPEN or not confidential]
            changes = [(name, getattr(before, name, ""), getattr(snapshot, name)) for name in shown]
            told.append(Said(snapshot, snapshot.fetched_at, 1, changes, len(changed) - len(shown)))
        else:
            told[-1] = told[-1]._replace(last_at=snapshot.fetched_at, times=told[-1].times + 1)
        before = snapshot
    return told
