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

from demo.evaluations import complete, sum_up
from include.letters.document import LibrariesMissing, load_weasyprint
from include.rulebook import criteria
from include.sla import appraisal, evaluation
from include.sla.appraisal import Evaluation, Figures
from include.sla.period import Period
from include.sla.week import WIB

PERIOD = Period.parse("2026-01-01..2026-10-31")


def an_agency(name: str = "Dinas Anu", met: int = 19, counted: int = 20, **other: Any) -> Figures:
    """Twenty reports, nineteen of them answered, the last on 30 October, unless told otherwise."""
    plain: Figures = {
        "received": 20,
        "followed_up": 19,
        "closed": 10,
        "active": True,
        "last_follow_up_on": date(2026, 10, 30),
    }
    days = {"response_mean_days": 2.25, "response_median_days": 2.0, "resolution_mean_days": 8.0}
    stages = {"response_met": met, "response_counted": counted}
    figures = plain | days | stages | other
    total = figures["received"] - figures.get("archived", 0) - figures.get("rejected", 0)
    return complete(name.lower().replace(" ", "-"), name, **{"total": total} | figures)


def an_idle_agency(name: str) -> Figures:
    return complete(name.lower().replace(" ", "-"), name)


def an_evaluation(*agencies: Figures, elsewhere: tuple[Figures, ...] = (), **other: Any) -> Evaluation:
    """Of these agencies, of what lies with none of them, and of all of them together."""
    rows = pd.DataFrame(list(agencies)).astype(evaluation.EVALUATIONS)
    evidence = evaluation.judge(rows, criteria.load())
    plain = Evaluation(
        asked=PERIOD,
        period=PERIOD,
        agencies=appraisal.assemble(rows, evidence, evaluation.group(rows, evidence)),
        elsewhere=elsewhere,
        regency=sum_up([*agencies, *elsewhere]),
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
