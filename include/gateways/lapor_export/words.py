"""What is taken over word for word, and what it looks like: in a shifted column stands a name, a phone, a text."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

from include.gateways.lapor_export.cells import Fault
from include.gateways.lapor_export.table import AGENCY, CLASSIFICATION, STATUS

WHOLE = re.compile(r"(\d+)\.0+")

PLAIN = re.compile(r"[^\d@]{0,60}")
NAME = re.compile(r"(?!.*(?:\d[ .\-\u2010-\u2015]*){7})[^@]{0,120}")  # seven digits in a row may be a phone number
NUMBER = re.compile(r"[0-9]{0,10}")
RATING = re.compile(r"(?i:[0-5]|auto rated|)")


class Word(NamedTuple):
    """One column of LAPOR's, and the form of all that it can rightly hold; it may be empty."""

    column: str
    form: re.Pattern[str]


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


def read_words(row: Mapping[str, str]) -> dict[str, str]:
    """The words of one row by our own names, empty where it has no such column; Fault without repeating a misfit."""
    words = {name: whole(row.get(word.column, "")) for name, word in WORDS.items()}
    for name, (column, form) in WORDS.items():
        if not form.fullmatch(words[name]):
            raise Fault(column, "berisi hal lain; mungkin kolom bergeser")
    return words


def whole(text: str) -> str:
    """`5049672.0`, as Excel keeps numbers, is `5049672`."""
    match = WHOLE.fullmatch(text)
    return match[1] if match else text
