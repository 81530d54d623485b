"""The file of recipients: for each agency the offices that get its letters, effective-dated, kept by the regency."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from include.gateways.message import Address

COLUMNS = ["agency_id", "role", "office", "email", "valid_from", "valid_to"]
ROLES = ("head", "liaison")


class WrongRecipients(Exception):
    """The file of recipients is missing or contradicts itself; the message says where and what to do."""


@dataclass(frozen=True)
class Recipient:
    agency_id: str
    role: str  # head | liaison
    address: Address  # named after the office, never after a person
    valid_from: date
    valid_to: date


def load(path: Path, on: date) -> list[Recipient]:
    """The recipients valid on that day, in the file's order; WrongRecipients when a line cannot be read."""
    if not path.exists():
        raise WrongRecipients(f"{path} is missing. Write it with the columns {','.join(COLUMNS)}.")
    with path.open(encoding="utf-8-sig", newline="") as file:
        lines = csv.DictReader(file)
        if lines.fieldnames != COLUMNS:
            raise WrongRecipients(f"{path.name}: the columns must be {','.join(COLUMNS)}.")
        known = [read(values, f"{path.name}, line {lines.line_num}") for values in lines]
    return [recipient for recipient in known if recipient.valid_from <= on <= recipient.valid_to]


def read(values: dict[str, str], where: str) -> Recipient:
    if None in values or None in values.values():
        raise WrongRecipients(f"{where}: there must be {len(COLUMNS)} values.")
    if values["role"] not in ROLES:
        raise WrongRecipients(f"{where}: role must be one of {', '.join(ROLES)}.")
    try:
        since = date.fromisoformat(values["valid_from"])
        until = date.fromisoformat(values["valid_to"]) if values["valid_to"] else date.max
        return Recipient(values["agency_id"], values["role"], Address(values["email"], values["office"]), since, until)
    except ValueError as error:
        raise WrongRecipients(f"{where}: {error}") from None
