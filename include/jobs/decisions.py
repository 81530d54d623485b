"""A person has looked, and says of deliveries that did not end well what is to be done."""

from __future__ import annotations

from collections.abc import Sequence

from include import mailroom
from include.answers import LEAVE, NOT_SENT, RESEND, SENT
from include.gateways import warehouse
from include.gateways.warehouse import ledger
from include.gateways.warehouse.ledger import WEEKLY, Entry
from include.jobs.closing import LEFT_OUT, list_contents
from include.jobs.deliveries import raise_if_any, send_all
from include.jobs.drafts import Failures
from include.settings import settings
from include.sla.week import WIB

FAILED = ("refused", "bounced", "suppressed")
OUTDATED = "a reminder is of its own day"


class NothingToDecide(Exception):
    """No delivery is in a state for which this can be said."""


def decide(period: str, action: str, delivery_ids: Sequence[str], why: str, actor: str) -> dict[str, int]:
    """Do it, and send what may leave again; returns the deliveries by result.

    `send once more`: of the week what was refused, bounced or suppressed after it was handed over, or those that are
    named, with the bytes that were approved. `it need not leave`: of those, the named ones are cancelled. `it was
    sent`, `it was not sent`: the unknown ones that are named; those not sent leave, but for reminders of a day that is
    over. Said again, it sends what was let go and did not leave. NothingToDecide when there is none, or when one that
    is named is in another state; raises then as `deliver`.
    """
    failures: Failures = []
    with warehouse.connect(settings().warehouse_url) as connection:
        chosen = choose(ledger.list_entries(connection, period=period), action, delivery_ids)
        for entry in chosen:
            tell(connection, entry, action, why.strip(), actor)
        if action in (SENT, LEAVE):
            return {action: len(chosen)}
        results = send_all(connection, [entry.delivery_id for entry in chosen], failures)
        list_contents(connection, mailroom.now_in_utc().date())
    raise_if_any(failures)
    return results


def tell(connection: ledger.Connection, entry: Entry, action: str, why: str, actor: str) -> None:
    """File what the person says of this one; nothing where that was said already."""
    cause, at = f"{action}: {why}", mailroom.now_in_utc()
    if action == RESEND:
        mailroom.reopen(connection, entry.delivery_id, cause=cause, actor=actor)
    elif action == LEAVE:
        mailroom.cancel(connection, entry.delivery_id, actor=actor, cause=f"{LEFT_OUT}: {why}", at=at)
    else:
        mailroom.settle(connection, entry.delivery_id, sent=action == SENT, cause=cause, actor=actor)
    if action == NOT_SENT and entry.kind == "pengingat" and entry.period != str(at.astimezone(WIB).date()):
        mailroom.cancel(connection, entry.delivery_id, actor="rapor", cause=OUTDATED, at=at)


def choose(entries: Sequence[Entry], action: str, delivery_ids: Sequence[str]) -> list[Entry]:
    """Those that it can be said of; without a name, of the week's letters alone."""
    fit = {entry.delivery_id: entry for entry in entries if fits(entry, action)}
    if not delivery_ids and action != RESEND:
        raise NothingToDecide("Name the deliveries: each is looked up by itself.")
    if wrong := [each for each in delivery_ids if each not in fit]:
        raise NothingToDecide(f"“{action}” cannot be said of {', '.join(wrong)}: see its state.")
    chosen = [fit[each] for each in delivery_ids] or [entry for entry in fit.values() if entry.kind in WEEKLY]
    if not chosen:
        raise NothingToDecide(f"There is nothing of this period of which “{action}” can be said.")
    return chosen


def fits(entry: Entry, action: str) -> bool:
    """Whether its state is one for which this can be said, or one that saying it has led to."""
    if action == LEAVE:
        return entry.state in (*FAILED, "approved")
    if action == RESEND:
        return (entry.state in FAILED and entry.attempts > 0) or (
            entry.state == "approved" and entry.reopened_at is not None
        )
    return entry.state == "unknown" or (action == NOT_SENT and entry.state == "approved" and entry.attempts > 0)
