"""A scorecard: one agency's week, and the figures it is judged by."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass, fields, replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any, TypeVar, cast

from include.sla.tables import NATIONAL, STAGES, ScorecardFrames
from include.sla.week import Week

if TYPE_CHECKING:
    import pandas as pd

FEWEST_COUNTED = 5  # decided clocks; of fewer there are counts, but neither rate nor place
FEWEST_RATINGS = 5  # of fewer the mean says more of who rated than of the agency
DAYS_ACTIVE = 30  # calendar days
COUNTED = ("met", "late", "overdue")  # outcomes that a rate counts

T = TypeVar("T")


@dataclass(frozen=True)
class Line:
    """One stage under one policy: where its clocks stood when the week ended.

    Counted are the clocks that were open at some moment of the week; `total` is their number, less those
    passed on in time (`transferred`) and those archived or rejected (`withdrawn`).
    """

    stage: str  # verification | response | resolution
    policy: str  # national | regency
    fewest_days: int  # the limit; where it differs by class or by rule, the shortest
    most_days: int  # and the longest
    unit: str  # working | calendar; both, joined by "; ", where they differ
    article: str  # what the limits rest on, joined by "; "
    met: int  # stopped in the week, in time
    late: int  # stopped in the week, after the due date
    overdue: int  # still open, after the due date
    running: int  # still open, within the limit
    undecided: int  # known only to lie in an interval that the due date cuts
    transferred: int
    withdrawn: int
    median_days: float | None  # working days, start to stop, of those stopped in the week
    mean_days: float | None  # of the same
    previous_met: int  # the same line a week earlier
    previous_counted: int

    @property
    def breached(self) -> int:
        return self.late + self.overdue

    @property
    def counted(self) -> int:
        """The denominator of the rate."""
        return self.met + self.breached

    @property
    def total(self) -> int:
        return self.counted + self.running + self.undecided

    @property
    def rate(self) -> float | None:
        """Share in time, 0..1; None when nothing is decided."""
        return self.met / self.counted if self.counted else None

    @property
    def interval(self) -> tuple[float, float] | None:
        """The 95 % Wilson interval of the rate; None when nothing is decided."""
        from include.sla.ranking import interval  # here, for it loads pandas, which the mailroom does without

        return interval(self.met, self.counted)


@dataclass(frozen=True)
class Listed:
    """One ticket in a list of the scorecard: late, falling due, or another one that its lines count."""

    ticket_id: str
    stage: str
    category: str  # empty when the ticket is confidential
    district: str  # empty when the ticket is confidential or the district would give it away
    confidential: bool
    started_on: date
    due_on: date
    stopped_on: date | None  # None while it is open
    days_late: int  # working days after the due date; 0 when it is not late
    days_allowed: int
    unit: str
    article: str
    observed: bool  # rests on times observed between two exports
    provisional: bool  # due on a day whose holidays are not decreed yet
    outcome: str  # see tables.OUTCOMES
    explanation: str = ""  # of a late one that a letter shows: see accounts.write


@dataclass(frozen=True)
class Earlier:
    """How the responses stood in an earlier week, under the national policy: as told, where it was told."""

    week: Week
    met: int
    counted: int


@dataclass(frozen=True)
class Correction:
    """A clock that the week before, as it was told, counts otherwise by now."""

    ticket_id: str
    stage: str
    was: str  # outcome as told; empty when the clock was not there
    became: str  # outcome by now; empty when the clock is no longer there
    reason: str  # see differences.REASONS


@dataclass(frozen=True)
class Gathering:
    """A kecamatan or category of which the regency got many tickets in four weeks, and in the four before."""

    what: str  # district | category
    name: str
    received: int
    before: int


@dataclass(frozen=True)
class Scorecard:
    """Everything a letter says; no personal data."""

    week: Week
    agency_id: str
    agency_name: str
    received: int  # in the week
    archived: int  # of those
    rejected: int  # of those
    followed_up: int  # of those that are neither archived nor rejected: in progress or closed
    closed: int  # of those: closed
    lines: tuple[Line, ...]
    late: tuple[Listed, ...]  # worst first, open before answered
    upcoming: tuple[Listed, ...]  # due within five working days after the week, soonest first
    other: tuple[Listed, ...]  # all others on the lines of the national policy
    earlier: tuple[Earlier, ...]  # seven weeks back to the one before, and the one a year ago first
    corrections: tuple[Correction, ...]  # of the week before, under the national policy
    unclassified: int  # bare "Pengaduan", counted as tidak berkadar pengawasan
    observed: int  # clocks on the lines that rest on observed times
    provisional: int  # clocks on the lines that are due on days whose holidays are not decreed yet
    ratings: int  # 1..5, by citizens, of the tickets closed in the week
    mean_rating: float | None  # None for fewer than FEWEST_RATINGS
    last_follow_up_on: date | None  # of the agency's follow-ups seen by the week's end, the latest
    follow_ups: int  # of the agency's, seen in the week
    place: int | None  # by the responses, among the agencies of its group; None for fewer than FEWEST_COUNTED
    peers: int | None  # of its group, those with a place
    known_at: datetime  # generation time of the newest export
    rulebook_version: str
    calendar_version: str
    fingerprint: str  # of the figures and lists above

    @property
    def total(self) -> int:
        return self.received - self.archived - self.rejected

    @property
    def active(self) -> bool:
        """Whether a follow-up was seen within the 30 days that end with the week."""
        since = self.week.sunday - timedelta(days=DAYS_ACTIVE)
        return self.last_follow_up_on is not None and self.last_follow_up_on > since

    @property
    def previous(self) -> tuple[int, int]:
        """Met and counted of the responses of the week before, as told and corrected since."""
        line, changes = self.line("response"), [row for row in self.corrections if row.stage == "response"]
        met = sum((row.became == "met") - (row.was == "met") for row in changes)
        counted = sum((row.became in COUNTED) - (row.was in COUNTED) for row in changes)
        return (line.previous_met + met, line.previous_counted + counted) if line else (met, counted)

    def line(self, stage: str, policy: str = NATIONAL) -> Line | None:
        return next((line for line in self.lines if (line.stage, line.policy) == (stage, policy)), None)

    def articles(self, policy: str) -> str:
        """What the limits of that policy rest on; empty when no line is judged by it."""
        return unite(line.article for line in self.lines if line.policy == policy)


def unite(words: Iterable[str]) -> str:
    """Each of these once, in alphabetical order, joined by "; ", as each may itself be joined."""
    return "; ".join(sorted({word for joined in words for word in joined.split("; ")}))


def assemble(frames: ScorecardFrames) -> list[Scorecard]:
    """The scorecards that these frames hold, in their order."""
    told = [field.name for field in fields(Scorecard) if field.name in frames.scorecards]
    lines, listed = pick(frames.lines, ["agency_id"], Line), pick(frames.tickets, ["agency_id", "list"], Listed)
    national = frames.corrections[frames.corrections["policy"] == NATIONAL]
    weeks = frames.weeks.assign(week=frames.weeks["of_week"].map(Week.parse))
    earlier, corrections = pick(weeks, ["agency_id"], Earlier), pick(national, ["agency_id"], Correction)
    return [
        Scorecard(
            **{name: value for name, value in card.items() if name != "week"},
            week=Week.parse(card["week"]),
            lines=tuple(sorted(lines.get(mine, ()), key=in_order)),
            late=listed.get((*mine, "late"), ()),
            upcoming=listed.get((*mine, "upcoming"), ()),
            other=listed.get((*mine, "other"), ()),
            earlier=earlier.get(mine, ()),
            corrections=corrections.get(mine, ()),
        )
        for card in rows(frames.scorecards, told)
        for mine in [(card["agency_id"],)]
    ]


def in_order(line: Line) -> tuple[str, int]:
    """Of a line among those of its scorecard, whatever order a table has them in: a fingerprint tells orders apart."""
    return line.policy, STAGES.index(line.stage)


def gather(frames: ScorecardFrames) -> list[Gathering]:
    """Where the regency's tickets gather, the most first."""
    return [Gathering(**row) for row in rows(frames.gatherings, [field.name for field in fields(Gathering)])]


