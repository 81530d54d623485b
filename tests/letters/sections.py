"""A letter as its reader finds it: the words below each title, the same for text and HTML."""

from __future__ import annotations

import html
import re

CELL = r"(?:\d+ dari \d+|\d+(?:,\d)?%|\d+(?:,\d)?|–)(?= |$)"


def sections(letter: str) -> dict[str, str]:
    """The words below each title; the same for text and HTML."""
    marked = re.sub(r"<h2[^>]*>(.*?)</h2>|^(.+)\n-+$", r"§\1\2§", letter.split("Bila ada angka")[0], flags=re.MULTILINE)
    words = html.unescape(re.sub(r"<[^>]+>|#+\.+|■", " ", marked)).replace("\N{NON-BREAKING HYPHEN}", "-")
    words = re.sub(r"\(([\d,]+%|Baik|Cukup|Perlu perhatian)\)", r"\1", words)
    opening, *parts = " ".join(words.split()).replace("kurang dari 1 hari", "0 hari").split("§")
    titles = (title.strip().lower().removesuffix(", seluruh kabupaten") for title in parts[::2])
    return {"opening": opening, **dict(zip(titles, map(str.strip, parts[1::2]), strict=True))}
