"""Notices to the data staff go by the mailroom's own road, each once."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import replace

from include import mailroom
from include.gateways import warehouse
from include.gateways.message import Address
from include.gateways.warehouse import archive
from include.jobs.carriers import open_carrier
from include.jobs.letters import to_archive
from include.letters.wording import name_period
from include.settings import settings
from include.sla.week import WIB

log = logging.getLogger(__name__)


def notify(period: str, kind: str, url: str, items: Sequence[tuple[str, str]] = (), **facts: str | int) -> bool:
    """Tell the data staff, once a day, period and kind; False, and a line in the log, when no mail could be sent.

    Whoever asks has something to say that must not fail for want of a mail, so nothing is raised.
    """
    from include.letters.notice import write_notice

    today = str(mailroom.now_in_utc().astimezone(WIB).date())
    letter = write_notice(period, kind, name_period(period), url, settings().sample, items, **facts)
    letter = replace(letter, period=today, kind=f"{kind}, {period}")
    staff = Address(settings().staff_address or settings().reply_to, "Pengelola data LAPOR!")
    try:
        with warehouse.connect(settings().warehouse_url) as connection:
            archive.archive_letter(connection, to_archive(letter))
            carrier, office = open_carrier(settings()), mailroom.Office.of(settings())
            mailroom.deliver(connection, carrier, letter, staff, (), office=office, cause="a notice to data staff")
    except Exception as error:  # whatever keeps it, the road or the warehouse
        log.error("The data staff was not told of %s %s: %s", kind, period, error)
        return False
    return True
