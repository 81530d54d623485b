"""An agency's figures that are on no line: what came in, how citizens rated it, when it last followed up."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from include.sla import activity
from include.sla.period import Period, Span
from include.sla.week import Week
from tests.builders import AGENCY, OTHER
from tests.sla.weeks import FRI2, MON, MON2, MON2_EARLY, MON3, MON4, TUE2, WED2, WEEK, look, story

SEAT = "diskominfosantik"
NEXT = WEEK.shift(1)
EDGES = ("Monday 2026-09-14 00:00", "Sunday 2026-09-13 23:59")


def card(agency: str, week: Span, *rows: dict[str, Any]) -> dict[str, Any]:
    names = [AGENCY, OTHER, SEAT, "bapenda"]
    agencies = pd.DataFrame({"agency_id": names, "agency_name": names})
    found = activity.by_agency(agencies, *look(week, *rows), SEAT, week)
    assert found["agency_id"].tolist() == names
    return dict(found.set_index("agency_id").loc[agency])


def rated(*ratings: int | None, closed: str = "closed", at: str = FRI2, agency: str = AGENCY) -> list[dict[str, Any]]:
    """Tickets closed at that moment, with these ratings."""
    stories = [
        story(f"{number}", (MON, "waiting"), (TUE2, "in_progress"), agency=agency)
        + story(f"{number}", (at, closed), agency=agency, rating=rating)
        for number, rating in enumerate(ratings, start=1)
    ]
    return [row for rows in stories for row in rows]


def test_received_counts_for_who_had_the_ticket_when_the_week_ended() -> None:
    fresh = {"received_at": MON2_EARLY}
    rows = [
        *story("1", (MON2, "waiting"), (FRI2, "in_progress"), **fresh),
        *story("2", (FRI2, "waiting"), (MON3, "waiting"), agency=OTHER, **fresh),
        *story("3", (FRI2, "unverified"), (MON3, "waiting"), **fresh),
        *story("4", (MON2, "waiting"), (FRI2, "rejected"), **fresh),
        *story("5", (MON, "waiting")),
    ]
    cards = [card(agency, WEEK, *rows) for agency in (AGENCY, OTHER, SEAT, "bapenda")]
    assert [each["received"] for each in cards] == [2, 1, 1, 0]
    assert [cards[0][name] for name in ("rejected", "followed_up", "closed")] == [1, 1, 0]


@pytest.mark.parametrize(("end", "followed_up"), [("archived", 0), ("rejected", 0), ("closed", 1), ("postponed", 1)])
def test_an_answer_to_what_was_archived_or_rejected_since_is_no_follow_up(end: str, followed_up: int) -> None:
    rows = story("1", (MON2, "waiting"), (TUE2, "in_progress"), (FRI2, end), received_at=MON2_EARLY)
    found = card(AGENCY, WEEK, *rows)
    assert [found[name] for name in ("received", "followed_up", "closed")] == [1, followed_up, int(end == "closed")]
    assert [found[name] for name in ("archived", "rejected")] == [int(end == "archived"), int(end == "rejected")]


def test_what_was_opened_again_is_not_closed() -> None:
    rows = story("1", (MON2, "in_progress"), (TUE2, "closed"), (FRI2, "in_progress"), received_at=MON2_EARLY)
    assert [card(AGENCY, WEEK, *rows)[name] for name in ("received", "followed_up", "closed")] == [1, 1, 0]


def test_a_week_begins_with_its_first_moment() -> None:
    rows = [story(f"{n}", (MON2, "waiting"), received_at=at) for n, at in enumerate(EDGES)]
    assert card(AGENCY, WEEK, *rows[0], *rows[1])["received"] == 1


def test_a_bare_complaint_counts_as_unclassified() -> None:
    words = ("Pengaduan", "PENGADUAN", "Pengaduan Tidak Berkadar Pengawasan")
    rows = [story(f"{n}", (MON2, "waiting"), received_at=MON2_EARLY, classification_word=word)
            for n, word in enumerate(words)]  # fmt: skip
    assert card(AGENCY, WEEK, *rows[0], *rows[1], *rows[2])["unclassified"] == 2


def test_an_agency_without_anything_has_counts_of_none_and_neither_rating_nor_follow_up() -> None:
    found = card("bapenda", WEEK, *rated(5))
    assert [found[name] for name in activity.COUNTED] == [0] * len(activity.COUNTED)
    assert pd.isna(found["mean_rating"])
    assert pd.isna(found["last_follow_up_on"])


def test_follow_ups_of_the_week_are_counted_and_the_last_is_dated() -> None:
    early = story("1", (MON, "waiting"), (FRI2, "in_progress")), story("2", (MON, "waiting"), (MON2, "in_progress"))
    before = story("3", (MON, "waiting"), ("Friday 2026-09-11 15:30", "in_progress"))
    found = card(AGENCY, WEEK, *early[0], *early[1], *before)
    assert found["follow_ups"] == 2
    assert str(found["last_follow_up_on"].date()) == "2026-09-18"
    later = card(AGENCY, NEXT, *early[0], *early[1], *before)
    assert (later["follow_ups"], str(later["last_follow_up_on"].date())) == (0, "2026-09-18")


@pytest.mark.parametrize(
    ("ratings", "mean"), [((5, 5, 4, 3), None), ((5, 5, 4, 3, 1), 3.6), ((5, 5, 4, 3, 1, None), 3.6)]
)
def test_a_mean_rating_needs_five_ratings(ratings: tuple[int | None, ...], mean: float | None) -> None:
    found = card(AGENCY, WEEK, *rated(*ratings))
    assert found["ratings"] == min(len(ratings), 5)
    assert (None if pd.isna(found["mean_rating"]) else found["mean_rating"]) == mean


@pytest.mark.parametrize(
    ("closed", "at", "counted"),
    [("closed", FRI2, 2), ("lapsed", FRI2, 2), ("archived", FRI2, 0), ("closed", MON3, 0)],
)
def test_ratings_are_of_what_was_closed_in_the_week(closed: str, at: str, counted: int) -> None:
    assert card(AGENCY, WEEK, *rated(4, 5, closed=closed, at=at))["ratings"] == counted


def test_a_ticket_closed_before_the_week_is_not_rated_again_by_what_follows() -> None:
    rows = [*rated(4), *story("1", (MON3, "closed"), ("Tuesday 2026-09-22 15:30", "lapsed"), rating=4)]
    assert [card(AGENCY, week, *rows)["ratings"] for week in (WEEK, NEXT)] == [1, 0]


def test_a_reopened_ticket_is_rated_when_it_is_closed_again() -> None:
    rows = [*rated(4), *story("1", (MON3, "in_progress")), *story("1", (MON4, "closed"), rating=2)]
    assert [card(AGENCY, week, *rows)["ratings"] for week in (WEEK, NEXT, WEEK.shift(2))] == [1, 0, 1]
    assert card(AGENCY, Period(WEEK.monday, WEEK.shift(2).sunday), *rows)["ratings"] == 1


def test_a_rating_given_after_the_week_counts_for_the_week_of_the_closing() -> None:
    assert card(AGENCY, WEEK, *rated(None), *story("1", (MON3, "closed"), rating=4))["ratings"] == 1


def test_the_last_follow_up_is_the_agencys_own_and_seen_by_the_weeks_end() -> None:
    rows = [
        *story("1", (MON, "waiting"), (WED2, "in_progress"), (MON3, "in_progress")),
        *story("2", (MON, "waiting"), (MON2, "in_progress")),
        *story("3", (MON, "waiting"), (MON3, "in_progress")),
        *story("4", (MON, "waiting"), (FRI2, "in_progress"), agency=OTHER),
    ]
    days = {week: card(AGENCY, week, *rows)["last_follow_up_on"] for week in (WEEK.shift(-1), WEEK, NEXT)}
    assert pd.isna(days[WEEK.shift(-1)])
    assert [f"{days[week]:%A %F}" for week in (WEEK, NEXT)] == ["Wednesday 2026-09-16", "Monday 2026-09-21"]


def test_provisional_counts_the_clocks_due_in_a_year_without_a_sure_decree() -> None:
    week, monday = Week.parse("2026-W51"), "Monday 2026-12-14 09:00"
    rows = story("1", ("Monday 2026-12-14 15:30", "waiting"), received_at=monday, classification="complaint")
    assert card(AGENCY, week, *rows)["provisional"] == 1  # the resolution, and neither response
