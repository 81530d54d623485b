"""The letter to the regency's leadership about a whole period: "Evaluasi periode", with its PDF and its workbook."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from typing import Any

from include.letters import evidence
from include.letters.document import write_document
from include.letters.evaluation_wording import (
    busy,
    describe_outside,
    elsewhere,
    facts,
    headline,
    notes,
    preheader,
    subject,
    unfinished,
)  # fmt: skip
from include.letters.evaluation_workbook import write_workbook
from include.letters.evidence import WORDS
from include.letters.figures import FiguresDisagree
from include.letters.letter import PDF, XLSX, Attachment, Letter
from include.letters.overview_letter import READERS
from include.letters.rendering import render, render_page
from include.letters.wording import name_period
from include.sla.appraisal import Appraisal, Evaluation
from include.sla.evaluation import FAIR, GROUPED, NOT_YET_MAXIMAL, NOTHING_WAITS, OUTSIDE, SHARES, TOO_FEW, VERY_ACTIVE
from include.sla.scorecards import FEWEST_COUNTED

KIND = "evaluasi"
COUNTS = dict.fromkeys(chain.from_iterable(SHARES.values()))
SUMMED = ("received", "archived", "rejected", *COUNTS, "waiting", "ratings")
LOOKS = {VERY_ACTIVE: "good", FAIR: "fair", NOT_YET_MAXIMAL: "poor", "outside": "few"}  # classes of the style sheets


def write_evaluation_letter(evaluation: Evaluation, sample: bool, printed: bool = True) -> Letter:
    """The letter with its workbook and, unless it is not `printed`, its PDF, each from the same figures.

    `sample` marks all of them as made-up data. FiguresDisagree when they do not add up, or when HTML and text do not
    say the same; LibrariesMissing where no PDF can be drawn.
    """
    check(evaluation)
    view = look_at(evaluation, sample)
    name = f"{KIND}-{evaluation.period.first}-sd-{evaluation.period.last}"
    files: tuple[Attachment, ...] = (Attachment(f"{name}.xlsx", XLSX, write_workbook(evaluation, sample)),)
    if printed:
        files = (Attachment(f"{name}.pdf", PDF, write_document(render_page(f"{KIND}.pdf.j2", view))), *files)
    told = render(READERS, KIND, view)
    return Letter(str(evaluation.period), READERS, KIND, subject(evaluation, sample), *told, files)


def check(evaluation: Evaluation) -> None:
    """FiguresDisagree when an agency stands twice, a sum is none, or a group is not that of its figures."""
    for promise, holds in (*sums(evaluation), *chain.from_iterable(map(promises, evaluation.agencies))):
        if not holds:
            raise FiguresDisagree(READERS, str(evaluation.period), promise)


def sums(evaluation: Evaluation) -> Iterator[tuple[str, bool]]:
    everybody = [*(agency.figures for agency in evaluation.agencies), *evaluation.elsewhere]
    ids = [figures["agency_id"] for figures in everybody]
    yield "each agency stands once", len({*ids}) == len(ids)
    for name in SUMMED:
        whole = sum(figures[name] for figures in everybody)
        yield f"{name} of the regency is that of its agencies and of those elsewhere", whole == evaluation.regency[name]


def promises(agency: Appraisal) -> Iterator[tuple[str, bool]]:
    figures, agency_id = agency.figures, agency.figures["agency_id"]
    few = max(figures["counted"], figures["verification_counted"]) < FEWEST_COUNTED
    silent = not figures["active"] and not figures["waiting"]
    yield f"{agency_id} is in a group if enough is counted", (agency.group == TOO_FEW) == few
    yield f"{agency_id} is in no group for want of reports only if none waits", agency.group != NOTHING_WAITS or silent
    told = all(verdict.value == figures[verdict.measure] for verdict in agency.verdicts)
    yield f"the evidence of {agency_id} is of its figures", told
    for share, (part, whole) in SHARES.items():
        yield f"{share} of {agency_id} is of at most all", 0 <= figures[part] <= figures[whole]


def look_at(evaluation: Evaluation, sample: bool) -> dict[str, Any]:
    """What the templates show."""
    outside = [agency for group in OUTSIDE for agency in members(evaluation, group)]
    groups = [(group, members(evaluation, group)) for group in GROUPED]
    everyone = [*groups, ("outside", sorted(filter(busy, outside), key=place))]
    return {
        "evaluation": evaluation,
        "sample": sample,
        "title": WORDS["title"],
        "subject": subject(evaluation, sample),
        "period": name_period(str(evaluation.period)),
        "headline": headline(evaluation),
        "preheader": preheader(evaluation),
        "unfinished": unfinished(evaluation),
        "counts": {group: len(agencies) for group, agencies in groups} | {"outside": len(outside)},
        "groups": groups,
        "everyone": everyone,
        "table": list(WORDS["table"]),
        "outside": describe_outside(evaluation),
        "elsewhere": elsewhere(evaluation),
        "facts": facts(evaluation),
        "criteria": [(group, [v for v in evaluation.criteria if v.group == group]) for group in GROUPED],
        "notes": list(notes(evaluation)),
        "forms": WORDS,
        "looks": LOOKS,
        "tell": evidence,
    }


def members(evaluation: Evaluation, group: str) -> list[Appraisal]:
    """The agencies of this group, those that keep most of their due dates first."""
    mine = [agency for agency in evaluation.agencies if agency.group == group]
    return sorted(mine, key=place)


def place(agency: Appraisal) -> tuple[float, int, str]:
    figures = agency.figures
    return -(figures["rate"] or 0), -figures["counted"], figures["agency_name"]
