"""What LAPOR said, by exports and by its API, read by a rulebook: tickets and their events."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from include.rulebook.files import FOLDER

if TYPE_CHECKING:
    import pandas as pd
    from sqlalchemy import Connection

    from include.gateways.warehouse.news import Concern, Window
    from include.rulebook import acts, readings


@dataclass(frozen=True)
class History:
    """SNAPSHOTS and ACTS as the rulebook reads them, and the TICKETS and EVENTS that follow."""

    seen: readings.Reading
    told: acts.Reading
    tickets: pd.DataFrame
    events: pd.DataFrame  # true moments where LAPOR's API told them
    faults: pd.DataFrame  # DATA_FAULTS where exports and API do not agree


def read_history(
    connection: Connection,
    folder: Path = FOLDER,
    until: datetime | None = None,
    read_by: datetime | None = None,
    window: Window | Concern | None = None,
) -> History:
    """Of all tickets, or with a window of those with news in it, or of those of a concern.

    With `until` only what exports made by then showed; with `read_by` nothing that was read or told later.
    """
    from include.gateways.warehouse import histories, snapshots
    from include.rulebook import acts, readings
    from include.sla import acts as turns
    from include.sla import merger, tickets

    seen = readings.read(snapshots.read_snapshots(connection, until, read_by, window), folder)
    said, calls = histories.read_histories(connection, read_by, window)
    known, observed = tickets.latest(seen.snapshots), tickets.changes(seen.snapshots)
    told = acts.read(said, folder)
    merged = merger.merge(observed, turns.events(told.acts, known), calls, seen.snapshots)
    return History(seen, told, tickets.heard(known, calls), merged.events, merged.faults)
