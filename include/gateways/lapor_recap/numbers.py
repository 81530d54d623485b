"""Numbers as LAPOR and a spreadsheet write them: dots between thousands, a decimal comma or point, a percent sign."""

from __future__ import annotations

import re

WHOLE = re.compile(r"(?P<grouped>\d{1,3}(?:\.\d{3}){1,2})|(?P<plain>\d{1,9})(?:[.,]0+)?")  # a workbook keeps 12 as 12.0
POINT = re.compile(r"\d{1,9}(?:\.\d+)?")  # shares and days are small: a lone point is a decimal one
COMMA = re.compile(r"(?:\d{1,3}(?:\.\d{3})+|\d{1,9}),\d+")
MEASURE = re.compile(r"(?<!\s)\s*(?:%|hari)$", re.IGNORECASE)


def read_whole(text: str) -> int | None:
    """The whole number, or None when the text is none."""
    match = WHOLE.fullmatch(text)
    return int((match["grouped"] or match["plain"]).replace(".", "")) if match else None


def read_decimal(text: str) -> float | None:
    """The number without its `%` or `hari`, or None when the text is none."""
    bare = MEASURE.sub("", text)
    if POINT.fullmatch(bare):
        return float(bare)
    return float(bare.replace(".", "").replace(",", ".")) if COMMA.fullmatch(bare) else None
