"""An evaluation's sentences: the headline, the subject, how far the period goes, and what a reader must know."""

from __future__ import annotations

import re
from collections.abc import Iterator

from include.letters.evidence import WORDS, tell, write_figure
from include.letters.indonesian import NO_BREAK, day, moment, number
from include.letters.wording import WORDS as SHARED
from include.letters.wording import amount, listing, name_period
from include.sla.appraisal import Appraisal, Evaluation
from include.sla.evaluation import GROUPED, OUTSIDE

CALLED_BY = {"rules": "articles"} | {name: name for name in ("observed", "provisional", "unclassified")}


def headline(evaluation: Evaluation) -> str:
    """How many agencies are in which group, in one sentence; a figure stays on the line of what it counts."""
    forms, counts = WORDS["headline"], count(evaluation)
    counted = sum(counts.values())
    if len(counts) > 1:
        parts = [forms["part"].format(count=n, group=WORDS["groups"][group].lower()) for group, n in counts.items()]
        told = forms["some"].format(counted=counted, parts=listing(parts))
    else:
        group = WORDS["groups"][next(iter(counts))].lower() if counts else ""
        told = forms["all" if counted > 1 else "one" if counted else "none"].format(counted=counted, group=group)
    return re.sub(r"(?<=\d) ", NO_BREAK, told)


def count(evaluation: Evaluation) -> dict[str, int]:
    """The number of agencies in each of the groups that have any."""
    counts = {group: sum(agency.group == group for agency in evaluation.agencies) for group in GROUPED}
    return {group: n for group, n in counts.items() if n}


def subject(evaluation: Evaluation, sample: bool) -> str:
    forms = WORDS["subject"]
    news = [forms["part"].format(count=n, group=WORDS["groups"][g].lower()) for g, n in count(evaluation).items()]
    mark, period = forms["sample"] if sample else "", name_period(str(evaluation.period))
    return str(forms["form"].format(mark=mark, news=", ".join(news) or forms["none"], period=period))


def preheader(evaluation: Evaluation) -> str:
    """What a phone shows below the subject."""
    outside = sum(agency.group in OUTSIDE for agency in evaluation.agencies)
    kept = write_figure(evaluation.regency, "rate") or "0"
    return str(WORDS["preheader"]["form"].format(kept=kept, outside=outside))


def unfinished(evaluation: Evaluation) -> str:
    """Up to when the period is evaluated, where it is not over; else empty."""
    if evaluation.whole:
        return ""
    asked, last = name_period(str(evaluation.asked)), day(evaluation.period.last)
    return str(WORDS["unfinished"]["form"].format(asked=asked, last=last))


def notes(evaluation: Evaluation) -> Iterator[str]:
    """What a reader must know to trust the figures: the passages that they call for."""
    facts = {
        "first": day(evaluation.period.first),
        "last": day(evaluation.period.last),
        "known_at": moment(evaluation.known_at),
        "observed": number(evaluation.observed),
        "clocks": number(evaluation.clocks),
        "unclassified_first": amount(evaluation.unclassified),
        "policies": SHARED["policies"]["national"].format(articles=evaluation.articles),
        "rulebook": evaluation.rulebook_version,
        "calendar": evaluation.calendar_version,
        "criteria": evaluation.criteria_version,
        "fingerprint": evaluation.fingerprint,
    }
    for name, passage in WORDS["notes"].items():
        if name not in CALLED_BY or getattr(evaluation, CALLED_BY[name]):
            yield (passage or SHARED["notes"][name]).format(**facts)


def facts(evaluation: Evaluation) -> list[tuple[str, str]]:
    """The figures of all agencies together, as far as they are known, each with its name."""
    told = [(label, write_figure(evaluation.regency, name)) for name, label in WORDS["regency"].items()]
    return [(label, figure) for label, figure in told if figure]


def elsewhere(evaluation: Evaluation) -> str:
    """What the regency's figures hold beyond those of its agencies; empty where they are all."""
    forms = WORDS["elsewhere"]
    parts = [
        forms["form"].format(
            received=number(figures["received"]),
            counted=number(figures["counted"]),
            where=forms["where"][figures["agency_id"]],
        )
        for figures in evaluation.elsewhere
    ]
    return str(forms["sentence"].format(parts="; ".join(parts))) if parts else ""


def describe_outside(evaluation: Evaluation) -> list[tuple[str, list[str]]]:
    """Why agencies are in no group, each reason with their names; an agency that has something to show says it."""
    found: dict[str, list[str]] = {reason: [] for reason in WORDS["outside"]}
    for agency in sorted(evaluation.agencies, key=lambda agency: agency.figures["agency_name"]):
        if agency.group in OUTSIDE:
            found[reason_of(agency)].append(name_outside(agency))
    return [(reason, names) for reason, names in found.items() if names]


def reason_of(agency: Appraisal) -> str:
    return agency.group if busy(agency) else "no_reports"


def group_of(agency: Appraisal) -> str:
    """Under which heading it stands: its group, or `outside` of them."""
    return "outside" if agency.group in OUTSIDE else agency.group


def busy(agency: Appraisal) -> bool:
    return any(agency.figures[name] for name in ("received", "counted", "verification_counted"))


def name_outside(agency: Appraisal) -> str:
    """`Dinas Anu (memenuhi 2 dari 3 tenggat)`."""
    told = tell(agency.figures, "rate") if agency.figures["counted"] else ""
    return f"{agency.figures['agency_name']} ({told})" if told else str(agency.figures["agency_name"])
