"""What pages call those who get letters."""

from __future__ import annotations


def name_agencies() -> dict[str, str]:
    """The names of all agencies there are or were, by id, in the register's order; then of who else gets letters."""
    from include.jobs.groups import LEADERSHIP
    from include.letters.notice import STAFF
    from include.rulebook import agencies

    names = {agency.agency_id: agency.name for agency in agencies.load().agencies.values()}
    return names | {LEADERSHIP: "Pimpinan", STAFF: "Pengelola data"}
