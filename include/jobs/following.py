"""What became of letters after they were handed over: SendGrid's logs are asked, and data staff told what to settle."""

from __future__ import annotations

import logging
from collections import Counter
from datetime import datetime, timedelta

from include import mailroom
from include.gateways import warehouse
from include.gateways.sendgrid import Account, LogsUnavailable, find_logged
from include.gateways.warehouse import ledger
from include.gateways.warehouse.ledger import Connection, Entry
from include.jobs.carriers import open_account
from include.jobs.notices import notify
from include.mailroom.receiving import addressee
from include.settings import settings
from include.sla.week import WIB

UNDER_WAY = timedelta(minutes=30)  # before, a letter without a receipt is nothing to wonder at
LOST_RECEIPT = timedelta(hours=6)  # by then SendGrid would have posted one
LONG = timedelta(hours=1)  # for an outcome to be unknown
KEPT = timedelta(days=4)  # a deferred letter is tried for three days
ASKED = 200  # letters a run at the most; the others are asked for next time
EARLIER = timedelta(minutes=1)  # clocks differ

log = logging.getLogger(__name__)


def follow_deliveries(url: str, now: mailroom.Clock = mailroom.now_in_utc) -> dict[str, int]:
    """Settle what is unknown, and, where SendGrid sends no receipts, ask for them; returns the numbers by outcome.

    What the logs do not know stays unknown; the data staff at `url` are told of it once. TryAgain when the logs
    could not be read.
    """
    counts: Counter[str] = Counter()
    account = open_account(settings())
    with warehouse.connect(settings().warehouse_url) as connection:
        for entry in ledger.list_entries(connection, states=["sending"]):
            counts["given up"] += mailroom.give_up(connection, entry, now()).state == "unknown"
        if account is not None:
            for entry in list_open(connection, now()):
                counts[ask(connection, account, entry, now())] += 1
                if counts["not answered"]:
                    break
        tell_unknown(connection, url, now())
    if counts["not answered"]:
        raise mailroom.TryAgain("SendGrid's logs could not be read; the next run asks again.")
    return {name: number for name, number in counts.items() if number}


def list_open(connection: Connection, at: datetime) -> list[Entry]:
    """The unknown deliveries, and those accepted for a while whose receipts nobody sends us; the longest open first."""
    unknown = ledger.list_entries(connection, states=["unknown"])
    accepted, since = (
        ledger.list_entries(connection, states=["accepted"]),
        LOST_RECEIPT if settings().receipts_key else UNDER_WAY,
    )
    waiting = [one for one in accepted if one.finished_at and since <= at - one.finished_at <= KEPT]
    return [one for one in [*unknown, *waiting] if one.carrier != "outbox"][:ASKED]


def ask(connection: Connection, account: Account, entry: Entry, at: datetime) -> str:
    """Ask the logs for one letter and file what they say: settled, told, not found, not answered."""
    since = (entry.claimed_at or at) - EARLIER
    try:
        to = addressee(connection, entry)
        found = find_logged(
            account, recipient=to, since=since, delivery_id=entry.delivery_id, reference=entry.reference or ""
        )
    except LogsUnavailable as error:
        log.warning("%s (%s)", error, entry.delivery_id)
        return "not answered"
    if entry.state == "unknown":
        return "settled" if mailroom.settle_by_logs(connection, entry, found, at) else "not found"
    mailroom.receive(connection, found, at)
    return "told" if found else "not found"


def tell_unknown(connection: Connection, url: str, at: datetime) -> None:
    """Once a day, name the letters that only a person can settle: the logs were asked in vain, or could not be."""
    unknown = ledger.list_entries(connection, states=["unknown"])
    unknown = [one for one in unknown if looked(connection, one) or (one.claimed_at and at - one.claimed_at >= LONG)]
    if unknown:
        items = [(f"{one.kind} {one.agency_id}, {one.period}", one.delivery_id) for one in unknown]
        notify(str(at.astimezone(WIB).date()), "tak-pasti", url, items, count=len(unknown))


def looked(connection: Connection, entry: Entry) -> bool:
    """Whether the logs were asked in vain, once they can be expected to know; those of old carriers have none."""
    from include.mailroom.settling import NOT_FOUND

    return any(move.cause == NOT_FOUND for move in ledger.read_moves(connection, entry.delivery_id))
