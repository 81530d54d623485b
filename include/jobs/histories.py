"""LAPOR's API is asked for the true history of tickets that exports named; without it, exports alone must do."""

from __future__ import annotations

import logging
import time
from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from include.settings import settings

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from include.gateways.lapor_api import Answers

HOUR = timedelta(hours=1)
AT_A_TIME = 100  # tickets whose answers are kept together: a run cut off loses no more than these
REQUESTS = 2  # a ticket, if nothing fails

log = logging.getLogger(__name__)


class Access(NamedTuple):
    """Where LAPOR's API is, and as whom we ask."""

    base_url: str
    bearer: str
    token: str


def find_access() -> Access | None:
    """From the Airflow connection that the settings name: its host, its password, and `token` of its extra.

    None where there is no such connection; ValueError when it lacks one of them.
    """
    from airflow.sdk import Connection
    from airflow.sdk.exceptions import AirflowNotFoundException

    name = settings().lapor_connection
    try:
        connection = Connection.get(name)
    except AirflowNotFoundException:
        return None
    access = Access(connection.host or "", connection.password or "", connection.extra_dejson.get("token", ""))
    if not all(access):
        raise ValueError(
            f"The connection {name} needs a host (https://…), a password (bearer) and extra {{'token': …}}."
        )
    return access


def ask_lapor(access: Access) -> dict[str, int]:
    """Ask for the histories of tickets that are new, changed or open; returns their number by outcome.

    Whatever LAPOR answers, the run goes on with exports alone, and the log says so. No more requests are made than the
    settings allow in an hour, nor for longer than they allow.
    """
    from include.gateways import warehouse
    from include.gateways.warehouse import histories

    until = time.monotonic() + settings().api_seconds
    outcomes: Counter[str] = Counter()
    with warehouse.connect(settings().warehouse_url) as connection:
        asked: set[str] = set()
        while tickets := choose(connection, asked):
            answers = ask(connection, access, tickets, until - time.monotonic())
            histories.put_answers(connection, answers.acts, answers.calls)
            outcomes.update(answers.calls["outcome"])
            asked |= set(tickets)
            if answers.stopped or time.monotonic() >= until:
                log.warning("%s What is left is asked for next time; until then exports alone tell.", answers.stopped)
                break
    return {str(outcome): number for outcome, number in sorted(outcomes.items())}


def choose(connection: Connection, asked: set[str]) -> list[str]:
    """The next tickets to ask for, as far as this hour's requests suffice."""
    from include.gateways.warehouse import histories

    most = min(AT_A_TIME, requests_left(connection) // REQUESTS)
    if not most:
        log.info("The requests of this hour are spent; the rest is asked for next time.")
        return []
    chosen = histories.choose_tickets(connection, len(asked) + most)
    return [ticket_id for ticket_id in chosen if ticket_id not in asked][:most]


def requests_left(connection: Connection) -> int:
    from include.gateways.warehouse import histories

    spent = histories.count_requests(connection, datetime.now(UTC) - HOUR)
    return max(settings().api_requests_an_hour - spent, 0)


def ask(connection: Connection, access: Access, tickets: list[str], seconds: float) -> Answers:
    from include.gateways import lapor_api

    limits = lapor_api.Limits(concurrency=settings().api_concurrency, run_seconds=max(seconds, 1))
    return lapor_api.ask(tickets, **access._asdict(), budget=requests_left(connection), limits=limits)
