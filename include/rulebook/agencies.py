"""The register of agencies: who they are, what LAPOR calls them, and who coordinates; all effective-dated."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from graphlib import CycleError, TopologicalSorter
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
AGENCY_COLUMNS = ["agency_id", "name", "short_name", "group", "parent", "lapor_id", "valid_from", "valid_to", "source"]
ALIAS_COLUMNS = ["alias", "agency_id", "valid_from", "valid_to", "source"]
COORDINATOR_COLUMNS = ["agency_id", "valid_from", "valid_to", "source"]


@dataclass(frozen=True)
class Agency:
    agency_id: str
    name: str
    short_name: str
    group: str  # Dinas, Badan, Kecamatan, …
    parent: str  # the agency it is a part of; empty for one of its own
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
    """The register; WrongRulebook, naming the line, when an agency or a name stands there twice at one time,
    or an agency is a part of one that does not exist all that time, or of itself.
    """
    register = Register({}, {}, {})
    places: dict[str, str] = {}
    for line, values in read_lines("agencies.csv", AGENCY_COLUMNS, folder, newer=["parent"]):
        where = f"agencies.csv, line {line}"
        if values["agency_id"] in register.agencies:
            raise WrongRulebook(f"{where}: {values['agency_id']!r} stands there twice.")
        alias = read_alias(values, where)
        told = {column: values[column] for column in ("agency_id", "name", "short_name", "group", "parent", "lapor_id")}
        register.agencies[values["agency_id"]] = Agency(**told, valid_from=alias.valid_from, valid_to=alias.valid_to)
        places[values["agency_id"]] = where
        add(register.by_name, normalise(values["name"]), alias, where)
        if values["lapor_id"]:
            add(register.by_lapor_id, values["lapor_id"], alias, where)
    refuse_wrong_parents(register, places)
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


def refuse_wrong_parents(register: Register, places: dict[str, str]) -> None:
    """A parent stands in the register, exists as long as its part does, and is no part of its own parts."""
    parts = [agency for agency in register.agencies.values() if agency.parent]
    for part in parts:
        refuse_unknown(part.parent, register, where := places[part.agency_id])
        parent = register.agencies[part.parent]
        if part.valid_from < parent.valid_from or parent.valid_to < part.valid_to:
            raise WrongRulebook(
                f"{where}: its parent {part.parent!r} exists from {parent.valid_from} to "
                f"{parent.valid_to} only; let it end with its parent, or give it another one."
            )
    try:
        TopologicalSorter({part.agency_id: [part.parent] for part in parts}).prepare()
    except CycleError as error:
        circle = error.args[1][::-1]
        raise WrongRulebook(
            f"{places[circle[0]]}: {' → '.join(circle)}: an agency is a part of itself; empty one parent of these."
        ) from None


def add(names: dict[str, list[Alias]], name: str, alias: Alias, where: str) -> None:
    for other in names.setdefault(name, []):
        if alias.valid_from <= other.valid_to and other.valid_from <= alias.valid_to:
            raise WrongRulebook(f"{where}: {name!r} already means {other.agency_id!r} at that time.")
    names[name].append(alias)
