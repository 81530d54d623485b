"""Frames become scorecards, value by value; a scorecard's mark changes with anything it says."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pandas as pd
import pytest

from include.sla import scorecards, tables
from include.sla.scorecards import Correction, Earlier, Gathering, Line, Listed, Scorecard
from include.sla.tables import ScorecardFrames
from include.sla.week import Week

WEEK = Week.parse("2026-W46")
KNOWN_AT = datetime(2026, 11, 15, 22, 30, tzinfo=UTC)
LINE = Line("response", "national", 5, 14, "working", "Permen A", 7, 1, 2, 3, 4, 5, 6, 3.0, 3.5, 6, 8)
REGENCY = Line("response", "regency", 4, 4, "calendar", "Perbup B", 1, 0, 0, 0, 0, 0, 0, None, None, 0, 0)
LATE = Listed(
    "9000001", "response", "Banjir", "Setu", False, date(2026, 11, 2), date(2026, 11, 9), None, 4, 5, "working",
    "Permen A", True, False, "overdue", '{"outcome":"overdue"}',
)  # fmt: skip
SOON = replace(LATE, ticket_id="9000002", days_late=0, outcome="running", explanation="", due_on=date(2026, 11, 18))
DONE = replace(SOON, ticket_id="9000003", stopped_on=date(2026, 11, 12), outcome="met", confidential=True)
CARD = Scorecard(
    WEEK, "dinas-a", "Dinas A", 9, 1, 2, 4, 3, (LINE, REGENCY), (LATE,), (SOON,), (DONE,),
    (Earlier(WEEK.shift(-52), 1, 4), Earlier(WEEK.shift(-1), 6, 8)),
    (Correction("9000009", "response", "late", "met", "calendar"),), 1, 2, 3, 5, 3.8, date(2026, 11, 13), 6, 2, 9,
    KNOWN_AT, "r1", "c1", "0" * 12,
)  # fmt: skip
QUIET = replace(
    CARD, agency_id="dinas-b", agency_name="Dinas B", lines=(), late=(), upcoming=(), other=(), earlier=(),
    corrections=(), mean_rating=None, last_follow_up_on=None, place=None, peers=None,
)  # fmt: skip
LISTS = ("late", "upcoming", "other")
ITS_OWN = {"agency_id": CARD.agency_id}
GATHERED = [Gathering("district", "Setu", 4, 3), Gathering("category", "Banjir", 7, 0)]


def frames(*cards: Scorecard) -> ScorecardFrames:
    """The frames that say the same as these scorecards."""
    earlier = [{"met": told.met, "counted": told.counted, "of_week": str(told.week)} for told in CARD.earlier]
    listed = [
        {"list": name, "position": place, **vars(row)}
        for name in LISTS
        for place, row in enumerate(getattr(CARD, name), start=1)
    ]
    changed = [{"policy": "national", "round": 1, **vars(row)} for row in CARD.corrections]
    return ScorecardFrames(
        frame([vars(card) for card in cards], tables.SCORECARDS),
        frame([{**vars(line), **ITS_OWN} for line in CARD.lines], tables.SCORECARD_LINES),
        frame([{**row, **ITS_OWN} for row in listed], tables.SCORECARD_TICKETS),
        frame([{**row, **ITS_OWN} for row in earlier], tables.SCORECARD_WEEKS),
        frame([vars(row) for row in GATHERED], tables.GATHERINGS),
        frame([{**row, **ITS_OWN} for row in changed], tables.DIFFERENCES),
    )


def frame(rows: list[dict[str, Any]], columns: dict[str, str]) -> pd.DataFrame:
    found = pd.DataFrame(rows, columns=list(columns)).assign(week=str(WEEK))
    return tables.shape(found, columns)


def test_frames_become_the_scorecards_they_hold_in_their_order() -> None:
    assert scorecards.assemble(frames(CARD, QUIET)) == [CARD, QUIET]
    assert scorecards.assemble(frames(QUIET, CARD)) == [QUIET, CARD]


def test_values_are_plain_ones_which_letters_can_write() -> None:
    card = scorecards.assemble(frames(CARD))[0]
    assert type(card.last_follow_up_on) is date
    assert type(card.late[0].due_on) is date
    assert card.late[0].stopped_on is None
    assert (type(card.known_at), card.known_at.tzinfo) == (datetime, UTC)
    assert card.lines[1].median_days is None


def test_a_correction_under_another_policy_is_not_the_letters() -> None:
    told = frames(CARD)
    told = replace(told, corrections=told.corrections.assign(policy="regency"))
    assert scorecards.assemble(told)[0].corrections == ()


def test_gatherings_come_in_the_order_of_the_frame() -> None:
    assert scorecards.gather(frames(CARD)) == GATHERED


def test_a_seal_is_twelve_hex_digits_and_changes_nothing_else() -> None:
    told = frames(CARD, QUIET)
    sealed = scorecards.seal(told)
    marks = list(sealed.scorecards["fingerprint"])
    assert marks == [scorecards.fingerprint(CARD), scorecards.fingerprint(QUIET)]
    assert all(len(mark) == 12 and int(mark, 16) >= 0 for mark in marks)
    pd.testing.assert_frame_equal(sealed.scorecards.assign(fingerprint="0" * 12), told.scorecards)
    assert sealed.lines is told.lines
    assert sealed.weeks is told.weeks


def test_the_mark_does_not_depend_on_itself_and_stays_the_same_for_ever() -> None:
    assert scorecards.fingerprint(CARD) == scorecards.fingerprint(replace(CARD, fingerprint="another"))
    assert scorecards.fingerprint(replace(CARD, agency_name="Dinas É")) == "d957e0226414"


@pytest.mark.parametrize(
    "changed",
    [
        {"received": 10}, {"week": WEEK.shift(1)}, {"lines": (replace(LINE, met=8), REGENCY)}, {"other": ()},
        {"late": (replace(LATE, explanation=""),)}, {"earlier": CARD.earlier[1:]}, {"corrections": ()},
        {"known_at": datetime(2026, 11, 15, 22, 31, tzinfo=UTC)}, {"calendar_version": "c2"}, {"place": None},
    ],
    ids=lambda changed: next(iter(changed)),
)  # fmt: skip
def test_the_mark_changes_with_anything_that_is_said(changed: dict[str, Any]) -> None:
    assert scorecards.fingerprint(replace(CARD, **changed)) != scorecards.fingerprint(CARD)


def test_a_line_counts_what_is_decided_and_what_there_is() -> None:
    assert (LINE.breached, LINE.counted, LINE.total, LINE.rate) == (3, 10, 17, 0.7)
    assert (REGENCY.counted, REGENCY.rate) == (1, 1.0)
    nothing = replace(REGENCY, met=0)
    assert (nothing.rate, nothing.interval) == (None, None)
    low, high = LINE.interval or (0, 0)
    assert (round(low, 4), round(high, 4)) == (0.3968, 0.8922)  # Wilson, 7 of 10


def test_a_line_is_found_by_stage_and_policy() -> None:
    assert CARD.line("response") is LINE
    assert CARD.line("response", "regency") is REGENCY
    assert CARD.line("resolution") is None
    assert CARD.line("response", "other") is None


def test_articles_are_those_of_the_policy_each_once() -> None:
    both = replace(LINE, stage="resolution", article="Permen C; Permen A")
    card = replace(CARD, lines=(both, LINE, REGENCY))
    assert card.articles("national") == "Permen A; Permen C"
    assert card.articles("regency") == "Perbup B"
    assert card.articles("other") == ""


def test_a_follow_up_keeps_an_agency_active_for_thirty_days() -> None:
    assert replace(CARD, last_follow_up_on=date(2026, 10, 17)).active
    assert not replace(CARD, last_follow_up_on=date(2026, 10, 16)).active
    assert not QUIET.active


def test_the_week_before_is_told_as_corrected() -> None:
    changes = [("late", "met"), ("undecided", "overdue"), ("met", ""), ("", "late"), ("running", "undecided")]
    corrections = tuple(Correction("1", "response", was, became, "calendar") for was, became in changes)
    other = Correction("2", "resolution", "late", "met", "calendar")
    assert replace(CARD, corrections=(*corrections, other)).previous == (6, 9)  # of 6 and 8: one met more, one less
    assert replace(CARD, corrections=()).previous == (6, 8)
    assert replace(QUIET, corrections=()).previous == (0, 0)
