"""From snapshots to events: what changed, and when it can have been."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from include.sla.tickets import as_of, changes, heard, latest
from tests.builders import AGENCY, OTHER, a_snapshot, moment, snapshots

MON, TUE, WED, THU = (
    "Monday 2026-09-07 15:30",
    "Tuesday 2026-09-08 15:30",
    "Wednesday 2026-09-09 15:30",
    "Thursday 2026-09-10 15:30",
)


def kinds(*rows: dict[str, object]) -> list[str]:
    return changes(snapshots(*rows))["kind"].tolist()


@pytest.mark.parametrize(
    ("states", "expected"),
    [
        (["unverified"], []),
        (["unverified", "waiting"], ["disposed"]),
        (["waiting"], ["disposed"]),
        (["in_progress"], ["disposed", "followed_up"]),
        (["replied"], ["disposed", "followed_up", "replied"]),
        (["waiting", "in_progress", "in_progress"], ["disposed", "followed_up"]),
        (["waiting", "in_progress", "replied", "in_progress"], ["disposed", "followed_up", "replied", "followed_up"]),
        (["waiting", "replied", "closed"], ["disposed", "followed_up", "replied", "closed"]),
        (["in_progress", "replied", "lapsed"], ["disposed", "followed_up", "replied", "followed_up", "lapsed"]),
        (["unverified", "archived"], ["archived"]),
        (["waiting", "rejected"], ["disposed", "rejected"]),
        (["waiting", "postponed", "waiting"], ["disposed", "postponed", "resumed"]),
        (["in_progress", "closed", "waiting"], ["disposed", "followed_up", "closed", "reopened"]),
        (["waiting", "unknown", "waiting"], ["disposed"]),
        (["waiting", "unknown", "in_progress"], ["disposed", "followed_up"]),
        (["unverified", "unverified"], []),
        (["unknown", "waiting", "in_progress"], ["disposed", "followed_up"]),
        (["archived", "waiting"], ["archived", "reopened", "disposed"]),
        (
            ["in_progress", "replied", "postponed", "replied"],
            ["disposed", "followed_up", "replied", "postponed", "resumed"],
        ),
        (["in_progress", "replied", "waiting", "replied"], ["disposed", "followed_up", "replied"]),
        (["in_progress", "closed", "waiting", "replied"], ["disposed", "followed_up", "closed", "reopened"]),
        (["waiting", "unverified", "waiting"], ["disposed", "returned", "disposed"]),
        (["in_progress", "closed", "lapsed"], ["disposed", "followed_up", "closed", "lapsed"]),
    ],
)
def test_changes_of_state_become_events(states: list[str], expected: list[str]) -> None:
    rows = [a_snapshot(at, state) for at, state in zip([MON, TUE, WED, THU], states, strict=False)]
    assert kinds(*rows) == expected


def test_a_change_lies_between_the_last_snapshot_without_and_the_first_with_it() -> None:
    event = changes(snapshots(a_snapshot(MON, "unverified"), a_snapshot(WED, "waiting"))).iloc[0]
    assert (event["earliest_at"], event["at"]) == (pd.Timestamp(moment(MON)), pd.Timestamp(moment(WED)))


def test_what_a_first_snapshot_shows_can_have_happened_since_receipt() -> None:
    event = changes(snapshots(a_snapshot(WED, "waiting"))).iloc[0]
    assert event["earliest_at"] == pd.Timestamp(moment("Monday 2026-09-07 09:00"))


def test_another_agency_is_another_disposition() -> None:
    events = changes(snapshots(a_snapshot(MON, "waiting"), a_snapshot(TUE, "waiting", OTHER)))
    assert events["agency_id"].tolist() == [AGENCY, OTHER]


def test_a_ticket_passed_on_while_answered_is_not_said_to_be_answered_by_the_next_agency() -> None:
    events = changes(snapshots(a_snapshot(MON, "in_progress"), a_snapshot(TUE, "in_progress", OTHER)))
    assert events[events["agency_id"] == OTHER]["kind"].tolist() == ["disposed", "possibly_followed_up"]


def test_snapshots_in_any_order_tell_the_same_events() -> None:
    rows = [a_snapshot(MON, "waiting"), a_snapshot(TUE, "in_progress"), a_snapshot(WED, "closed")]
    pd.testing.assert_frame_equal(changes(snapshots(*rows)), changes(snapshots(*reversed(rows))))


def test_tickets_do_not_mix() -> None:
    rows = [a_snapshot(MON, "in_progress", ticket_id="1"), a_snapshot(TUE, "waiting", ticket_id="2")]
    events = changes(snapshots(*rows))
    assert events[events["ticket_id"] == "2"]["kind"].tolist() == ["disposed"]


def test_a_ticket_is_as_its_newest_snapshot_shows_it() -> None:
    ticket = latest(snapshots(a_snapshot(TUE, "in_progress"), a_snapshot(MON, "waiting"))).iloc[0]
    assert ticket["state"] == "in_progress"
    assert ticket["first_seen_at"] == pd.Timestamp(moment(MON))
    assert ticket["last_seen_at"] == pd.Timestamp(moment(TUE))


def test_no_snapshots_make_no_events() -> None:
    assert changes(snapshots(a_snapshot(MON, "waiting")).iloc[:0]).empty


def test_a_ticket_was_seen_last_when_its_history_was_told_last() -> None:
    at = ["Monday 2026-09-14 15:30", "Wednesday 2026-09-16 15:30", "Friday 2026-09-18 15:30"]
    rows = [a_snapshot(at[1], "waiting", ticket_id=ticket_id) for ticket_id in ("1", "2", "3")]
    calls = pd.DataFrame({"ticket_id": ["1", "1", "2"], "fetched_at": [moment(at[2]), moment(at[0]), moment(at[0])]})
    found = heard(latest(snapshots(*rows)), calls).set_index("ticket_id")["last_seen_at"]
    assert dict(found.items()) == {
        "1": pd.Timestamp(moment(at[2])),
        "2": pd.Timestamp(moment(at[1])),
        "3": pd.Timestamp(moment(at[1])),
    }


def test_a_change_says_that_exports_told_of_it() -> None:
    told = changes(snapshots(a_snapshot(MON, "waiting"), a_snapshot(TUE, "in_progress")))
    assert set(told["source"]) == {"export"}


def test_as_of_a_moment_nothing_later_is_known_but_that_nothing_changed_until_then() -> None:
    seen = snapshots(
        a_snapshot(MON, "waiting"),
        a_snapshot(TUE, "waiting"),
        a_snapshot(WED, "waiting", OTHER),
        a_snapshot(THU, "closed"),
    )
    tickets, events = as_of(latest(seen), changes(seen), moment("Monday 2026-09-07 16:00"))
    assert events["kind"].tolist() == ["disposed"]
    assert tickets["agency_id"].tolist() == [AGENCY]
    assert tickets["last_seen_at"].tolist() == [pd.Timestamp(moment(TUE))]


def test_as_of_a_moment_before_its_disposition_a_ticket_is_with_nobody() -> None:
    seen = snapshots(a_snapshot(MON, "unverified"), a_snapshot(TUE, "waiting"))
    tickets, _ = as_of(latest(seen), changes(seen), moment("Monday 2026-09-07 16:00"))
    assert tickets["agency_id"].tolist() == [""]
    later, _ = as_of(latest(seen), changes(seen), moment("Monday 2026-09-07 08:00"))
    assert later.empty


def test_a_word_nobody_knows_is_no_proof_that_nothing_changed() -> None:
    seen = snapshots(a_snapshot(MON, "waiting"), a_snapshot(TUE, "unknown"), a_snapshot(WED, "in_progress"))
    answered = changes(seen).set_index("kind").loc["followed_up"]
    assert answered["earliest_at"] == pd.Timestamp(moment(MON))
    silent = latest(snapshots(a_snapshot(MON, "waiting"), a_snapshot(TUE, "unknown"))).iloc[0]
    assert (silent["state"], silent["last_seen_at"]) == ("waiting", pd.Timestamp(moment(MON)))


def test_a_ticket_given_back_is_with_nobody() -> None:
    seen = snapshots(a_snapshot(MON, "waiting"), a_snapshot(TUE, "waiting", agency=""))
    events = changes(seen)
    assert events["kind"].tolist() == ["disposed", "returned"]
    assert as_of(latest(seen), events, moment(THU))[0]["agency_id"].tolist() == [""]


def remarks(kind: str, *rows: dict[str, Any]) -> list[tuple[str, str]]:
    """When each such event can have been at the earliest, and when it was seen."""
    events = changes(snapshots(*rows))
    moments = events[events["kind"] == kind][["earliest_at", "at"]].apply(
        lambda column: column.dt.tz_convert("Asia/Jakarta")
    )
    return [(f"{row.earliest_at:%a %H:%M}", f"{row.at:%a %H:%M}") for row in moments.itertuples()]


def test_another_class_than_the_last_understood_one_is_a_change() -> None:
    classes = ["complaint", "unknown", "oversight", "oversight"]
    rows = [
        a_snapshot(at, "waiting", classification=word) for at, word in zip((MON, TUE, WED, THU), classes, strict=True)
    ]
    assert remarks("reclassified", *rows) == [("Mon 15:30", "Wed 15:30")]
    assert remarks("reclassified", *rows[1:]) == []
    back = a_snapshot("Friday 2026-09-11 15:30", "unknown", classification="complaint")
    assert remarks("reclassified", *rows, back)[1:] == [("Thu 15:30", "Fri 15:30")], "whatever its status"


def test_a_rating_that_appears_or_changes_is_a_change_and_one_that_is_hidden_for_a_while_is_none() -> None:
    ratings = [None, 4, None, 4]
    rows = [a_snapshot(at, "closed", rating=stars) for at, stars in zip((MON, TUE, WED, THU), ratings, strict=True)]
    assert remarks("rated", *rows) == [("Mon 15:30", "Tue 15:30")]
    other = a_snapshot("Friday 2026-09-11 15:30", "closed", rating=5)
    assert remarks("rated", *rows, other)[1:] == [("Thu 15:30", "Fri 15:30")]
    assert remarks("rated", rows[1]) == [("Mon 09:00", "Tue 15:30")], "since receipt"


def test_a_rating_and_a_class_are_of_who_had_the_ticket() -> None:
    seen = snapshots(a_snapshot(MON, "waiting"), a_snapshot(TUE, "closed", OTHER, rating=3, classification="oversight"))
    events = changes(seen).set_index("kind")["agency_id"]
    assert (events["reclassified"], events["rated"]) == (OTHER, OTHER)


def test_neither_says_that_a_ticket_has_changed() -> None:
    seen = snapshots(
        a_snapshot(MON, "waiting"),
        a_snapshot(TUE, "waiting", classification="oversight"),
        a_snapshot(WED, "waiting", classification="oversight", rating=2),
        a_snapshot(THU, "closed", classification="oversight", rating=2),
    )
    tickets, events = as_of(latest(seen), changes(seen), moment("Monday 2026-09-07 16:00"))
    assert events["kind"].tolist() == ["disposed"]
    assert tickets["last_seen_at"].tolist() == [pd.Timestamp(moment(WED))]
