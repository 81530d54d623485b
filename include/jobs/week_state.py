"""How a week stands: the data beneath it, what its letters wait for, who agreed to them, and where they are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from typing import TYPE_CHECKING

from include.gateways.warehouse import overview
from include.gateways.warehouse.ledger import REWRITABLE, Connection, Entry
from include.gateways.warehouse.overview import Export, Finding, Gap, Told
from include.jobs.closing import is_closed
from include.jobs.drafts import read_week
from include.jobs.rulings import Approval, read_approval
from include.mailroom import now_in_utc

if TYPE_CHECKING:
    from include.gateways.warehouse.control import Filed
    from include.gateways.warehouse.weeks import Scored
    from include.sla.week import Week

WORST_FIRST = ("broken", "stale", "odd", "ok")


@dataclass(frozen=True)
class Health:
    """How fresh and how sound the data is by now, whichever week is looked at."""

    export: Export | None
    findings: list[Finding]  # the worst first
    recap: Filed | None
    gaps: list[Gap]  # of that recap, accepted ones too

    @property
    def alarms(self) -> list[Finding]:
        """What holds every letter."""
        from include.sla.quality import HOLDING

        return [finding for finding in self.findings if finding.severity in HOLDING]

    @cached_property
    def open_gaps(self) -> dict[str, list[Gap]]:
        """By agency what holds its letter; under UNMAPPED what holds none."""
        unaccepted = [gap for gap in self.gaps if gap.accepted_at is None]
        return {agency_id: list(gaps) for agency_id, gaps in groupby(unaccepted, lambda gap: gap.agency_id)}

    def holds(self, agency_id: str, deliveries: Sequence[Entry]) -> bool:
        """Whether the letter with these deliveries must wait; what was approved, or is not to leave, no longer does."""
        left = any(one.state not in REWRITABLE for one in deliveries)
        closed = bool(deliveries) and all(map(is_closed, deliveries))
        return not (left or closed) and bool(self.alarms or agency_id in self.open_gaps)


@dataclass(frozen=True)
class AgencyWeek:
    """One agency's scorecard and letter."""

    told: Told
    deliveries: list[Entry]
    held: bool


@dataclass(frozen=True)
class WeekState:
    week: Week
    scored: Scored | None
    agencies: list[AgencyWeek]
    deliveries: list[Entry]  # the leadership's too
    approval: Approval
    health: Health


def read_state(connection: Connection, week: Week) -> WeekState:
    """The week as it stands by now."""
    from include.gateways.warehouse import weeks

    health, deliveries = read_health(connection), read_week(connection, week)
    return WeekState(
        week,
        weeks.read_scored(connection, str(week)),
        list(join(overview.list_week(connection, str(week)), deliveries, health)),
        deliveries,
        read_approval(connection, week, deliveries),
        health,
    )


def read_health(connection: Connection) -> Health:
    from include.gateways.warehouse import control

    recap = control.newest_recap(connection)
    return Health(
        overview.find_export(connection, now_in_utc()),
        sorted(overview.list_findings(connection), key=lambda finding: WORST_FIRST.index(finding.severity)),
        recap,
        overview.list_gaps(connection, recap.digest) if recap else [],
    )


def join(told: Sequence[Told], deliveries: Sequence[Entry], health: Health) -> Iterator[AgencyWeek]:
    for one in told:
        mine = [entry for entry in deliveries if entry.agency_id == one.agency_id]
        yield AgencyWeek(one, mine, health.holds(one.agency_id, mine))


def count_states(deliveries: Sequence[Entry]) -> Mapping[str, int]:
    """How many are in each state; what the outbox has taken is `kept`, for it has left for nobody."""
    counts: dict[str, int] = {}
    for entry in deliveries:
        counts[name_state(entry)] = counts.get(name_state(entry), 0) + 1
    return counts


def name_state(entry: Entry) -> str:
    return "kept" if entry.carrier == "outbox" and entry.state == "accepted" else entry.state
