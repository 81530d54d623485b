"""The register of agencies: who they are, what LAPOR calls them, and who coordinates; all effective-dated."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from include.rulebook.checks import check_filled, check_form, refuse_empty
from include.rulebook.decrees import FIRST_YEAR
from include.rulebook.files import FOLDER, WrongRulebook, read_lines
from include.rulebook.references import refuse_absent, refuse_wrong_parents
from include.rulebook.validity import frame, read_validity, refuse_gaps, refuse_overlaps
from include.rulebook.words import normalise

if TYPE_CHECKING:
    import pandas as pd

UNMAPPED = "UNMAPPED"
AGENCIES, ALIASES, COORDINATORS = "agencies.csv", "aliases.csv", "coordinators.csv"
AGENCY_ID = "[a-z0-9]+(-[a-z0-9]+)*"
SUFFIX = " kabupaten bekasi"  # LAPOR puts it behind the names of dinas and badan, so it tells no two of them apart
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
    or a line refers to an agency that does not exist all that time, or to itself.
    """
    register = Register({}, {}, {})
    places: dict[str, str] = {}
    for line, values in read_lines(AGENCIES, AGENCY_COLUMNS, folder, newer=["parent"]):
        where = f"{AGENCIES}, line {line}"
        enter(read_agency(values, where), register, where)
        places[values["agency_id"]] = where
    refuse_empty(register.agencies, AGENCIES)
    refuse_wrong_parents(register.agencies, places)
    for line, values in read_lines(ALIASES, ALIAS_COLUMNS, folder):
        where = f"{ALIASES}, line {line}"
        check_filled(values, ("alias", "source"), where)
        alias = read_alias(values, where)
        if alias.agency_id:
            refuse_absent(alias.agency_id, alias, register.agencies, where)
        add(register.by_name, normalise(values["alias"]), alias, where)
    return register


def coordinators(folder: Path = FOLDER) -> pd.DataFrame:
    """Who disposes tickets to agencies: `agency_id`, `valid_from`, `valid_to` (days, both included).

    WrongRulebook unless it is exactly one agency, which exists, on each day from the calendar's first year on.
    """
    register, rows = load(folder), []
    for line, values in read_lines(COORDINATORS, COORDINATOR_COLUMNS, folder):
        where = f"{COORDINATORS}, line {line}"
        check_filled(values, ("source",), where)
        refuse_absent(values["agency_id"], read_alias(values, where), register.agencies, where)
        rows.append({"agency_id": values["agency_id"], **read_validity(values, where)})
    refuse_overlaps(rows)
    refuse_gaps(rows, COORDINATORS, "the coordinator's seat", date(FIRST_YEAR, 1, 1))
    return frame(rows, ["agency_id", "valid_from", "valid_to"])


def read_agency(values: dict[str, str], where: str) -> Agency:
    check_filled(values, ("agency_id", "name", "group", "source"), where)
    check_form(values, "agency_id", AGENCY_ID, "dinas-sosial", where)
    check_form(values, "lapor_id", "[0-9]*", "4711", where)
    told = {column: values[column] for column in ("agency_id", "name", "short_name", "group", "parent", "lapor_id")}
    alias = read_alias(values, where)
    return Agency(**told, valid_from=alias.valid_from, valid_to=alias.valid_to)


def read_alias(values: dict[str, str], where: str) -> Alias:
    validity = read_validity(values, where)
    return Alias(values["agency_id"], validity["valid_from"], validity["valid_to"])


def enter(agency: Agency, register: Register, where: str) -> None:
    """Enter the agency under its id, its name and LAPOR's id."""
    if agency.agency_id in register.agencies:
        raise WrongRulebook(f"{where}: {agency.agency_id!r} stands there twice; take one line out.")
    register.agencies[agency.agency_id] = agency
    alias = Alias(agency.agency_id, agency.valid_from, agency.valid_to)
    add(register.by_name, normalise(agency.name), alias, where)
    if agency.lapor_id:
        add(register.by_lapor_id, agency.lapor_id, alias, where)


def add(names: dict[str, list[Alias]], name: str, alias: Alias, where: str) -> None:
    """Refuse a name that stands at that time already, or stands for another agency with or without the suffix."""
    for known in dict.fromkeys((name, bare(name), bare(name) + SUFFIX)):
        for other in names.get(known, ()):
            differs = known == name or other.agency_id != alias.agency_id
            if differs and alias.valid_from <= other.valid_to and other.valid_from <= alias.valid_to:
                raise WrongRulebook(
                    f"{where}: {known!r} already means {other.agency_id!r} at that time; "
                    "let one end before the other begins, or take one out."
                )
    names.setdefault(name, []).append(alias)


def bare(word: str) -> str:
    return word.removesuffix(SUFFIX)
