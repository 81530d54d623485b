"""Deletes what may hold personal data and is no longer needed (UU 27/2022); nothing else."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from include.gateways.warehouse.schema import EVENTS, QUARANTINE, TICKETS, TITLES

ENDED = ("closed", "lapsed", "archived", "rejected")
NOTHING = "{}"


def delete_titles(connection: sa.Connection, before: datetime) -> int:
    """Delete the titles and texts of reports that have ended, and of which nothing was heard since then; how many."""
    last = sa.select(sa.func.max(EVENTS.c.at)).where(EVENTS.c.ticket_id == TICKETS.c.ticket_id).scalar_subquery()
    over = sa.select(TICKETS.c.ticket_id).where(TICKETS.c.state.in_(ENDED), last < before)
    with connection.begin():
        return connection.execute(sa.delete(TITLES).where(TITLES.c.ticket_id.in_(over))).rowcount


def empty_cells(connection: sa.Connection) -> int:
    """Empty the cells of quarantined rows that came mended; the rows stay, for the sums of their files; how many."""
    mended = QUARANTINE.c.repaired_by.is_not(None) & (QUARANTINE.c.cells != NOTHING)
    with connection.begin():
        return connection.execute(sa.update(QUARANTINE).where(mended).values(cells=NOTHING)).rowcount
