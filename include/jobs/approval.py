"""A week's letters are put before a person."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from include import mailroom
from include.gateways import warehouse
from include.gateways.message import Address
from include.gateways.warehouse import messages
from include.gateways.warehouse.ledger import Connection, Entry
from include.jobs.drafts import Failures, draft_week, expected, read_offices
from include.jobs.groups import LEADERSHIP
from include.jobs.holds import ALL, holds
from include.jobs.suppressions import read_suppressed
from include.mailroom.office import lies_below
from include.settings import settings
from include.sla.week import Week

if TYPE_CHECKING:
    from include.letters.approval_request import Proposed, Waiting
    from include.sla.scorecards import Scorecard

LEADERS = "Pimpinan"

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Request:
    """What the approver reads, and the agencies that can be left out, by id."""

    subject: str
    body: str
    agencies: dict[str, str]


def request_approval(week: Week, run_id: str, pages: str) -> Request | None:
    """Draft the week's letters and ask for what is not held; None when there is nothing to ask.

    `pages` is the address under which one reads letters. DoNotRetry when the register has no office at all, and when
    this run has shown something else before: Airflow shows that again, whatever it is given. A letter that cannot be
    addressed is left to `deliver` to complain about.
    """
    failures: Failures = []
    with warehouse.connect(settings().warehouse_url) as connection:
        suppressed, lost = read_suppressed()
        at = mailroom.now_in_utc()
        drafts = draft_week(connection, week, expected(week), failures, at, suppressed)
        held = holds(connection, week)
        waiting = [one for one in drafts if one.state == "draft"]
        shown = [one for one in waiting if not (held.get(one.agency_id) or held.get(ALL))]
        if not settings().approval or not shown:
            log.info("%s: %d drafts, nothing to ask.", week, len(waiting))
            return None
        keep_proposal(connection, week, run_id, {one.delivery_id: one.digest for one in shown}, at)
        said = [*lost, *(str(failure) for failure in failures)]
        return write(connection, week, shown, drafts, held, pages, said)


def keep_proposal(connection: Connection, week: Week, run_id: str, shown: Mapping[str, str], at: datetime) -> None:
    if messages.read_proposal(connection, run_id) not in ({}, shown):
        raise mailroom.DoNotRetry(
            f"What waits is no longer what this run has shown: trigger weekly_scorecards with the week {week}."
        )
    messages.keep_proposal(connection, run_id, shown.items(), at)


def write(
    connection: Connection,
    week: Week,
    shown: Sequence[Entry],
    drafts: Sequence[Entry],
    held: Mapping[str, str],
    pages: str,
    remarks: Sequence[str],
) -> Request:
    from include.jobs.earlier import read_told
    from include.letters.approval_request import write_request
    from include.sla import scorecards

    cards = scorecards.assemble(read_told(connection, week))
    names = {card.agency_id: card.agency_name for card in cards} | {LEADERSHIP: LEADERS}
    subject, body = write_request(
        week,
        propose(connection, week, shown, {card.agency_id: card for card in cards}, pages),
        wait(
            names, {one.agency_id: held.get(one.agency_id) or held.get(ALL) for one in drafts if one.state == "draft"}
        ),
        wait(names, {one.agency_id: one.reason for one in drafts if one.state == "suppressed"}),
        cards,
        remarks,
    )
    return Request(subject, body, {one.agency_id: names[one.agency_id] for one in shown})


def wait(names: Mapping[str, str], reasons: Mapping[str, str | None]) -> list[Waiting]:
    from include.letters.approval_request import Waiting

    return [Waiting(names[agency_id], reason) for agency_id, reason in reasons.items() if reason]


def propose(
    connection: Connection, week: Week, shown: Sequence[Entry], cards: Mapping[str, Scorecard], pages: str
) -> list[Proposed]:
    from include.letters.approval_request import Proposed

    offices = read_offices(connection, week)
    called = {office.email: office.office for office in offices}
    copies = [office.agency_id for office in offices if office.role == "liaison"]
    return [
        Proposed(
            cards[one.agency_id].agency_name if one.agency_id in cards else LEADERS,
            called.get(one.recipient, one.agency_id),
            cards.get(one.agency_id),
            copies.count(one.agency_id),
            unusual(one.recipient),
            f"{pages}/{one.delivery_id}",
        )
        for one in shown
    ]


def unusual(mailbox: str) -> str:
    """The mailbox's domain where letters do not usually go, which the settings say; else empty."""
    domain, usual = Address(mailbox).domain, settings().allowed_domains
    return "" if not usual or lies_below(domain, usual) else domain


def list_overdue(after: timedelta) -> list[tuple[str, int]]:
    """The weeks whose letters have waited for an approval for so long, and how many of each."""
    with warehouse.connect(settings().warehouse_url) as connection:
        return messages.list_waiting(connection, mailroom.now_in_utc() - after)
