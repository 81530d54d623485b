"""All agencies on one page: "Ikhtisar pimpinan"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from hashlib import sha256
from itertools import groupby
from typing import Any

from include.letters.agency_letter import busy_lines
from include.letters.document import write_document
from include.letters.figures import FiguresDisagree, check_scorecard
from include.letters.letter import PDF, Attachment, Letter
from include.letters.notes import glossary, notes
from include.letters.rendering import render_page, write
from include.letters.wording import WORDS, amount, band, empty, headline, listing, preheader, response, subject, waits
from include.sla.scorecards import Earlier, Gathering, Line, Listed, Scorecard, unite
from include.sla.week import Week

KIND, READERS = "ikhtisar", "pimpinan"
REGENCY = "Kabupaten Bekasi"
ROWS_SHOWN = 10
GATHERINGS_SHOWN = 5
GROUPS = ("poor", "fair", "good", "few", "waiting")
SUMMED = (
    "met", "late", "overdue", "running", "undecided", "transferred", "withdrawn", "previous_met", "previous_counted",
)  # fmt: skip
COUNTED = (
    "received", "archived", "rejected", "followed_up", "closed", "unclassified", "observed", "provisional", "ratings",
    "follow_ups",
)  # fmt: skip


def write_overview_letter(
    scorecards: Sequence[Scorecard],
    week: Week,
    sample: bool,
    gatherings: Sequence[Gathering] = (),
    printed: bool = False,
) -> Letter:
    """The letter to the head of the regency, from one scorecard an agency and where its reports gather; `printed` also
    brings it as a PDF.

    FiguresDisagree when one of them does not add up, is of another week, or stands twice; ValueError for none.
    """
    _check(scorecards, week)
    card = _sum(scorecards, week)
    view = _view(card, scorecards) | {"sample": sample, "printed": printed, "gatherings": list(_gathered(gatherings))}
    letter = write(card, KIND, subject(card, "Ikhtisar LAPOR", sample), view)
    return replace(letter, attachments=(_document(card, view),)) if printed else letter


def _document(card: Scorecard, view: dict[str, Any]) -> Attachment:
    """The same for a table around which people sit."""
    name: str = WORDS["files"][KIND].format(period=card.week)
    page = render_page(
        f"{KIND}.pdf.j2",
        {"card": card, "headline": headline(card), "notes": notes(card), "glossary": glossary(card), **view},
    )
    return Attachment(f"{name}.pdf", PDF, write_document(page))


def _check(scorecards: Sequence[Scorecard], week: Week) -> None:
    if not scorecards:
        raise ValueError(f"An overview of {week} needs at least one scorecard.")
    seen = set()
    for card in scorecards:
        check_scorecard(card)
        if card.week != week or card.agency_id in seen:
            raise FiguresDisagree(card.agency_id, f"week {card.week}", f"it stands once, in {week}")
        seen.add(card.agency_id)


def _sum(cards: Sequence[Scorecard], week: Week) -> Scorecard:
    """The regency as if it were one agency."""
    keys = dict.fromkeys((line.stage, line.policy) for card in cards for line in card.lines)
    return Scorecard(
        week=week,
        agency_id=READERS,
        agency_name=REGENCY,
        **{name: sum(getattr(card, name) for card in cards) for name in COUNTED},
        lines=tuple(_sum_line(cards, stage, policy) for stage, policy in keys),
        late=tuple(row for card in cards for row in card.late),
        upcoming=tuple(row for card in cards for row in card.upcoming),
        other=tuple(row for card in cards for row in card.other),
        earlier=tuple(_sum_earlier(cards)),
        corrections=tuple(row for card in cards for row in card.corrections),
        mean_rating=None,
        place=None,
        peers=None,
        last_follow_up_on=max((on for card in cards if (on := card.last_follow_up_on)), default=None),
        known_at=max(card.known_at for card in cards),
        rulebook_version=_versions(card.rulebook_version for card in cards),
        calendar_version=_versions(card.calendar_version for card in cards),
        fingerprint=sha256("\n".join(sorted(card.fingerprint for card in cards)).encode()).hexdigest(),
    )


def _sum_earlier(cards: Sequence[Scorecard]) -> Iterator[Earlier]:
    for week in sorted({told.week for card in cards for told in card.earlier}):
        told = [told for card in cards for told in card.earlier if told.week == week]
        yield Earlier(week, sum(each.met for each in told), sum(each.counted for each in told))


def _sum_line(cards: Sequence[Scorecard], stage: str, policy: str) -> Line:
    lines = [line for card in cards if (line := card.line(stage, policy))]
    counts = {name: sum(getattr(line, name) for line in lines) for name in SUMMED}
    return Line(
        stage=stage,
        policy=policy,
        fewest_days=min(line.fewest_days for line in lines),
        most_days=max(line.most_days for line in lines),
        unit=unite(line.unit for line in lines),
        article=unite(line.article for line in lines),
        median_days=None,
        mean_days=_mean_days(lines),
        **counts,
    )


def _mean_days(lines: Sequence[Line]) -> float | None:
    """Of all their clocks: the days of each line are a whole number, so its mean gives them back exactly."""
    told = [(line.mean_days, line.met + line.late) for line in lines if line.mean_days is not None]
    days, done = sum(round(mean * done) for mean, done in told), sum(done for _, done in told)
    return days / done if done else None


def _versions(versions: Any) -> str:
    return ", ".join(sorted(set(versions)))


def _view(card: Scorecard, cards: Sequence[Scorecard]) -> dict[str, Any]:
    longest = _longest_open(cards)
    busy = [each for each in cards if not empty(each)]
    return {
        "empty": not busy,
        "preheader": preheader(card),
        "main": response(card),
        "regency": card.line("response", "regency"),
        "lines": busy_lines(card),
        "busy": len(busy),
        "groups": _grouped(busy),
        "sentences": list(_sentences(card, cards)),
        "quiet": sorted(each.agency_name for each in cards if empty(each)),
        "longest": longest[:ROWS_SHOWN],
        "longest_hidden": max(len(longest) - ROWS_SHOWN, 0),
        "silent": [(each.agency_name, each.last_follow_up_on) for each in sorted(filter(waits, cards), key=_silence)],
    }


def _sentences(card: Scorecard, cards: Sequence[Scorecard]) -> Iterator[str]:
    """Where most wait beyond their limit, and where most fall due."""
    overdue = {each.agency_name: response(each).overdue for each in cards}
    if (most := _most(overdue)) and len(most) < sum(map(bool, overdue.values())):
        part, names = sum(most.values()), listing(most)
        yield WORDS["behind"]["most"].format(part=part, overdue=sum(overdue.values()), names=names)
    due = {each.agency_name: len({row.ticket_id for row in each.upcoming}) for each in cards}
    if most := _most(due):
        names = listing(WORDS["upcoming"]["part"].format(name=name, count=count) for name, count in most.items())
        yield WORDS["upcoming"]["regency"].format(tickets_first=amount(sum(due.values())), names=names)


def _most(counts: dict[str, int]) -> dict[str, int]:
    """The two highest that are not 0, the highest first."""
    ranked = sorted(counts, key=lambda name: (-counts[name], name))
    return {name: counts[name] for name in ranked[:2] if counts[name]}


def _silence(card: Scorecard) -> tuple[date, str]:
    """The longest first, and before them those of whom nothing was ever seen."""
    return card.last_follow_up_on or date.min, card.agency_name


def _gathered(gatherings: Sequence[Gathering]) -> Iterator[tuple[str, list[Gathering]]]:
    for what, name in WORDS["gatherings"]["what"].items():
        if rows := [row for row in gatherings if row.what == what][:GATHERINGS_SHOWN]:
            yield name, rows


def _grouped(cards: Sequence[Scorecard]) -> list[tuple[str, list[tuple[str, Line]]]]:
    """Name and response line of each agency, in groups, the worst first."""
    rows = sorted(((card.agency_name, response(card)) for card in cards), key=_worst_first)
    return [(group, list(members)) for group, members in groupby(rows, key=lambda row: _group(row[1]))]


def _group(line: Line) -> str:
    return band(line) or ("few" if line.counted else "waiting")


def _worst_first(row: tuple[str, Line]) -> tuple[int, float, int, str]:
    name, line = row
    return GROUPS.index(_group(line)), line.rate or 0.0, -line.breached, name


def _longest_open(cards: Sequence[Scorecard]) -> list[tuple[str, Listed]]:
    """Agency and ticket, each ticket once, by the stage that is longest late."""
    rows = [(card.agency_name, row) for card in cards for row in card.late if row.stopped_on is None]
    rows.sort(key=lambda pair: (-pair[1].days_late, pair[1].due_on, pair[1].ticket_id))
    first: dict[tuple[str, str], tuple[str, Listed]] = {}
    for name, row in rows:
        first.setdefault((name, row.ticket_id), (name, row))
    return list(first.values())
