"""Approved letters go to their offices through the mailroom."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from functools import partial
from typing import TypeVar

from include import mailroom
from include.gateways import warehouse
from include.gateways.warehouse import ledger
from include.gateways.warehouse.archive import Archived
from include.gateways.warehouse.ledger import REWRITABLE, Connection, Entry
from include.jobs.carriers import open_carrier
from include.jobs.drafts import Failures, Mail, add_missing, read_week
from include.jobs.groups import groups
from include.jobs.holds import ALL, holds
from include.settings import settings
from include.sla.period import Period
from include.sla.week import Week

Item = TypeVar("Item", Entry, Archived)

OFF = "approval is switched off (RAPOR_APPROVAL)"

log = logging.getLogger(__name__)


def deliver(week: Week, group: str) -> dict[str, int]:
    """Deliver the group's approved letters, each once; returns their number by result.

    One that fails, or must wait, keeps no other from leaving. Raises at the end if any did: DoNotRetry only when none
    of them can be tried again.
    """
    failures: Failures = []
    agency_ids = groups(week)[group]
    with warehouse.connect(settings().warehouse_url) as connection:
        add_missing(connection, week, agency_ids, failures, mailroom.now_in_utc())
        mine = [entry for entry in read_week(connection, week) if entry.agency_id in agency_ids]
        free = free_to_leave(connection, week, mine, failures)
        if not settings().approval:
            approve_all(connection, free, OFF)
        results = send_all(connection, [entry.delivery_id for entry in free], failures)
    raise_if_any(failures)
    return results


def approve_all(connection: Connection, entries: Sequence[Entry], cause: str) -> None:
    """Approve those that are drafts, for nobody is asked."""
    for entry in entries:
        mailroom.approve(
            connection, entry.delivery_id, entry.digest, actor="rapor", cause=cause, at=mailroom.now_in_utc()
        )


def send_all(connection: Connection, delivery_ids: Iterable[str], failures: Failures) -> dict[str, int]:
    """Send each through the settings' carrier; returns their number by result, and adds to the failures."""
    carrier, office = open_carrier(settings()), mailroom.Office.of(settings())
    return count(
        (partial(mailroom.send, connection, carrier, delivery_id, office=office) for delivery_id in delivery_ids),
        failures,
    )


def deliver_all(
    connection: Connection, mails: Iterable[Mail], failures: Failures, now: mailroom.Clock = mailroom.now_in_utc
) -> dict[str, int]:
    """Draft and send letters that nobody need approve; returns their number by result, and adds to the failures."""
    carrier, office = open_carrier(settings()), mailroom.Office.of(settings())
    return count(
        (partial(mailroom.deliver, connection, carrier, *mail, office=office, now=now) for mail in mails), failures
    )


def count(sendings: Iterable[Callable[[], str]], failures: Failures) -> dict[str, int]:
    results: Counter[str] = Counter()
    for sending in sendings:
        try:
            results[sending()] += 1
        except (mailroom.TryAgain, mailroom.DoNotRetry) as error:
            failures.append(error)
        except ValueError as error:
            failures.append(mailroom.DoNotRetry(f"A letter cannot be mailed: {error}"))
    return dict(results)


def free_to_leave(
    connection: Connection, period: Week | date | Period, items: Sequence[Item], failures: Failures
) -> list[Item]:
    """Those that need not wait for data staff; why the others must goes to the failures, once for all of them.

    What was approved already no longer waits.
    """
    held = holds(connection, period)
    left = {
        entry.agency_id
        for entry in ledger.list_entries(connection, period=str(period))
        if entry.state not in REWRITABLE
    }
    reasons = {one.agency_id: held.get(one.agency_id) or held.get(ALL) for one in items if one.agency_id not in left}
    waiting = {agency_id: reason for agency_id, reason in reasons.items() if reason}
    failures.extend(mailroom.DoNotRetry(reason) for reason in dict.fromkeys(waiting.values()))
    return [one for one in items if one.agency_id not in waiting]


def raise_if_any(failures: Failures) -> None:
    if not failures:
        return
    for failure in failures:
        log.error("%s", failure)
    kind = next((type(each) for each in failures if isinstance(each, mailroom.TryAgain)), mailroom.DoNotRetry)
    raise kind(f"Letters that did not leave: {len(failures)}. " + " ".join(str(failure) for failure in failures[:5]))
