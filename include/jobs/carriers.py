"""Which road letters take, and where its secret comes from."""

from __future__ import annotations

from include.gateways.outbox import OutboxCarrier
from include.gateways.sendgrid import GLOBAL, SendGridCarrier
from include.mailroom import Carrier
from include.settings import Carrier as Choice
from include.settings import Settings


def open_carrier(settings: Settings) -> Carrier:
    """The carrier of the settings; SendGrid's key is the password of an Airflow connection, its host the host."""
    if settings.carrier is Choice.OUTBOX:
        return OutboxCarrier(settings.outbox)
    from airflow.sdk import Connection

    connection = Connection.get(settings.sendgrid_connection)
    return SendGridCarrier(connection.password or "", connection.host or GLOBAL)
