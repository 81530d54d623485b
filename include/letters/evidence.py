"""What an agency's group rests on, in words: its figures, the criteria, and those that would lift it."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from fractions import Fraction
from typing import Any

from babel.dates import format_date

from include.letters.indonesian import LOCALE, NO_BREAK, number, percent
from include.letters.wording import REPORTS, capital
from include.sla.appraisal import Appraisal, Figures, Verdict
from include.sla.evaluation import FAIR, NOT_YET_MAXIMAL, OF, SHARES, VERY_ACTIVE
from include.sla.scorecards import FEWEST_COUNTED

WORDS: dict[str, Any] = tomllib.loads((REPORTS / "evaluasi.toml").read_text(encoding="utf-8"))
MOST_COUNTED = 100_000  # no share is of more
LIFTED_BY = {FAIR: (VERY_ACTIVE, False), NOT_YET_MAXIMAL: (NOT_YET_MAXIMAL, True)}  # whose criteria, met or not


def share(value: float) -> str:
    """`96,4%`, from the two counts that the rate 0..1 was divided from."""
    return percent(*Fraction(value).limit_denominator(MOST_COUNTED).as_integer_ratio())


def date_of(value: date, pattern: str = "d MMMM y") -> str:
    """`30 Oktober 2026`, on one line."""
    return str(format_date(value, pattern, locale=LOCALE)).replace(" ", NO_BREAK)


def evidence(agency: Appraisal) -> str:
    """A sentence with each figure that the criteria ask for: `Memenuhi 27 dari 28 tenggat (96,4%); …`."""
    measures = dict.fromkeys(verdict.measure for verdict in agency.verdicts)
    return capital("; ".join(filter(None, (tell(agency.figures, measure) for measure in measures)))) + "."


def tell(figures: Figures, measure: str) -> str:
    """One figure of an agency in words; empty where it is none of its tasks."""
    words, value, last = WORDS["measures"][measure], figures[measure], figures["last_follow_up_on"]
    if value is None or (measure == "active" and last is None):
        return str(words["none"])
    facts = {"value": write_value(measure, value), "last": date_of(last) if last else ""}
    return str(words["evidence"].format(**facts, **parts(figures, measure)))


def write_figure(figures: Figures, name: str) -> str:
    """`1.766`, `27 dari 28 (96,4%)`, `2,9 hari kerja`; empty where it is not known."""
    value = figures[name]
    if value is None or name not in WORDS["measures"]:
        return "" if value is None else number(value)
    told = parts(figures, name)
    return str(WORDS["forms"]["parts"].format(**told)) if told else write_value(name, value)


def write_cell(figures: Figures, name: str) -> str:
    """The figure as a table has room for it: a share alone, or of fewer than five its counts; days without a unit."""
    value = figures[name]
    if value is None or isinstance(value, date):
        return "" if value is None else date_of(value, "d MMM y")
    if name in SHARES:
        return share(value) if enough(figures, name) else WORDS["forms"]["few"].format(**parts(figures, name))
    return number(value)


def enough(figures: Figures, measure: str) -> bool:
    """Whether the share is of five or more; of fewer its counts are told, and no percentage."""
    return measure not in OF or figures[OF[measure]] >= FEWEST_COUNTED


def parts(figures: Figures, measure: str) -> dict[str, str]:
    """What the share is of, and of five and more the share; nothing for a figure that is none of two counts."""
    if measure not in SHARES:
        return {}
    part, whole = (figures[name] for name in SHARES[measure])
    of_many = WORDS["forms"]["share"].format(share=percent(part, whole)) if enough(figures, measure) else ""
    return {"part": number(part), "whole": number(whole), "share": of_many}


def write_value(measure: str, value: float) -> str:
    """The figure alone; of what is there or not, nothing."""
    form = WORDS["measures"][measure]["form"]
    if form == "yes":
        return ""
    return share(value) if form == "share" else str(WORDS["forms"][form].format(number=number(value)))


def write_criterion(verdict: Verdict, forms: dict[str, str] = WORDS["criterion"]) -> str:
    """`tenggat yang dipenuhi lebih dari 90%`."""
    words, upwards = WORDS["measures"][verdict.measure], verdict.comparison in ("at_least", "above")
    form = forms["figure" if words["form"] != "yes" else "yes" if upwards else "no"]
    return form.format(
        name=words["name"],
        comparison=WORDS["comparisons"][verdict.comparison],
        threshold=write_value(verdict.measure, verdict.threshold),
    )


def write_criteria(verdicts: Iterable[Verdict]) -> str:
    """All of these in one line."""
    return "; ".join(write_criterion(verdict) for verdict in verdicts)


def remarks(agency: Appraisal, coordinator_id: str) -> Iterator[str]:
    """Of an agency that is fair, what it lacks to be very active; of one that is not yet maximal, what makes it so; of
    the coordinator, what it is judged by."""
    if agency.group in LIFTED_BY:
        forms = WORDS["remarks"][agency.group]
        told = [each for each in agency.verdicts if (each.group, each.met) == LIFTED_BY[agency.group]]
        yield forms["form"].format(criteria="; ".join(write_criterion(verdict, forms) for verdict in told))
    if agency.figures["agency_id"] == coordinator_id:
        yield WORDS["remarks"]["coordinator"]


def write_sources(verdicts: Sequence[Verdict]) -> str:
    """What these criteria rest on, each source once, what stands in one apart from what is mere practice."""
    told = []
    for certainty, form in WORDS["certainty"].items():
        named = dict.fromkeys(verdict.source for verdict in verdicts if verdict.certainty == certainty)
        if named:
            told.append(form.format(sources="; ".join(named)))
    return " ".join(told)
