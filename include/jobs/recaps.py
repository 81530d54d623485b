"""The platform's own recap is held against our counts."""

from __future__ import annotations

import logging
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from include.jobs.basis import Basis, read_history
from include.jobs.rules import rules_in_force
from include.settings import settings
from include.sla.week import WIB

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd
    from sqlalchemy import Connection

    from include.gateways.lapor_recap import Recap
    from include.gateways.warehouse.control import Filed

COMMAND = "python -m include.jobs.control"

log = logging.getLogger(__name__)


def file_recap(connection: Connection, path: Path) -> dict[str, int]:
    """File a recap and hold our counts against the newest one; returns the numbers of its `gaps`, and of those `open`.

    UnreadableExport, in Indonesian, when the file cannot be read; nothing is filed then.
    """
    from include.gateways import lapor_recap
    from include.gateways.warehouse import control

    recap = lapor_recap.read(path)
    control.file_recap(connection, describe(recap), recap.lines)
    return compare(connection)


def describe(recap: Recap) -> Filed:
    """As it is filed now."""
    from include.gateways.warehouse.control import Filed

    period = (recap.since_on, recap.until_on)
    return Filed(recap.digest, recap.name, recap.generated_at, *period, datetime.now(UTC))


def compare_recap() -> dict[str, int]:
    """Hold our counts against the newest recap once more; returns what file_recap does, nothing without a recap.

    A gap that has closed vanishes, an accepted one stays accepted while its counts are the same.
    """
    from include.gateways import warehouse

    with warehouse.connect(settings().warehouse_url) as connection:
        return compare(connection)


def compare(connection: Connection) -> dict[str, int]:
    from include.gateways.warehouse import control

    recap = control.newest_recap(connection)
    if recap is None:
        return {}
    gaps = find_gaps(connection, recap, control.read_lines(connection, recap.digest))
    control.put_gaps(connection, recap.digest, gaps)
    unaccepted = control.read_gaps(connection, recap.digest)
    if len(unaccepted):
        agencies = ", ".join(sorted(set(unaccepted["agency_id"])))
        log.warning("LAPOR's recap %s counts otherwise than we do: %s. See `%s`.", recap.name, agencies, COMMAND)
    return {"gaps": len(gaps), "open": len(unaccepted)}


def find_gaps(connection: Connection, recap: Filed, lines: pd.DataFrame) -> pd.DataFrame:
    """CONTROL_GAPS of this recap with these RECAP_LINES, against what exports had shown when it was made."""
    from include.gateways.warehouse import derived
    from include.sla import control, figures
    from include.sla.period import Period

    made_on = recap.generated_at.astimezone(WIB).date()
    period = Period(recap.since_on, recap.until_on) if recap.since_on and recap.until_on else None
    with rules_in_force(connection) as (rules, folder):
        lines = name_agencies(lines, recap, folder)
        then = control.History(*read_history(connection, Basis(recap.generated_at, None, rules, folder)))
    later = control.History(*derived.read_tickets(connection))
    coordinator_id = str(figures.in_force(rules.coordinators, Period(made_on, made_on))["agency_id"].iloc[0])
    return control.compare(control.Recap(recap.generated_at, period, lines), then, later, coordinator_id)


def name_agencies(lines: pd.DataFrame, recap: Filed, folder: Path) -> pd.DataFrame:
    """RECAP_LINES with the `agency_id` of each unit when the recap was made."""
    from include.rulebook import agencies

    register, made_on = agencies.load(folder), recap.generated_at.astimezone(WIB).date()
    found = lines.assign(agency_id=[register.find("", name, made_on) for name in lines["agency_name"]])
    unknown = found[found["agency_id"] == agencies.UNMAPPED]["agency_name"]
    if len(unknown):
        log.warning(
            "Unknown units: %s. Teach them with a line in include/rulebook/aliases.csv.", "; ".join(sorted(unknown))
        )
    return found.astype({"agency_id": "str"})
