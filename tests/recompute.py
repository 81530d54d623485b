"""The figures of a week's letters once more, from the exports alone and by the words of include/README.md.

Shares no line with the house: where both say the same, the same mistake would have to have been made twice.
"""

from __future__ import annotations

import csv
import re
from codecs import BOM_UTF8
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta, timezone
from functools import cache
from pathlib import Path
from typing import NamedTuple

import holidays
from openpyxl import load_workbook

WIB, DAY = timezone(timedelta(hours=7)), timedelta(days=1)
RULEBOOK = Path(__file__).parents[1] / "include/rulebook"
MONTHS = "jan feb|peb mar apr mei|may jun jul agu|agt|ags|aug sep okt|oct nop|nov des|dec".split()  # noqa: SIM905 - easier to read
DAYS_OFF = holidays.country_holidays("ID", categories=("public", "government"), language="id")
ANSWERED = ("in_progress", "replied", "closed", "lapsed")
ANSWERED_AGAIN = ("in_progress", "lapsed")
CLOSED, DROPPED = ("closed", "lapsed"), ("archived", "rejected")
HELD = ("waiting", "in_progress", "replied", "closed", "lapsed", "postponed")
ENDED = (*CLOSED, *DROPPED)
Listed = tuple[str, str, date, int, bool, str]
COUNTED = ("met", "late", "overdue")
RATINGS = ("1", "2", "3", "4", "5")
TOTAL = (*COUNTED, "running", "undecided")


class Seen(NamedTuple):
    """One row of one export."""

    at: datetime
    ticket_id: str
    received_at: datetime
    classification: str  # as written
    state: str  # "" for a word that is not in the rulebook
    agency_id: str  # "" while nobody has the ticket
    rating: str  # as written


class Event(NamedTuple):
    """It happened after `earliest`, and not after `at`."""

    kind: str  # received | disposed | reopened | followed_up | replied | postponed | resumed | one of ENDED
    earliest: datetime
    at: datetime
    seen_at: datetime
    agency_id: str = ""
    answered: bool = False  # passed on while its status said answered: that may have happened again since


class Ticket(NamedTuple):
    """As it stood when the week ended."""

    ticket_id: str
    classification: str
    received: Event
    events: list[Event]
    later: list[Event]
    last_seen_at: datetime
    holder: str  # the coordinator while nobody has it
    end: Event | None
    rating: str  # as last seen, also after the week


class Clock(NamedTuple):
    ticket: Ticket
    stage: str
    agency_id: str
    start: Event
    stop: Event | None
    open_until: datetime  # without a known stop: since then it may have stopped unseen
    policy: str = ""
    days: int = 0


@dataclass
class Figures:
    """What one agency's letter of one week has to say."""

    counts: Counter[str] = field(default_factory=Counter)  # received, archived, …, observed, provisional
    lines: dict[tuple[str, str], Counter[str]] = field(default_factory=lambda: defaultdict(Counter))  # stage, policy
    days: dict[tuple[str, str], list[int]] = field(default_factory=lambda: defaultdict(list))  # of which the median
    ratings: list[int] = field(default_factory=list)
    last_follow_up_on: date | None = None
    # ticket, stage, due date, days late, whether the due date is provisional, outcome
    late: list[Listed] = field(default_factory=list)
    upcoming: list[Listed] = field(default_factory=list)
    other: list[Listed] = field(default_factory=list)


def recompute(exports: Iterable[Path], weeks: Iterable[str]) -> dict[tuple[str, str], Figures]:
    """The figures of each week (`2026-W47`) and agency, as far as these exports tell."""
    rows: dict[str, list[Seen]] = defaultdict(list)
    for seen in sorted(seen for path in exports for seen in read(path)):
        rows[seen.ticket_id].append(seen)
    found: dict[tuple[str, str], Figures] = defaultdict(Figures)
    for week in weeks:
        monday = date.fromisoformat(f"{week}-1")
        found.update({(week, agency): figures for agency, figures in figures_of_week(rows, monday).items()})
        for agency, before in figures_of_week(rows, monday - 7 * DAY).items():
            for key, line in before.lines.items():
                found[week, agency].lines[key].update(previous_met=line["met"], previous_counted=line["counted"])
    return found


