"""A person has looked, and says of deliveries that did not end well what is to be done."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from include import mailroom
from include.answers import RESEND, SENT
from include.gateways import warehouse
from include.gateways.warehouse import ledger
from include.gateways.warehouse.ledger import Entry
from include.jobs.closing import list_contents
from include.jobs.deliveries import raise_if_any, send_all
from include.jobs.drafts import Failures
from include.settings import settings

FAILED = ("refused", "bounced", "suppressed")


class NothingToDecide(Exception):
    """No delivery is in a state for which this can be said."""


def decide(period: str, action: str, delivery_ids: Sequence[str], why: str, actor: str) -> dict[str, int]:
    """Do it, and send what may leave again; returns the deliveries by result.

    `send once more`: of the period what was refused, bounced or suppressed, or those of them that are named, with the
    bytes that were approved. `it was sent`, `it was not sent`: the unknown ones that are named; those not sent leave.
    NothingToDecide when there is none, or when one that is named is in another state; raises then as `deliver`.
    """
    failures: Failures = []
    with warehouse.connect(settings().warehouse_url) as connection:
        chosen = choose(ledger.list_entries(connection, period=period), action, delivery_ids)
        cause = f"{action}: {why.strip()}"
        for entry in chosen:
            if action == RESEND:
                mailroom.reopen(connection, entry.delivery_id, cause=cause, actor=actor)
            else:
                mailroom.settle(connection, entry.delivery_id, sent=action == SENT, cause=cause, actor=actor)
        if action == SENT:
            return {"settled": len(chosen)}
        results = send_all(connection, [entry.delivery_id for entry in chosen], failures)
        list_contents(connection, mailroom.now_in_utc().date())
    raise_if_any(failures)
    return dict(Counter(results))


def choose(entries: Sequence[Entry], action: str, delivery_ids: Sequence[str]) -> list[Entry]:
    states = FAILED if action == RESEND else ("unknown",)
    fit = {entry.delivery_id: entry for entry in entries if entry.state in states}
    if not delivery_ids and action != RESEND:
        raise NothingToDecide("Name the deliveries: each unknown one is looked up by itself.")
    if wrong := [each for each in delivery_ids if each not in fit]:
        raise NothingToDecide(f"Not {' or '.join(states)}, or not of this period: {', '.join(wrong)}.")
    if not (chosen := [fit[each] for each in delivery_ids] or list(fit.values())):
        raise NothingToDecide(f"Nothing of this period is {' or '.join(states)}.")
    return chosen
