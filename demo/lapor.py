"""A LAPOR of the make-believe regency: its API answers for as long as `make run` is at work."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

from demo.exports import build_present
from include.sla.week import Week
from tests.standins import lapor_regency
from tests.standins.lapor import BEARER, TOKEN, running_lapor

CONNECTION = "AIRFLOW_CONN_LAPOR"


@contextmanager
def answering(today: date) -> Iterator[None]:
    """Airflow, started in the meantime, finds the API by its connection `lapor`."""
    histories = lapor_regency.tell(build_present(Week.on(today).monday))
    with running_lapor(tickets=histories, institutions=lapor_regency.institutions()) as lapor:
        os.environ[CONNECTION] = json.dumps(
            {"conn_type": "http", "host": lapor.url, "password": BEARER, "extra": {"token": TOKEN}}
        )
        try:
            yield
        finally:
            del os.environ[CONNECTION]
