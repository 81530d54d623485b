"""A SendGrid of the make-believe regency, for whoever wants to see letters mailed: it takes them, and sends none."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager

from demo.airflow import CARRIER
from tests.standins.sendgrid import KEY, SendGrid, running_sendgrid

CONNECTION = "AIRFLOW_CONN_SENDGRID"


@contextmanager
def accepting() -> Iterator[SendGrid]:
    """Airflow, started in the meantime, mails by the connection `sendgrid`; what was taken is in `accepted`."""
    with running_sendgrid() as sendgrid:
        os.environ[CONNECTION] = json.dumps({"conn_type": "http", "host": sendgrid.url, "password": KEY})
        os.environ[CARRIER] = "sendgrid"
        try:
            yield sendgrid
        finally:
            del os.environ[CONNECTION], os.environ[CARRIER]