def figures_of_week(rows: dict[str, list[Seen]], monday: date) -> dict[str, Figures]:
    begin, sunday = datetime.combine(monday, time(), WIB), monday + 6 * DAY
    end, found = begin + 7 * DAY, defaultdict[str, Figures](Figures)
    for ticket in (ticket_at(end, seen) for seen in rows.values() if seen[0].received_at < end):
        if ticket.received.at >= begin:
            count_intake(ticket, found[ticket.holder])
        if ticket.end and ticket.end.kind in CLOSED and ticket.end.seen_at >= begin and ticket.rating in RATINGS:
            found[ticket.holder].ratings.append(int(ticket.rating))
        for event in (event for event in ticket.events if event.kind == "followed_up"):
            figures, on = found[event.agency_id], event.at.date()
            figures.last_follow_up_on = max(figures.last_follow_up_on or on, on)
        for clock in clocks(ticket):
            if clock.stop is None or clock.stop.seen_at >= begin:
                count_clock(clock, found[clock.agency_id], sunday)
    return found


# Exports


def read(path: Path) -> Iterator[Seen]:
    rows = cells_of(path)
    head = next(number for number, row in enumerate(rows) if row and row[0] == "Tracking ID")
    at = moment(next(row[1] for row in rows[:head] if row and row[0] == "Tanggal Generate"))
    for row in rows[head + 1 :]:
        cells = dict(zip(rows[head], ("" if cell == "-" else plain(cell) for cell in row), strict=False))
        if re.fullmatch(r"\d{1,10}(\.0)?", number := cells.get("Tracking ID", "")):
            with suppress(ValueError):  # a day that does not exist
                received_at = moment(f"{cells['Tanggal Laporan Masuk']} {cells['Waktu Laporan Masuk']}")
                state = words("statuses.csv", at.date()).get(cells["Status Laporan"], "")
                holder = agency(cells["Instansi Terdisposisi"], at.date())
                yield Seen(at, number.removesuffix(".0"), received_at, cells["Klasifikasi Laporan"], state, holder,
                           cells["Rating"])  # fmt: skip


def cells_of(path: Path) -> list[list[str]]:
    if path.suffix == ".csv":
        data = path.read_bytes()
        text = data.decode("utf-8-sig" if data.startswith(BOM_UTF8) else "cp1252")
        return list(csv.reader(text.splitlines(keepends=True), delimiter=";"))
    with path.open("rb") as file:
        rows = load_workbook(file, read_only=True).worksheets[0].iter_rows(values_only=True)
        return [["" if cell is None else str(cell) for cell in row] for row in rows]


@cache
def moment(written: str) -> datetime:
    """`3 Agt 2026 15:30`, in Jakarta; ValueError for a day that does not exist."""
    day, name, year, clock = written.split()
    month = next(number for number, names in enumerate(MONTHS, start=1) if name.lower() in names.split("|"))
    return datetime.combine(date(int(year), month, int(day)), time.fromisoformat(clock), WIB)


def plain(written: str) -> str:
    return " ".join(written.split()).casefold()


@cache
def rules(name: str, on: date) -> list[dict[str, str]]:
    """The lines of a rulebook that are valid on this day."""
    with (RULEBOOK / name).open(encoding="utf-8", newline="") as file:
        lines = list(csv.DictReader(file))
    return [line for line in lines if line.get("valid_from", "") <= f"{on}" <= (line.get("valid_to") or "9999")]


@cache
def words(name: str, on: date, word: int = 0, meaning: int = 1) -> dict[str, str]:
    return {plain([*line.values()][word]): [*line.values()][meaning] for line in rules(name, on)}


def agency(written: str, on: date) -> str:
    names = {"": ""} | words("aliases.csv", on) | words("agencies.csv", on, 1, 0)
    return names.get(written, names.get(written.removesuffix(" kabupaten bekasi"), "UNMAPPED"))


def coordinator(on: date) -> str:
    return rules("coordinators.csv", on)[0]["agency_id"]


# Events


def ticket_at(end: datetime, rows: list[Seen]) -> Ticket:
    """By what had been seen until then."""
    received_at, events = rows[0].received_at, list(changes(rows))
    known = [event for event in events if event.seen_at < end]
    classification = ([row for row in rows if row.at < end] or rows)[-1].classification
    received = Event("received", received_at, received_at, received_at)
    given = first(reversed(known), ["disposed", "returned"])
    holder = given.agency_id if given and given.kind == "disposed" else coordinator((end - DAY).date())
    reopened = max((number for number, event in enumerate(known) if event.kind == "reopened"), default=-1)
    ended = first(known[reopened + 1 :], ENDED)
    later, last_seen_at = events[len(known) :], max((row.at for row in rows if row.state), default=received_at)
    return Ticket(rows[0].ticket_id, classification, received, known, later, last_seen_at, holder, ended,
                  rows[-1].rating)  # fmt: skip


