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
    import pandas as pd
    from sqlalchemy import Connection

    from include.gateways.lapor_export import Export

READ, REFUSED = "terbaca", "ditolak"
NOTES = {READ: ".catatan.txt", REFUSED: ".txt"}
REPAIRS = ".perbaikan.csv"
NOTHING = "{}"  # no cell of the row may be kept, or none is wrong
FATES = (
    "files", "recaps", "known", "refused", "blocked", "rows", "new", "changed", "unchanged", "quarantined", "ignored",
)  # fmt: skip

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
    if path.is_symlink():
        log.error("%s is a link. Put the file itself into the inbox.", path.name)
        return {"blocked": 1}
    try:
        return take(connection, path, hashlib.sha256(path.read_bytes()).hexdigest())
    except OSError as error:
        log.error(
            "%s cannot be opened or moved: %s. Give it to the user that Airflow runs as.", path.name, error.strerror
        )
        return {"blocked": 1}


def take(connection: Connection, path: Path, digest: str) -> dict[str, int]:
    from include.gateways import lapor_export
    from include.gateways.warehouse import exports

    if exports.has_read(connection, digest):
        put_away_read(connection, path, digest)
        return {"known": 1}
    try:
        export = lapor_export.read(path, settings().keep_texts)
    except lapor_export.UnreadableExport as error:
        return take_recap(connection, path, digest) or refuse(connection, path, digest, str(error))
    rows = (export.snapshots, export.quarantine, export.titles, export.repairs)
    counts = exports.file_export(connection, describe(export), *rows)
    log.info("%s: %s", export.name, ", ".join(f"{name} {number}" for name, number in counts.items()))
    put_away_read(connection, path, export.digest)
    return counts


def take_recap(connection: Connection, path: Path, digest: str) -> dict[str, int]:
    """Take a file that is no export but the platform's recap; nothing when it is not that either."""
    from include.gateways import lapor_recap
    from include.jobs.recaps import file_recap

    if not lapor_recap.is_recap(path):
        return {}
    try:
        gaps = file_recap(connection, path)
    except lapor_recap.UnreadableExport as error:
        return refuse(connection, path, digest, str(error))
    log.info("%s is a recap: %s of its counts are not ours, %s of them not accepted.", path.name, *gaps.values())
    put_away(path, READ, digest, "")
    return {"recaps": 1}


def refuse(connection: Connection, path: Path, digest: str, reason: str) -> dict[str, int]:
    from include.gateways.warehouse import exports

    exports.file_refusal(connection, name=path.name, digest=digest, reason=reason, read_at=datetime.now(UTC))
    log.error("%s was refused: %s", path.name, reason)
    put_away(path, REFUSED, digest, describe_refusal(path.name, reason))
    return {"refused": 1}


def describe(export: Export) -> dict[str, object]:
    names = ("name", "digest", "generated_at", "dated_by", "rows", "ignored")
    return {name: getattr(export, name) for name in names} | {"read_at": datetime.now(UTC)}


def put_away_read(connection: Connection, path: Path, digest: str) -> None:
    """Put away a file that the warehouse has taken, with a note of its rows in quarantine, and a file to mend them."""
    from include.gateways.lapor_export import repairs
    from include.gateways.warehouse import exports

    waiting = exports.list_quarantine(connection, digest)
    mending = path.parent / READ / f"{path.name}{REPAIRS}"
    mendable = waiting[waiting["cells"] != NOTHING]
    if len(mendable):
        mending.parent.mkdir(exist_ok=True)
        repairs.write(mending, exports.read_origin(connection, digest), mendable)
    else:
        mending.unlink(missing_ok=True)
    put_away(path, READ, digest, describe_quarantine(path.name, waiting, mending.name if len(mendable) else ""))


def describe_quarantine(name: str, rows: pd.DataFrame, mending: str) -> str:
    """What data staff must know of a file that was read: its rows that were not; empty when there are none."""
    if rows.empty:
        return ""
    faults = "".join(f"Baris {row.row}, kolom {row.column}: {row.reason}\n" for row in rows.itertuples())
    here = f"Perbaiki selnya dalam {mending}, lalu letakkan berkas itu di kotak masuk. " if mending else ""
    return (
        f"{name}: {len(rows)} baris tidak dapat dibaca dan menunggu perbaikan.\n\n{faults}\n"
        f"Baris lain dalam berkas ini sudah terbaca. {here}Data yang keliru di LAPOR! diperbaiki di sana; setelah itu, "
        "unduh ekspor baru dan letakkan di kotak masuk.\n"
    )


def describe_refusal(name: str, reason: str) -> str:
    return (
        f"{name} tidak dapat dibaca.\n\n{reason}\n\n"
        "Letakkan berkas yang sudah diperbaiki di kotak masuk; berkas di folder ini boleh dihapus.\n"
    )


def put_away(path: Path, folder: str, digest: str, note: str) -> None:
    """Move a file into a folder beside it, with its note if there is one; another file of the same name stays."""
    target = path.parent / folder / path.name
    target.parent.mkdir(exist_ok=True)
    if target.exists() and hashlib.sha256(target.read_bytes()).hexdigest() != digest:
        target = target.with_stem(f"{path.stem}-{digest[:8]}")
    # The note comes first: while the file still lies in the inbox, the next run writes it again.
    beside = target.with_name(f"{target.name}{NOTES[folder]}")
    if note:
        beside.write_text(note, encoding="utf-8")
    else:
        beside.unlink(missing_ok=True)
    path.replace(target)
