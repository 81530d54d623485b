"""What the role that works with the warehouse must not be able to do: change, or take back, what is only added to."""

from __future__ import annotations

import sqlalchemy as sa

from include.gateways.warehouse.connection import engine
from include.gateways.warehouse.schema import (
    ACTS,
    AUDIT_LOG,
    CALLS,
    CHECKS,
    DEADLINE_MOVES,
    DELIVERY_MOVES,
    RECAP_LINES,
    RECAPS,
    RECEIPTS,
    RULEBOOKS,
    SNAPSHOTS,
)

ONLY_ADDED_TO = (
    SNAPSHOTS, ACTS, CALLS, RECAPS, RECAP_LINES, CHECKS, DEADLINE_MOVES, RULEBOOKS, DELIVERY_MOVES, RECEIPTS, AUDIT_LOG,
)  # fmt: skip


def restrict(url: str, role: str) -> None:
    """Take from this role of PostgreSQL the rights to update and delete there; `url` is the owner's."""
    with engine(url).begin() as connection:
        quoted = connection.dialect.identifier_preparer.quote(role)
        for table in ONLY_ADDED_TO:
            connection.execute(sa.text(f"revoke update, delete, truncate on {table.name} from {quoted}"))
