"""What was asked and answered about a week's letters: what waits, what nobody was asked about, who decided what."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from include.gateways.warehouse import overview
from include.gateways.warehouse.ledger import Connection, Entry
from include.gateways.warehouse.overview import Decision
from include.jobs.closing import LEFT_OUT

if TYPE_CHECKING:
    from include.sla.week import Week


@dataclass(frozen=True)
class Ruling:
    """What one person has decided, of how many letters and when last."""

    state: str  # approved | cancelled
    actor: str
    reason: str
    number: int
    at: datetime


@dataclass(frozen=True)
class Approval:
    """Drafts that an approver was shown, those that nobody was, and what was decided."""

    waiting: int
    shown_at: datetime | None  # the drafts that wait, last
    unasked: int
    rulings: list[Ruling]


def read_approval(connection: Connection, week: Week, deliveries: Sequence[Entry]) -> Approval:
    """What was asked and answered of the letters as they are now."""
    shown = overview.read_shown(connection, str(week))
    drafts = [entry.delivery_id for entry in deliveries if entry.state == "draft"]
    waiting = [shown[delivery_id] for delivery_id in drafts if delivery_id in shown]
    last = {one.delivery_id: one for one in overview.list_decisions(connection, str(week))}
    standing = [one for entry in deliveries if (one := last.get(entry.delivery_id)) and still_holds(one, entry)]
    return Approval(len(waiting), max(waiting, default=None), len(drafts) - len(waiting), list(gather(standing)))


def still_holds(decision: Decision, entry: Entry) -> bool:
    return entry.state != "draft" and (decision.state == "cancelled") == (entry.state == "cancelled")


def gather(decisions: Sequence[Decision]) -> Iterator[Ruling]:
    """One for all that the same person has decided for the same reason; the last one last."""
    made: dict[tuple[str, str, str], list[datetime]] = {}
    for one in decisions:
        made.setdefault((one.state, one.actor, find_reason(one)), []).append(one.at)
    for key, moments in sorted(made.items(), key=lambda item: max(item[1])):
        yield Ruling(*key, len(moments), max(moments))


def find_reason(decision: Decision) -> str:
    """As the person wrote it: an approval names the letter's digest before it, if it has any."""
    if decision.state == "cancelled":
        return decision.cause.removeprefix(f"{LEFT_OUT}: ")
    return decision.cause.partition(": ")[2]
