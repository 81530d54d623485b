"""The account of one deadline: from which day it was counted, what was skipped, and what became of it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from pydantic import TypeAdapter

from include.letters.indonesian import day
from include.letters.wording import WORDS, capital
from include.sla.explanations import Explanation
from include.sla.scorecards import Listed
from include.sla.walks import Skipped

FORMS = WORDS["explanations"]
SHORT = FORMS["short"]
NAMED_IN_LINE = 2
READ: TypeAdapter[Explanation] = TypeAdapter(Explanation)


def explain(row: Listed) -> str:
    """Of a late ticket: how it came to its due date, and what became of it."""
    if row.explanation:
        return brief(READ.validate_json(row.explanation))
    forms, ended = FORMS["plain"], WORDS["open"][row.stage]
    if row.stopped_on:
        form: str = forms["observed" if row.observed else "done"]
        ended = form.format(done=WORDS["done"][row.stage], day=day(row.stopped_on))
    return f"{forms['due'].format(day=day(row.due_on))}; {ended}."


def paragraph(told: Explanation) -> str:
    """The whole account in a few sentences."""
    sentences = [f"{_start(told)}; {_first(told)}", *_skipped(told), *_pauses(told), *_limit(told), _outcome(told)]
    return " ".join(f"{capital(sentence)}." for sentence in sentences)


def line(told: Explanation) -> str:
    """The same in one line; more days off than two are only counted."""
    return capital("; ".join([_start(told), _first(told), _due(told), _outcome(told), _basis(told)]))


def brief(told: Explanation) -> str:
    """How it came to its due date, and when it was done, if it was: how late it is, the list says."""
    ended = (
        [f"{FORMS['ended'].get(told.stopped_by, WORDS['done'][told.stage])} {_ended(told)}"] if told.stopped_on else []
    )
    moved = [_first(told)] if told.walk.zero_on != told.started_on else []
    return " ".join(f"{capital(words)}." for words in ("; ".join([_start(told), *moved, _due(told)]), *ended))


def _start(told: Explanation) -> str:
    begun, when = FORMS["begun"][told.started_by], _when(told.started_earliest_on, told.started_on)
    off, zero_on = told.walk.start_off, told.walk.zero_on
    if off is None or zero_on == told.started_on or _observed(told):
        return str(FORMS["start"].format(begun=begun, when=when))
    why = FORMS["weekend" if off.kind == "weekend" else "holiday"].format(name=off.name)
    return str(FORMS["start_moved"].format(begun=begun, when=when, off=why, zero=_brief(zero_on, told)))


def _first(told: Explanation) -> str:
    form: str = FORMS["first_observed" if _observed(told) else "first"]
    return form.format(unit=WORDS["units"][told.unit], first=_brief(told.walk.days[0].on, told))


def _skipped(told: Explanation) -> Iterator[str]:
    """One sentence a decree."""
    for decree in dict.fromkeys(skipped.decree for skipped in _named(told)):
        days = [_day_off(skipped, told) for skipped in _named(told) if skipped.decree == decree]
        yield FORMS["skipped" if decree else "skipped_estimated"].format(decree=decree, days="; ".join(days))


def _pauses(told: Explanation) -> Iterator[str]:
    for pause in told.walk.pauses:
        if pause.ended_on and pause.days:
            began, ended = _brief(pause.began_on, told), _brief(pause.ended_on, told)
            yield FORMS["pause"].format(began=began, ended=ended, days=pause.days, unit=WORDS["units"][told.unit])


def _limit(told: Explanation) -> Iterator[str]:
    """Limit and due date; where the day on which the limit runs out is late already, that day too."""
    unit, due = WORDS["units"][told.unit], _when(told.due_earliest_on, told.due_on)
    form = FORMS["limit_provisional" if told.provisional else "limit"]
    yield form.format(limit=told.limit, unit=unit, basis=_basis(told), due=due)
    yield from _last(told)


def _last(told: Explanation) -> Iterator[str]:
    last_on = told.walk.days[-1].on
    if last_on > told.due_on:
        yield FORMS["last"].format(unit=WORDS["units"][told.unit], limit=told.limit, last=day(last_on))


def _due(told: Explanation) -> str:
    due: str = SHORT["due_provisional" if told.provisional else "due"]
    return due.format(due=_when(told.due_earliest_on, told.due_on), details="; ".join(_details(told)))


def _details(told: Explanation) -> Iterator[str]:
    yield SHORT["limit"].format(limit=told.limit, unit=WORDS["units"][told.unit])
    yield from _last(told)
    named = _named(told)
    if len(named) > NAMED_IN_LINE:
        yield SHORT["without_many"].format(count=len(named))
    else:
        for skipped in named:
            off = SHORT["without"].format(day=_day_off(skipped, told))
            yield f"{off}, {skipped.decree}" if skipped.decree else off
    if paused := sum(pause.days for pause in told.walk.pauses):
        yield SHORT["pause"].format(days=paused, unit=WORDS["units"][told.unit])


def _outcome(told: Explanation) -> str:
    lasting = [pause for pause in told.walk.pauses if pause.ended_on is None]
    case = told.outcome
    if case == "running" and lasting:
        case = "paused"
    elif case == "undecided" and told.stopped_on is None:
        case = "undecided_open"
    return str(
        FORMS["outcomes"][case].format(
            ended=FORMS["ended"].get(told.stopped_by, WORDS["done"][told.stage]),
            open=WORDS["open"][told.stage],
            when=_ended(told),
            days=_late(told),
            read=day(told.read_on),
            began=_brief(lasting[0].began_on, told) if lasting else "",
        )
    )


def _ended(told: Explanation) -> str:
    return _when(told.stopped_earliest_on, told.stopped_on)


def _late(told: Explanation) -> str:
    case = "exactly" if told.stopped_on == told.stopped_earliest_on else "most"
    if told.due_earliest_on != told.due_on:
        case = "about" if told.stopped_on else "least"
    form: str = FORMS["late"][case if told.days_late else "less"]
    return form.format(days=told.days_late)


def _basis(told: Explanation) -> str:
    """What stands in a source is cited; what is usual practice is never called law."""
    form: str = FORMS["source" if told.certainty == "F" else "practice"]
    return form.format(article=told.article)


def _named(told: Explanation) -> list[Skipped]:
    return [skipped for skipped in told.walk.skipped if skipped.kind != "weekend"]


def _day_off(skipped: Skipped, told: Explanation) -> str:
    return str(FORMS["day_off"].format(name=skipped.name, day=_brief(skipped.on, told)))


def _observed(told: Explanation) -> bool:
    """Whether the start, or a pause, is known only as an interval."""
    return (told.started_earliest_on, told.due_earliest_on) != (told.started_on, told.due_on)


def _when(earliest: date | None, latest: date | None) -> str:
    """`Senin, 7 September 2026`, or the two days between which it lies."""
    if latest is None or earliest is None or earliest == latest:
        return day(latest) if latest else ""
    return str(FORMS["between"].format(earliest=_without_year(earliest, latest), latest=day(latest)))


def _brief(on: date, told: Explanation) -> str:
    """Without the year while it is the year of the start."""
    return _without_year(on, told.started_on)


def _without_year(on: date, other: date) -> str:
    return day(on).removesuffix(f" {on.year}") if on.year == other.year else day(on)
