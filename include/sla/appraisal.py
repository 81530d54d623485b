"""An evaluation as letters tell it, in plain values: each agency's figures and group, and the criteria beside them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any

import pandas as pd

from include.sla.evaluation import EVALUATIONS
from include.sla.period import Period
from include.sla.scorecards import pick, rows

REGENCY = "kabupaten"  # stands for all agencies together

Figures = dict[str, Any]  # by the columns of EVALUATIONS; None where one is missing


@dataclass(frozen=True)
class Verdict:
    """One criterion, and whether the agency's figure meets it; see evaluation.EVIDENCE."""

    group: str
    measure: str
    comparison: str
    threshold: float
    value: float | None
    met: bool
    source: str
    certainty: str


@dataclass(frozen=True)
class Appraisal:
    """One agency's period."""

    figures: Figures
    group: str  # very_active | fair | not_yet_maximal | too_few
    verdicts: tuple[Verdict, ...]  # in the order of the rulebook's criteria


@dataclass(frozen=True)
class Evaluation:
    """All agencies of the register in one period; no personal data."""

    asked: Period
    period: Period  # the days of it that were evaluated: up to the newest export
    agencies: tuple[Appraisal, ...]  # at least one
    regency: Figures  # of these agencies as if they were one
    coordinator_id: str  # on the last day; answers for verification, and for what nobody has been given yet
    articles: str  # what the limits rest on, joined by "; "
    unclassified: int  # bare "Pengaduan", counted as tidak berkadar pengawasan
    clocks: int  # of these agencies, under the national policy
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
    verdicts = evidence.groupby("agency_id")
    return tuple(
        Appraisal(figures, str(groups[figures["agency_id"]]), pick(verdicts, figures["agency_id"], Verdict))
        for figures in rows(evaluations, list(EVALUATIONS))
    )


def as_one(frame: pd.DataFrame, agency_ids: Collection[str]) -> pd.DataFrame:
    """Clocks, tickets or events with REGENCY in the place of these agencies, and of nobody."""
    ours = frame["agency_id"].isin([*agency_ids, ""])
    return frame.assign(agency_id=frame["agency_id"].where(~ours, REGENCY))


def seal(evaluation: Evaluation) -> Evaluation:
    """The evaluation with its fingerprint: twelve hex digits that change with anything it says."""
    content = asdict(evaluation) | {"fingerprint": ""}
    canonical = json.dumps(content, default=str, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return replace(evaluation, fingerprint=hashlib.sha256(canonical.encode()).hexdigest()[:12])
