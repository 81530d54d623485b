"""The register of agencies: who they are, what LAPOR calls them, and who coordinates; all effective-dated."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from include.rulebook.decrees import FIRST_YEAR
from include.rulebook.files import FOLDER, WrongRulebook, read_lines
from include.rulebook.validity import frame, read_validity, refuse_gaps, refuse_overlaps
from include.rulebook.words import normalise

if TYPE_CHECKING:
    import pandas as pd

UNMAPPED = "UNMAPPED"
COORDINATORS = "coordinators.csv"
SUFFIX = " kabupaten bekasi"  # LAPOR puts it behind the names of dinas and badan
AGENCY_COLUMNS = ["agency_id", "name", "short_name", "group", "lapor_id", "valid_from", "valid_to", "source"]
ALIAS_COLUMNS = ["alias", "agency_id", "valid_from", "valid_to", "source"]
COORDINATOR_COLUMNS = ["agency_id", "valid_from", "valid_to", "source"]


@dataclass(frozen=True)
class Agency:
    agency_id: str
    name: str
    short_name: str
    group: str  # Dinas, Badan, Kecamatan, …
    lapor_id: str  # ID Instansi Terdisposisi; empty until the regency fills it in
    valid_from: date
    valid_to: date


@dataclass(frozen=True)
class Alias:
    """A name that stands for an agency on the days from `valid_from` to `valid_to`; "" is the regency itself."""

    agency_id: str
    valid_from: date
    valid_to: date


@dataclass(frozen=True)
class Register:
    agencies: dict[str, Agency]
    by_lapor_id: dict[str, list[Alias]]
    by_name: dict[str, list[Alias]]

    def find(self, lapor_id: str, name: str, on: date) -> str:
        """The agency's id on that day, by LAPOR's id, else by name; "" for nobody; UNMAPPED when unknown."""
        if not name and not lapor_id:
            return ""
        word = normalise(name)
        for aliases in (self.by_lapor_id.get(lapor_id), self.by_name.get(word), self.by_name.get(bare(word))):
            for alias in aliases or ():
                if alias.valid_from <= on <= alias.valid_to:
                    return alias.agency_id
        return UNMAPPED

    def on(self, day: date) -> list[Agency]:
        """The agencies that exist on that day, in the register's order."""
        return [agency for agency in self.agencies.values() if agency.valid_from <= day <= agency.valid_to]


def load(folder: Path = FOLDER) -> Register:
    """The register; WrongRulebook, naming the line, when an agency or a name stands there twice at one time."""
    register = Register({}, {}, {})
    for line, values in read_lines("agencies.csv", AGENCY_COLUMNS, folder):
        where = f"agencies.csv, line {line}"
        if values["agency_id"] in register.agencies:
            raise WrongRulebook(f"{where}: {values['agency_id']!r} stands there twice.")
        alias = read_alias(values, where)
        told = {column: values[column] for column in ("agency_id", "name", "short_name", "group", "lapor_id")}
        register.agencies[values["agency_id"]] = Agency(**told, valid_from=alias.valid_from, valid_to=alias.valid_to)
        add(register.by_name, normalise(values["name"]), alias, where)
        if values["lapor_id"]:
            add(register.by_lapor_id, values["lapor_id"], alias, where)
    for line, values in read_lines("aliases.csv", ALIAS_COLUMNS, folder):
        where = f"aliases.csv, line {line}"
        if values["agency_id"]:
            refuse_unknown(values["agency_id"], register, where)
        add(register.by_name, normalise(values["alias"]), read_alias(values, where), where)
    return register


def coordinators(folder: Path = FOLDER) -> pd.DataFrame:
    """Who disposes tickets to agencies: `agency_id`, `valid_from`, `valid_to` (days, both included).

    WrongRulebook unless it is exactly one agency on each day from the calendar's first year on.
    """
    register, rows = load(folder), []
    for line, values in read_lines(COORDINATORS, COORDINATOR_COLUMNS, folder):
        where = f"{COORDINATORS}, line {line}"
        refuse_unknown(values["agency_id"], register, where)
        rows.append({"agency_id": values["agency_id"], **read_validity(values, where)})
    refuse_overlaps(rows)
    refuse_gaps(rows, COORDINATORS, "the coordinator's seat", date(FIRST_YEAR, 1, 1))
    return frame(rows, ["agency_id", "valid_from", "valid_to"])


def bare(word: str) -> str:
    return word.removesuffix(SUFFIX)


def read_alias(values: dict[str, str], where: str) -> Alias:
    validity = read_validity(values, where)
    return Alias(values["agency_id"], validity["valid_from"], validity["valid_to"])


def refuse_unknown(agency_id: str, register: Register, where: str) -> None:
    if agency_id not in register.agencies:
        raise WrongRulebook(f"{where}: no agency {agency_id!r} stands in agencies.csv; add it there first.")


def add(names: dict[str, list[Alias]], name: str, alias: Alias, where: str) -> None:
    for other in names.setdefault(name, []):
        if alias.valid_from <= other.valid_to and other.valid_from <= alias.valid_to:
            raise WrongRulebook(f"{where}: {name!r} already means {other.agency_id!r} at that time.")
    names[name].append(alias)
