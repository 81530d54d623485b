"""Everything that a run has written, wherever it lies: each piece with its place, as squeezed text."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
from collections.abc import Collection, Iterator
from contextlib import closing
from email import message_from_bytes
from email.policy import default
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

from tests.dags.people import squeeze

Piece = tuple[str, str]


def gather(folder: Path, spared: Collection[Path]) -> list[Piece]:
    """All files below the folder but the spared ones: their bytes, and what databases and mails hold within."""
    files = [path for path in sorted(folder.rglob("*")) if path.is_file() and path not in spared]
    return [
        (f"{path.relative_to(folder)}{place}", squeeze(text)) for path in files for place, text in read(path) if text
    ]


def read(path: Path) -> Iterator[Piece]:
    content = path.read_bytes()
    yield "", as_text(content)
    if path.suffix == ".db":
        yield from read_tables(path)
    if path.suffix == ".eml":
        yield from read_mail(content)


def read_tables(path: Path) -> Iterator[Piece]:
    """Each column of each table, all its rows together."""
    with closing(sqlite3.connect(path)) as connection:
        for (table,) in connection.execute("select name from sqlite_master where type = 'table'").fetchall():
            told = connection.execute(f'select * from "{table}"')  # noqa: S608 - a name out of the database itself
            columns = [column for column, *_ in told.description]
            for column, values in zip(columns, zip(*told.fetchall(), strict=True), strict=False):
                yield f":{table}.{column}", "\n".join(map(as_text, values))


def as_text(value: object) -> str:
    if not isinstance(value, bytes):
        return str(value)
    if value.startswith(b"PK"):
        return unzip(value)
    if value.startswith(b"%PDF") and shutil.which("pdftotext"):
        return subprocess.run(["pdftotext", "-", "-"], input=value, capture_output=True, check=True).stdout.decode()
    return value.decode(errors="replace")


def unzip(content: bytes) -> str:
    """All that a workbook packs."""
    with ZipFile(BytesIO(content)) as packed:
        return "\n".join(packed.read(name).decode(errors="replace") for name in packed.namelist())


def read_mail(content: bytes) -> Iterator[Piece]:
    mail = message_from_bytes(content, policy=default)
    yield ":headers", "\n".join(map(str, mail.values()))
    for part in mail.walk():
        if not part.is_multipart():
            yield f":{part.get_content_type()}", as_text(part.get_content())