def pick(frame: pd.DataFrame, by: Sequence[str], kind: Callable[..., T]) -> dict[tuple[Any, ...], tuple[T, ...]]:
    """The rows in their order, each as one of that dataclass, by what stands in these columns."""
    found = defaultdict[tuple[Any, ...], list[T]](list)
    names = [field.name for field in fields(cast("Any", kind))]
    for row, *key in zip(rows(frame, names), *(frame[name] for name in by), strict=True):
        found[*key,].append(kind(**row))
    return {key: tuple(those) for key, those in found.items()}


def rows(frame: pd.DataFrame, names: list[str]) -> list[dict[str, Any]]:
    """Plain values: days as dates, moments aware, None where one is missing."""
    columns = {name: plain(frame[name]) for name in names}
    return [dict(zip(columns, values, strict=True)) for values in zip(*columns.values(), strict=True)]


def plain(column: pd.Series[Any]) -> list[Any]:
    values = column.astype(object).where(column.notna(), None)
    if column.dtype.kind != "M":
        return list(values)
    aware = column.dt.tz is not None
    return [value and (value.to_pydatetime() if aware else value.date()) for value in values]


def seal(frames: ScorecardFrames) -> ScorecardFrames:
    """The frames with each scorecard's fingerprint: a hash of all it says."""
    marks = [fingerprint(scorecard) for scorecard in assemble(frames)]
    return replace(frames, scorecards=frames.scorecards.assign(fingerprint=marks))


def fingerprint(scorecard: Scorecard) -> str:
    """Twelve hex digits that change with any figure, list or rule of the scorecard."""
    content = asdict(scorecard) | {"fingerprint": ""}
    canonical = json.dumps(content, default=str, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()[:12]
