"""What LAPOR's history tells becomes events at their true moments, whatever the order in which it is told."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from include.sla import acts as rules
from include.sla import clocks, faults
from include.sla import tickets as history
from include.sla.tables import EVENTS
from include.sla.tickets import ENDED, REMARKS
from tests.builders import AGENCY, OTHER, a_snapshot, moment, snapshots, the_rules
from tests.sla.many import few, many
from tests.sla.true_stories import MOVES, Story, acts, an_act, exports, histories, stories, truth

TUE = moment("Tuesday 2026-09-08 10:00")
GIVEN = {"to_agency_id": AGENCY, "disposition": True}
ANSWERED = {"list": "follow_up", "from_agency_id": AGENCY, "from_name": AGENCY}
TICKETS = history.latest(snapshots(a_snapshot("Monday 2026-09-28 06:00", "waiting")))


def after(**time: int) -> datetime:
    return TUE + timedelta(**time)


def log(at: datetime, old: str, new: str, **other: Any) -> dict[str, Any]:
    return an_act(at, state_old=old, state_new=new, **other)


def disposed(at: datetime = TUE, to: str = AGENCY) -> dict[str, Any]:
    return log(at, "unverified", "waiting", **GIVEN | {"to_agency_id": to})


def followed_up(at: datetime, by: str = AGENCY) -> dict[str, Any]:
    return an_act(at, **ANSWERED | {"from_agency_id": by, "from_name": by})


def told(*rows: dict[str, Any]) -> list[tuple[str, datetime, str]]:
    found = rules.events(acts(*rows), TICKETS)
    return [(row.kind, row.at.to_pydatetime(), row.agency_id) for row in found.itertuples()]


def kinds(*rows: dict[str, Any]) -> list[str]:
    return [kind for kind, _, _ in told(*rows)]


def test_a_history_tells_true_moments_and_who_had_the_ticket() -> None:
    rows = [disposed(), followed_up(after(hours=1)), log(after(hours=2), "in_progress", "closed")]
    assert told(*rows) == [
        ("disposed", TUE, AGENCY),
        ("followed_up", after(hours=1), AGENCY),
        ("closed", after(hours=2), AGENCY),
    ]
    found = rules.events(acts(*rows), TICKETS)
    assert (found["earliest_at"] == found["at"]).all()
    assert set(found["source"]) == {"api"}


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("waiting", "in_progress", ["followed_up"]),
        ("replied", "in_progress", ["followed_up"]),
        ("in_progress", "replied", ["replied"]),
        ("in_progress", "postponed", ["postponed"]),
        ("postponed", "waiting", ["resumed"]),
        ("postponed", "in_progress", ["resumed"]),
        ("postponed", "archived", ["resumed", "archived"]),
        ("closed", "waiting", ["reopened"]),
        ("lapsed", "in_progress", ["reopened"]),
        ("closed", "lapsed", ["lapsed"]),
        ("waiting", "unverified", ["returned"]),
        ("waiting", "unknown", []),
        ("", "", []),
        *[("in_progress", end, [end]) for end in ENDED],
    ],
)
def test_changes_of_state_become_events(old: str, new: str, expected: list[str]) -> None:
    assert kinds(disposed(), log(after(hours=1), old, new)) == ["disposed", *expected]


def test_every_follow_up_is_told_with_who_gave_it() -> None:
    rows = [disposed(), followed_up(after(hours=1)), followed_up(after(hours=2)), followed_up(after(hours=3), OTHER)]
    answers = [(at, by) for kind, at, by in told(*rows) if kind == "followed_up"]
    assert answers == [(after(hours=1), AGENCY), (after(hours=2), AGENCY), (after(hours=3), OTHER)]


def test_a_line_by_nobody_is_no_follow_up_but_one_by_the_regency_is_the_coordinators() -> None:
    assert kinds(disposed(), an_act(after(hours=1), list="follow_up", from_name="")) == ["disposed"]
    by_regency = an_act(after(hours=1), list="follow_up")
    assert told(disposed(), by_regency)[-1] == ("followed_up", after(hours=1), "")


@pytest.mark.parametrize("seconds", [-120, -1, 0, 90, 120])
def test_what_both_lists_tell_within_two_minutes_happened_once_and_at_the_earlier(seconds: int) -> None:
    given = an_act(after(seconds=seconds), list="follow_up", **GIVEN)
    assert told(disposed(), given) == [("disposed", min(TUE, after(seconds=seconds)), AGENCY)]
    answer = log(after(hours=1, seconds=seconds), "waiting", "in_progress")
    answered_at = after(hours=1, seconds=min(seconds, 0))
    assert told(disposed(), followed_up(after(hours=1)), answer)[1:] == [("followed_up", answered_at, AGENCY)]


def test_what_both_lists_tell_more_than_two_minutes_apart_happened_twice() -> None:
    assert kinds(disposed(), an_act(after(seconds=121), list="follow_up", **GIVEN)) == ["disposed", "disposed"]
    answer = log(after(hours=1, seconds=121), "waiting", "in_progress")
    assert kinds(disposed(), followed_up(after(hours=1)), answer)[1:] == ["followed_up", "followed_up"]


def test_two_follow_ups_of_one_list_are_two_however_close() -> None:
    rows = [log(after(hours=1), "waiting", "in_progress"), *(followed_up(after(hours=1, seconds=n)) for n in (20, 40))]
    assert kinds(disposed(), *rows)[1:] == ["followed_up", "followed_up"]


def test_a_log_that_names_who_has_the_ticket_gives_it_to_nobody() -> None:
    closing = log(after(days=1), "in_progress", "closed", **GIVEN)
    assert kinds(disposed(), followed_up(after(hours=1)), closing) == ["disposed", "followed_up", "closed"]
    onward = log(after(days=1), "in_progress", "waiting", **GIVEN | {"to_agency_id": OTHER})
    assert told(disposed(), onward)[-1] == ("disposed", after(days=1), OTHER)


def test_a_ticket_given_to_the_regency_is_returned_and_not_twice() -> None:
    back = an_act(after(hours=1), list="follow_up", disposition=True)
    assert told(disposed(), back, back | {"at": after(hours=2)})[1:] == [("returned", after(hours=1), "")]
    assert told(back) == []


def test_a_reply_counts_once_until_the_agency_has_spoken() -> None:
    again = log(after(hours=2), "postponed", "replied")
    rows = [disposed(), log(TUE + timedelta(hours=1), "in_progress", "replied"), again]
    assert kinds(*rows) == ["disposed", "replied", "resumed"]
    spoken = followed_up(after(minutes=90))
    assert kinds(*rows, spoken) == ["disposed", "replied", "followed_up", "resumed", "replied"]


def test_after_a_word_nobody_knows_the_state_before_counts() -> None:
    rows = [log(after(hours=1), "waiting", "unknown"), log(after(hours=2), "unknown", "in_progress")]
    assert told(disposed(), *rows)[1:] == [("followed_up", after(hours=2), AGENCY)]


def test_of_one_moment_the_disposition_comes_before_the_answer_and_the_answer_before_the_end() -> None:
    rows = [log(TUE, "in_progress", "closed"), followed_up(TUE), disposed()]
    assert kinds(*rows) == ["disposed", "followed_up", "closed"]
    assert told(*rows)[-1] == ("closed", TUE, AGENCY)


def test_a_rating_was_given_between_its_follow_up_and_when_it_was_heard_of() -> None:
    rating = followed_up(after(hours=1)) | {"rating": "4", "fetched_at": after(days=2)}
    rated = rules.events(acts(disposed(), rating), TICKETS).set_index("kind").loc["rated"]
    assert (rated["earliest_at"], rated["at"]) == (pd.Timestamp(after(hours=1)), pd.Timestamp(after(days=2)))
    assert "rated" not in kinds(disposed(), rating | {"rating": "0"})


def test_tickets_do_not_mix_and_unknown_ones_are_left_out() -> None:
    other = [disposed(to=OTHER) | {"ticket_id": "7000002"}, followed_up(after(hours=1))]
    assert told(*other) == [("followed_up", after(hours=1), AGENCY)]


def test_no_acts_make_no_events() -> None:
    found = rules.events(acts(), TICKETS)
    assert {name: str(dtype) for name, dtype in found.dtypes.items()} == EVENTS
    assert found.empty


def judged(*rows: dict[str, Any]) -> tuple[list[str], list[datetime]]:
    """The faults in a history, and when its agencies' responses stopped."""
    found = rules.events(acts(*rows), TICKETS)
    running = clocks.run(TICKETS, faults.clean(TICKETS, found), the_rules())
    responses = running.query("stage == 'response' and policy == 'national'")["stopped_at"].dropna()
    return list(faults.find(TICKETS, found, moment("Monday 2026-09-28 06:00"))["fault"]), list(responses)


