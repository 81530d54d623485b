"""A letter as it is archived and sent."""

from __future__ import annotations

import json
from dataclasses import dataclass
from hashlib import sha256

from include.sla.week import Week


@dataclass(frozen=True)
class Letter:
    """One letter to one agency, whoever receives it."""

    week: Week
    agency_id: str
    kind: str  # rapor | ikhtisar
    subject: str
    html: str
    text: str

    @property
    def digest(self) -> str:
        """SHA-256, in hex, of what the reader sees."""
        content = {"subject": self.subject, "html": self.html, "text": self.text}
        canonical = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return sha256(canonical.encode()).hexdigest()
