"""Which road letters take, and where its secret comes from."""

from __future__ import annotations

from dataclasses import dataclass, field

from include.gateways.message import Message
from include.gateways.outbox import OutboxCarrier
from include.gateways.sendgrid import GLOBAL, Account, SendGridCarrier
from include.mailroom import Carrier
from include.settings import Carrier as Choice
from include.settings import Environment, Settings


@dataclass(frozen=True)
class Redirect:
    """Carries letters to the one mailbox that gets them all outside production: the messages name it already."""

    carrier: Carrier
    name: str = field(default="redirect", init=False)
    repeatable: bool = field(default=False, init=False)
    outward: bool = field(default=False, init=False)

    def send(self, message: Message) -> str:
        return self.carrier.send(message)


def open_carrier(settings: Settings) -> Carrier:
    """The carrier of the settings."""
    account = open_account(settings)
    if account is None:
        return OutboxCarrier(settings.outbox)
    carrier = SendGridCarrier(account.key, account.host)
    production = settings.environment is Environment.PRODUCTION
    return Redirect(carrier) if settings.redirect_to and not production else carrier


def open_account(settings: Settings) -> Account | None:
    """SendGrid's account: its key is the password of an Airflow connection, its host the host; None for the outbox."""
    if settings.carrier is Choice.OUTBOX:
        return None
    from airflow.sdk import Connection

    connection = Connection.get(settings.sendgrid_connection)
    return Account(connection.password or "", connection.host or GLOBAL)
