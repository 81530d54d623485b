"""A letter as SendGrid is given it, and the people it concerns."""

from __future__ import annotations

from datetime import UTC, datetime

from include.gateways.message import Address, Message, write_message

MONDAY = datetime(2026, 11, 23, tzinfo=UTC)
HEAD = Address("kepala@dinas.example", "Kepala Dinas Contoh")
LIAISON = Address("penghubung@dinas.example")
OFFICE = Address("rapor@bekasikab.example", "Rapor LAPOR")


def a_message(**changes: object) -> Message:
    """To the head with a copy to the liaison officer, as delivery d-1, but for these changes."""
    parts = {"delivery_id": "d-1", "subject": "Rapor", "html": "<p>Rapor</p>", "text": "Rapor", "to": HEAD}
    return write_message(**parts | {"copies": [LIAISON], "sender": OFFICE, "reply_to": OFFICE} | changes)
