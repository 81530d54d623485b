"""Make a week's scorecards again from what they rested on, and say whether they are the same."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from include.gateways import warehouse
from include.gateways.warehouse.connection import OutdatedWarehouse
from include.jobs.basis import LostRulebook, told_basis
from include.jobs.differences import NeverScored, read_scored
from include.jobs.earlier import read_told
from include.jobs.scorecards import work_out
from include.settings import settings
from include.sla.week import Week

if TYPE_CHECKING:
    import pandas as pd
    from sqlalchemy import Connection

    from include.sla.tables import ScorecardFrames

COMMAND = "python -m include.jobs.rebuild"


def main(arguments: Sequence[str] | None = None) -> int:
    """0 when every scorecard came out the same, 1 when not or when that cannot be known, 2 for a wrong line."""
    week = read_arguments(arguments)
    try:
        changed, number = check(week)
    except (NeverScored, LostRulebook, OutdatedWarehouse) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    if changed:
        sys.stdout.write(f"{week}: {len(changed)} of {number} scorecards come out otherwise: {', '.join(changed)}\n")
        return 1
    sys.stdout.write(f"{week}: all {number} scorecards come out the same.\n")
    return 0


def read_arguments(arguments: Sequence[str] | None) -> Week:
    parser = argparse.ArgumentParser(prog=COMMAND, description=__doc__)
    parser.add_argument("week", help="a week that was scored, like 2026-W47")
    try:
        return Week.parse(parser.parse_args(arguments).week)
    except ValueError as error:
        parser.error(str(error))


def rebuild(week: Week) -> ScorecardFrames:
    """The week's scorecards from what they rested on; NeverScored or LostRulebook when that is not known."""
    with warehouse.connect(settings().warehouse_url) as connection:
        return make_again(connection, week)


def make_again(connection: Connection, week: Week) -> ScorecardFrames:
    with told_basis(connection, read_scored(connection, week)) as basis:
        return work_out(connection, week, basis)


def check(week: Week) -> tuple[list[str], int]:
    """The agencies whose fingerprint would be another, and the number of scorecards in the warehouse."""
    with warehouse.connect(settings().warehouse_url) as connection:
        kept = read_told(connection, week)
        if len(kept.tickets) and not kept.tickets["outcome"].any():
            raise LostRulebook(f"{week} was scored before scorecards kept outcomes: its marks cannot be compared.")
        told = fingerprints(kept.scorecards)
        made = fingerprints(make_again(connection, week).scorecards)
    return sorted(agency for agency in told | made if told.get(agency) != made.get(agency)), len(told)


def count_differences(week: Week) -> dict[str, int]:
    """How many clocks of a told week would be told differently by now, by what changed them; raises as `rebuild`."""
    from include.jobs.differences import list_differences

    found = list_differences(week)
    return {str(cause): int(number) for cause, number in found["reason"].value_counts().items()}


def fingerprints(scorecards: pd.DataFrame) -> dict[str, str]:
    return dict(zip(scorecards["agency_id"], scorecards["fingerprint"], strict=True))


if __name__ == "__main__":
    sys.exit(main())
