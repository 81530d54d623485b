"""What the tests of LAPOR's API share: a few histories, what must be heard of them, and a client without patience."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pandas as pd

from include.gateways import lapor_api
from include.gateways.lapor_api import Answers, Limits
from include.sla import tables
from tests.builders import moment
from tests.standins.lapor import BEARER, TOKEN, Lapor
from tests.standins.lapor_bodies import Entry, Party

QUICK = Limits(first_wait=0.01, longest_wait=0.05, call_seconds=0.5)
COORDINATOR, FIRST, SECOND = (12, "Koordinator Contoh"), (4711, "Dinas Contoh"), (4712, "Badan Contoh")
RECEIVED = moment("Monday 2026-09-07 09:00")
STORY = (
    Entry("log", RECEIVED),
    Entry("log", moment("Monday 2026-09-07 14:00"), COORDINATOR, FIRST, "Belum Terverifikasi", "Terverifikasi"),
    Entry("follow_up", moment("Monday 2026-09-07 14:00"), COORDINATOR, FIRST, template="disposition"),
    Entry("log", moment("Tuesday 2026-09-08 10:00"), FIRST, SECOND),
    Entry("follow_up", moment("Tuesday 2026-09-08 10:00"), FIRST, SECOND, template="disposition"),
    Entry("log", moment("Thursday 2026-09-10 08:30"), SECOND, None, "Terverifikasi", "Proses"),
    Entry("follow_up", moment("Thursday 2026-09-10 08:30"), SECOND, template="response"),
    Entry("log", moment("Friday 2026-09-11 20:00"), None, None, "Proses", "Ditutup oleh Pelapor"),
)
NEW = (Entry("log", RECEIVED),)  # nobody has seen to it yet
STORIES = {
    str(5_000_000 + number): tuple(
        replace(entry, at=entry.at + timedelta(minutes=number)) for entry in (STORY if number % 3 else NEW)
    )
    for number in range(12)
}


def ask(
    lapor: Lapor, ticket_ids: Iterable[str] | None = None, budget: int = 10_000, limits: Limits = QUICK, **other: Any
) -> Answers:
    """All tickets that the stand-in knows, unless told."""
    wanted = lapor.tickets if ticket_ids is None else ticket_ids
    access = {"base_url": lapor.url, "bearer": BEARER, "token": TOKEN} | other
    return lapor_api.ask(wanted, budget=budget, limits=limits, **access)


def heard(answers: Answers) -> pd.DataFrame:
    """What was told, whenever it was."""
    return answers.acts.drop(columns="fetched_at")


def true_acts(histories: Mapping[str, Iterable[Entry]]) -> pd.DataFrame:
    """The acts as they happened, in the order of ACTS; ratings are shown where they are there by now."""
    columns = {name: dtype for name, dtype in tables.ACTS.items() if name != "fetched_at"}
    rows = [row(ticket_id, entry) for ticket_id, entries in histories.items() for entry in entries]
    frame = tables.shape(pd.DataFrame(rows, columns=list(columns)), columns)
    return frame.sort_values(["ticket_id", "at", *columns], ignore_index=True)


def row(ticket_id: str, entry: Entry) -> dict[str, Any]:
    (from_id, from_name), (to_id, to_name) = party(entry.sender), party(entry.receiver)
    told = {"ticket_id": ticket_id, "list": entry.list, "at": entry.at, "template": entry.template}
    told |= {"from_lapor_id": from_id, "from_name": from_name, "to_lapor_id": to_id, "to_name": to_name}
    told |= {"status_old": entry.status_old, "status_new": entry.status_new}
    return told | {"rating": entry.rating if entry.rated_at else ""}


def party(told: Party | None) -> tuple[str, str]:
    return (str(told[0]), told[1]) if told else ("", "")
