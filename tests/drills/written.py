"""The exports of the made-up regency as files, and beside each what it says, whoever reads it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from hashlib import sha256
from pathlib import Path

from demo import exports
from demo.lives import is_working
from demo.regency import Complaint
from include.sla.week import WIB
from tests.builders_exports import write_csv, write_workbook

COVERED = timedelta(days=90)  # an export shows the tickets received since; older ones leave it without being gone
FOOTERS = 2
DAMAGE = 2  # rows that no reader can accept
WORDS = (
    "Klasifikasi Laporan", "Kategori", "Tipe Laporan (Anonim/Rahasia)", "Sumber Laporan", "ID Instansi Terdisposisi",
    "Instansi Terdisposisi", "Status Laporan", "Kecamatan", "Rating",
)  # fmt: skip

Saying = tuple[str | datetime, ...]  # Tracking ID, when LAPOR said it, when it was received, WORDS


@dataclass(frozen=True)
class Written:
    """One export, whole."""

    path: Path
    sayings: frozenset[Saying]
    damaged: int  # rows

    @property
    def rows(self) -> int:
        return len(self.sayings) + self.damaged + FOOTERS

    @property
    def digest(self) -> str:
        return sha256(self.path.read_bytes()).hexdigest()


def write_exports(folder: Path, complaints: Sequence[Complaint], days: Sequence[date]) -> list[Written]:
    """One on each of these days that is a working day, in the afternoon; each third as CSV, each eleventh damaged."""
    folder.mkdir(parents=True, exist_ok=True)
    moments = [datetime.combine(day, time(15, 30), WIB) for day in days if is_working(day)]
    return [write_export(folder, complaints, at, place) for place, at in enumerate(moments)]


def write_export(folder: Path, complaints: Sequence[Complaint], at: datetime, place: int) -> Written:
    shown = [one for one in complaints if at - COVERED < one.received_at <= at]
    plain, damaged = place % 3 == 1, place % 11 == 3
    path = folder / f"laporan-sp4n-{at:%Y%m%d-%H%M}.{'csv' if plain else 'xlsx'}"
    (write_csv if plain else write_workbook)(path, exports.sheet(shown, at, damaged=damaged))
    return Written(path, find_sayings(shown, at), DAMAGE * damaged)


def find_sayings(shown: Sequence[Complaint], at: datetime) -> frozenset[Saying]:
    _, _, _, _, columns, *rows = exports.sheet([*shown], at)
    places = [columns.index(name) for name in WORDS]
    cells = [[str(row[place]) for place in places] for row in rows[: len(shown)]]
    moments = ((one.ticket_id, at.astimezone(UTC), one.received_at.astimezone(UTC)) for one in shown)
    return frozenset(
        (*known, *("" if cell == "-" else cell for cell in told)) for known, told in zip(moments, cells, strict=True)
    )
