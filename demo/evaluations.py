"""A made-up year of the regency, for the example of an evaluation: each agency as in its sample week, forty times."""

from __future__ import annotations

from typing import Any

import pandas as pd

from demo.scorecards import ARTICLE, COORDINATOR, KNOWN_AT, all_agencies
from include.rulebook import criteria
from include.sla import appraisal, evaluation
from include.sla.appraisal import REGENCY, Evaluation, Figures
from include.sla.period import Period
from include.sla.ranking import interval
from include.sla.scorecards import Scorecard
from include.sla.tables import NATIONAL

PERIOD = Period.parse("2026-01-01..2026-11-15")
WEEKS = 40
SUMMED = ("received", "archived", "rejected", "total", "met", "counted", "ratings")


def a_year() -> Evaluation:
    """Every agency of the register, judged by the criteria of the rulebook."""
    figures = [evaluate(card) for card in all_agencies()]
    rows = pd.DataFrame(figures).astype(evaluation.EVALUATIONS)
    evidence = evaluation.judge(rows, criteria.load())
    told = Evaluation(
        asked=PERIOD, period=PERIOD, agencies=appraisal.assemble(rows, evidence, evaluation.group(rows, evidence)),
        regency=sum_up(figures), coordinator_id=COORDINATOR, articles=ARTICLE, unclassified=WEEKS, clocks=9_000,
        observed=2_400, provisional=0, known_at=KNOWN_AT, rulebook_version="2026.1",
        calendar_version="2026.2", criteria_version="2026.3",
    )  # fmt: skip
    return appraisal.seal(told)


def evaluate(card: Scorecard) -> Figures:
    lines = [line for line in card.lines if line.policy == NATIONAL]
    met, counted = (WEEKS * sum(getattr(line, name) for line in lines) for name in ("met", "counted"))
    low, high = interval(met, counted) or (None, None)
    rates = {f"{line.stage}_rate": line.rate for line in lines}
    days = {f"{line.stage}_mean_days": line.mean_days for line in lines}
    medians = {f"{line.stage}_median_days": line.median_days for line in lines}
    known = dict.fromkeys(evaluation.EVALUATIONS) | rates | days | medians | share(card)
    figures: dict[str, Any] = {name: known.get(name) for name in evaluation.EVALUATIONS}
    return figures | {
        "agency_id": card.agency_id, "agency_name": card.agency_name, "met": met, "counted": counted,
        "rate": met / counted if counted else None, "low": low, "high": high, "active": card.active,
        "last_follow_up_on": card.last_follow_up_on, "mean_rating": card.mean_rating,
    }  # fmt: skip


def share(card: Scorecard) -> dict[str, Any]:
    counts = {name: WEEKS * getattr(card, name) for name in ("received", "archived", "rejected", "total", "ratings")}
    total = card.total or None
    return counts | {
        "followed_up_share": total and card.followed_up / total,
        "closed_share": total and card.closed / total,
    }


def sum_up(agencies: list[Figures]) -> Figures:
    """All of them as if they were one."""
    sums = {name: sum(figures[name] for figures in agencies) for name in SUMMED}
    low, high = interval(sums["met"], sums["counted"]) or (None, None)
    last = max(figures["last_follow_up_on"] for figures in agencies if figures["last_follow_up_on"])
    return dict.fromkeys(evaluation.EVALUATIONS) | sums | {
        "agency_id": REGENCY, "agency_name": REGENCY, "rate": sums["met"] / sums["counted"], "low": low, "high": high,
        "active": True, "last_follow_up_on": last,
    }  # fmt: skip
