"""What a scorecard would tell otherwise by now: as it was kept when the next week was scored, or worked out anew."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, fields, replace
from datetime import datetime
from typing import TYPE_CHECKING

from include.gateways import warehouse
from include.gateways.warehouse import archive, overview
from include.gateways.warehouse.ledger import Connection
from include.mailroom import now_in_utc
from include.settings import settings
from include.sla.scorecards import Correction, Line
from include.sla.tables import NATIONAL, OUTCOMES

if TYPE_CHECKING:
    import pandas as pd

    from include.sla.week import Week


@dataclass(frozen=True)
class SecondLook:
    changes: tuple[Correction, ...]  # under the national policy
    known_at: datetime  # generation time of the newest export that is in it


def recall(connection: Connection, week: Week, agency_id: str) -> SecondLook | None:
    """As it was kept; None before the next week was scored, and where the week had not been told by then."""
    from include.gateways.warehouse import weeks

    following = weeks.read_scored(connection, str(week.shift(1)))
    if following is None or not archive.has_left(connection, str(week), following.scored_at):
        return None
    return SecondLook(pick(weeks.read_differences(connection, str(week), agency_id)), following.known_at)


def look_again(week: Week, agency_id: str) -> SecondLook:
    """By the newest data, calendar and rulebook, which takes seconds; NeverScored, LostRulebook."""
    from include.jobs.differences import list_differences

    found = list_differences(week, agency_id)
    with warehouse.connect(settings().warehouse_url) as connection:
        newest = overview.find_export(connection, now_in_utc())
    return SecondLook(pick(found), newest.generated_at if newest else now_in_utc())


def pick(differences: pd.DataFrame) -> tuple[Correction, ...]:
    from include.sla.scorecards import rows

    national = differences[differences["policy"] == NATIONAL]
    return tuple(Correction(**row) for row in rows(national, [field.name for field in fields(Correction)]))


def revise(line: Line, changes: tuple[Correction, ...]) -> Line:
    """The line with the counts of its stage as they would be told; its days stay as they were."""
    mine = [change for change in changes if change.stage == line.stage]
    gone, come = Counter(change.was for change in mine), Counter(change.became for change in mine)
    return replace(line, **{name: getattr(line, name) + come[name] - gone[name] for name in OUTCOMES})
