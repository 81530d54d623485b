"""A notice to the data staff: something of theirs waits, or went wrong."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence

from include.letters.letter import Letter
from include.letters.rendering import render
from include.letters.wording import REPORTS

STAFF = "staf"
WORDS: dict[str, dict[str, str]] = tomllib.loads((REPORTS / "pemberitahuan.toml").read_text(encoding="utf-8"))


def write_notice(
    period: str, kind: str, days: str, url: str, sample: bool, items: Sequence[tuple[str, str]] = (), **facts: str | int
) -> Letter:
    """The notice of this kind; `facts` fill in `reports/pemberitahuan.toml`, `items` are name and state."""
    spoken = days.replace("Pekan", "pekan", 1)
    words = {name: form.format(days=spoken, **facts) for name, form in WORDS[kind].items()}
    view = {"sample": sample, "days": spoken, "items": items, "url": url, "preheader": words["text"], **words}
    return Letter(period, STAFF, kind, words["subject"], *render(STAFF, "pemberitahuan", view))