def changes(rows: list[Seen]) -> Iterator[Event]:
    """What must have happened between each sighting of a ticket and the next; an unknown status is no sighting."""
    state, holder, earliest = "unverified", "", rows[0].received_at
    awaited: tuple[str, ...] = ()  # the states that would be a first follow-up
    asked = False  # the citizen has replied, and the agency has not spoken since
    for row in (row for row in rows if row.state):
        new, moved, held = row.state, row.state != state, row.state in HELD
        returned = bool(holder) and state in HELD and ((held and not row.agency_id) or new == "unverified")
        disposed = held and row.agency_id not in ("", holder if state in HELD else "")
        reopened, passed_on = state in ENDED and new not in ENDED, disposed and state in ANSWERED and new in ANSWERED
        asked = asked and not (disposed or (moved and new in ("in_progress", "closed", "lapsed")))
        kinds = ["reopened"] * reopened + ["returned"] * returned + ["disposed"] * disposed
        kinds += ["resumed"] * (moved and state == "postponed")
        awaited = ANSWERED if disposed else ANSWERED_AGAIN if reopened else awaited
        if moved and new in awaited and not passed_on:
            kinds, awaited = [*kinds, "followed_up"], ()
        if moved and new == "replied" and not asked:
            kinds, awaited, asked = [*kinds, "replied"], ANSWERED_AGAIN, True
        asked = asked or (reopened and not disposed)
        kinds += [new] * (moved and new in ("postponed", *ENDED))
        holder = row.agency_id if held or row.agency_id else "" if returned else holder
        yield from (Event(kind, earliest, row.at, row.at, holder, passed_on) for kind in kinds)
        state, earliest = new, row.at


def first(events: Iterable[Event], kinds: Iterable[str]) -> Event | None:
    return next((event for event in events if event.kind in kinds), None)


# Clocks


def clocks(ticket: Ticket) -> Iterator[Clock]:
    """One for each policy that sets a limit."""
    for clock in (verification(ticket), *responses(ticket), resolution(ticket)):
        on = clock.start.at.date()
        classification = words("classifications.csv", on).get(ticket.classification)
        for rule in rules("deadlines.csv", on):
            if rule["stage"] == clock.stage and rule["classification"] in ("*", classification):
                yield clock._replace(policy=rule["policy"], days=int(rule["days"]))


def verification(ticket: Ticket) -> Clock:
    stops, received = ("disposed", *ENDED), ticket.received
    stop, open_until = first(ticket.events, stops), unchanged_until(ticket, stops)
    return Clock(ticket, "verification", coordinator(received.at.date()), received, stop, open_until)


def responses(ticket: Ticket) -> Iterator[Clock]:
    stops = ("followed_up", "disposed", "returned", *ENDED)
    given = [event.seen_at for event in ticket.events if event.kind in ("disposed", "replied")]
    for number, start in enumerate(ticket.events):
        reopened = start.kind == "reopened" and start.seen_at not in given  # else that starts the clock
        if start.agency_id and (reopened or start.kind in ("disposed", "replied")):
            stop, open_until = first(ticket.events[number + 1 :], stops), unchanged_until(ticket, stops)
            if start.answered:
                stop, open_until = stop and stop._replace(earliest=start.earliest), start.earliest
            yield Clock(ticket, "response", start.agency_id, start, stop, open_until)


def resolution(ticket: Ticket) -> Clock:
    """Stops at the last follow-up before the closing, but only first follow-ups and closings are seen."""
    told = [event for event in ticket.events if event.kind in ("followed_up", "replied", "reopened") or event.answered]
    stop, answer = ticket.end, next((event for event in reversed(told) if event.kind != "replied"), None)
    answer = answer if answer and answer.kind != "reopened" else first(reversed(ticket.events), ["followed_up"])
    waits = bool(told) and told[-1] is not answer
    open_until = answer.earliest if answer and not waits else unchanged_until(ticket, ("followed_up", *ENDED))
    if stop:
        stop = stop._replace(earliest=answer.earliest if answer else stop.earliest)
    if stop and stop.kind == "lapsed":  # the system waits ten working days for the citizen
        stop = stop._replace(at=min(stop.at, datetime.combine(step(stop.at.date(), 10, -DAY), time.max, WIB)))
    return Clock(ticket, "resolution", ticket.holder, ticket.received, stop, open_until)


def unchanged_until(ticket: Ticket, stops: Iterable[str]) -> datetime:
    """Until when exports prove that none of these came after the week's last event."""
    stop = first(ticket.later, stops)
    return stop.earliest if stop else ticket.last_seen_at


