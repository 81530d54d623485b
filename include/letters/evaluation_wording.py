"""An evaluation's sentences: the headline, the subject, how far the period goes, and what a reader must know."""

from __future__ import annotations

import re
from collections.abc import Iterator

from include.letters.evidence import WORDS, write_figure
from include.letters.indonesian import NO_BREAK, day, moment, number
from include.letters.wording import WORDS as SHARED
from include.letters.wording import amount, listing, name_period
from include.sla.appraisal import Evaluation
from include.sla.evaluation import FAIR, NOT_YET_MAXIMAL, TOO_FEW, VERY_ACTIVE

CALLED_BY = {"rules": "articles"} | {name: name for name in ("observed", "provisional", "unclassified")}
GROUPED = (VERY_ACTIVE, FAIR, NOT_YET_MAXIMAL)


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
    few = sum(agency.group == TOO_FEW for agency in evaluation.agencies)
    kept = write_figure(evaluation.regency, "rate") or "0"
    return str(WORDS["preheader"]["form"].format(kept=kept, too_few=few))


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
