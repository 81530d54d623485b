"""Deliveries whose letters somebody wants to read."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from include import mailroom
from include.gateways.message import Message
from include.gateways.warehouse.ledger import Connection, Entry
from include.letters import Letter
from include.letters.letter import PDF, XLSX, Attachment
from include.mailroom import Address
from tests.builders_mail import HEAD, LETTER, LIAISON, MONDAY, OFFICE

SHEET = Attachment("rapor-dinkes-2026-W47.xlsx", XLSX, b"PK\x03\x04 sheet")
PAGE = Attachment("rapor-dinkes-2026-W47.pdf", PDF, b"%PDF-1.7 page")
HTML = "<!doctype html>\n<html lang='id'><body><p>Rapor &amp; rekap – pekan 47</p></body></html>\r\n"
WRITTEN = replace(LETTER, subject="Rapor pekan 47", html=HTML, text="Rapor & rekap – pekan 47\n", attachments=(SHEET,))
PARTS = ("", "/html", "/teks", "/lampiran/1")


def path(entry: Entry, part: str = "") -> str:
    return f"/rapor/surat/{entry.delivery_id}{part}"


class Road:
    """A carrier that takes every letter."""

    repeatable, outward = False, True

    def __init__(self, name: str = "sendgrid") -> None:
        self.name = name

    def send(self, message: Message) -> str:
        return "x-1"


def a_draft(connection: Connection, letter: Letter = WRITTEN, carrier: str = "sendgrid", **changes: Any) -> Entry:
    """Not approved yet; to the head, with a copy to the liaison officer."""
    return mailroom.draft(
        connection, Road(carrier), letter, changes.pop("to", HEAD), changes.pop("copies", [LIAISON]),
        office=changes.pop("office", OFFICE), at=MONDAY,
    )  # fmt: skip


def another_draft(connection: Connection) -> Entry:
    """Of another office, with two files."""
    other = replace(WRITTEN, agency_id="dinsos", attachments=(SHEET, PAGE))
    return a_draft(connection, other, to=Address("kepala@dinsos.example"))
