"""An evaluation as letters tell it, in plain values: each agency's figures and group, and the criteria beside them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any

import numpy as np
import pandas as pd

from include.sla.differences import Look
from include.sla.evaluation import EVALUATIONS
from include.sla.period import Period
from include.sla.scorecards import pick, rows

REGENCY = "kabupaten"  # stands for all agencies together
NOBODY, ENDED, UNMAPPED = ELSEWHERE = ("nobody", "ended", "UNMAPPED")  # who had what no agency of the register has

Figures = dict[str, Any]  # by the columns of EVALUATIONS; None where one is missing


@dataclass(frozen=True)
class Verdict:
    """One criterion, and whether the agency's figure meets it; see evaluation.EVIDENCE."""

    group: str
    measure: str
    comparison: str
    threshold: float
    value: float | None
    met: bool | None  # None where the figure decides nothing
    source: str
    certainty: str


@dataclass(frozen=True)
class Appraisal:
    """One agency's period."""

    figures: Figures
    group: str  # very_active | fair | not_yet_maximal; too_few | nothing_waits
    verdicts: tuple[Verdict, ...]  # in the order of the rulebook's criteria


@dataclass(frozen=True)
class Evaluation:
    """All agencies of the register on the period's last day; no personal data."""

    asked: Period
    period: Period  # the days of it that were evaluated: up to the newest export
    agencies: tuple[Appraisal, ...]  # at least one
    elsewhere: tuple[Figures, ...]  # of ELSEWHERE, those that have any
    regency: Figures  # of all of these as if they were one agency
    coordinator_id: str  # on the last day; answers for verification
    articles: str  # what the limits rest on, joined by "; "
    unclassified: int  # bare "Pengaduan", counted as tidak berkadar pengawasan
    clocks: int  # of the regency, under the national policy
    observed: int  # of those: rest on observed times
    provisional: int  # of those: due on days whose holidays are not decreed yet
    known_at: datetime  # generation time of the newest export
    rulebook_version: str
    calendar_version: str
    criteria_version: str
    fingerprint: str = ""  # of all the above

    @property
    def whole(self) -> bool:
        """Whether all the days that were asked for have been evaluated."""
        return self.period == self.asked

    @property
    def criteria(self) -> tuple[Verdict, ...]:
        """The rulebook's; of a verdict's fields, value and met say nothing here."""
        return self.agencies[0].verdicts


def assemble(evaluations: pd.DataFrame, evidence: pd.DataFrame, groups: pd.Series[str]) -> tuple[Appraisal, ...]:
    """The agencies of EVALUATIONS in their order, each with its EVIDENCE and its group."""
    verdicts = pick(evidence, ["agency_id"], Verdict)
    return tuple(
        Appraisal(figures, str(groups[figures["agency_id"]]), verdicts.get((figures["agency_id"],), ()))
        for figures in rows(evaluations, list(EVALUATIONS))
    )


def place(look: Look, agency_ids: Collection[str], coordinator_ids: Collection[str]) -> Look:
    """What lies with none of these agencies, with one of ELSEWHERE: with nobody yet, with an agency that has ended, or
    with one that the register does not know.

    Until a report is given to somebody, its resolution is the coordinator's in a week's scorecard, and here nobody's.
    """
    standing, waiting = look.standing, look.tickets[look.tickets["agency_id"] == ""]["ticket_id"]
    unheld = (standing["stage"] == "resolution") & standing["ticket_id"].isin(waiting)
    unheld &= standing["agency_id"].isin(coordinator_ids)
    frames = look.tickets, look.events, standing.assign(agency_id=standing["agency_id"].mask(unheld, ""))
    return Look(*(frame.assign(agency_id=place_each(frame["agency_id"], agency_ids)) for frame in frames))


def place_each(column: pd.Series[str], agency_ids: Collection[str]) -> pd.Series[str]:
    kept = column.isin([*agency_ids, UNMAPPED])
    words = np.select([kept, column == ""], [column, NOBODY], ENDED)
    return pd.Series(words, column.index, dtype="str")


def as_one(look: Look) -> Look:
    """The same with REGENCY in the place of everybody."""
    return Look(*(frame.assign(agency_id=REGENCY) for frame in (look.tickets, look.events, look.standing)))


def seal(evaluation: Evaluation) -> Evaluation:
    """The evaluation with its fingerprint: twelve hex digits that change with anything it says."""
    content = asdict(evaluation) | {"fingerprint": ""}
    canonical = json.dumps(content, default=str, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return replace(evaluation, fingerprint=hashlib.sha256(canonical.encode()).hexdigest()[:12])
