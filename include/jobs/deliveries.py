"""Archived letters go to their offices through the mailroom, and the week is closed."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from include import mailroom
from include.gateways import warehouse
from include.gateways.message import Address
from include.gateways.offices import COLUMNS, Office
from include.gateways.warehouse import archive, ledger
from include.gateways.warehouse.archive import Archived
from include.gateways.warehouse.ledger import Connection
from include.gateways.warehouse.offices import list_valid
from include.jobs.carriers import open_carrier
from include.jobs.groups import groups
from include.jobs.holds import ALL, holds
from include.jobs.outbox import write_contents
from include.letters.letter import Attachment, Letter
from include.settings import Carrier, settings
from include.sla.period import Period
from include.sla.week import Week

Failures = list[mailroom.TryAgain | mailroom.DoNotRetry]
Mail = tuple[Letter, Address, Sequence[Address]]  # to whom, and who gets a copy

log = logging.getLogger(__name__)


class WeekIncomplete(Exception):
    """Some letters of the week were not written, or were not accepted by the carrier."""


def deliver(week: Week, group: str) -> dict[str, int]:
    """Deliver the group's letters, each once; returns their number by result.

    One that fails, or must wait, keeps no other from leaving. Raises at the end if any did: DoNotRetry only when none
    of them can be tried again.
    """
    failures: Failures = []
    with warehouse.connect(settings().warehouse_url) as connection:
        offices = read_offices(connection, week)
        letters = archive.read_letters(connection, str(week), groups(week)[group])
        letters = free_to_leave(connection, week, letters, failures)
        results = send(connection, addressed(letters, offices, failures), failures)
    raise_if_any(failures)
    return results


def send(
    connection: Connection, mails: Iterable[Mail], failures: Failures, now: mailroom.Clock = mailroom.now_in_utc
) -> dict[str, int]:
    """Hand each over to the mailroom; returns their number by result. Why one does not leave goes to the failures."""
    carrier, sender = open_carrier(settings()), mailroom.Office.of(settings())
    results: Counter[str] = Counter()
    for letter, to, copies in mails:
        try:
            results[mailroom.deliver(connection, carrier, letter, to, copies, office=sender, now=now)] += 1
        except (mailroom.TryAgain, mailroom.DoNotRetry) as error:
            failures.append(error)
    return dict(results)


def free_to_leave(
    connection: Connection, period: Week | date | Period, letters: Sequence[Archived], failures: Failures
) -> list[Archived]:
    """The letters that need not wait for data staff; why the others must goes to the failures, once for all of them."""
    held = holds(connection, period)
    left = {entry.agency_id for entry in ledger.list_deliveries(connection) if entry.period == str(period)}
    reasons = {one.agency_id: held.get(one.agency_id) or held.get(ALL) for one in letters if one.agency_id not in left}
    waiting = {agency_id: reason for agency_id, reason in reasons.items() if reason}
    failures.extend(mailroom.DoNotRetry(reason) for reason in dict.fromkeys(waiting.values()))
    return [letter for letter in letters if letter.agency_id not in waiting]


def read_offices(connection: Connection, week: Week) -> list[Office]:
    """The offices that are valid when the week is told; DoNotRetry when there is not one."""
    told_on = week.shift(1).monday
    if offices := list_valid(connection, told_on):
        return offices
    raise mailroom.DoNotRetry(
        f"The register has no office for {told_on}. Write {settings().offices} with the columns {','.join(COLUMNS)}, "
        "then run `python -m include.jobs.register`."
    )


def addressed(letters: Sequence[Archived], offices: Sequence[Office], failures: Failures) -> Iterator[Mail]:
    """Each letter with each of its heads, and the liaison officers who get a copy of the first."""
    for archived in letters:
        mine = [office for office in offices if office.agency_id == archived.agency_id]
        heads = [office.address for office in mine if office.role == "head"]
        copies = [office.address for office in mine if office.role == "liaison"]
        if not heads:
            lacking = f"{archived.agency_id} has no head in the register; add one to {settings().offices.name}."
            failures.append(mailroom.DoNotRetry(lacking))
        for place, head in enumerate(heads):
            yield restore(archived), head, [] if place else copies


def restore(archived: Archived) -> Letter:
    text = (archived.subject, archived.html, archived.text)
    files = tuple(Attachment(*file) for file in archived.files)
    return Letter(archived.period, archived.agency_id, archived.kind, *text, files)


def raise_if_any(failures: Failures) -> None:
    if not failures:
        return
    for failure in failures:
        log.error("%s", failure)
    kind = next((type(each) for each in failures if isinstance(each, mailroom.TryAgain)), mailroom.DoNotRetry)
    raise kind(f"Letters that did not leave: {len(failures)}. " + " ".join(str(failure) for failure in failures[:5]))


def close_week(week: Week) -> dict[str, int]:
    """The week's deliveries by state, and its letters; writes the outbox's list of contents.

    WeekIncomplete when an agency has no letter, or a delivery has not been accepted.
    """
    with warehouse.connect(settings().warehouse_url) as connection:
        listed = ledger.list_deliveries(connection)
        expected = {agency_id for agency_ids in groups(week).values() for agency_id in agency_ids}
        letters = archive.read_letters(connection, str(week), expected)
        offices = list_valid(connection, week.shift(1).monday)
    if settings().carrier is Carrier.OUTBOX:
        write_contents(settings().outbox, listed, offices)
    mine = [entry for entry in listed if entry.period == str(week)]
    missing = expected - {entry.agency_id for entry in mine if entry.state == "accepted"}
    open_ = [entry.delivery_id for entry in mine if entry.state != "accepted"]
    if missing or open_:
        raise WeekIncomplete(
            f"{week}: without a delivered letter: {', '.join(sorted(missing)) or 'none'}; "
            f"deliveries not accepted: {', '.join(open_) or 'none'}. See deliver's log."
        )
    return dict(Counter(entry.state for entry in mine)) | {"letters": len(letters)}
