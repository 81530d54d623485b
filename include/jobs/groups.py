"""The groups of offices that letters are delivered to, one task each."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from include.sla.week import Week

LEADERSHIP = "pimpinan"


def groups(week: Week) -> dict[str, list[str]]:
    """The ids of the agencies that existed in that week by group, in the register's order; the leadership last."""
    from include.rulebook import agencies

    found: dict[str, list[str]] = {}
    for agency in agencies.load().on(week.sunday):
        found.setdefault(agency.group, []).append(agency.agency_id)
    return found | {"Pimpinan": [LEADERSHIP]}
