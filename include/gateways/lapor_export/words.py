"""What is taken over word for word, and what it looks like: in a shifted column stands a name, a phone, a text."""

from __future__ import annotations

import re
from typing import NamedTuple

from include.gateways.lapor_export.cells import FORMULA
from include.gateways.lapor_export.table import AGENCY, CLASSIFICATION, STATUS

TICKET_ID = re.compile(r"[0-9]{1,10}")
WHOLE = re.compile(r"(\d+)\.0+")

# Without control characters, of which a formula's mark begins with one, and which PostgreSQL does not all take.
PLAIN = re.compile(r"[^\d@\x00-\x1f\x7f-\x9f]{0,60}")
NAME = re.compile(r"(?!.*(?:\d[ .\-\u2010-\u2015]*){7})[^@\x00-\x1f\x7f-\x9f]{0,120}")  # seven digits: a phone?
NUMBER = re.compile(r"[0-9]{0,10}")
RATING = re.compile(r"(?i:[0-5]|auto rated|)")


class Word(NamedTuple):
    """One column of LAPOR's, and the form of all that it can rightly hold; it may be empty."""

    column: str
    form: re.Pattern[str]

    def read(self, cell: str) -> str | None:
        """The word that stands in the cell, which may be empty; None where something else does."""
        text = whole(cell)
        return text if self.form.fullmatch(text) else None


# Names, titles, texts and villages are not among them, and so never leave this package.
WORDS = {
    "classification": Word(CLASSIFICATION, PLAIN),
    "category": Word("Kategori", NAME),
    "kind": Word("Tipe Laporan (Anonim/Rahasia)", PLAIN),
    "channel": Word("Sumber Laporan", NAME),
    "agency_lapor_id": Word("ID Instansi Terdisposisi", NUMBER),
    "agency_name": Word(AGENCY, NAME),
    "status": Word(STATUS, PLAIN),
    "district": Word("Kecamatan", PLAIN),
    "rating": Word("Rating", RATING),
}

# Not taken over, so a formula does no harm; but cells that have moved by one show in them, whatever they look like.
MARKERS = {
    "Provinsi": Word("Provinsi", re.compile(r"(?!(?i:kab|kota\b))[^\d@]{0,60}")),
    "Kota/Kabupaten": Word("Kota/Kabupaten", re.compile(rf"(?i:(?:kab|kota\b|adm)[^\d@]{{0,60}})?|{FORMULA}")),
}


def read_ticket_id(cell: str) -> str | None:
    text = cell if TICKET_ID.fullmatch(cell) else whole(cell)
    return text if TICKET_ID.fullmatch(text) else None


def whole(text: str) -> str:
    """`5049672.0`, as Excel keeps numbers, is `5049672`."""
    match = WHOLE.fullmatch(text)
    return match[1] if match else text
