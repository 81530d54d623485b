"""Writes the sample file of offices: two made-up mailboxes for every agency of the register, and nobody's name."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

from include.gateways.offices import COLUMNS
from include.rulebook.agencies import Agency, load

DOMAIN = "bekasikab.example"
SINCE = "2020-01-01"
LEADERS = {"Bupati Bekasi": "bupati", "Sekretaris Daerah": "sekda", "Asisten Administrasi Umum": "asisten"}
HEADS = {
    "sekretariat-daerah": "Sekretaris Daerah",
    "sekretariat-dprd": "Sekretaris DPRD",
    "inspektorat": "Inspektur",
}
TITLES = {"RSUD": "Direktur", "BUMD": "Direktur Utama"}


def write(path: Path) -> None:
    """Write the columns of `include.gateways.offices`; a file that exists is left alone."""
    if path.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f".{path.name}")
    with unfinished.open("w", encoding="utf-8", newline="") as file:
        lines = csv.writer(file, lineterminator="\n")
        lines.writerow(COLUMNS)
        lines.writerows((*line, "", "", SINCE, "") for line in offices())
    unfinished.replace(path)


def offices() -> Iterator[tuple[str, str, str, str]]:
    """Agency, role, office and mailbox: the leaders of the regency first, then head and liaison of each agency."""
    for office, mailbox in LEADERS.items():
        yield "pimpinan", "head", office, f"{mailbox}@setda.{DOMAIN}"
    for agency in load().agencies.values():
        host = f"{agency.agency_id}.{DOMAIN}"
        yield agency.agency_id, "head", head(agency), f"kepala@{host}"
        yield agency.agency_id, "liaison", f"Pejabat Penghubung {agency.name}", f"penghubung@{host}"


def head(agency: Agency) -> str:
    """The title of who leads the agency."""
    if agency.group == "Kecamatan":
        return agency.name.replace("Kecamatan", "Camat", 1)
    return HEADS.get(agency.agency_id, f"{TITLES.get(agency.group, 'Kepala')} {agency.name}")
