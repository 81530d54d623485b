"""Archived letters become drafts, one to each office: what would leave, before anybody has agreed to it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime

from include import mailroom
from include.gateways.message import Address
from include.gateways.offices import COLUMNS, Office
from include.gateways.warehouse import archive, ledger
from include.gateways.warehouse.archive import Archived
from include.gateways.warehouse.ledger import REWRITABLE, WEEKLY, Connection, Entry
from include.gateways.warehouse.offices import list_valid
from include.jobs.carriers import open_carrier
from include.jobs.groups import groups
from include.letters.letter import Attachment, Letter
from include.settings import settings
from include.sla.week import WIB, Week

SENT = ("accepted", "delivered")

Failures = list[mailroom.TryAgain | mailroom.DoNotRetry]
Mail = tuple[Letter, Address, Sequence[Address]]  # to whom, and who gets a copy


def draft_week(
    connection: Connection,
    week: Week,
    agency_ids: Sequence[str],
    failures: Failures,
    at: datetime,
    suppressed: Mapping[str, str] | None = None,
) -> list[Entry]:
    """A delivery of the week for each office of these agencies; what cannot be addressed goes to the failures.

    A delivery that no longer has an office is cancelled, unless its letter has left.
    """
    letters = archive.read_letters(connection, str(week), agency_ids)
    mails = unsent(connection, week, addressed(letters, read_offices(connection, week), failures))
    drafts = [drafted for mail in mails if (drafted := draft(connection, mail, failures, at, suppressed))]
    cancel_others(connection, week, agency_ids, drafts, at)
    return drafts


def unsent(connection: Connection, week: Week, mails: Iterable[Mail]) -> list[Mail]:
    """But for mailboxes that came into the register after the agency's letter had left for all of its offices."""
    known = read_week(connection, week)
    states: dict[tuple[str, str], set[str]] = {}
    for entry in known:
        states.setdefault((entry.agency_id, entry.kind), set()).add(entry.state)
    done = {key for key, found in states.items() if found <= {*SENT}}
    ids = {entry.delivery_id for entry in known}
    return [
        mail for mail in mails if (mail[0].agency_id, mail[0].kind) not in done or mailroom.identify(*mail[:2]) in ids
    ]


def add_missing(
    connection: Connection, week: Week, agency_ids: Sequence[str], failures: Failures, at: datetime
) -> None:
    """Draft what has no delivery yet, or was drafted for another carrier; all else stays as its approver saw it."""
    carrier = open_carrier(settings()).name
    known = read_week(connection, week)
    drafted = {entry.delivery_id for entry in known if entry.carrier == carrier or entry.state == "cancelled"}
    letters = archive.read_letters(connection, str(week), agency_ids)
    for mail in unsent(connection, week, addressed(letters, read_offices(connection, week), failures)):
        if mailroom.identify(*mail[:2]) not in drafted:
            draft(connection, mail, failures, at)


def draft(
    connection: Connection, mail: Mail, failures: Failures, at: datetime, suppressed: Mapping[str, str] | None = None
) -> Entry | None:
    """The delivery; a letter that no message can be made of goes to the failures, and keeps no other back."""
    carrier, office = open_carrier(settings()), mailroom.Office.of(settings())
    try:
        return mailroom.draft(connection, carrier, *mail, office=office, at=at, suppressed=suppressed)
    except ValueError as error:
        failures.append(mailroom.DoNotRetry(f"The letter to {mail[0].agency_id} cannot be mailed: {error}"))
        return None


def cancel_others(
    connection: Connection, week: Week, agency_ids: Sequence[str], drafts: Sequence[Entry], at: datetime
) -> None:
    kept, cause = {entry.delivery_id for entry in drafts}, "no longer an office of the agency, or it has no letter"
    states = (*REWRITABLE, "approved", "bounced")
    for entry in read_week(connection, week):
        if entry.delivery_id not in kept and entry.agency_id in agency_ids and entry.state in states:
            mailroom.cancel(connection, entry.delivery_id, actor="rapor", cause=cause, at=at)


def read_week(connection: Connection, week: Week) -> list[Entry]:
    """The deliveries of the week's letters, whatever their state."""
    return [entry for entry in ledger.list_entries(connection, period=str(week)) if entry.kind in WEEKLY]


def expected(week: Week) -> list[str]:
    """Everybody who is to get a letter of the week."""
    return [agency_id for agency_ids in groups(week).values() for agency_id in agency_ids]


def read_offices(connection: Connection, week: Week) -> list[Office]:
    """The offices that are valid when the week is told, or today where that is later; DoNotRetry without any."""
    told_on = max(week.shift(1).monday, mailroom.now_in_utc().astimezone(WIB).date())
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
