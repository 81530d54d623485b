"""Evaluations for tests: say what matters, the rest is plausible, adds up, and is grouped by the real criteria."""

from __future__ import annotations

import re
import shutil
import subprocess
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pandas as pd
import pytest

from include.letters.document import LibrariesMissing, load_weasyprint
from include.rulebook import criteria
from include.sla import appraisal, evaluation
from include.sla.appraisal import REGENCY, Evaluation, Figures
from include.sla.period import Period
from include.sla.ranking import interval
from include.sla.week import WIB

PERIOD = Period.parse("2026-01-01..2026-10-31")
SUMMED = ("received", "archived", "rejected", "total", "met", "counted", "ratings")


def an_agency(name: str = "Dinas Anu", met: int = 19, counted: int = 20, **other: Any) -> Figures:
    """Twenty reports, nineteen of them answered, the last on 30 October, unless told otherwise."""
    low, high = interval(met, counted) or (None, None)
    plain = {"received": 20, "archived": 0, "rejected": 0, "ratings": 0, "mean_rating": None}
    shares = {"followed_up_share": 0.95, "closed_share": 0.5, "response_rate": 0.9, "resolution_rate": 0.8}
    days = {"response_mean_days": 2.25, "response_median_days": 2.0, "resolution_mean_days": 8.0}
    figures = dict.fromkeys(evaluation.EVALUATIONS) | plain | shares | days | other
    return figures | {
        "agency_id": name.lower().replace(" ", "-"),
        "agency_name": name,
        "total": figures["received"] - figures["archived"] - figures["rejected"],
        "met": met,
        "counted": counted,
        "rate": met / counted if counted else None,
        "low": low,
        "high": high,
        "active": other.get("active", True),
        "last_follow_up_on": other.get("last_follow_up_on", date(2026, 10, 30)),
    }


def an_idle_agency(name: str) -> Figures:
    nothing = dict.fromkeys(("followed_up_share", "closed_share", "response_rate", "resolution_rate"))
    days = dict.fromkeys(("response_mean_days", "response_median_days", "resolution_mean_days"))
    return an_agency(name, 0, 0, received=0, **nothing, **days, active=False, last_follow_up_on=None)


def an_evaluation(*agencies: Figures, **other: Any) -> Evaluation:
    """Of these agencies, and of all of them together."""
    rows = pd.DataFrame(list(agencies)).astype(evaluation.EVALUATIONS)
    evidence = evaluation.judge(rows, criteria.load())
    sums = {name: sum(agency[name] for agency in agencies) for name in SUMMED}
    regency = an_agency(REGENCY, **sums) | sums
    plain = Evaluation(
        asked=PERIOD,
        period=PERIOD,
        agencies=appraisal.assemble(rows, evidence, evaluation.group(rows, evidence)),
        regency=regency,
        coordinator_id="diskominfosantik",
        articles="Permen PANRB 62/2018",
        unclassified=0,
        clocks=60,
        observed=0,
        provisional=0,
        known_at=datetime(2026, 11, 2, 5, 30, tzinfo=WIB),
        rulebook_version="2026.1",
        calendar_version="2026.2",
        criteria_version="2026.3",
    )
    return appraisal.seal(replace(plain, **other))


def require_drawing() -> None:
    """Skip the test where no PDF can be drawn, or none can be read again."""
    try:
        load_weasyprint()
    except LibrariesMissing as error:
        pytest.skip(str(error))
    if shutil.which("pdftotext") is None:
        pytest.skip("There is no pdftotext: apt-get install poppler-utils")


def read_pdf(content: bytes, *options: str) -> str:
    """The words of a PDF in the order of reading, on one line; what stands in its margins, too. `-raw`: as drawn."""
    command = ["pdftotext", *options, "-", "-"]
    told = subprocess.run(command, input=content, capture_output=True, check=True).stdout.decode()
    return re.sub(r"\s+", " ", told)