# Days


@cache
def working(day: date) -> bool:
    decreed = [line["on"] for line in rules("days_off.csv", day)]
    return day.weekday() < 5 and day not in DAYS_OFF and f"{day}" not in decreed


@cache
def decreed(year: int) -> bool:
    """Whether the days off of this year and of all before it are known for sure."""
    with (RULEBOOK / "decrees.csv").open(encoding="utf-8", newline="") as file:
        years = {int(line["year"]) for line in csv.DictReader(file)}
    names = holidays.country_holidays("ID", years=year, language="id").values()
    sure = year in years and not any("(perkiraan)" in name for name in names)
    return sure and (year == min(years) or decreed(year - 1))


def step(day: date, days: int, by: timedelta = DAY) -> date:
    """The day that lies this many working days later."""
    while days:
        day += by
        days -= working(day)
    return day


def day_zero(day: date) -> date:
    return step(day - DAY, 1)


def working_days(day: date, until: date) -> int:
    """Those after `day`, up to and with `until`."""
    return sum(working(day + number * DAY) for number in range(1, (until - day).days + 1))


def due_dates(clock: Clock) -> tuple[date, date, bool]:
    """The earliest possible, with the shortest pauses; the latest, with the longest; and whether a pause lasts on."""
    soonest, latest = (step(day_zero(at.date()), clock.days) for at in (clock.start.earliest, clock.start.at))
    paused = False
    for number, begun in enumerate(clock.ticket.events):
        over = first(clock.ticket.events[number + 1 :], ("resumed", *ENDED))
        while_it_ran = (over is None or over.at > clock.start.at) and not (clock.stop and came_after(begun, clock.stop))
        if begun.kind == "postponed" and while_it_ran:
            surely, perhaps = (max(begun.at, clock.start.earliest), max(begun.earliest, clock.start.at))
            paused = over is None and perhaps.date() <= latest
            if over and surely.date() <= soonest:
                soonest = step(soonest, working_days(surely.date(), over.earliest.date()))
            if over and perhaps.date() <= latest:
                latest = step(latest, working_days(perhaps.date(), over.at.date()))
    return soonest, latest, paused


def came_after(pause: Event, stop: Event) -> bool:
    """A ticket postponed together with its disposition was passed on first."""
    return pause.at > stop.at or (pause.at == stop.at and stop.kind in ("disposed", "returned"))


# Figures


def outcome(clock: Clock, soonest: date, latest: date, unexpired: bool) -> str:
    stop = clock.stop
    if stop is None:
        return "running" if unexpired else "overdue" if clock.open_until.date() > latest else "undecided"
    if stop.kind in DROPPED:
        return "withdrawn"
    if stop.earliest.date() > latest:
        return "late"
    if stop.kind in ("disposed", "returned") and clock.stage == "response":
        return "transferred"
    return "met" if stop.at.date() <= soonest else "undecided"


def count_clock(clock: Clock, figures: Figures, sunday: date) -> None:
    key, (soonest, latest, paused) = (clock.stage, clock.policy), due_dates(clock)
    result = outcome(clock, soonest, latest, paused or sunday <= latest)
    figures.lines[key].update({result: 1, "counted": int(result in COUNTED), "total": int(result in TOTAL)})
    figures.counts["observed"] += any(event.earliest < event.at for event in (clock.start, clock.stop) if event)
    provisional = not decreed(latest.year)
    figures.counts["provisional"] += provisional
    until = clock.stop.at.date() if clock.stop else sunday
    if result in ("met", "late"):
        figures.days[key].append(working_days(day_zero(clock.start.at.date()), until))
    days_late = working_days(latest, until) if result in ("late", "overdue") else 0
    soon = result == "running" and latest <= step(sunday, 5) and not paused
    if clock.policy == "national":
        rows = figures.late if result in ("late", "overdue") else figures.upcoming if soon else figures.other
        rows.append((clock.ticket.ticket_id, clock.stage, latest, days_late, provisional, result))


def count_intake(ticket: Ticket, figures: Figures) -> None:
    end = ticket.end.kind if ticket.end else ""
    answered = first(ticket.events, ("followed_up", "closed", "lapsed")) and end not in DROPPED
    told = {"received": True, end: end in DROPPED, "followed_up": answered, "closed": end in ("closed", "lapsed")}
    told["unclassified"] = ticket.classification == "pengaduan"
    figures.counts.update(name for name, true in told.items() if true)
