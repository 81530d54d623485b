"""Which receipts a recap counts, from the line `Periode` above its table."""

from __future__ import annotations

import re
from datetime import date

from include.gateways.lapor_export.cells import Row, UnreadableExport
from include.gateways.lapor_export.moments import DAY, read_day

PERIOD = re.compile(r"Periode\b[^:\d]*:?\s*", re.IGNORECASE)
ALL = re.compile(r"(?:Semua\b.*)?", re.IGNORECASE)
BETWEEN = re.compile(r"(?<!\s)\s*(?:-|\u2013|s\.?/?d\.?|sampai(?: dengan)?|hingga)\s*", re.IGNORECASE)


def find_period(preamble: list[Row]) -> tuple[date, date] | tuple[None, None]:
    """The first and the last day of receipt; both None when all count, as without such a line.

    UnreadableExport when there is one, but it names no two days in their order.
    """
    for line in (" ".join(cells).strip() for cells in preamble):
        if label := PERIOD.match(line):
            told = line[label.end() :]
            return (None, None) if ALL.fullmatch(told) else read_period(told)
    return None, None


def read_period(told: str) -> tuple[date, date]:
    found = list(DAY.finditer(told))
    days = [day for day in map(read_day, found) if day]
    between = told[found[0].end() : found[-1].start()] if found else ""
    if len(found) == len(days) == 2 and days[0] <= days[1] and BETWEEN.fullmatch(between):
        return days[0], days[1]
    raise UnreadableExport(
        "Baris Periode di atas tabel tidak terbaca; seharusnya seperti “Periode : 1 Januari 2026 - 31 Maret 2026”. "
        "Unduh ulang rekap dari LAPOR! dengan rentang tanggal yang lengkap."
    )
