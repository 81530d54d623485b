"""The make-believe regency as LAPOR would tell it: each turn as log lines and follow-ups."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from demo.exports import lapor_id, names
from demo.lives import Turn
from demo.regency import Complaint
from tests.standins.lapor_bodies import DISPOSITION, UNVERIFIED, Entry, Party

COORDINATOR = "diskominfosantik"
ANSWER = "response"
BY_NO_OFFICE = ("replied", "lapsed")
NO_OFFICES = ("Ditutup oleh Pelapor", "Diarsipkan oleh Sistem")


def tell(complaints: Iterable[Complaint]) -> dict[str, tuple[Entry, ...]]:
    """The history of each ticket, by its id."""
    return {complaint.ticket_id: tuple(tell_one(complaint)) for complaint in complaints}


def institutions() -> dict[int, str]:
    return dict(party(agency_id) for agency_id in names())


def party(agency_id: str) -> Party:
    return lapor_id(agency_id), names()[agency_id][0]


def tell_one(complaint: Complaint) -> Iterator[Entry]:
    """A first log line tells of the receipt, so that the second is the disposition only where all goes well."""
    yield Entry("log", complaint.received_at)
    closings = [turn.at for turn in complaint.turns if turn.kind in ("closed", "lapsed")]
    answers = [turn for turn in complaint.turns if turn.kind == "followed_up"]
    status, holder = UNVERIFIED, COORDINATOR
    for turn in complaint.turns:
        yield from tell_log(turn, status, holder)
        if turn.kind == "disposed":
            yield Entry("follow_up", turn.at, party(holder), party(turn.agency_id), template=DISPOSITION)
        elif turn.kind == "followed_up":
            rated_at = closings[-1] if closings and turn == answers[-1] else None
            sender = party(turn.agency_id)
            yield Entry("follow_up", turn.at, sender, template=ANSWER, rating=complaint.rating, rated_at=rated_at)
        status, holder = turn.status, turn.agency_id or COORDINATOR


def tell_log(turn: Turn, status: str, holder: str) -> Iterator[Entry]:
    """Passing a ticket on changes no status, but stands in the log."""
    change = (status, turn.status) if turn.status != status else ("", "")
    if turn.kind == "disposed":
        yield Entry("log", turn.at, party(holder), party(turn.agency_id), *change)
    elif turn.status != status:
        nobody = turn.kind in BY_NO_OFFICE or turn.status in NO_OFFICES
        yield Entry("log", turn.at, None if nobody else party(turn.agency_id or COORDINATOR), None, *change)
