"""What the approver of a week's letters reads: how many, what has changed, who waits, and a link to each."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from include.letters.indonesian import percent, span
from include.letters.wording import REPORTS, empty, headline
from include.sla.scorecards import FEWEST_COUNTED, Scorecard
from include.sla.week import Week

MOST_CHANGED = 5  # agencies named
OVERVIEW = "Ikhtisar seluruh perangkat daerah"
LIVE = re.compile(r"([\\`*_\[\]<>|#!~])")  # what Markdown reads as more than text


@dataclass(frozen=True)
class Proposed:
    """A letter that waits: to which office, with how many copies, and where it can be read.

    `card` is what it tells; None is the leadership's.
    """

    agency: str
    office: str
    card: Scorecard | None
    copies: int
    domain: str  # of its mailbox, where letters do not usually go; else empty
    url: str

    @property
    def news(self) -> str:
        return OVERVIEW if self.card is None else headline(self.card)

    @property
    def quiet(self) -> bool:
        return self.card is not None and empty(self.card)


@dataclass(frozen=True)
class Waiting:
    """An agency whose letter does not leave, and why."""

    agency: str
    reason: str


@dataclass(frozen=True)
class Change:
    """The share of responses in time, against the week before; `size` is the difference of the shares."""

    agency: str
    before: str
    now: str
    size: float


def write_request(
    week: Week,
    proposed: Sequence[Proposed],
    held: Sequence[Waiting],
    suppressed: Sequence[Waiting],
    cards: Iterable[Scorecard],
    remarks: Sequence[str] = (),
) -> tuple[str, str]:
    """Subject, and body in Markdown; `remarks` are what the approver should know besides."""
    changes = sorted(compare(cards), key=lambda change: (-abs(change.size), change.agency))
    view = {
        "days": span(week),
        "proposed": proposed,
        "busy": sorted((one for one in proposed if not one.quiet), key=lambda one: one.card is not None),
        "quiet": [one for one in proposed if one.quiet],
        "held": held,
        "suppressed": suppressed,
        "unusual": [one for one in proposed if one.domain],
        "better": sum(change.size > 0 for change in changes),
        "worse": sum(change.size < 0 for change in changes),
        "same": sum(change.size == 0 for change in changes),
        "most": [change for change in changes if change.size][:MOST_CHANGED],
        "remarks": remarks,
    }
    template = _environment().get_template("persetujuan.md.j2")
    module = template.make_module(view)
    return str(module.subject).strip(), re.sub(r"\n{3,}", "\n\n", template.render(view)).strip()  # type: ignore[attr-defined]  # a variable of the template


def compare(cards: Iterable[Scorecard]) -> Iterable[Change]:
    """The agencies whose rate is told in both weeks."""
    for card in cards:
        line = card.line("response")
        if line and line.rate is not None and min(line.counted, line.previous_counted) >= FEWEST_COUNTED:
            before = percent(line.previous_met, line.previous_counted)
            size = line.rate - line.previous_met / line.previous_counted
            yield Change(card.agency_name, before, percent(line.met, line.counted), size)


@cache
def _environment() -> Environment:
    environment = Environment(
        autoescape=False,  # noqa: S701 - Markdown, in which `plain` escapes what comes from elsewhere
        undefined=StrictUndefined,
        loader=FileSystemLoader(REPORTS / "templates"),
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["plain"] = _plain
    return environment


def _plain(text: str) -> str:
    return LIVE.sub(r"\\\1", " ".join(text.split()))
