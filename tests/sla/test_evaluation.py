"""A period's evaluation: every figure from the same clocks, and groups that rest on named criteria."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from include.rulebook import criteria
from include.sla import activity, appraisal, evaluation, figures
from include.sla.differences import Look
from include.sla.evaluation import EVALUATIONS, EVIDENCE
from include.sla.period import Period
from include.sla.ranking import interval
from tests.builders import AGENCY, OTHER
from tests.sla.weeks import FRI2, MON, MON2, MON2_EARLY, MON3, MON4, TUE2, WED2, look, story

SEAT = "diskominfosantik"
SEPTEMBER = Period.parse("2026-09-01..2026-09-30")
TUE = "Tuesday 2026-09-08 15:30"


def evaluate(*rows: dict[str, Any], period: Period = SEPTEMBER) -> pd.DataFrame:
    names = [AGENCY, OTHER, SEAT]
    tickets, events, standing = look(period, *rows)
    agencies = pd.DataFrame({"agency_id": names, "agency_name": names})
    known = activity.by_agency(agencies, tickets, events, standing, SEAT, period)
    return evaluation.evaluate(known, standing, period).set_index("agency_id", drop=False)


def quick(ticket: str, **other: Any) -> list[dict[str, Any]]:
    return story(ticket, (MON, "waiting"), (TUE, "in_progress"), (TUE2, "closed"), **other)


def slow(ticket: str, **other: Any) -> list[dict[str, Any]]:
    """Answered on the ninth working day."""
    return story(ticket, (MON, "waiting"), (WED2, "waiting"), (FRI2, "in_progress"), **other)


def silent(ticket: str, **other: Any) -> list[dict[str, Any]]:
    return story(ticket, (MON, "waiting"), (MON4, "waiting"), **other)


def test_an_agency_without_reports_is_evaluated_too_and_nothing_is_made_up() -> None:
    row = evaluate(*quick("1")).loc[OTHER]
    counts = [name for name, kind in EVALUATIONS.items() if kind == "int64"]
    assert {"received", "followed_up", "met", "counted", "waiting", "ratings"} <= set(counts)
    assert row[counts].eq(0).all()
    assert not row["active"]
    assert row.drop([*counts, "agency_id", "agency_name", "active"]).isna().all()


def test_archived_and_rejected_reports_are_in_no_share() -> None:
    row = evaluate(
        *quick("1"), *silent("2"), *story("3", (MON, "waiting"), (TUE, "archived")),
        *story("4", (MON, "waiting"), (TUE, "rejected")),
    ).loc[AGENCY]  # fmt: skip
    assert row[["received", "archived", "rejected", "total"]].tolist() == [4, 1, 1, 2]
    assert row[["followed_up", "closed", "followed_up_share", "closed_share"]].tolist() == [1, 1, 0.5, 0.5]


def test_rates_are_of_the_national_policy_by_stage_and_over_all() -> None:
    row = evaluate(*quick("1"), *quick("2"), *slow("3"), *silent("4")).loc[AGENCY]
    assert row[["response_met", "response_counted", "response_rate"]].tolist() == [2, 4, 0.5]
    assert row[["resolution_met", "resolution_counted"]].tolist() == [2, 3]  # of the slow one nothing is known
    assert row["resolution_rate"] == 2 / 3
    assert row["waiting"] == 1  # the silent one
    assert pd.isna(row["verification_rate"])
    assert row[["met", "counted"]].tolist() == [4, 7]
    assert (row["low"], row["high"]) == interval(4, 7)
    assert row["rate"] == 4 / 7


def test_verification_is_the_coordinators_and_drowns_none_of_its_own_answers() -> None:
    row = evaluate(*quick("1"), *silent("2"), *slow("3", agency=SEAT)).loc[SEAT]
    assert row[["verification_met", "verification_counted", "verification_rate"]].tolist() == [3, 3, 1.0]
    assert row[["met", "counted"]].tolist() == [0, 1]


def test_days_are_those_from_disposition_to_the_first_answer_and_from_receipt_to_the_resolution() -> None:
    row = evaluate(*quick("1"), *quick("2"), *slow("3")).loc[AGENCY]
    assert row[["response_mean_days", "response_median_days"]].tolist() == [11 / 3, 1]
    assert row[["resolution_mean_days", "resolution_median_days"]].tolist() == [6, 6]


def test_passing_a_report_on_late_and_answering_a_citizens_reply_are_no_first_answers() -> None:
    passed_on = story("2", (MON, "waiting"), (WED2, "waiting")) + story("2", (FRI2, "waiting"), agency=OTHER)
    asked = story("3", (MON, "waiting"), (TUE, "in_progress"), (MON2_EARLY, "in_progress"), (MON2, "replied"))
    asked += story("3", (WED2, "in_progress"))
    row = evaluate(*quick("1"), *passed_on, *asked).loc[AGENCY]
    assert row["response_rate"] == 3 / 4
    assert row["response_mean_days"] == 1


@pytest.mark.parametrize(
    ("last", "active"), [("2026-10-07", True), ("2026-10-08", False)]
)  # the 30 days up to 7 October begin on 8 September
def test_an_agency_is_active_that_followed_up_in_the_last_thirty_days_of_the_period(last: str, active: bool) -> None:
    found = evaluate(*quick("1"), period=Period.parse(f"2026-09-01..{last}")).loc[AGENCY]
    assert str(found["last_follow_up_on"].date()) == "2026-09-08"
    assert found["active"] == active


def test_what_stopped_before_the_period_is_not_told_again() -> None:
    rows = [*quick("1"), *silent("2")]
    later = evaluate(*rows, period=Period.parse("2026-09-28..2026-10-31")).loc[AGENCY]
    assert later[["received", "met", "counted"]].tolist() == [0, 0, 2]
    assert later[["response_rate", "resolution_rate"]].tolist() == [0, 0]


def test_over_all_is_the_sum_of_the_scorecards_lines_but_for_verification() -> None:
    rows = [*quick("1"), *slow("2"), *silent("3"), *quick("4", agency=OTHER)]
    counts = figures.count(look(SEPTEMBER, *rows)[2]).query("policy == 'national' and stage != 'verification'")
    found = evaluate(*rows)
    for agency_id, lines in counts.groupby("agency_id"):
        assert found.loc[agency_id, "met"] == lines["met"].sum()
        assert found.loc[agency_id, "counted"] == lines[["met", "late", "overdue"]].to_numpy().sum()


def an_agency(**figures: Any) -> dict[str, Any]:
    known = dict.fromkeys(EVALUATIONS) | dict.fromkeys([c for c, kind in EVALUATIONS.items() if kind == "int64"], 0)
    best = {"agency_id": AGENCY, "agency_name": AGENCY, "counted": 20, "rate": 0.95, "total": 20}
    best |= {"followed_up_share": 0.95}
    return known | best | {"active": True} | figures


def groups(*agencies: dict[str, Any]) -> list[str]:
    rows = pd.DataFrame(list(agencies)).astype(EVALUATIONS)
    return evaluation.group(rows, evaluation.judge(rows, criteria.load())).tolist()


@pytest.mark.parametrize(
    ("figures", "group"),
    [
        ({}, "very_active"),
        ({"rate": 0.9}, "fair"),
        ({"followed_up_share": 0.5}, "fair"),
        ({"rate": 0.49}, "not_yet_maximal"),
        ({"followed_up_share": 0.1}, "not_yet_maximal"),
        ({"active": False, "waiting": 1}, "not_yet_maximal"),
        ({"counted": 4, "rate": 0.0}, "too_few"),
        ({"counted": 5}, "very_active"),
    ],
)
def test_all_criteria_make_an_agency_very_active_and_any_makes_it_not_yet_maximal(
    figures: dict[str, Any], group: str
) -> None:
    assert groups(an_agency(**figures)) == [group]


@pytest.mark.parametrize(
    ("figures", "group"),
    [
        ({}, "nothing_waits"),
        ({"rate": 0.7}, "nothing_waits"),
        ({"rate": 0.4}, "not_yet_maximal"),
        ({"followed_up_share": 0.4}, "not_yet_maximal"),
        ({"counted": 0, "rate": None, "total": 0, "followed_up_share": None}, "too_few"),
    ],
)
def test_silence_alone_is_no_fault_where_nothing_waits(figures: dict[str, Any], group: str) -> None:
    assert groups(an_agency(active=False, waiting=0, **figures)) == [group]


@pytest.mark.parametrize(
    ("figures", "group"),
    [
        ({"total": 4, "followed_up_share": 0.25}, "very_active"),
        ({"total": 5, "followed_up_share": 0.2}, "not_yet_maximal"),
        ({"total": 0, "followed_up_share": None}, "very_active"),
        ({"total": 0, "followed_up_share": None, "rate": 0.7}, "fair"),
    ],
)
def test_a_share_of_fewer_than_five_decides_about_no_group(figures: dict[str, Any], group: str) -> None:
    assert groups(an_agency(**figures)) == [group]


@pytest.mark.parametrize(
    ("verified", "own", "group"),
    [
        ((95, 100), {}, "very_active"),
        ((70, 100), {}, "fair"),
        ((40, 100), {}, "not_yet_maximal"),
        ((1900, 2000), {"rate": 0.0}, "not_yet_maximal"),
        ((95, 100), {"counted": 2, "rate": 0.0, "total": 2, "followed_up_share": 0.0}, "very_active"),
        ((4, 4), {"counted": 4, "rate": 1.0}, "too_few"),
    ],
)
def test_the_coordinator_is_judged_by_its_own_reports_and_apart_from_them_by_its_verification(
    verified: tuple[int, int], own: dict[str, Any], group: str
) -> None:
    met, counted = verified
    told = {"verification_met": met, "verification_counted": counted, "verification_rate": met / counted}
    assert groups(an_agency(**told, **own)) == [group]


shares = st.one_of(st.none(), st.integers(0, 20).map(lambda part: part / 20))


@given(
    st.lists(
        st.tuples(st.integers(0, 9), shares, st.integers(0, 9), shares, st.booleans(), st.integers(0, 1)),
        min_size=1,
        max_size=6,
    )
)
def test_every_agency_is_in_exactly_one_group_and_its_evidence_says_why(drawn: list[Any]) -> None:
    names = ["counted", "rate", "total", "followed_up_share", "active", "waiting"]
    agencies = [an_agency(agency_id=str(n), **dict(zip(names, each, strict=True))) for n, each in enumerate(drawn)]
    rows = pd.DataFrame(agencies).astype(EVALUATIONS)
    evidence = evaluation.judge(rows, criteria.load())
    found = evaluation.group(rows, evidence)
    assert found.index.tolist() == rows["agency_id"].tolist()
    for agency_id, group in found.items():
        own = evidence[evidence["agency_id"] == agency_id].set_index("group")["met"]
        figures = rows.set_index("agency_id").loc[agency_id]
        assert (group == "too_few") == (figures["counted"] < 5)
        if group != "too_few":
            assert (group == "not_yet_maximal") == own["not_yet_maximal"].any()
            assert (group == "very_active") == (own["very_active"].all() and (figures["active"] or figures["waiting"]))
            assert group != "nothing_waits" or not (figures["active"] or figures["waiting"])


def test_the_evidence_has_each_criterion_in_the_order_of_the_rulebook() -> None:
    silent = an_agency(active=False, waiting=1, rate=None, counted=0)
    rows = pd.DataFrame([silent, an_agency(agency_id=OTHER)]).astype(EVALUATIONS)
    evidence = evaluation.judge(rows, criteria.load())
    assert list(evidence.columns) == list(EVIDENCE)
    own = evidence[evidence["agency_id"] == AGENCY]
    assert own["measure"].tolist() == ["rate", "followed_up_share", "active"] * 2 + ["verification_rate"] * 2
    assert own["threshold"].tolist() == [0.9, 0.9, 1, 0.5, 0.5, 0, 0.9, 0.5]
    assert own["met"].tolist() == [pd.NA, True, False, pd.NA, False, True, pd.NA, pd.NA]
    assert own["value"].isna().tolist() == [True, False, False] * 2 + [True, True]


def test_every_measure_and_comparison_of_the_rulebook_is_one_of_the_evaluations() -> None:
    assert set(criteria.MEASURES) <= set(EVALUATIONS)
    assert set(evaluation.COMPARISONS) == {*criteria.UPWARDS, *criteria.DOWNWARDS}
    assert {evaluation.VERY_ACTIVE, evaluation.NOT_YET_MAXIMAL} == set(criteria.GROUPS)


def test_every_figure_lies_with_an_agency_with_nobody_with_one_that_has_ended_or_with_one_unknown() -> None:
    rows = [
        *quick("1"), *slow("2", agency="dinas-lama"), *silent("3", agency=appraisal.UNMAPPED),
        *story("4", (MON, "unverified"), (MON4, "unverified")),
    ]  # fmt: skip
    everything = appraisal.place(Look(*look(SEPTEMBER, *rows)), [AGENCY, SEAT], [SEAT])
    found = by_id(everything, [AGENCY, SEAT, *appraisal.ELSEWHERE])
    assert found["received"].to_dict() == {AGENCY: 1, SEAT: 0, "nobody": 1, "ended": 1, "UNMAPPED": 1}
    assert found["counted"].to_dict() == {AGENCY: 2, SEAT: 0, "nobody": 1, "ended": 1, "UNMAPPED": 2}
    assert found.loc[SEAT, "verification_counted"] == 4  # the one that nobody has been given is late there
    whole = by_id(appraisal.as_one(everything), [appraisal.REGENCY]).iloc[0]
    counts = [name for name, kind in EVALUATIONS.items() if kind == "int64" and name != "ratings"]
    assert found[counts].sum().to_dict() == whole[counts].to_dict()


def by_id(everything: Look, names: list[str]) -> pd.DataFrame:
    agencies = pd.DataFrame({"agency_id": names, "agency_name": names})
    known = activity.by_agency(agencies, *everything, appraisal.NOBODY, SEPTEMBER)
    return evaluation.evaluate(known, everything.standing, SEPTEMBER).set_index("agency_id")


def test_a_report_closed_in_the_period_brings_its_rating() -> None:
    rated = [row for number in range(5) for row in quick(str(number), rating=4)]
    row = evaluate(*rated, *story("9", (MON, "waiting"), (MON3, "waiting"), rating=1)).loc[AGENCY]
    assert row[["ratings", "mean_rating"]].tolist() == [5, 4.0]
