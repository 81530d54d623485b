"""The letter to the regency's leadership about a whole period: "Evaluasi periode", with its PDF and its workbook."""

from __future__ import annotations

from typing import Any

from include.letters import evidence
from include.letters.document import write_document
from include.letters.evaluation_wording import GROUPED, facts, headline, notes, preheader, subject, unfinished
from include.letters.evaluation_workbook import write_workbook
from include.letters.evidence import WORDS
from include.letters.figures import FiguresDisagree
from include.letters.letter import PDF, XLSX, Attachment, Letter
from include.letters.overview_letter import READERS
from include.letters.rendering import render, render_page
from include.letters.wording import name_period
from include.sla.appraisal import Appraisal, Evaluation
from include.sla.evaluation import FAIR, NOT_YET_MAXIMAL, TOO_FEW, VERY_ACTIVE
from include.sla.scorecards import FEWEST_COUNTED

KIND = "evaluasi"
SUMMED = ("received", "archived", "rejected", "total", "met", "counted", "ratings")
LOOKS = {VERY_ACTIVE: "good", FAIR: "fair", NOT_YET_MAXIMAL: "poor", TOO_FEW: "few"}  # classes of the style sheets


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
    ids = [agency.figures["agency_id"] for agency in evaluation.agencies]
    promises = [("each agency stands once", len({*ids}) == len(ids))]
    for name in SUMMED:
        whole = sum(agency.figures[name] for agency in evaluation.agencies)
        promises.append((f"{name} of the regency is that of its agencies", whole == evaluation.regency[name]))
    for agency_id, agency in zip(ids, evaluation.agencies, strict=True):
        few = agency.figures["counted"] < FEWEST_COUNTED
        promises.append((f"{agency_id} is in a group if enough is counted", (agency.group == TOO_FEW) == few))
        told = all(verdict.value == agency.figures[verdict.measure] for verdict in agency.verdicts)
        promises.append((f"the evidence of {agency_id} is of its figures", told))
    for promise, holds in promises:
        if not holds:
            raise FiguresDisagree(READERS, str(evaluation.period), promise)


def look_at(evaluation: Evaluation, sample: bool) -> dict[str, Any]:
    """What the templates show."""
    few = [agency for agency in evaluation.agencies if agency.group == TOO_FEW]
    return {
        "evaluation": evaluation,
        "sample": sample,
        "title": WORDS["title"],
        "subject": subject(evaluation, sample),
        "period": name_period(str(evaluation.period)),
        "headline": headline(evaluation),
        "preheader": preheader(evaluation),
        "unfinished": unfinished(evaluation),
        "counts": {group: len(members(evaluation, group)) for group in WORDS["groups"]},
        "groups": [(group, members(evaluation, group)) for group in GROUPED],
        "everyone": [(group, list(filter(busy, members(evaluation, group)))) for group in WORDS["groups"]],
        "table": list(WORDS["table"]),
        "few": sorted(agency.figures["agency_name"] for agency in few if busy(agency)),
        "idle": sorted(agency.figures["agency_name"] for agency in few if not busy(agency)),
        "facts": facts(evaluation),
        "criteria": [(group, [v for v in evaluation.criteria if v.group == group]) for group in (*GROUPED, TOO_FEW)],
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


def busy(agency: Appraisal) -> bool:
    return bool(agency.figures["received"] or agency.figures["counted"])
