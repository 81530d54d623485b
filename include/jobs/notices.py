"""Notices to the data staff go by the mailroom's own road, each once, and again while that road is closed."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from include import mailroom
from include.gateways import warehouse
from include.gateways.message import Address
from include.gateways.warehouse import archive, ledger
from include.gateways.warehouse.ledger import Connection, Entry
from include.jobs.carriers import open_carrier
from include.jobs.letters import to_archive
from include.letters.notice import STAFF
from include.letters.wording import name_period
from include.settings import settings
from include.sla.week import WIB

UNSENT = ("approved", "refused")
LATELY = timedelta(days=2)  # what is older is told by something newer

log = logging.getLogger(__name__)


class NoticesUnsent(Exception):
    """The data staff were not told: the road by which letters leave is closed."""


def notify(
    period: str,
    kind: str,
    url: str,
    items: Sequence[tuple[str, str]] = (),
    *,
    cause: str = "",
    lasting: bool = False,
    **facts: str | int,
) -> bool:
    """Tell the data staff, once a day and cause (the period, where there is no other), or once for all when it lasts.

    False, and a line in the log, when no mail could be sent. Whoever asks has something to say that must not fail for
    want of a mail, so nothing is raised.
    """
    from include.letters.notice import write_notice

    today = str(mailroom.now_in_utc().astimezone(WIB).date())
    try:
        letter = write_notice(period, kind, name_period(period), url, settings().sample, items, **facts)
        letter = replace(letter, period=today, kind=f"{kind}, {cause or period}")
        with warehouse.connect(settings().warehouse_url) as connection:
            if lasting and ledger.list_entries(connection, kind=letter.kind):
                return True
            archive.archive_letter(connection, to_archive(letter))
            carrier, office = open_carrier(settings()), mailroom.Office.of(settings())
            mailroom.deliver(connection, carrier, letter, staff(), (), office=office, cause="a notice to data staff")
    except Exception as error:  # whatever keeps it, the road or the warehouse
        log.error("The data staff was not told of %s %s: %s", kind, cause or period, error)
        return False
    return True


def staff() -> Address:
    return Address(settings().staff_address or settings().reply_to, "Pengelola data LAPOR!")


def send_notices() -> int:
    """Send what could not be told lately; returns how many. NoticesUnsent while the road is closed.

    It is for this task to be red then, for nobody hears of it by mail.
    """
    with warehouse.connect(settings().warehouse_url) as connection:
        waiting = list_unsent(connection)
        if waiting:
            carrier, office = open_carrier(settings()), mailroom.Office.of(settings())
        for entry in waiting:
            try:
                mailroom.send(connection, carrier, entry.delivery_id, office=office)
            except (mailroom.TryAgain, mailroom.DoNotRetry) as error:
                log.error("%s is not told: %s", entry.kind, error)
        left = list_unsent(connection)
    if left:
        raise NoticesUnsent(f"{len(left)} notices have not left: {', '.join(sorted({one.kind for one in left}))}.")
    return len(waiting)


def list_unsent(connection: Connection) -> list[Entry]:
    since = str((mailroom.now_in_utc() - LATELY).astimezone(WIB).date())
    return [one for one in ledger.list_entries(connection, agency_id=STAFF, states=UNSENT) if one.period >= since]
