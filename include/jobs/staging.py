"""Files that people bring through our pages: kept aside in the inbox, where no sync looks, until they are let in."""

from __future__ import annotations

import re
import shutil
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import BinaryIO, NamedTuple
from uuid import UUID, uuid4

from include.settings import settings

FOLDER = ".unggahan"  # the sync passes over whatever begins with a dot
MOST = 20  # files that wait at a time
KEPT_FOR = timedelta(days=1)
LONGEST = 120  # bytes of a name: what the sync writes beside a file has a longer one
STRANGE = re.compile(r"[^\w .()\-]+")  # …, and every separator of paths
HIDING = " .-_~$"  # not at the beginning of a name: files that begin so may be hidden, or an open workbook's lock


class Staged(NamedTuple):
    """A file that waits: its opaque id, where it lies under its own name, when it came, and its bytes."""

    upload_id: str
    path: Path
    at: datetime
    size: int


def stage(name: str, content: BinaryIO) -> Staged:
    """Keep a file aside under its cleaned name."""
    head = content.read(8)
    content.seek(0)
    path = make_place() / clean(name, head)
    with path.open("xb") as file:
        shutil.copyfileobj(content, file)
    return describe(path)


def describe(path: Path) -> Staged:
    state = path.stat()
    return Staged(path.parent.name, path, datetime.fromtimestamp(state.st_mtime, UTC), state.st_size)


def make_place() -> Path:
    """A new folder of its own for one file."""
    place = settings().inbox / FOLDER / str(uuid4())
    place.mkdir(parents=True)
    return place


@contextmanager
def writing(name: str) -> Iterator[Path]:
    """Where a file of ours can be written and looked at; it is gone afterwards unless it was let in."""
    place = make_place()
    try:
        yield place / name
    finally:
        shutil.rmtree(place)


def list_staged(upload_id: str = "*") -> list[Staged]:
    """What waits, the newest first; all, or the one with this id."""
    found = []
    for path in (settings().inbox / FOLDER).glob(f"{upload_id}/*"):
        with suppress(FileNotFoundError):  # somebody decides about it just now
            if is_our_own(path):
                found.append(describe(path))
    return sorted(found, key=lambda one: (one.at, one.upload_id), reverse=True)


def is_our_own(path: Path) -> bool:
    """Whether it is a file, and no link to one that lies elsewhere."""
    return path.is_file() and not path.is_symlink() and not path.parent.is_symlink()


def find_staged(upload_id: UUID) -> Staged | None:
    """None for a file that is not there, or no longer."""
    return next(iter(list_staged(str(upload_id))), None)


def discard(staged: Staged) -> None:
    shutil.rmtree(staged.path.parent, ignore_errors=True)


def sweep(at: datetime) -> None:
    """Discard what nobody has decided about for a day."""
    for place in (settings().inbox / FOLDER).glob("*"):
        with suppress(FileNotFoundError):
            if at.timestamp() - place.stat().st_mtime > KEPT_FOR.total_seconds():
                shutil.rmtree(place, ignore_errors=True)


def let_in(path: Path) -> Path:
    """Move a file into the inbox, where the next sync finds it; another one of the same name stays what it is.

    FileNotFoundError when it is no longer there.
    """
    target = next(filter(claim, name_places(settings().inbox, path.name)))
    try:
        return path.replace(target)
    except FileNotFoundError:
        target.unlink()
        raise


def claim(target: Path) -> bool:
    """Whether nobody has this name yet; from now on nobody else gets it."""
    try:
        target.touch(exist_ok=False)
    except FileExistsError:
        return False
    return True


def name_places(folder: Path, name: str) -> Iterator[Path]:
    yield folder / name
    while True:
        yield (folder / name).with_stem(f"{Path(name).stem}-{uuid4().hex[:8]}")


def clean(name: str, head: bytes) -> str:
    """The name without its path and without what a name should not hold; its kind, where it tells none, by content."""
    from include.gateways.lapor_export.file import OLE, SUFFIXES, ZIP

    last = re.split(r"[\\/]", unicodedata.normalize("NFC", name))[-1].rstrip(" .")
    suffix = Path(last).suffix.lower()
    if suffix in SUFFIXES:
        last = Path(last).stem
    else:
        suffix = ".xlsx" if head.startswith(ZIP) else ".xls" if head.startswith(OLE) else ".csv"
    tidy = " ".join(STRANGE.sub("-", last).split()).lstrip(HIDING)
    return (tidy.encode()[:LONGEST].decode(errors="ignore").rstrip(" .") or "unggahan") + suffix
