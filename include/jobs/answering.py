"""What the approver of a week's letters has said is filed; an incomplete answer is not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence

from include import mailroom
from include.answers import ALL_OF_THEM, NONE, SOME
from include.gateways import warehouse
from include.gateways.warehouse import messages
from include.gateways.warehouse.ledger import Connection, Entry
from include.jobs.closing import LEFT_OUT
from include.jobs.drafts import read_week
from include.jobs.holds import ALL, holds
from include.settings import settings
from include.sla.week import Week


class IncompleteAnswer(Exception):
    """The answer does not say all it must, or what was shown has changed: it is asked once more."""


class Rejected(Exception):
    """The approver wants none of the letters to leave."""


def file_approval(
    week: Week, run_id: str, *, choice: str, without: Sequence[str], reason: str, actor: str
) -> dict[str, int]:
    """File the approver's answer to what this run has shown; returns the deliveries by what became of them.

    IncompleteAnswer, and nothing is filed, when this person may not approve, the answer contradicts itself or a letter
    was written anew meanwhile; Rejected once the letters are cancelled.
    """
    check_approver(actor)
    check_answer(choice, without, reason)
    with warehouse.connect(settings().warehouse_url) as connection:
        shown = messages.read_proposal(connection, run_id)
        entries = [one for one in read_week(connection, week) if one.delivery_id in shown and one.state == "draft"]
        check_known(entries, without)
        check_unchanged(entries, shown)
        left_out = {one.agency_id for one in entries if choice == NONE} | set(without)
        check_free(connection, week, {one.agency_id for one in entries} - left_out)
        counts = Counter(decide(connection, one, one.agency_id in left_out, reason, actor) for one in entries)
    if choice == NONE:
        raise Rejected(f"The approver wants no letter of {week} to leave; the ledger has the reason.")
    return dict(counts)


def decide(connection: Connection, entry: Entry, left_out: bool, reason: str, actor: str) -> str:
    at = mailroom.now_in_utc()
    if left_out:
        done = mailroom.cancel(connection, entry.delivery_id, actor=actor, cause=f"{LEFT_OUT}: {reason}", at=at)
        return "cancelled" if done else "too late"
    cause = f"approved, {entry.digest[:12]}" + (f": {reason}" if reason else "")
    done = mailroom.approve(connection, entry.delivery_id, entry.digest, actor=actor, cause=cause, at=at)
    return "approved" if done else "changed meanwhile"


def check_approver(actor: str) -> None:
    """Airflow asks by the id of a user, which is the name with its simple auth manager alone."""
    if settings().approvers and actor not in settings().approvers:
        raise IncompleteAnswer(f"{actor} tidak termasuk yang dapat menyetujui surat.")


def check_answer(choice: str, without: Sequence[str], reason: str) -> None:
    if choice == ALL_OF_THEM and without:
        raise IncompleteAnswer(f"“{ALL_OF_THEM}” dipilih, tetapi ada perangkat daerah yang dikecualikan.")
    if choice == SOME and not without:
        raise IncompleteAnswer(f"“{SOME}” dipilih, tetapi belum ada perangkat daerah yang dipilih.")
    if choice in (SOME, NONE) and not reason.strip():
        raise IncompleteAnswer("Mohon tuliskan alasannya.")


def check_known(entries: Sequence[Entry], without: Sequence[str]) -> None:
    if unknown := sorted(set(without) - {entry.agency_id for entry in entries}):
        raise IncompleteAnswer(f"Tidak ada surat yang menunggu untuk {', '.join(unknown)}.")


def check_free(connection: Connection, week: Week, agency_ids: Collection[str]) -> None:
    held = holds(connection, week)
    if waiting := sorted(agency_id for agency_id in agency_ids if held.get(agency_id) or held.get(ALL)):
        raise IncompleteAnswer(f"Sementara itu datanya perlu diperiksa: {', '.join(waiting)}.")


def check_unchanged(entries: Sequence[Entry], shown: Mapping[str, str]) -> None:
    if any(entry.digest != shown[entry.delivery_id] for entry in entries):
        raise IncompleteAnswer("Ada surat yang ditulis ulang setelah ditampilkan.")
