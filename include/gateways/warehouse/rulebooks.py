"""The archive of rulebooks: the files that figures were made by, kept once, so that the figures can be made again."""

from __future__ import annotations

from typing import NamedTuple

import sqlalchemy as sa

from include.gateways.warehouse.inserts import INSERTS
from include.gateways.warehouse.schema import RULEBOOKS


class Version(NamedTuple):
    """Which rulebook with which calendar."""

    rulebook_version: str
    calendar_version: str


def keep(connection: sa.Connection, version: Version, files: dict[str, str]) -> None:
    """Keep the text of each file by its name, unless this version is kept already."""
    rows = [{**version._asdict(), "file": name, "content": text} for name, text in files.items()]
    with connection.begin():
        connection.execute(INSERTS[connection.dialect.name](RULEBOOKS).on_conflict_do_nothing(), rows)


def read(connection: sa.Connection, version: Version) -> dict[str, str]:
    """The text of each of its files by its name; none when this version was never kept."""
    same = [RULEBOOKS.c[name] == value for name, value in version._asdict().items()]
    query = sa.select(RULEBOOKS.c.file, RULEBOOKS.c.content).where(*same).order_by(RULEBOOKS.c.file)
    with connection.begin():
        return {row.file: row.content for row in connection.execute(query)}
