"""A letter whose figures disagree does not come into being."""

from dataclasses import replace
from datetime import date

import pytest

from include.letters import FiguresDisagree, write_overview_letter, write_scorecard_letter
from include.letters.figures import check_twins, figures_of
from include.letters.visible import visible_text
from include.sla.scorecards import Correction, Earlier, Line
from tests.builders_scorecards import WEEK, a_line, a_listed, a_scorecard, an_upcoming

SOUND = a_scorecard(
    a_line(met=5, late=1, overdue=2, running=1, previous_met=3, previous_counted=4),
    received=9, archived=1, rejected=1, followed_up=5, closed=2, upcoming=(an_upcoming(),),
)  # fmt: skip
LINE = SOUND.lines[0]

WRONG = {
    "negative count": replace(SOUND, lines=(replace(LINE, running=-1),)),
    "more met than counted last week": replace(SOUND, lines=(replace(LINE, previous_met=5),)),
    "more set aside than received": replace(SOUND, archived=9),
    "more followed up than there are": replace(SOUND, followed_up=8),
    "more closed than followed up": replace(SOUND, closed=6),
    "a late ticket too few": replace(SOUND, late=SOUND.late[1:]),
    "a late ticket too many": replace(SOUND, late=(*SOUND.late, a_listed("1"))),
    "a late ticket of a stage without a line": replace(SOUND, late=(*SOUND.late, a_listed("1", stage="resolution"))),
    "an answered ticket in place of an open one": replace(
        SOUND, late=(replace(SOUND.late[0], stopped_on=date(2026, 11, 13)), *SOUND.late[1:])
    ),
    "a late ticket twice": replace(SOUND, late=(SOUND.late[1], *SOUND.late[1:])),
    "a late ticket that is in time": replace(
        SOUND, late=(replace(SOUND.late[0], due_on=date(2026, 11, 17)), *SOUND.late[1:])
    ),
    "late but falling due": replace(SOUND, upcoming=(an_upcoming(days_late=1),)),
    "answered but falling due": replace(SOUND, upcoming=(an_upcoming(stopped_on=date(2026, 11, 12)),)),
    "more fall due than run": replace(SOUND, upcoming=(an_upcoming("1"), an_upcoming("2"))),
    "falls due twice": replace(
        SOUND, lines=(replace(LINE, running=2),), upcoming=(an_upcoming("1"), an_upcoming("1"))
    ),
    "a line without a limit": replace(SOUND, lines=(replace(LINE, fewest_days=0),)),
    "a limit longer than the longest": replace(SOUND, lines=(replace(LINE, fewest_days=6),)),
    "a rating of none": replace(SOUND, mean_rating=4.0),
    "a mean of fewer than five ratings": replace(SOUND, ratings=4, mean_rating=4.0),
    "a mean rating above five": replace(SOUND, ratings=5, mean_rating=5.1),
    "fewer than no ratings": replace(SOUND, ratings=-1),
    "a follow-up after the week": replace(SOUND, last_follow_up_on=date(2026, 11, 16)),
    "a provisional due date too few": replace(SOUND, upcoming=(an_upcoming(provisional=True),)),
    "a negative mean": replace(SOUND, lines=(replace(LINE, mean_days=-0.5),)),
    "a mean of nothing": replace(SOUND, lines=(LINE, a_line("resolution", running=1, mean_days=1.0))),
    "a mean too small for its median": replace(SOUND, lines=(replace(LINE, median_days=4.0, mean_days=1.9),)),
    "a ticket in no list": replace(SOUND, other=SOUND.other[1:]),
    "a list of another outcome": replace(SOUND, other=(replace(SOUND.other[0], outcome="running"), *SOUND.other[1:])),
    "an earlier week with more met than counted": replace(SOUND, earlier=(Earlier(WEEK.shift(-2), 2, 1),)),
    "an earlier week that is not over": replace(SOUND, earlier=(Earlier(WEEK, 1, 2),)),
    "another week before than on the line": replace(SOUND, earlier=(Earlier(WEEK.shift(-1), 2, 4),)),
    "a correction of what was not told": replace(
        SOUND, corrections=tuple(Correction(f"{n}", "response", "late", "", "later_export") for n in range(5))
    ),
    "a place behind all others": replace(SOUND, place=4, peers=3),
    "a place by too few": replace(SOUND, lines=(replace(LINE, met=1),), other=SOUND.other[4:], place=1, peers=3),
    "follow-ups of a week without one": replace(SOUND, follow_ups=1, last_follow_up_on=date(2026, 11, 8)),
    "no line of the response": a_scorecard(a_line("resolution")),
    "a line twice": replace(SOUND, lines=(LINE, LINE)),
}  # fmt: skip


def test_a_sound_scorecard_becomes_a_letter():
    assert write_scorecard_letter(SOUND, sample=False).kind == "rapor"


@pytest.mark.parametrize("name", WRONG)
def test_figures_that_disagree_stop_the_letter(name):
    with pytest.raises(FiguresDisagree, match="dinas-anu"):
        write_scorecard_letter(WRONG[name], sample=False)
    with pytest.raises(FiguresDisagree, match="dinas-anu"):
        write_overview_letter([WRONG[name]], WEEK, sample=False)


class Skewed(Line):
    interval = (0.1, 0.2)


def test_an_interval_must_hold_its_rate():
    with pytest.raises(FiguresDisagree, match="the interval holds the rate"):
        write_scorecard_letter(replace(SOUND, lines=(Skewed(**vars(LINE)),)), sample=False)


def test_the_exception_names_the_line():
    with pytest.raises(FiguresDisagree) as caught:
        write_scorecard_letter(WRONG["a late ticket too few"], sample=False)
    assert caught.value.place == "response/national"


def test_an_overview_is_of_one_week_and_of_each_agency_once():
    other = a_scorecard(a_line(met=1), agency_id="dinas-lain")
    with pytest.raises(FiguresDisagree):
        write_overview_letter([other, other], WEEK, sample=False)
    with pytest.raises(FiguresDisagree):
        write_overview_letter([other], WEEK.shift(1), sample=False)
    with pytest.raises(ValueError, match="at least one"):
        write_overview_letter([], WEEK, sample=False)


def test_twins_must_say_the_same_figures_in_the_same_order():
    check_twins("dinas-anu", "<td>7</td><td>87,5%</td>", "7 dan 87,5%")
    for text in ("7 dan 87,4%", "87,5% dan 7", "7", "7, 87,5% dan 9"):
        with pytest.raises(FiguresDisagree, match="dinas-anu"):
            check_twins("dinas-anu", "<td>7</td><td>87,5%</td>", text)


def test_only_what_a_reader_sees_counts_as_said():
    html = '<head><title>1</title></head><p style="width:2px">3</p><!-- 4 --><div aria-hidden="true">5</div><p>6</p>'
    assert figures_of(visible_text(html)) == ["3", "6"]
