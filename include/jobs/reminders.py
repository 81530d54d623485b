"""Liaison officers hear in the morning what is late, what falls due today, and what soon will."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING

from include import mailroom
from include.gateways import warehouse
from include.gateways.offices import Office
from include.gateways.warehouse import archive
from include.gateways.warehouse.offices import list_valid
from include.jobs.basis import Basis, read_history
from include.jobs.closing import list_contents
from include.jobs.deliveries import deliver_all, free_to_leave, raise_if_any
from include.jobs.drafts import Failures, Mail, restore
from include.jobs.letters import to_archive
from include.jobs.rules import rules_in_force
from include.mailroom import Clock, now_in_utc
from include.settings import settings
from include.sla.week import WIB

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from include.gateways.warehouse.archive import Archived
    from include.letters import Letter
    from include.sla.reminders import Reminder

log = logging.getLogger(__name__)


def write_reminders(day: date, now: Clock = now_in_utc) -> list[str]:
    """Archive a letter to each agency that has anything to be reminded of; returns the ids of those agencies.

    A letter that a delivery has claimed already stays as it is. DoNotRetry for a day that is not today, and before the
    first export.
    """
    check_day(day, now())
    with warehouse.connect(settings().warehouse_url) as connection:
        reminders = work_out(connection, day, now())
        for letter in compose(reminders):
            if not archive.archive_letter(connection, to_archive(letter)):
                log.info("The reminder of %s is on its way already and stays as it is.", letter.agency_id)
    return [reminder.agency_id for reminder in reminders]


def check_day(day: date, at: datetime) -> None:
    """DoNotRetry unless it is this day in Jakarta."""
    today = at.astimezone(WIB).date()
    if day != today:
        raise mailroom.DoNotRetry(
            f"A reminder is of its own day, and {day} is not today, {today}: nothing is sent. Trigger a new run."
        )


def work_out(connection: Connection, day: date, at: datetime) -> list[Reminder]:
    """The reminders of the agencies that exist on that day, by what is known at this moment."""
    from include.gateways.warehouse import exports
    from include.rulebook import agencies
    from include.sla import clocks, reminders

    known_at = exports.newest_export(connection, at)
    if known_at is None:
        raise mailroom.DoNotRetry("No export has been read yet: put one into the inbox and run sync_tickets.")
    with rules_in_force(connection) as (rules, folder):
        tickets, events = read_history(connection, Basis(known_at, None, rules, folder))
    standing = clocks.read(clocks.run(tickets, events, rules), at, rules.working_days)
    rows = reminders.due(standing, tickets, day, rules.working_days)
    names = {agency.agency_id: agency.name for agency in agencies.load().on(day)}
    return reminders.assemble(rows, names, day, known_at)


def compose(reminders: Sequence[Reminder]) -> Iterator[Letter]:
    from include.letters.figures import FiguresDisagree
    from include.letters.reminder_letter import write_reminder_letter

    for reminder in reminders:
        try:
            yield write_reminder_letter(reminder, settings().sample)
        except FiguresDisagree as error:
            log.error("No reminder to %s: %s", reminder.agency_id, error)


def deliver_reminders(day: date, agency_ids: Sequence[str], now: Clock = now_in_utc) -> dict[str, int]:
    """Deliver the day's letters to the liaison officers of these agencies, each once; returns their number by result.

    `without a liaison` counts the agencies that nobody is named for. One letter that fails, or must wait, keeps no
    other from leaving; then raises as `deliveries.deliver`.
    """
    check_day(day, now())
    failures: Failures = []
    with warehouse.connect(settings().warehouse_url) as connection:
        offices = list_valid(connection, day)
        reached = tell_unreached(agency_ids, offices)
        letters = find_letters(connection, day, reached, failures)
        letters = free_to_leave(connection, day, letters, failures)
        results = deliver_all(connection, addressed(letters, offices), failures, now)
        list_contents(connection, day)
    raise_if_any(failures)
    return results | {"without a liaison": len(agency_ids) - len(reached)}


def tell_unreached(agency_ids: Sequence[str], offices: Sequence[Office]) -> list[str]:
    """The agencies with a liaison officer in the register; of the others, their heads do not get the letter instead."""
    led = {office.agency_id for office in offices if office.role == "liaison"}
    if unreached := [agency_id for agency_id in agency_ids if agency_id not in led]:
        log.warning("No reminder leaves for want of a liaison officer: %s.", ", ".join(unreached))
    return [agency_id for agency_id in agency_ids if agency_id in led]


def find_letters(connection: Connection, day: date, agency_ids: Sequence[str], failures: Failures) -> list[Archived]:
    """The archived letters of that day to these agencies; one that was not written goes to the failures."""
    found = archive.read_letters(connection, str(day), agency_ids)
    for agency_id in sorted(set(agency_ids) - {letter.agency_id for letter in found}):
        failures.append(mailroom.DoNotRetry(f"{agency_id} has no reminder of {day}: see write_reminders' log."))
    return found


def addressed(letters: Sequence[Archived], offices: Sequence[Office]) -> Iterator[Mail]:
    """Each letter with each liaison officer of its agency."""
    for archived in letters:
        for office in offices:
            if (office.agency_id, office.role) == (archived.agency_id, "liaison"):
                yield restore(archived), office.address, []
