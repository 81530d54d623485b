"""A made-up year of the regency, for the example of an evaluation: each agency as in its sample week, forty times."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pandas as pd

from demo.scorecards import COORDINATOR, KNOWN_AT, all_agencies
from include.rulebook import criteria, deadlines
from include.sla import appraisal, evaluation
from include.sla.appraisal import REGENCY, Evaluation, Figures
from include.sla.evaluation import SHARES
from include.sla.period import Period
from include.sla.ranking import interval
from include.sla.scorecards import Scorecard, unite
from include.sla.tables import NATIONAL, STAGES

PERIOD = Period.parse("2026-01-01..2026-11-15")
WEEKS = 40
SUMMED = [name for name, kind in evaluation.EVALUATIONS.items() if kind == "int64"]


def a_year() -> Evaluation:
    """Every agency of the register, judged by the criteria of the rulebook, and what lies with none of them."""
    figures = [evaluate(card) for card in all_agencies()]
    elsewhere = (
        complete("nobody", received=9, total=9, resolution_counted=2),
        complete("UNMAPPED", received=17, total=17, followed_up=11, closed=4, response_counted=12, response_met=9),
    )
    rows = pd.DataFrame(figures).astype(evaluation.EVALUATIONS)
    evidence = evaluation.judge(rows, criteria.load())
    told = Evaluation(
        asked=PERIOD, period=PERIOD, agencies=appraisal.assemble(rows, evidence, evaluation.group(rows, evidence)),
        elsewhere=elsewhere, regency=sum_up([*figures, *elsewhere]), coordinator_id=COORDINATOR, articles=cite(),
        unclassified=WEEKS, clocks=9_000, observed=2_400, provisional=0, known_at=KNOWN_AT, rulebook_version="2026.1",
        calendar_version="2026.2", criteria_version="2026.3",
    )  # fmt: skip
    return appraisal.seal(told)


def cite() -> str:
    """What the rulebook's national limits rest on."""
    limits = deadlines.load()
    return unite(limits[limits["policy"] == NATIONAL]["article"])


def evaluate(card: Scorecard) -> Figures:
    lines = {line.stage: line for line in card.lines if line.policy == NATIONAL}
    told: Figures = {"waiting": WEEKS * lines["response"].overdue}
    for stage, line in lines.items():
        told |= {f"{stage}_{name}": WEEKS * getattr(line, name) for name in ("met", "counted")}
        told |= {f"{stage}_{name}": getattr(line, name) for name in ("mean_days", "median_days")}
    for name in ("received", "archived", "rejected", "total", "followed_up", "closed", "ratings"):
        told[name] = WEEKS * getattr(card, name)
    known = {name: getattr(card, name) for name in ("mean_rating", "last_follow_up_on", "active")}
    return complete(card.agency_id, card.agency_name, **told, **known)


def complete(agency_id: str, agency_name: str = "", **known: Any) -> Figures:
    """The figures of an evaluation from its counts: what is not given is 0 or missing, and shares follow."""
    figures: Figures = dict.fromkeys(evaluation.EVALUATIONS) | dict.fromkeys(SUMMED, 0) | {"active": False}
    figures |= known
    for name in ("met", "counted"):
        figures[name] = known.get(name, sum(figures[f"{stage}_{name}"] for stage in STAGES[1:]))
    for share, (part, whole) in SHARES.items():
        figures[share] = figures[part] / figures[whole] if figures[whole] else None
    low, high = interval(figures["met"], figures["counted"]) or (None, None)
    return figures | {"agency_id": agency_id, "agency_name": agency_name or agency_id, "low": low, "high": high}


def sum_up(everybody: Iterable[Figures]) -> Figures:
    """All of them as if they were one."""
    everybody = list(everybody)
    sums = {name: sum(figures[name] for figures in everybody) for name in SUMMED}
    last = max((on for figures in everybody if (on := figures["last_follow_up_on"])), default=None)
    return complete(REGENCY, REGENCY, **sums, last_follow_up_on=last, active=last is not None)
