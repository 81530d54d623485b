"""Each row of a recap is a unit's line, the sum of them all, or a note below them."""

from __future__ import annotations

import re
from typing import Any

from include.gateways.lapor_export.cells import FORMULA, Row, UnreadableExport
from include.gateways.lapor_export.words import NAME
from include.gateways.lapor_recap.numbers import read_decimal, read_whole
from include.gateways.lapor_recap.table import AGAIN, COLUMNS, COUNTS, MEANS, PARTS, Table

SUM = re.compile(r"(?:grand\s+)?(?:total|jumlah)\b.*", re.IGNORECASE)

Record = dict[str, Any]


def read_lines(table: Table) -> list[Record]:
    """RECAP_LINES, in the file's order; UnreadableExport, naming row and column, for what cannot be right."""
    lines, sums = [], []
    for number, cells in table.body.items():
        row = {name: cells[place] if place < len(cells) else "" for name, place in table.places.items()}
        if sum(map(bool, cells)) == 1:
            continue  # a note below the table
        if is_sum(cells, row):
            sums.append((number, row))
        else:
            refuse_surplus(table, cells, number)
            lines.append(read_line(row, number))
    refuse_repeated(lines)
    for number, row in sums:
        check_sum(row, number, lines)
    return lines


def is_sum(cells: Row, row: dict[str, str]) -> bool:
    first = next(text for text in cells if text)
    return SUM.fullmatch(row["agency_name"] or first) is not None


def read_line(row: dict[str, str], number: int) -> Record:
    name = row["agency_name"]
    if not name:
        raise fault(number, "agency_name", "kosong")
    if name == FORMULA or not NAME.fullmatch(name):
        raise fault(number, "agency_name", "berisi hal lain; mungkin kolom bergeser")
    counts = {column: read_count(row, number, column) for column in COUNTS}
    if counts["total"] != sum(counts[part] for part in PARTS):
        raise fault(number, "total", "tidak sama dengan jumlah keempat status pada baris itu")
    return {"agency_name": name, **counts, **{mean: read_mean(row, number, mean) for mean in MEANS}, "row": number}


def read_count(row: dict[str, str], number: int, column: str) -> int:
    """An empty part counts as 0, for its total would tell if it were not; the total itself must stand there."""
    count = 0 if not row[column] and column in PARTS else read_whole(row[column])
    if count is None:
        raise fault(number, column, "bukan bilangan bulat" if row[column] else "kosong")
    return count


def read_mean(row: dict[str, str], number: int, column: str) -> float | None:
    text = row.get(column, "")
    value = read_decimal(text) if text else None
    if text and value is None:
        raise fault(number, column, "bukan angka")
    return value


def check_sum(row: dict[str, str], number: int, lines: list[Record]) -> None:
    for column in COUNTS:
        if row[column] and read_count(row, number, column) != sum(line[column] for line in lines):
            raise fault(number, column, "tidak sama dengan jumlah baris-baris di atasnya")


def refuse_surplus(table: Table, cells: Row, number: int) -> None:
    if any(cells[table.width :]):
        raise UnreadableExport(f"Baris {number}: memuat sel di luar kolom tabel; mungkin kolom bergeser. {AGAIN}")


def refuse_repeated(lines: list[Record]) -> None:
    if not lines:
        raise UnreadableExport(f"Tabel rekap tidak memuat satu pun unit kerja. {AGAIN}")
    rows: dict[str, int] = {}
    for line in lines:
        first = rows.setdefault(line["agency_name"].casefold(), line["row"])
        if first != line["row"]:
            raise fault(line["row"], "agency_name", f"unit yang sama sudah ada pada baris {first}")


def fault(number: int, column: str, problem: str) -> UnreadableExport:
    return UnreadableExport(f"Baris {number}, kolom {COLUMNS[column]}: {problem}. {AGAIN}")
