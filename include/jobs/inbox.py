"""Exports dropped into the inbox are read, filed and put away; a broken one is set aside and stops nothing."""

from __future__ import annotations

import hashlib
import logging
import time
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from include.settings import settings

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from include.gateways.lapor_export import Export

READ, REFUSED = "terbaca", "ditolak"
FATES = ("files", "known", "refused", "blocked", "rows", "new", "changed", "unchanged", "quarantined", "ignored")

log = logging.getLogger(__name__)


def read_inbox() -> dict[str, int]:
    """Read every settled file of the inbox, oldest name first; returns the number of files and rows by their fate."""
    from include.gateways import warehouse

    total: Counter[str] = Counter(dict.fromkeys(FATES, 0))
    with warehouse.connect(settings().warehouse_url) as connection:
        for path in settled_files(settings().inbox, settings().settle_seconds):
            total.update(read_file(connection, path), files=1)
    return {name: total[name] for name in FATES}


def settled_files(inbox: Path, seconds: float) -> list[Path]:
    """The files that nobody has written to for so long; hidden ones are still being brought."""
    inbox.mkdir(parents=True, exist_ok=True)
    still = time.time() - seconds
    files = (path for path in inbox.iterdir() if path.is_file() and not path.name.startswith((".", "~$")))
    return sorted(path for path in files if path.stat().st_mtime <= still)


def read_file(connection: Connection, path: Path) -> dict[str, int]:
    """Take one file; what cannot even be opened or moved stays where it is, and is tried again next time."""
    try:
        return take(connection, path, hashlib.sha256(path.read_bytes()).hexdigest())
    except OSError as error:
        log.error(
            "%s cannot be opened or moved: %s. Give it to the user that Airflow runs as.", path.name, error.strerror
        )
        return {"blocked": 1}


def take(connection: Connection, path: Path, digest: str) -> dict[str, int]:
    from include.gateways import lapor_export
    from include.gateways.warehouse import raw

    if raw.has_read(connection, digest):
        put_away(path, READ, digest)
        return {"known": 1}
    try:
        export = lapor_export.read(path)
    except lapor_export.UnreadableExport as error:
        raw.file_refusal(connection, name=path.name, digest=digest, reason=str(error), read_at=datetime.now(UTC))
        refuse(path, digest, str(error))
        return {"refused": 1}
    counts = raw.file_export(connection, describe(export), export.snapshots, export.quarantine)
    log.info("%s: %s", export.name, ", ".join(f"{name} {number}" for name, number in counts.items()))
    put_away(path, READ, export.digest)
    return counts


def describe(export: Export) -> dict[str, object]:
    names = ("name", "digest", "generated_at", "dated_by", "rows", "ignored")
    return {name: getattr(export, name) for name in names} | {"read_at": datetime.now(UTC)}


def put_away(path: Path, folder: str, digest: str) -> Path:
    """Move a file into a folder beside it; another file of the same name stays."""
    target = path.parent / folder / path.name
    target.parent.mkdir(exist_ok=True)
    if target.exists() and hashlib.sha256(target.read_bytes()).hexdigest() != digest:
        target = target.with_stem(f"{path.stem}-{digest[:8]}")
    return path.replace(target)


def refuse(path: Path, digest: str, reason: str) -> None:
    log.error("%s was refused: %s", path.name, reason)
    aside = put_away(path, REFUSED, digest)
    aside.with_name(f"{aside.name}.txt").write_text(f"{path.name} tidak dapat dibaca.\n\n{reason}\n", encoding="utf-8")