@pytest.mark.parametrize("by", ["", OTHER])
def test_a_follow_up_by_the_coordinator_or_by_who_had_it_before_does_not_answer_for_who_has_it(by: str) -> None:
    passed_on = [disposed(to=OTHER), an_act(after(hours=1), list="follow_up", **GIVEN)]
    theirs = an_act(after(hours=2), list="follow_up", from_agency_id=by, from_name="Contoh")
    assert judged(*passed_on, theirs) == (["answered_by_another"], [pd.Timestamp(after(hours=1))])
    own = followed_up(after(days=1))
    assert judged(*passed_on, theirs, own)[1] == [pd.Timestamp(after(hours=1)), pd.Timestamp(after(days=1))]


def test_a_follow_up_by_an_agency_that_never_had_it_and_one_after_the_end_stop_nothing() -> None:
    assert judged(disposed(), followed_up(after(hours=1), OTHER)) == (["answered_without_disposition"], [])
    closed = [followed_up(after(hours=1)), log(after(days=1), "in_progress", "closed")]
    assert judged(disposed(), *closed, followed_up(after(days=2)))[0] == ["after_end"]


def test_a_class_or_a_rating_between_two_equal_dispositions_makes_them_no_less_the_same() -> None:
    again = an_act(after(days=2), list="follow_up", **GIVEN)
    remark = followed_up(after(days=1)) | {"rating": "5"}
    for kind in REMARKS:
        found = rules.events(acts(disposed(), again, remark), TICKETS)
        found["kind"] = found["kind"].replace("rated", kind)
        plain = found[found["kind"] != "followed_up"]
        assert list(faults.find(TICKETS, plain, moment("Monday 2026-09-28 06:00"))["fault"]) == ["duplicate"]
        assert len(faults.once(plain)) == 2


@few
@given(many(stories()))
def test_a_history_tells_exactly_what_happened(lives: list[tuple[Story]]) -> None:
    told = [story for (story,) in lives]
    pd.testing.assert_frame_equal(rules.events(histories(told), seen_once(told)), truth(told))


@few
@given(many(stories()), st.integers(0, 2**32 - 1))
def test_the_order_in_which_acts_are_told_does_not_matter(lives: list[tuple[Story]], seed: int) -> None:
    told = [story for (story,) in lives]
    tickets, acts = seen_once(told), histories(told)
    mixed = acts.sample(frac=1, random_state=seed)
    pd.testing.assert_frame_equal(rules.events(mixed, tickets), rules.events(acts, tickets))


def seen_once(told: list[Story]) -> pd.DataFrame:
    """TICKETS of these stories, each shown by one export."""
    return history.latest(exports(told, [[60]] * len(told)))


def test_the_stories_drawn_hold_every_kind_that_a_history_tells() -> None:
    drawn = {kind for moves in MOVES.values() for kind in moves}
    assert drawn == {"disposed", "returned", "followed_up", "postponed", "resumed", "replied", "reopened", *ENDED}
