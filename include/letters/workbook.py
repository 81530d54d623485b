"""The workbook that comes with an agency's weekly letter: its figures, the tickets behind them, and what words mean."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC
from io import BytesIO
from itertools import chain
from typing import Any

from xlsxwriter import Workbook

from include.letters.indonesian import span
from include.letters.notes import FINGERPRINT_SHOWN, notes
from include.letters.sheets import FORMS, Cell, Sheet, clean
from include.letters.trend import YEAR, Told, trend
from include.letters.wording import WORDS, band, capital, limit
from include.sla.scorecards import FEWEST_COUNTED, Line, Listed, Scorecard
from include.sla.week import WIB

OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
PROPERTY_LENGTH = 250  # Excel bears 255
BAR_LENGTH = 10  # columns
COLUMNS, HEADINGS = FORMS["columns"], FORMS["headings"]
NOTHING = Cell("–", "nothing")

Values = dict[str, Any]  # by column; see reports/workbook.toml


def write_workbook(card: Scorecard, sample: bool) -> bytes:
    """An .xlsx file; the same scorecard, which has been checked, gives the same bytes.

    `sample` marks each sheet as made-up data.
    """
    content = BytesIO()
    with Workbook(content, OPTIONS) as book:
        book.set_properties(_properties(card))
        looks = {name: book.add_format({**FORMS["base"], **look}) for name, look in FORMS["looks"].items()}
        for name, (columns, fill) in SHEETS.items():
            sheet = Sheet(book, FORMS["sheets"][name], looks, COLUMNS[columns])
            _open(sheet, card, sample)
            fill(sheet, card)
            sheet.set_for_print(_name(card))
    return content.getvalue()


def _properties(card: Scorecard) -> Values:
    created = card.known_at.astimezone(UTC).replace(tzinfo=None)
    return {"title": clean(_name(card))[:PROPERTY_LENGTH], "author": FORMS["author"], "created": created}


def _name(card: Scorecard) -> str:
    return str(FORMS["document"].format(agency=card.agency_name, span=span(card.week)))


def _open(sheet: Sheet, card: Scorecard, sample: bool) -> None:
    sheet.across(card.agency_name, "title")
    sheet.across(FORMS["period"].format(span=span(card.week)), "period")
    if sample:
        sheet.across(FORMS["sample"], "sample")


def _heading(sheet: Sheet, name: str) -> None:
    sheet.row += 1
    sheet.across(HEADINGS[name], "heading")


def _fill_summary(sheet: Sheet, card: Scorecard) -> None:
    order = list(WORDS["columns"])
    lines = sorted(card.lines, key=lambda line: order.index(f"{line.stage}-{line.policy}"))
    _tabulate(sheet, "lines", [_line(line) for line in lines])
    if weeks := [*_year_ago(card), *map(_week, trend(card))]:
        _tabulate(sheet, "weeks", weeks)
    _heading(sheet, "origin")
    for name, cell in _origin(card).items():
        sheet.write(Cell(FORMS["origin"][name], "label"), cell)


def _tabulate(sheet: Sheet, name: str, rows: list[Values]) -> None:
    _heading(sheet, name)
    sheet.head(COLUMNS[name])
    sheet.rows(COLUMNS[name], rows)


def _line(line: Line) -> Values:
    judged = band(line)
    return vars(line) | {
        "stage": capital(WORDS["stages"][line.stage]),
        "policy": FORMS["policies"][line.policy],
        "limit": limit(line),
        "counted": line.counted,
        "total": line.total,
        "rate": _rate(line.met, line.counted),
        "band": Cell(WORDS["bands"][judged], judged) if judged else NOTHING,
    }


def _rate(met: int, counted: int) -> float | Cell:
    return met / counted if counted >= FEWEST_COUNTED else NOTHING


def _year_ago(card: Scorecard) -> Iterator[Values]:
    for told in card.earlier:
        if told.week == card.week.shift(-YEAR):
            yield _week(Told(span(told.week), told.met, told.counted, current=False), "year_ago")


def _week(told: Told, when: str = "earlier") -> Values:
    form = FORMS["when"]["now" if told.current else when]
    rate = _rate(told.met, told.counted)
    length = 0 if isinstance(rate, Cell) else round(BAR_LENGTH * rate)
    bar = Cell(None, "bar" if length else "plain", max(length, 1))
    return vars(told) | {"week": form.format(days=told.days), "rate": rate, "bar": bar}


def _origin(card: Scorecard) -> dict[str, Cell]:
    return {
        "monday": Cell(card.week.monday, "fact_day", 3),
        "sunday": Cell(card.week.sunday, "fact_day", 3),
        "known_at": Cell(card.known_at.astimezone(WIB).replace(tzinfo=None), "fact_moment", 3),
        "rulebook_version": Cell(card.rulebook_version, "fact", 3),
        "calendar_version": Cell(card.calendar_version, "fact", 3),
        "fingerprint": Cell(card.fingerprint[:FINGERPRINT_SHOWN], "fact", 3),
    }


def _fill_tickets(sheet: Sheet, card: Scorecard) -> None:
    rows = [*card.late, *card.upcoming, *card.other]
    sheet.table(COLUMNS["tickets"], map(_ticket, rows))
    sheet.page.ignore_errors({"number_stored_as_text": f"A1:A{sheet.row}"})
    if not rows:
        sheet.across(FORMS["no_tickets"], "aside")


def _ticket(row: Listed) -> Values:
    about = Cell(FORMS["confidential"], "aside")
    late = row.outcome in ("late", "overdue")
    return vars(row) | {
        "stage": capital(WORDS["stages"][row.stage]),
        "category": about if row.confidential else row.category,
        "district": about if row.confidential else row.district,
        "unit": WORDS["units"][row.unit],
        "outcome": Cell(COLUMNS["lines"][row.outcome]["head"], FORMS["outcome_looks"][row.outcome]),
        "days_late": row.days_late if late else None,
        "observed": FORMS["mark"] * row.observed,
        "provisional": FORMS["mark"] * row.provisional,
    }


def _fill_meanings(sheet: Sheet, card: Scorecard) -> None:
    for name in ("lines", "weeks", "tickets"):
        _explain(sheet, f"{name}_meant", ((column["head"], column["meaning"]) for column in COLUMNS[name].values()))
    letters = ((term, capital(meaning)) for term, meaning in WORDS["glossary"].values())
    _explain(sheet, "words", chain(letters, FORMS["words"].items()))
    _heading(sheet, "notes")
    for note in notes(card):
        sheet.across(note, "text")


def _explain(sheet: Sheet, heading: str, meanings: Iterable[tuple[str, str]]) -> None:
    _heading(sheet, heading)
    sheet.rows(COLUMNS["meanings"], ({"name": name, "meaning": meaning} for name, meaning in meanings))


SHEETS = {
    "summary": ("lines", _fill_summary),
    "tickets": ("tickets", _fill_tickets),
    "meanings": ("meanings", _fill_meanings),
}
