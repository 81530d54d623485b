"""Which mailboxes the carrier would drop letters for."""

from __future__ import annotations

import logging

from include.gateways.sendgrid import SuppressionsUnavailable, list_suppressed
from include.jobs.carriers import open_account
from include.settings import settings

UNREAD = "Daftar penolakan SendGrid tidak dapat dibaca; alamat yang ditolak baru diketahui setelah pengiriman."

log = logging.getLogger(__name__)


def read_suppressed() -> tuple[dict[str, str], list[str]]:
    """Each mailbox and why, and what an approver should know when that cannot be read; nobody without SendGrid."""
    account = open_account(settings())
    if account is None:
        return {}, []
    try:
        return list_suppressed(account), []
    except SuppressionsUnavailable as error:
        log.warning("Suppressions are unknown: %s", error)
        return {}, [UNREAD]
