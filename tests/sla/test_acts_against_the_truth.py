"""The make-believe regency's true history, told in LAPOR's own words beside its exports, comes out to the minute."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pandas as pd
import pytest

from demo.exports import lapor_id, names
from demo.lives import Turn
from demo.regency import Complaint, build
from include.rulebook import acts as words
from include.sla import acts as rules
from include.sla import clocks, faults, merger
from include.sla import tickets as history
from include.sla.merger import Merged
from include.sla.tables import ACTS, CALLS, EVENTS, MOMENT, shape
from include.sla.tickets import REMARKS
from tests.builders import the_rules
from tests.sla.test_against_the_truth import MONDAYS, last_export, seen

REGENCY = {"name": "Pemerintah Kabupaten Bekasi", "lapor_id": ""}
NOBODY = {"name": "", "lapor_id": ""}
BY_CITIZEN_OR_SYSTEM = (
    "Ditanggapi oleh Pelapor",
    "Ditutup oleh Pelapor",
    "Ditutup oleh Sistem",
    "Diarsipkan oleh Sistem",
)


def agency(agency_id: str) -> dict[str, str]:
    return {"name": names()[agency_id][0], "lapor_id": str(lapor_id(agency_id))} if agency_id else REGENCY


def act(complaint: Complaint, at: datetime, by: dict[str, str], to: dict[str, str], **other: str) -> dict[str, Any]:
    sides = {f"{side}_{name}": value for side, who in (("from", by), ("to", to)) for name, value in who.items()}
    filled = dict.fromkeys(ACTS, "") | sides | {"ticket_id": complaint.ticket_id, "at": at, "fetched_at": at}
    return filled | {"list": "log"} | other


def history_of(complaint: Complaint) -> list[dict[str, Any]]:
    """ACTS as LAPOR's API would tell them: logs of what changed, and lines for dispositions and follow-ups."""
    rows, status, holder = [], "Belum Terverifikasi", ""
    for turn in complaint.turns:
        changed = {"status_old": status, "status_new": turn.status} if turn.status != status else {}
        rows += lines(complaint, turn, holder, changed)
        status, holder = turn.status, turn.agency_id
    return rows


def lines(complaint: Complaint, turn: Turn, holder: str, changed: dict[str, str]) -> list[dict[str, Any]]:
    later = turn.at + timedelta(seconds=25)
    if turn.kind == "disposed":
        given = act(
            complaint, turn.at, agency(holder), agency(turn.agency_id), list="follow_up", template="disposition"
        )
        return [act(complaint, later, agency(holder), agency(turn.agency_id), **changed), given]
    if turn.kind == "followed_up":
        answer = act(complaint, later, agency(holder), NOBODY, list="follow_up", template="answer")
        return [answer, act(complaint, turn.at, agency(holder), NOBODY, **changed)]
    by = NOBODY if turn.status in BY_CITIZEN_OR_SYSTEM else REGENCY
    return [act(complaint, turn.at, by, NOBODY, **changed)]


def truth(monday: date) -> pd.DataFrame:
    """EVENTS as they truly happened."""
    rows = [
        {"ticket_id": one.ticket_id, "kind": turn.kind, "at": turn.at, "earliest_at": turn.at}
        | {"agency_id": turn.agency_id, "source": "api"}
        for one in build(monday)
        for turn in one.turns
        if turn.kind != "unlisted"
    ]
    return history.in_order(shape(pd.DataFrame(rows), EVENTS))


def merged(monday: date, asked_at: datetime) -> Merged:
    """What is known when the history of each ticket was last told at this moment."""
    rows = [row for one in build(monday) for row in history_of(one) if row["at"] <= asked_at]
    read = words.read(shape(pd.DataFrame(rows), ACTS))
    tickets = history.latest(seen(monday))
    known = tickets[tickets["received_at"] <= asked_at]["ticket_id"]
    calls = pd.DataFrame({"ticket_id": known, "fetched_at": asked_at}).astype(CALLS)
    return merger.merge(history.changes(seen(monday)), rules.events(read.acts, tickets), calls, seen(monday))


@pytest.mark.parametrize("monday", MONDAYS)
def test_the_merged_events_are_the_true_history_to_the_minute(monday: date) -> None:
    found = merged(monday, last_export(monday) + timedelta(hours=1))
    events = found.events[~found.events["kind"].isin(REMARKS)]
    pd.testing.assert_frame_equal(events.reset_index(drop=True), truth(monday))
    assert found.faults.empty
    assert len(events) > 1000


@pytest.mark.parametrize("monday", MONDAYS)
def test_the_words_of_the_histories_are_known_but_for_the_two_the_regency_has_not_taught(monday: date) -> None:
    rows = [row for one in build(monday) for row in history_of(one)]
    read = words.read(shape(pd.DataFrame(rows), ACTS))
    assert read.unknown_statuses == ["Menunggu Konfirmasi"]
    assert read.unknown_agencies == ["Dinas Contoh Tidak Terdaftar"]


@pytest.mark.parametrize("monday", MONDAYS)
def test_no_clock_of_a_ticket_asked_after_all_is_undecided_but_of_an_answer_that_may_have_settled_it(
    monday: date,
) -> None:
    at = last_export(monday)
    tickets, events = history.as_of(history.latest(seen(monday)), merged(monday, at + timedelta(hours=1)).events, at)
    assert faults.find(tickets, events, at).empty
    running = clocks.run(tickets, faults.clean(tickets, events), the_rules())
    read = clocks.read(running, at, the_rules().working_days)
    understood = tickets[tickets["status_word"] != "unknown"]["ticket_id"]
    undecided = read[(read["outcome"] == "undecided") & read["ticket_id"].isin(understood)]
    assert set(undecided["stage"]) <= {"resolution"}
    assert undecided["stopped_at"].isna().all()
    assert len(read) > 2000


@pytest.mark.parametrize("monday", MONDAYS)
def test_asked_in_the_middle_what_was_told_is_true_and_the_rest_as_the_exports_show_it(monday: date) -> None:
    asked_at = last_export(monday) - timedelta(weeks=5)
    found = merged(monday, asked_at)
    events, true = found.events, truth(monday)
    told_then, true_then = events[events["source"] == "api"], true[true["at"] <= asked_at]
    waiting = true_then.merge(told_then, "left", indicator=True).query("_merge == 'left_only'")
    assert len(told_then) == len(true_then) - len(waiting)
    assert set(waiting["kind"]) <= {"replied"}, "answered before the next export"
    assert len(waiting) < 3
    since = events[(events["source"] == "export") & ~events["kind"].isin(REMARKS)]
    assert (since["earliest_at"] >= pd.Timestamp(asked_at)).all()
    assert found.faults.empty


@pytest.mark.parametrize("monday", MONDAYS)
def test_a_history_told_in_another_time_zone_is_noticed_and_exports_stand_against_it(monday: date) -> None:
    tickets, observed, late = history.latest(seen(monday)), history.changes(seen(monday)), timedelta(hours=7)
    moments = {name: (truth(monday)[name] + late).astype(MOMENT) for name in ("at", "earliest_at")}
    calls = pd.DataFrame({"ticket_id": tickets["ticket_id"], "fetched_at": last_export(monday) + late}).astype(CALLS)
    found = merger.merge(observed, truth(monday).assign(**moments), calls, seen(monday))
    assert (found.faults["fault"] == "contradicts_export").sum() > len(observed) / 2
    assert (found.events["source"] == "export").sum() > len(observed) / 2
