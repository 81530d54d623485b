"""At a set hour somebody looks whether every agency has its letter; nobody finds out by silence."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import timedelta

from include.gateways import warehouse
from include.gateways.warehouse.ledger import Entry
from include.jobs.approval import LEADERS, list_overdue
from include.jobs.closing import CLOSED, SENT
from include.jobs.drafts import expected, read_week
from include.jobs.holds import ALL, holds
from include.jobs.notices import notify
from include.settings import settings
from include.sla.week import Week

STATES = {
    "draft": "menunggu persetujuan",
    "approved": "disetujui, belum dikirim",
    "sending": "sedang dikirim",
    "refused": "ditolak SendGrid",
    "bounced": "tidak sampai ke kotak surat",
    "suppressed": "alamatnya ditolak SendGrid",
    "unknown": "belum pasti terkirim",
}
UNWRITTEN = "belum ditulis"
PATIENCE = timedelta(hours=2)


class LettersMissing(Exception):
    """An agency has no letter of the week, and nobody has said why."""


def check_letters(week: Week, url: str) -> dict[str, int]:
    """The number of agencies whose letter has left, is held by the data, or was left out by its approver.

    LettersMissing, and a notice to the data staff, when an agency has neither its letter nor a stated reason.
    """
    from include.rulebook import agencies

    with warehouse.connect(settings().warehouse_url) as connection:
        entries, held = read_week(connection, week), holds(connection, week)
    found = {
        agency_id: judge(
            [one for one in entries if one.agency_id == agency_id], bool(held.get(agency_id) or held.get(ALL))
        )
        for agency_id in expected(week)
    }
    missing = {agency_id: said for agency_id, said in found.items() if said not in ("sent", "left out", "held")}
    if missing:
        called = {agency.agency_id: agency.name for agency in agencies.load().on(week.sunday)}
        items = [(called.get(agency_id, LEADERS), said) for agency_id, said in missing.items()]
        notify(str(week), "periksa-pekan", url, items, count=len(missing))
        names = ", ".join(f"{agency_id} ({said})" for agency_id, said in missing.items())
        raise LettersMissing(f"{week}: without a letter, and without a reason: {names}.")
    return dict(Counter(found.values()))


def judge(entries: Sequence[Entry], held: bool) -> str:
    """sent | left out | held, or, in the words of a notice, how the letter stands that has not arrived."""
    states = {entry.state for entry in entries}
    if entries and states <= {*CLOSED}:
        return "sent" if states & {*SENT} else "left out"
    if held:
        return "held"
    return next((words for state, words in STATES.items() if state in states), UNWRITTEN)


def remind_approver(url: str) -> int:
    """Remind the data staff of each week that has waited for its approval for two hours; how many there are."""
    waiting = list_overdue(PATIENCE)
    for period, count in waiting:
        notify(period, "ingat-persetujuan", url, count=count)
    return len(waiting)
