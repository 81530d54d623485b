"""Counts of what waits in the warehouse."""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa

from include.gateways.warehouse.schema import CLOCKS, CONTROL_GAPS, DATA_FAULTS, QUARANTINE

NATIONAL = "national"


def count_waiting(connection: sa.Connection, today: date) -> dict[str, float]:
    """Responses open and overdue on this day by the national policy, rows in quarantine, gaps, data faults."""
    clocks = CLOCKS.c
    responses = (clocks.policy == NATIONAL, clocks.stage == "response", clocks.stopped_at.is_(None))
    overdue = (*responses, clocks.due_on < today)
    wanted = {
        "responses_open": sa.select(sa.func.count()).select_from(CLOCKS).where(*responses),
        "responses_overdue": sa.select(sa.func.count()).select_from(CLOCKS).where(*overdue),
        "quarantined_rows": sa.select(sa.func.count()).where(QUARANTINE.c.repaired_by.is_(None)),
        "control_gaps": sa.select(sa.func.count()).where(CONTROL_GAPS.c.accepted_at.is_(None)),
        "data_faults": sa.select(sa.func.count()).select_from(DATA_FAULTS),
    }
    with connection.begin():
        return {name: float(connection.execute(query).scalar_one()) for name, query in wanted.items()}
