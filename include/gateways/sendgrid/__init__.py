"""SendGrid, the one road by which letters leave the house: sending, and what it tells of them afterwards."""

from include.gateways.sendgrid.account import GLOBAL, Account
from include.gateways.sendgrid.carrier import SendGridCarrier
from include.gateways.sendgrid.logs import LogsUnavailable, find_logged, read_logged
from include.gateways.sendgrid.suppressions import SuppressionsUnavailable, list_suppressed
from include.gateways.sendgrid.webhook import Forged, Stale, Unreadable, read_receipts, verify

__all__ = [
    "GLOBAL", "Account", "Forged", "LogsUnavailable", "SendGridCarrier", "Stale", "SuppressionsUnavailable",
    "Unreadable", "find_logged", "list_suppressed", "read_logged", "read_receipts", "verify",
]  # fmt: skip
