"""Weeks that pages show: scorecards in place, letters in the ledger, and the data as it was found."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from include import mailroom
from include.gateways.warehouse import ledger
from include.gateways.warehouse.ledger import Connection, Entry
from include.gateways.warehouse.schema import (
    CHECKS,
    CONTROL_GAPS,
    DIFFERENCES,
    EXPORTS,
    RECAPS,
    SCORECARD_LINES,
    SCORECARD_TICKETS,
    SCORECARDS,
)
from include.sla.scorecards import Line, Listed, Scorecard
from include.sla.week import Week
from tests.builders_scorecards import a_line, a_scorecard

WEEK = Week.parse("2026-W06")
NEXT = WEEK.shift(1)
MONDAY = datetime(2026, 2, 9, 0, 10, tzinfo=UTC)
DIGEST = "0" * 64


def put(connection: Connection, table: sa.Table, *rows: dict[str, Any]) -> None:
    with connection.begin():
        connection.execute(sa.insert(table), list(rows))


def a_card(*lines: Line, week: Week = WEEK, **facts: Any) -> Scorecard:
    """Of Dinas Sosial, unless told otherwise, with a response and a resolution line."""
    mine = {"agency_id": "dinas-sosial", "agency_name": "Dinas Sosial", "known_at": MONDAY - timedelta(hours=2)}
    both = lines or (a_line(met=3, late=1, overdue=2, running=4), a_line("resolution", met=1))
    return a_scorecard(*both, week=week, **mine | facts)


def tell(connection: Connection, *cards: Scorecard, scored_at: datetime = MONDAY) -> None:
    """Put these scorecards in place."""
    for card in cards:
        key = {"week": str(card.week), "agency_id": card.agency_id}
        facts = {name: value for name, value in vars(card).items() if name in SCORECARDS.c}
        put(connection, SCORECARDS, facts | key | {"scored_at": scored_at})
        put(connection, SCORECARD_LINES, *(asdict(line) | key for line in card.lines))
        for name in ("late", "upcoming", "other"):
            rows: tuple[Listed, ...] = getattr(card, name)
            listed = [asdict(row) | key | {"list": name, "position": place} for place, row in enumerate(rows, 1)]
            if listed:
                put(connection, SCORECARD_TICKETS, *listed)


def differ(connection: Connection, *rows: dict[str, str], week: Week = WEEK, agency_id: str = "dinas-sosial") -> None:
    """File differences of this week; each row has a ticket, what it was and became, and perhaps more."""
    plain = {"week": str(week), "agency_id": agency_id, "stage": "response", "policy": "national", "round": 1}
    put(connection, DIFFERENCES, *(plain | {"reason": "later_export"} | row for row in rows))


def a_delivery(connection: Connection, agency_id: str = "dinas-sosial", week: Week = WEEK, **facts: Any) -> Entry:
    """A draft of the week's letter."""
    key = {"delivery_id": f"{week}-{agency_id}"[:36], "period": str(week), "agency_id": agency_id}
    plain = {"kind": "rapor", "recipient": f"kepala@{agency_id}.example", "digest": DIGEST, "carrier": "sendgrid"}
    entry = Entry(**key | plain | facts)
    ledger.open_entry(connection, entry, "the letter is ready", MONDAY)
    return entry


def approve(connection: Connection, entry: Entry, actor: str = "rini", why: str = "", at: datetime = MONDAY) -> Entry:
    cause = f"approved, {DIGEST[:12]}" + (f": {why}" if why else "")
    assert mailroom.approve(connection, entry.delivery_id, DIGEST, actor=actor, cause=cause, at=at)
    return ledger.read(connection, entry.delivery_id)


def cancel(connection: Connection, entry: Entry, why: str, actor: str = "rini") -> None:
    assert mailroom.cancel(connection, entry.delivery_id, actor=actor, cause=why, at=MONDAY)


def read_export(connection: Connection, name: str = "ekspor.xlsx", at: datetime = MONDAY, **facts: Any) -> None:
    row = {"digest": name, "name": name, "state": "read", "generated_at": at, "dated_by": "preamble", "read_at": at}
    put(connection, EXPORTS, row | facts)


def find(connection: Connection, check: str, severity: str, value: float, at: datetime = MONDAY) -> None:
    told = {"limit": 2.0, "told": "In English."}
    put(connection, CHECKS, told | {"checked_at": at, "check": check, "severity": severity, "value": value})


def count_otherwise(connection: Connection, *agency_ids: str, **facts: Any) -> None:
    """The newest recap counts tickets of these agencies otherwise than we do."""
    put(connection, RECAPS, {"digest": "r", "name": "rekap.xlsx", "generated_at": MONDAY, "read_at": MONDAY})
    gap = {"digest": "r", "status": "waiting", "ours": 3, "theirs": 5, "tickets": "1 2", "accepted_because": ""}
    put(connection, CONTROL_GAPS, *(gap | {"agency_id": agency_id} | facts for agency_id in agency_ids))
