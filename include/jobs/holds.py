"""Which letters must wait, and for what: figures that data staff have not looked into do not go to heads."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy import Connection

    from include.sla.period import Period
    from include.sla.week import Week

ALL = "*"


def holds(connection: Connection, period: Week | date | Period) -> dict[str, str]:
    """By agency why its letter of this week or day must wait, and what to do; `*` stands for all of them.

    An agency waits while a gap of the newest recap is open and not accepted; all do while the last findings have
    something stale or broken.
    """
    return hold_all(connection, period) | hold_agencies(connection, period)


def hold_all(connection: Connection, period: Week | date | Period) -> dict[str, str]:
    from include.gateways.warehouse import checks
    from include.sla.quality import HOLDING

    found = checks.read_checks(connection)
    told = " ".join(found[found["severity"].isin(HOLDING)]["told"])
    return {ALL: f"No letter of {period} leaves: {told} Then run check_data again."} if told else {}


def hold_agencies(connection: Connection, period: Week | date | Period) -> dict[str, str]:
    from include.gateways.warehouse import control
    from include.jobs.recaps import COMMAND
    from include.rulebook.agencies import UNMAPPED

    recap = control.newest_recap(connection)
    if recap is None:
        return {}
    gaps = control.read_gaps(connection, recap.digest)
    gaps = gaps[gaps["agency_id"] != UNMAPPED]
    counts = gaps["status"] + " " + gaps["ours"].astype("str") + " and " + gaps["theirs"].astype("str")
    return {
        str(agency_id): f"The letter of {period} to {agency_id} waits: we and LAPOR's recap {recap.name} count "
        f"{', '.join(mine)}. See `{COMMAND}`, then bring newer files or accept the difference."
        for agency_id, mine in counts.groupby(gaps["agency_id"])
    }
