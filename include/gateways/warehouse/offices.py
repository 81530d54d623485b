"""The register of offices: who gets letters on a day; a line is ended when the file no longer has it, never deleted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import NamedTuple

import sqlalchemy as sa

from include.gateways.offices import Office
from include.gateways.warehouse.schema import OFFICES

KEY = [column.name for column in OFFICES.primary_key]


class Registered(NamedTuple):
    """What an import has done; each office as it stands in the register now."""

    added: list[Office]
    changed: list[Office]
    ended: list[Office]
    unchanged: list[Office]


def register(connection: sa.Connection, told: Sequence[Office], today: date) -> Registered:
    """Make the register say what the file says; what it no longer has, and was still valid, ended yesterday."""
    with connection.begin():
        known = {identify(office): office for office in read(connection)}
        gone = known.keys() - {identify(office) for office in told}
        done = Registered(
            added=[office for office in told if identify(office) not in known],
            changed=[office for office in told if known.get(identify(office), office) != office],
            ended=[end(office, today) for key, office in known.items() if key in gone and office.last_day >= today],
            unchanged=[office for office in told if known.get(identify(office)) == office],
        )
        for office in done.added:
            connection.execute(sa.insert(OFFICES).values(vars(office)))
        for office in done.changed + done.ended:
            same = [OFFICES.c[name] == getattr(office, name) for name in KEY]
            connection.execute(sa.update(OFFICES).where(*same).values(vars(office)))
    return done


def list_valid(connection: sa.Connection, on: date) -> list[Office]:
    """The offices valid on that day, each mailbox once, by agency and role; those that came first stand first."""
    with connection.begin():
        valid = [office for office in read(connection) if office.valid_from <= on <= office.last_day]
    return list({office.mailbox: office for office in valid}.values())


def read(connection: sa.Connection) -> list[Office]:
    order = (OFFICES.c.agency_id, OFFICES.c.role, OFFICES.c.valid_from, OFFICES.c.email)
    return [Office(**row._mapping) for row in connection.execute(sa.select(OFFICES).order_by(*order))]


def identify(office: Office) -> tuple[object, ...]:
    return tuple(getattr(office, name) for name in KEY)


def end(office: Office, today: date) -> Office:
    """One that has not begun then is never valid."""
    return replace(office, valid_to=today - timedelta(days=1))
