"""The data is checked before anybody reads figures that rest on it."""

from __future__ import annotations

import logging
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from include.jobs.rules import load_rules, rules_in_force
from include.settings import settings

if TYPE_CHECKING:
    import pandas as pd
    from sqlalchemy import Connection

    from include.rulebook.readings import Reading
    from include.sla.quality import Finding

LAST_EXPORTS = timedelta(days=7)  # up to and with the newest
LAST_ASKINGS = timedelta(days=1)

log = logging.getLogger(__name__)


def check_data() -> dict[str, str]:
    """Check how fresh and how sound the data is, and keep the findings; returns the severity of each check."""
    from include.gateways import warehouse
    from include.gateways.warehouse import checks
    from include.sla import quality

    now = datetime.now(UTC)
    with warehouse.connect(settings().warehouse_url) as connection:
        found = quality.gather(*judge_files(connection, now), *judge_tickets(connection, now))
        checks.file_checks(connection, found, now)
    report(found)
    return dict(zip(found["check"], found["severity"], strict=True))


def judge_files(connection: Connection, now: datetime) -> list[Finding]:
    """What there is to say of the exports and askings themselves."""
    from include.gateways.warehouse import checks, exports
    from include.sla import quality

    newest = exports.newest_export(connection, now)
    return [
        quality.export_age(newest, now, load_rules().working_days),
        quality.quarantined(*checks.count_quarantined(connection, (newest or now) - LAST_EXPORTS)),
        quality.api(*checks.count_failed(connection, now - LAST_ASKINGS)),
        quality.faults(*checks.count_faulty(connection)),
    ]


def judge_tickets(connection: Connection, now: datetime) -> list[Finding]:
    """What there is to say of the tickets as they were last shown."""
    from include.gateways.warehouse import checks, exports
    from include.rulebook import agencies, readings
    from include.sla import quality

    newest = checks.read_newest(connection)
    with rules_in_force(connection) as (_, folder):
        reading = readings.read(newest, folder)
    return [
        quality.volume(newest["received_at"], exports.newest_export(connection, now) or now),
        quality.unknown_words(find_unknown(reading)),
        quality.unmapped_agencies(reading.snapshots["agency_id"] == agencies.UNMAPPED),
        quality.future_dates(newest, now),
    ]


def find_unknown(reading: Reading) -> pd.Series[bool]:
    """Which snapshots have a status, class or kind that nobody has taught yet."""
    rows = reading.snapshots
    return (
        rows["status_word"].isin(reading.unknown_statuses)
        | rows["classification_word"].isin(reading.unknown_classifications)
        | rows["kind"].isin(reading.unknown_kinds)
    )


def report(found: pd.DataFrame) -> None:
    from include.sla.quality import HOLDING

    for finding in found[found["severity"] != "ok"].itertuples():
        level = logging.ERROR if finding.severity in HOLDING else logging.WARNING
        log.log(level, "%s is %s: %s", finding.check, finding.severity, finding.told)
