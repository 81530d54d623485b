"""The audit log: what a person did on our pages, kept for good."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from include.gateways.warehouse.schema import AUDIT_LOG


@dataclass(frozen=True)
class Logged:
    """One entry; columns as in the warehouse's schema."""

    at: datetime
    actor: str
    action: str
    subject: str
    details: str = ""


def log_action(connection: sa.Connection, entry: Logged) -> None:
    """Commit one entry."""
    with connection.begin():
        connection.execute(sa.insert(AUDIT_LOG), vars(entry))


def list_actions(connection: sa.Connection, limit: int, *, subject: str = "") -> list[Logged]:
    """The last so many entries, the newest first; with a subject, about that alone."""
    query = sa.select(*[AUDIT_LOG.c[name] for name in Logged.__dataclass_fields__])
    if subject:
        query = query.where(AUDIT_LOG.c.subject == subject)
    with connection.begin():
        rows = connection.execute(query.order_by(AUDIT_LOG.c.entry_id.desc()).limit(limit))
        return [Logged(**row._mapping) for row in rows]
