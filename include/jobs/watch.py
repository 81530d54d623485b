"""At a set hour somebody looks whether every agency has its letter; nobody finds out by silence."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from datetime import timedelta

from include.gateways import warehouse
from include.gateways.warehouse import ledger, messages
from include.gateways.warehouse.ledger import Entry
from include.jobs.approval import LEADERS, list_overdue
from include.jobs.closing import is_closed
from include.jobs.drafts import SENT, expected, read_week
from include.jobs.holds import ALL, holds
from include.jobs.notices import notify
from include.mailroom import Clock, now_in_utc
from include.settings import settings
from include.sla.week import Week

STATES = {
    "draft": "menunggu persetujuan",
    "approved": "disetujui, belum dikirim",
    "sending": "sedang dikirim",
    "refused": "tidak diterima untuk dikirim",
    "bounced": "tidak sampai ke kotak surat",
    "suppressed": "alamatnya ditolak SendGrid",
    "unknown": "belum pasti terkirim",
}
UNWRITTEN = "belum ditulis"
REASONS = ("sent", "left out", "held", "asked")
PATIENCE = timedelta(hours=2)


class LettersMissing(Exception):
    """An agency has no letter of the week, and nobody has said why."""


def check_letters(week: Week, url: str, now: Clock = now_in_utc) -> dict[str, int]:
    """The number of agencies whose letter has left, was left out by a person, is held by the data, or is being asked.

    LettersMissing, and a notice to the data staff once a day, when an agency has neither its letter nor a stated
    reason. Nothing is missed before the first week has been told.
    """
    with warehouse.connect(settings().warehouse_url) as connection:
        entries, held = read_week(connection, week), holds(connection, week)
        if not entries and not ledger.list_entries(connection):
            return {}
        asked = messages.list_shown(connection, now() - timedelta(hours=settings().approval_hours))
    found = {
        agency_id: judge(
            [one for one in entries if one.agency_id == agency_id], held.get(agency_id, held.get(ALL)), asked
        )
        for agency_id in expected(week)
    }
    if missing := {agency_id: said for agency_id, said in found.items() if said not in REASONS}:
        tell_missing(week, missing, url)
    return dict(Counter(found.values()))


def tell_missing(week: Week, missing: dict[str, str], url: str) -> None:
    from include.rulebook import agencies

    called = {agency.agency_id: agency.name for agency in agencies.load().on(week.sunday)}
    items = [(called.get(agency_id, LEADERS), said) for agency_id, said in missing.items()]
    notify(str(week), "periksa-pekan", url, items, count=len(missing))
    names = ", ".join(f"{agency_id} ({said})" for agency_id, said in missing.items())
    raise LettersMissing(f"{week}: without a letter, and without a reason: {names}.")


def judge(entries: Sequence[Entry], held: str | None, asked: Collection[str]) -> str:
    """One of REASONS, or, in the words of a notice, how the letter stands that has not arrived."""
    mine = [one for one in entries if is_closed(one) or one.state != "cancelled"]
    states = {one.state for one in mine}
    if mine and all(is_closed(one) for one in mine):
        return "sent" if states & {*SENT} else "left out"
    if held and states <= {"draft"}:
        return "held"
    if mine and all(one.delivery_id in asked for one in mine if one.state == "draft") and states <= {"draft", *SENT}:
        return "asked"
    return next((words for state, words in STATES.items() if state in states), UNWRITTEN)


def remind_approver(url: str) -> int:
    """Remind the data staff of each week that has waited for its approval for two hours; how many there are."""
    waiting = list_overdue(PATIENCE)
    for period, count in waiting:
        notify(period, "ingat-persetujuan", url, count=count)
    return len(waiting)
