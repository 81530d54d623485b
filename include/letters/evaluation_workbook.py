"""The workbook that comes with an evaluation: every agency's figures, the evidence of its group, and what they mean."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC
from io import BytesIO
from typing import Any

from xlsxwriter import Workbook

from include.letters.evaluation_wording import group_of, notes, reason_of
from include.letters.evidence import WORDS, enough, write_cell, write_criterion
from include.letters.sheets import FORMS, Cell, Sheet
from include.letters.wording import capital, name_period
from include.letters.workbook import NOTHING, OPTIONS, Values
from include.sla.appraisal import Appraisal, Evaluation, Figures, Verdict
from include.sla.evaluation import GROUPED, OF, OUTSIDE

COLUMNS = WORDS["columns"]
LOOKS = {**FORMS["looks"], **WORDS["looks"]}
OF_FORM = {"share": "rate", "days": "decimal", "rating": "decimal"}


def write_workbook(evaluation: Evaluation, sample: bool) -> bytes:
    """An .xlsx file; the same evaluation, which has been checked, gives the same bytes.

    `sample` marks each sheet as made-up data.
    """
    content = BytesIO()
    with Workbook(content, OPTIONS) as book:
        created = evaluation.known_at.astimezone(UTC).replace(tzinfo=None)
        book.set_properties({"title": _name(evaluation), "author": FORMS["author"], "created": created})
        looks = {name: book.add_format({**FORMS["base"], **look}) for name, look in LOOKS.items()}
        for name, fill in SHEETS.items():
            sheet = Sheet(book, WORDS["sheets"][name], looks, COLUMNS[name])
            sheet.across(WORDS["title"], "title")
            sheet.across(_period(evaluation), "period")
            if sample:
                sheet.across(FORMS["sample"], "sample")
            fill(sheet, evaluation)
            sheet.set_for_print(_name(evaluation))
    return content.getvalue()


def _name(evaluation: Evaluation) -> str:
    return f"{WORDS['title']} {_period(evaluation)}"


def _period(evaluation: Evaluation) -> str:
    return str(WORDS["period"].format(period=name_period(str(evaluation.period))))


def _fill_agencies(sheet: Sheet, evaluation: Evaluation) -> None:
    others = [_figures(figures, "elsewhere", WORDS["elsewhere"]["names"]) for figures in evaluation.elsewhere]
    sheet.table(COLUMNS["agencies"], [*map(_agency, evaluation.agencies), *others])
    sheet.row += 1
    sheet.rows(COLUMNS["agencies"], [_figures(evaluation.regency, "whole", WORDS["elsewhere"]["names"])])


def _agency(agency: Appraisal) -> Values:
    reason = WORDS["reasons"][reason_of(agency)] if agency.group in OUTSIDE else None
    return _figures(agency.figures, group_of(agency), {}) | {"reason": reason}


def _figures(figures: Figures, group: str, names: Mapping[str, str]) -> Values:
    """All columns; no percentage of fewer than five, whose counts stand beside it."""
    few = {measure: NOTHING for measure in OF if not enough(figures, measure)}
    return (
        figures
        | few
        | {
            "agency_name": names.get(figures["agency_id"], figures["agency_name"]),
            "group": _group(group),
            "reason": None,
            "active": _yes(figures["active"]),
        }
    )


def _group(group: str) -> Cell:
    return Cell(WORDS["group_names"][group], WORDS["group_looks"][group])


def _fill_evidence(sheet: Sheet, evaluation: Evaluation) -> None:
    rows = (_verdict(agency, verdict) for agency in evaluation.agencies for verdict in agency.verdicts)
    sheet.table(COLUMNS["evidence"], rows)


def _verdict(agency: Appraisal, verdict: Verdict) -> Values:
    form = WORDS["measures"][verdict.measure]["form"]
    return {
        "agency_name": agency.figures["agency_name"],
        "agency_group": _group(group_of(agency)),
        "group": WORDS["groups"][verdict.group],
        "measure": capital(WORDS["measures"][verdict.measure]["name"]),
        "comparison": WORDS["comparisons"][verdict.comparison],
        "threshold": Cell(_yes(verdict.threshold), "text") if form == "yes" else Cell(verdict.threshold, OF_FORM[form]),
        "value": _value(agency.figures, verdict.measure, form),
        "met": _yes(verdict.met if agency.group in GROUPED else None) or WORDS["answers"]["undecided"],
        "criterion": capital(write_criterion(verdict)),
        "source": verdict.source,
        "certainty": WORDS["certainties"][verdict.certainty],
    }


def _value(figures: Figures, measure: str, form: str) -> Cell:
    if form == "yes" or (figures[measure] is not None and not enough(figures, measure)):
        return Cell(_yes(figures[measure]) if form == "yes" else write_cell(figures, measure), "text")
    return Cell(figures[measure], OF_FORM[form])


def _yes(value: Any) -> str | None:
    return None if value is None else str(WORDS["answers"]["yes" if value else "no"])


def _fill_meanings(sheet: Sheet, evaluation: Evaluation) -> None:
    for name in ("agencies", "evidence"):
        sheet.row += 1
        sheet.across(WORDS["headings"][name], "heading")
        sheet.rows(COLUMNS["meanings"], _meanings(name))
    sheet.row += 1
    sheet.across(WORDS["headings"]["notes"], "heading")
    for note in notes(evaluation):
        sheet.across(note, "text")


def _meanings(name: str) -> Iterator[Values]:
    for column in COLUMNS[name].values():
        yield {"name": column["head"], "meaning": column["meaning"]}


SHEETS = {"agencies": _fill_agencies, "evidence": _fill_evidence, "meanings": _fill_meanings}
