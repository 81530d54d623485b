"""The file of offices: who gets each agency's letters, kept by the regency; it is taken whole or not at all."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import combinations
from pathlib import Path

from email_validator import EmailNotValidError, validate_email

from include.gateways.message import Address

COLUMNS = ("agency_id", "role", "office", "email", "holder", "deputy", "valid_from", "valid_to")
ROLES = ("head", "liaison")
EXCEL_DAY = re.compile(r"^(\d{1,2})/(\d{1,2})/(\d{4})$")  # as it shows days in Indonesia
DAY = "must be a day like 2026-01-31 or 31/01/2026"

Line = dict[str, str]


class WrongOffices(Exception):
    """The file cannot be taken; the message has a line for each error, without what the cell says."""


@dataclass(frozen=True)
class Office:
    """An office that gets an agency's letters from `valid_from` to `valid_to`, both included; None is without end."""

    agency_id: str
    role: str  # head | liaison
    office: str  # what it is called, never who holds it
    email: str  # in lower case
    holder: str = field(repr=False)  # who holds it and who stands in: in no letter, in no log
    deputy: str = field(repr=False)
    valid_from: date
    valid_to: date | None

    @property
    def address(self) -> Address:
        return Address(self.email, self.office)

    @property
    def mailbox(self) -> tuple[str, str, str]:
        return self.agency_id, self.role, self.email

    @property
    def last_day(self) -> date:
        return self.valid_to or date.max


def load(path: Path, agency_ids: Collection[str]) -> list[Office]:
    """The offices in the file's order; WrongOffices, with every error there is, unless all lines are right."""
    read: list[tuple[int, Office]] = []
    errors: list[tuple[int, str]] = []
    for number, line in read_lines(path):
        faults = [(number, fault) for fault in find_faults(line, agency_ids)]
        errors += faults
        if not faults:
            read.append((number, read_office(line)))
    errors += find_doubles(read)
    if errors:
        raise WrongOffices("\n".join(f"{path.name}, line {number}: {error}" for number, error in sorted(errors)))
    if not read:
        raise WrongOffices(f"{path.name} names no office, which would end them all; write a line for each.")
    return [office for _, office in read]


def read_lines(path: Path) -> Iterator[tuple[int, Line]]:
    """Number and values of each line that is not blank, days as in ISO 8601; no values where their number is wrong."""
    text = read_text(path)
    lines = csv.reader(io.StringIO(text), delimiter=";" if ";" in text.partition("\n")[0] else ",", strict=True)
    try:
        header = [name.strip() for name in next(lines, [])]
        if sorted(header) != sorted(COLUMNS):
            raise WrongOffices(f"{path.name}: the columns must be {','.join(COLUMNS)}.")
        for cells in lines:
            values = [EXCEL_DAY.sub(write_iso, cell.strip()) for cell in cells]
            if any(values):
                yield lines.line_num, dict(zip(header, values, strict=True)) if len(values) == len(header) else {}
    except csv.Error:
        raise WrongOffices(f"{path.name}, line {lines.line_num}: its quotes do not pair; mend them.") from None


def read_text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise WrongOffices(f"{path}: {error.strerror}. Write it with the columns {','.join(COLUMNS)}.") from None
    except UnicodeDecodeError:
        raise WrongOffices(f'{path.name} is no text in UTF-8; in Excel, save it as "CSV UTF-8".') from None


def find_faults(line: Line, agency_ids: Collection[str]) -> Iterator[str]:
    """What is wrong with a line, and what to do; a cell may hold a person's name or mailbox, so none is quoted."""
    if not line:
        yield f"there must be {len(COLUMNS)} values; put quotes around one that has the separator in it."
        return
    since, until = find_day(line["valid_from"]), find_day(line["valid_to"])
    if line["agency_id"] not in agency_ids:
        yield "agency_id must be one of include/rulebook/agencies.csv, or pimpinan; add the agency there first."
    if line["role"] not in ROLES:
        yield f"role must be {' or '.join(ROLES)}."
    if not line["office"]:
        yield "office must be the name of the office."
    if not find_mailbox(line["email"]):
        yield "email must be the address of one mailbox, like kepala@dinas.bekasikab.example."
    if not since:
        yield f"valid_from {DAY}."
    if line["valid_to"] and not until:
        yield f"valid_to {DAY}, or empty."
    if since and until and until < since:
        yield "it ends before it begins; mend valid_from or valid_to."


def find_doubles(read: list[tuple[int, Office]]) -> Iterator[tuple[int, str]]:
    for (first, one), (number, other) in combinations(read, 2):
        overlap = one.valid_from <= other.last_day and other.valid_from <= one.last_day
        if one.mailbox == other.mailbox and overlap:
            yield number, f"the office of line {first} again, for the same time; end one before the other begins."


def read_office(line: Line) -> Office:
    since, until = date.fromisoformat(line["valid_from"]), find_day(line["valid_to"])
    told = {name: line[name] for name in ("agency_id", "role", "office", "holder", "deputy")}
    return Office(**told, email=find_mailbox(line["email"]), valid_from=since, valid_to=until)


def find_mailbox(text: str) -> str:
    """In lower case, so that one is never taken for two; empty when it is none."""
    try:
        found = validate_email(text, check_deliverability=False, allow_smtputf8=False)
    except EmailNotValidError:
        return ""
    return (found.ascii_email or "").lower()


def find_day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def write_iso(excel: re.Match[str]) -> str:
    day, month, year = excel.groups()
    return f"{year}-{month:0>2}-{day:0>2}"
