"""A letter as it is archived and sent."""

from __future__ import annotations

import json
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

PDF = "application/pdf"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True)
class Attachment:
    """A file that comes with a letter; the same figures give the same bytes."""

    name: str  # as the reader sees it: rapor-dinas-sosial-2026-W47.xlsx
    media_type: str
    content: bytes


@dataclass(frozen=True)
class Letter:
    """One letter to one agency, whoever receives it."""

    period: str  # a week 2026-W47, a day 2026-11-24, or days 2026-01-01..2026-10-31
    agency_id: str
    kind: str  # rapor | ikhtisar | pengingat | evaluasi
    subject: str
    html: str
    text: str
    attachments: tuple[Attachment, ...] = ()

    @property
    def digest(self) -> str:
        """SHA-256, in hex, of what the reader sees."""
        content: dict[str, Any] = {"subject": self.subject, "html": self.html, "text": self.text}
        if self.attachments:
            content["attachments"] = {file.name: sha256(file.content).hexdigest() for file in self.attachments}
        canonical = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return sha256(canonical.encode()).hexdigest()
