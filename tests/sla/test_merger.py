"""Exports and histories tell of the same events: true moments where both agree, and nothing lost where they do not."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from include.sla import acts as rules
from include.sla import clocks, faults, merger
from include.sla import tickets as history
from include.sla.merger import PRECISION, Merged
from include.sla.tables import DATA_FAULTS, EVENTS, MOMENT, shape
from tests.builders import AGENCY, OTHER, a_snapshot, moment, snapshots, the_rules
from tests.sla.many import few, many
from tests.sla.true_stories import RECEIVED, TICKET, Story, after, calls, exports, histories, looks, stories, truth

MON, TUE, WED, THU, FRI = (
    "Monday 2026-09-07 15:30",
    "Tuesday 2026-09-08 15:30",
    "Wednesday 2026-09-09 15:30",
    "Thursday 2026-09-10 15:30",
    "Friday 2026-09-11 15:30",
)
LATER = "Friday 2026-09-25 06:00"
AFTER_ALL = RECEIVED + timedelta(days=60)
Told = tuple[str, str, str]  # kind, moment, agency


def true(*told: Told) -> pd.DataFrame:
    rows = [
        {"ticket_id": TICKET, "kind": kind, "at": moment(at), "earliest_at": moment(at), "agency_id": agency}
        for kind, at, agency in told
    ]
    return shape(pd.DataFrame(rows, columns=list(EVENTS)).assign(source="api"), EVENTS)


def asked(*moments: str) -> pd.DataFrame:
    return calls([*map(moment, moments)])


def merge(shown: list[dict[str, Any]], *told: Told, at: tuple[str, ...] = (LATER,)) -> Merged:
    seen = snapshots(*shown)
    return merger.merge(history.changes(seen), true(*told), asked(*at), seen)


def lines(merged: Merged) -> list[str]:
    """Each event in a line: its kind and moment, or interval, and where it comes from."""
    return [
        f"{row.kind} {span(row.earliest_at, row.at)}{row.at.tz_convert('Asia/Jakarta'):%a %H:%M} {row.source}"
        for row in merged.events.itertuples()
    ]


def span(earliest: pd.Timestamp, at: pd.Timestamp) -> str:
    return "" if earliest == at else f"{earliest.tz_convert('Asia/Jakarta'):%a %H:%M} to "


def wrong(merged: Merged) -> list[tuple[str, str]]:
    return [(row.fault, row.note.split(":")[0]) for row in merged.faults.itertuples()]


GIVEN = ("disposed", "Monday 2026-09-07 10:00", AGENCY)
WAITING, PROGRESS = [a_snapshot(MON, "waiting")], [a_snapshot(MON, "waiting"), a_snapshot(TUE, "in_progress")]


def test_a_true_event_takes_the_place_of_the_observed_one_whose_interval_holds_it() -> None:
    merged = merge(PROGRESS, GIVEN, ("followed_up", "Tuesday 2026-09-08 09:12", AGENCY))
    assert lines(merged) == ["disposed Mon 10:00 api", "followed_up Tue 09:12 api"]
    assert wrong(merged) == []


def test_what_exports_missed_is_added() -> None:
    told = [
        ("disposed", "Monday 2026-09-07 09:30", OTHER),
        GIVEN,
        ("postponed", "Tuesday 2026-09-08 08:00", AGENCY),
        ("resumed", "Tuesday 2026-09-08 08:30", AGENCY),
        ("followed_up", "Tuesday 2026-09-08 09:00", AGENCY),
        ("followed_up", "Tuesday 2026-09-08 11:00", AGENCY),
        ("followed_up", "Wednesday 2026-09-09 11:00", AGENCY),
    ]
    merged = merge(PROGRESS, *told)
    pd.testing.assert_frame_equal(merged.events, history.in_order(true(*told)))
    assert wrong(merged) == []


def test_what_no_act_confirms_stays_as_observed_and_is_told_once_the_ticket_was_asked() -> None:
    merged = merge(PROGRESS, GIVEN)
    assert lines(merged) == ["disposed Mon 10:00 api", "followed_up Mon 15:30 to Tue 15:30 export"]
    assert wrong(merged) == [("unconfirmed", "followed_up")]


@pytest.mark.parametrize("at", [(), ("Tuesday 2026-09-08 09:00",)])
def test_of_a_ticket_not_asked_since_nothing_is_unconfirmed(at: tuple[str, ...]) -> None:
    assert wrong(merge(PROGRESS, GIVEN, at=at)) == []


def test_what_had_not_happened_when_the_ticket_was_asked_happened_after() -> None:
    at = ("Tuesday 2026-09-08 06:00", "Tuesday 2026-09-08 09:00", MON)
    assert lines(merge(PROGRESS, GIVEN, at=at))[1] == "followed_up Tue 09:00 to Tue 15:30 export"
    assert lines(merge(PROGRESS, GIVEN, at=(MON,)))[1] == "followed_up Mon 15:30 to Tue 15:30 export"
    assert lines(merge(PROGRESS, GIVEN, at=()))[1] == "followed_up Mon 15:30 to Tue 15:30 export"


def test_a_history_that_says_earlier_than_an_export_that_shows_otherwise_is_not_believed() -> None:
    shown = [a_snapshot("Tuesday 2026-09-08 12:00", "unverified"), a_snapshot(TUE, "waiting")]
    early = ("disposed", "Tuesday 2026-09-08 10:00", AGENCY)
    merged = merge(shown, early)
    assert lines(merged) == ["disposed Tue 12:00 to Tue 15:30 export"]
    assert wrong(merged) == [("contradicts_export", "disposed")]
    between = merge(shown, early, at=("Tuesday 2026-09-08 13:00",))
    assert lines(between) == lines(merged), "what it said of then is not believed either"


def test_a_history_that_says_later_than_the_export_that_shows_it_is_not_believed() -> None:
    late = ("followed_up", "Wednesday 2026-09-09 10:00", AGENCY)
    shown = [*PROGRESS, a_snapshot(WED, "in_progress")]
    merged = merge(shown, GIVEN, late)
    assert lines(merged) == ["disposed Mon 10:00 api", "followed_up Mon 15:30 to Tue 15:30 export"]
    assert wrong(merged) == [("contradicts_export", "followed_up")]
    again = ("followed_up", "Thursday 2026-09-10 10:00", AGENCY)
    assert lines(merge(shown, GIVEN, late, again))[2:] == ["followed_up Thu 10:00 api"]


@pytest.mark.parametrize(
    ("kind", "state"),
    [
        ("postponed", "in_progress"),
        ("replied", "in_progress"),
        ("closed", "in_progress"),
        ("archived", "in_progress"),
        ("returned", "in_progress"),
        ("followed_up", "waiting"),
        ("resumed", "postponed"),
        ("reopened", "closed"),
    ],
)
def test_what_the_next_export_does_not_show_is_not_believed(kind: str, state: str) -> None:
    shown = [a_snapshot(at, state) for at in (TUE, WED, THU)]
    told = (kind, "Wednesday 2026-09-09 10:00", "" if kind == "returned" else AGENCY)
    merged = merge(shown, told, at=("Thursday 2026-09-10 06:00",))
    assert len(merged.events) == len(history.changes(snapshots(*shown)))
    assert set(merged.events["source"]) == {"export"}
    assert ("contradicts_export", kind) in wrong(merged)


def test_what_may_have_been_undone_since_it_was_told_waits_while_exports_show_nothing_of_it() -> None:
    told = [
        GIVEN,
        ("followed_up", "Tuesday 2026-09-08 10:00", AGENCY),
        ("replied", "Wednesday 2026-09-09 10:00", AGENCY),
    ]
    shown = [*PROGRESS, a_snapshot(WED, "in_progress")]
    merged = merge(shown, *told, at=("Wednesday 2026-09-09 11:00",))
    assert lines(merged) == ["disposed Mon 10:00 api", "followed_up Tue 10:00 api"]
    assert wrong(merged) == []
    answered = merge(shown, *told, ("followed_up", "Wednesday 2026-09-09 14:00", AGENCY))
    assert lines(answered)[2:] == ["replied Wed 10:00 api", "followed_up Wed 14:00 api"]


def test_an_export_that_shows_another_change_since_it_was_told_contradicts_nothing() -> None:
    merged = merge([a_snapshot(MON, "waiting", OTHER)], GIVEN, at=("Monday 2026-09-07 11:00",))
    assert lines(merged) == ["disposed Mon 10:00 api", "disposed Mon 11:00 to Mon 15:30 export"]
    assert wrong(merged) == []


def test_a_follow_up_by_an_agency_that_got_the_ticket_answered_is_believed() -> None:
    shown = [a_snapshot(MON, "in_progress"), *(a_snapshot(at, "in_progress", OTHER) for at in (TUE, THU, FRI))]
    told = [
        GIVEN,
        ("followed_up", "Monday 2026-09-07 11:00", AGENCY),
        ("disposed", "Tuesday 2026-09-08 10:00", OTHER),
        ("followed_up", "Friday 2026-09-11 10:00", OTHER),
    ]
    merged = merge(shown, *told)
    pd.testing.assert_frame_equal(merged.events, history.in_order(true(*told)))
    assert wrong(merged) == []


def test_a_possible_answer_is_none_once_the_ticket_was_asked() -> None:
    shown = [a_snapshot(MON, "in_progress"), a_snapshot(TUE, "in_progress", OTHER)]
    told = [("followed_up", "Monday 2026-09-07 11:00", AGENCY), ("disposed", "Tuesday 2026-09-08 10:00", OTHER), GIVEN]
    possible = "possibly_followed_up Mon 15:30 to Tue 15:30 export"
    assert possible in lines(merge(shown, *told, at=(MON,)))
    assert not [line for line in lines(merge(shown, *told)) if "possibly" in line]


def test_a_closing_after_a_re_opening_is_another_one() -> None:
    shown = [*PROGRESS, a_snapshot(WED, "closed"), a_snapshot(FRI, "closed")]
    told = [
        ("reopened", "Thursday 2026-09-10 10:00", AGENCY),
        ("followed_up", "Thursday 2026-09-10 11:00", AGENCY),
        ("closed", "Thursday 2026-09-10 12:00", AGENCY),
    ]
    merged = merge(shown, GIVEN, *told)
    assert lines(merged)[3:] == ["reopened Thu 10:00 api", "followed_up Thu 11:00 api", "closed Thu 12:00 api"]
    assert wrong(merged) == [("unconfirmed", "followed_up"), ("unconfirmed", "closed")]


def test_seconds_are_lost_on_exports_and_contradict_nothing() -> None:
    at = moment(TUE) + timedelta(seconds=40)
    within = true(("followed_up", TUE, AGENCY)).assign(at=at, earliest_at=at).astype(EVENTS)
    seen = snapshots(*PROGRESS)
    merged = merger.merge(history.changes(seen), within, asked(), seen)
    assert list(merged.events["at"]) == [pd.Timestamp(moment(MON)), pd.Timestamp(at)]
    assert wrong(merged) == []


def test_a_confirmed_event_is_of_who_had_the_ticket_at_its_moment() -> None:
    shown = [a_snapshot(MON, "in_progress"), a_snapshot(WED, "waiting", OTHER), a_snapshot(THU, "closed", OTHER)]
    told = [GIVEN, ("reopened", "Tuesday 2026-09-08 11:00", AGENCY), ("closed", "Thursday 2026-09-10 11:00", "")]
    seen = [shown[0], a_snapshot(TUE, "closed") | {"fetched_at": moment("Tuesday 2026-09-08 10:00")}, *shown[1:]]
    who = merge(seen, *told).events.set_index(["kind", "source"])["agency_id"]
    assert who["reopened", "api"] == AGENCY
    assert who["closed", "api"] == OTHER, "the history does not know who had it then"


def test_a_rating_known_only_as_an_interval_stays_as_observed() -> None:
    seen = snapshots(a_snapshot(MON, "closed"), a_snapshot(TUE, "closed", rating=4))
    rated = true(("rated", LATER, AGENCY)).assign(earliest_at=moment("Monday 2026-09-07 10:00")).astype(EVENTS)
    merged = merger.merge(history.changes(seen), rated, asked(LATER), seen)
    assert lines(merged)[-1] == "rated Mon 15:30 to Tue 15:30 export"
    assert ("unconfirmed", "rated") not in wrong(merged)


def test_only_the_ticket_that_was_asked_is_judged() -> None:
    others = [row | {"ticket_id": "7000002"} for row in PROGRESS]
    merged = merge([*PROGRESS, *others], GIVEN)
    assert set(merged.faults["ticket_id"]) == {TICKET}
    assert set(merged.events[merged.events["ticket_id"] == "7000002"]["source"]) == {"export"}


def test_the_faults_are_those_of_the_table() -> None:
    for told in ([], [GIVEN]):
        found = merge(PROGRESS, *told).faults
        assert {name: str(dtype) for name, dtype in found.dtypes.items()} == DATA_FAULTS
        assert set(found["fault"]) <= set(faults.FAULTS)


@few
@given(many(stories(), looks))
def test_once_all_is_told_the_true_history_stands(lives: list[tuple[Story, list[int]]]) -> None:
    told, seconds = zip(*lives, strict=True)
    seen = exports(told, seconds)
    found = rules.events(histories(told), history.latest(seen))
    merged = merger.merge(history.changes(seen), found, calls(*[[AFTER_ALL]] * len(lives)), seen)
    pd.testing.assert_frame_equal(merged.events, truth(told))
    assert merged.faults.empty


@few
@given(many(stories(), looks, st.lists(st.integers(0, 30 * 86400), max_size=3)))
def test_until_then_each_event_is_true_or_holds_the_truth(lives: list[tuple[Story, list[int], list[int]]]) -> None:
    told, seconds, asked = zip(*lives, strict=True)
    seen, moments = exports(told, seconds), [after(each) for each in asked]
    known = [story.until(max(each, default=RECEIVED)) for story, each in zip(told, moments, strict=True)]
    found = rules.events(histories(known), history.latest(seen))
    merged = merger.merge(history.changes(seen), found, calls(*moments), seen)
    assert merged.faults.empty
    assert hidden(merged.events, truth(told)).empty


def hidden(events: pd.DataFrame, true: pd.DataFrame) -> pd.DataFrame:
    """The events in whose interval nothing of their kind, and by or to their agency, truly happened."""
    pairs = events.reset_index().merge(true, on=["ticket_id", "kind"], suffixes=("", "_true"))
    within = (pairs["earliest_at"] < pairs["at_true"]) & (pairs["at_true"] < pairs["at"] + PRECISION)
    exact = (pairs["earliest_at"] == pairs["at"]) & (pairs["at"] == pairs["at_true"])
    theirs = (pairs["agency_id"] == pairs["agency_id_true"]) | ~pairs["kind"].isin(["disposed", "followed_up"])
    return events.drop(pairs[(within | exact) & theirs]["index"]).query("kind != 'possibly_followed_up'")


@few
@given(many(stories(), stories(), looks, st.lists(st.integers(0, 30 * 86400), max_size=2)))
def test_nothing_that_exports_proved_is_lost_whatever_a_history_tells(
    lives: list[tuple[Story, Story, list[int], list[int]]],
) -> None:
    told, others, seconds, asked = zip(*lives, strict=True)
    seen = exports(told, seconds)
    observed, claimed = history.changes(seen), rules.events(histories(others), history.latest(seen))
    merged = merger.merge(observed, claimed, calls(*map(after, asked)), seen).events
    pairs = observed[observed["kind"] != "possibly_followed_up"].merge(merged, on=["ticket_id", "kind"])
    kept = (pairs["earliest_at_y"] >= pairs["earliest_at_x"]) & (pairs["at_y"] < pairs["at_x"] + PRECISION)
    proved = pairs[kept].drop_duplicates(["ticket_id", "kind", "at_x"])
    assert len(proved) == (observed["kind"] != "possibly_followed_up").sum()


@few
@given(many(stories(), looks))
def test_without_acts_and_calls_the_observed_events_stand(lives: list[tuple[Story, list[int]]]) -> None:
    seen = exports(*zip(*lives, strict=True))
    observed = history.changes(seen)
    merged = merger.merge(observed, observed.iloc[:0], calls(), seen)
    pd.testing.assert_frame_equal(merged.events, observed)
    assert merged.faults.empty


@few
@given(many(stories(), stories(), looks, st.integers(0, 30 * 86400)), st.integers(0, 2**32 - 1))
def test_the_order_of_the_rows_does_not_matter(lives: list[tuple[Story, Story, list[int], int]], seed: int) -> None:
    told, others, seconds, asked = zip(*lives, strict=True)
    seen = exports(told, seconds)
    claimed = pd.concat([histories(others), histories(told)], ignore_index=True)
    asked_at = calls(*(after([0, each]) for each in asked))
    frames = [history.changes(seen), rules.events(claimed, history.latest(seen)), asked_at, seen]
    plain, mixed = merger.merge(*frames), merger.merge(*(frame.sample(frac=1, random_state=seed) for frame in frames))
    pd.testing.assert_frame_equal(plain.events, mixed.events)
    pd.testing.assert_frame_equal(plain.faults, mixed.faults)


@few
@given(many(stories(), looks))
def test_merging_again_changes_nothing_more(lives: list[tuple[Story, list[int]]]) -> None:
    told, seconds = zip(*lives, strict=True)
    seen, asked_at = exports(told, seconds), calls(*[[AFTER_ALL]] * len(lives))
    claimed = rules.events(histories(told), history.latest(seen))
    once = merger.merge(history.changes(seen), claimed, asked_at, seen).events
    pd.testing.assert_frame_equal(merger.merge(history.changes(seen), once, asked_at, seen).events, once)


@few
@given(many(stories(), looks), st.integers(1, 30))
def test_once_all_is_told_nothing_is_undecided_but_whether_an_answer_has_settled_an_open_ticket(
    lives: list[tuple[Story, list[int]]], days: int
) -> None:
    told, seconds = zip(*lives, strict=True)
    seen, at = exports(told, seconds), RECEIVED + timedelta(days=days)
    claimed = rules.events(histories(told), history.latest(seen))
    merged = merger.merge(history.changes(seen), claimed, calls(*[[AFTER_ALL]] * len(lives)), seen).events
    asked_last = history.latest(seen).assign(last_seen_at=pd.Timestamp(AFTER_ALL)).astype({"last_seen_at": MOMENT})
    tickets, events = history.as_of(asked_last, merged, at)
    running = clocks.run(tickets, faults.clean(tickets, events), the_rules())
    undecided = clocks.read(running, at, the_rules().working_days).query("outcome == 'undecided'")
    assert set(undecided["stage"]) <= {"resolution"}
    assert undecided["stopped_at"].isna().all()
