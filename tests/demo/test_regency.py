"""The make-believe regency behaves like a real one, whichever week it is looked at from."""

import csv
from collections import Counter
from datetime import date, time, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from demo import regency
from include.rulebook import days_off
from include.rulebook.agencies import UNMAPPED
from include.sla.tables import EVENT_KINDS
from include.sla.week import Week

RULEBOOK = Path(__file__).parents[2] / "include" / "rulebook"
MONDAYS = [
    pytest.param(date(2026, 11, 23), id="an ordinary autumn"),
    pytest.param(date(2026, 4, 27), id="with Eid in the middle"),
    pytest.param(date(2026, 1, 5), id="over the turn of the year"),
    pytest.param(date(2025, 8, 25), id="with a day off decreed late"),
]
OFF = set(days_off.load()["on"].dt.date)
CITIZENS = {"Ditanggapi oleh Pelapor", "Ditutup oleh Pelapor"}
SYSTEM = {"Ditutup oleh Sistem", "Diarsipkan oleh Sistem"}


@pytest.fixture(params=MONDAYS)
def monday(request: pytest.FixtureRequest) -> date:
    return request.param


@pytest.fixture
def complaints(monday: date) -> list[regency.Complaint]:
    return regency.build(monday)


def rulebook_words(name: str) -> dict[str, str]:
    with (RULEBOOK / name).open(encoding="utf-8", newline="") as file:
        return {line["word"]: line["source"] for line in csv.DictReader(file)}


def working_days(start: date, end: date) -> int:
    """Working days after `start` up to and with `end`."""
    days = (start + timedelta(days=n) for n in range(1, (end - start).days + 1))
    return sum(day.weekday() < 5 and day not in OFF for day in days)


def responses(complaints: list[regency.Complaint], agency: str, until: date) -> list[tuple[date | None, int]]:
    """The agency's dispositions that were not paused or withdrawn: when answered or passed on, after how many days."""
    found: list[tuple[date | None, int]] = []
    for turns in (one.turns for one in complaints):
        if {turn.kind for turn in turns} & {"postponed", "rejected", "archived"}:
            continue
        for place, turn in enumerate(turns):
            if turn.kind == "disposed" and turn.agency_id == agency:
                ends = [later.at.date() for later in turns[place + 1 :] if later.kind in ("followed_up", "disposed")]
                found.append((min(ends, default=None), working_days(turn.at.date(), min(ends, default=until))))
    return found


def test_the_same_monday_tells_the_same_story(monday: date) -> None:
    assert regency.build(monday) == regency.build(monday)


def test_a_week_later_the_past_has_not_changed(monday: date, complaints: list[regency.Complaint]) -> None:
    later = {complaint.ticket_id: complaint for complaint in regency.build(monday + timedelta(weeks=1))}
    shared = [complaint for complaint in complaints if complaint.ticket_id in later]
    assert len(shared) > 400
    for complaint in shared:
        assert later[complaint.ticket_id].turns[: len(complaint.turns)] == complaint.turns


def test_it_is_looked_at_from_a_monday() -> None:
    with pytest.raises(ValueError, match="Monday"):
        regency.build(date(2026, 11, 24))


def test_tickets_come_at_the_scale_of_the_regency(monday: date, complaints: list[regency.Complaint]) -> None:
    weeks = Counter(Week.of(complaint.received_at) for complaint in complaints)
    assert set(weeks) == {Week(monday).shift(-ago) for ago in range(1, 13)}
    assert 440 <= len(complaints) <= 560
    assert all(28 <= count <= 56 for count in weeks.values())


def test_weekends_bring_some_tickets_but_fewer(complaints: list[regency.Complaint]) -> None:
    days = Counter(complaint.received_at.weekday() for complaint in complaints)
    assert 0 < max(days[5], days[6]) < min(days[day] for day in range(5))


def test_ticket_ids_have_seven_digits_and_rise_with_time(complaints: list[regency.Complaint]) -> None:
    assert all(complaint.ticket_id.isdecimal() and len(complaint.ticket_id) == 7 for complaint in complaints)
    for earlier, later in pairwise(complaints):
        assert earlier.ticket_id < later.ticket_id
        assert earlier.received_at <= later.received_at


def test_a_ticket_moves_only_forward_in_time_and_stops_at_the_monday(
    monday: date, complaints: list[regency.Complaint]
) -> None:
    for complaint in complaints:
        moments = [complaint.received_at, *(turn.at for turn in complaint.turns)]
        assert all(earlier < later for earlier, later in pairwise(moments))
        assert moments[-1] < Week(monday).starts_at


def test_officials_act_in_working_hours_of_working_days(complaints: list[regency.Complaint]) -> None:
    acts = [turn for one in complaints for turn in one.turns if turn.status not in CITIZENS | SYSTEM]
    assert len(acts) > 800
    for turn in acts:
        assert turn.at.weekday() < 5
        assert turn.at.date() not in OFF
        assert time(8) <= turn.at.time() < time(16)


def test_the_system_closes_ten_working_days_after_the_last_follow_up(complaints: list[regency.Complaint]) -> None:
    closed = [complaint for complaint in complaints if complaint.turns and complaint.turns[-1].kind == "lapsed"]
    assert len(closed) > 50
    for complaint in closed:
        answer, closing = complaint.turns[-2:]
        assert answer.kind == "followed_up"
        assert working_days(answer.at.date(), closing.at.date()) == 10


def test_nobody_has_a_ticket_before_its_disposition(complaints: list[regency.Complaint]) -> None:
    for complaint in complaints:
        holder = ""
        for turn in complaint.turns:
            holder = turn.agency_id if turn.kind == "disposed" else holder
            assert turn.agency_id == holder


def test_every_raw_status_occurs_and_one_the_rulebook_does_not_know(complaints: list[regency.Complaint]) -> None:
    known = rulebook_words("statuses.csv")
    raw = {word for word, source in known.items() if source in ("status mentah pada ekspor", "praktik")}
    told = {turn.status for complaint in complaints for turn in complaint.turns}
    assert told == raw | {"Proses", "Menunggu Konfirmasi"}
    assert "Menunggu Konfirmasi" not in known
    assert any(not complaint.turns for complaint in complaints), "a ticket that is not verified yet"


def test_every_kind_of_event_occurs(complaints: list[regency.Complaint]) -> None:
    told = {turn.kind for complaint in complaints for turn in complaint.turns}
    assert told == set(EVENT_KINDS) - {"possibly_followed_up", "returned", "reclassified", "rated"} | {"unlisted"}


def test_the_unknown_status_stands_on_a_ticket_or_two_when_the_monday_comes(
    complaints: list[regency.Complaint],
) -> None:
    assert 1 <= sum(bool(one.turns) and one.turns[-1].kind == "unlisted" for one in complaints) <= 2


def test_every_classification_kind_and_channel_occurs(complaints: list[regency.Complaint]) -> None:
    classes = Counter(complaint.classification for complaint in complaints)
    assert set(classes) == set(rulebook_words("classifications.csv"))
    assert classes.most_common(1)[0][0] == "Pengaduan Tidak Berkadar Pengawasan"
    assert {complaint.kind for complaint in complaints} == {"", "Anonim", "Rahasia"}
    assert len({complaint.channel for complaint in complaints}) == 7


def test_ratings_come_in_every_form(complaints: list[regency.Complaint]) -> None:
    assert {complaint.rating for complaint in complaints} == {"", "0", "1", "2", "3", "4", "5", "Auto Rated"}


def test_roads_and_three_districts_get_the_most(complaints: list[regency.Complaint]) -> None:
    agencies = Counter(one.turns[-1].agency_id for one in complaints if one.turns)
    assert agencies.most_common(1)[0][0] == "dsdabmbk"
    districts = Counter(complaint.district for complaint in complaints)
    assert {name for name, _ in districts.most_common(3)} == {"Babelan", "Cikarang Utara", "Tambun Selatan"}


def test_agencies_are_of_the_register_but_for_a_few_tickets_and_most_get_none(
    complaints: list[regency.Complaint],
) -> None:
    with (RULEBOOK / "agencies.csv").open(encoding="utf-8", newline="") as file:
        register = {line["agency_id"] for line in csv.DictReader(file)}
    busy = Counter(turn.agency_id for one in complaints for turn in one.turns if turn.kind == "disposed")
    assert set(busy) - register == {UNMAPPED}
    assert busy[UNMAPPED] <= 20
    assert len(set(busy) & register) < len(register) / 2


def test_tickets_are_passed_on_in_time_and_late(complaints: list[regency.Complaint]) -> None:
    passed = []
    for complaint in complaints:
        given = [turn for turn in complaint.turns if turn.kind == "disposed"]
        passed += [working_days(one.at.date(), two.at.date()) for one, two in pairwise(given)]
    assert min(passed) <= 5 < max(passed)
    assert len(passed) >= 10


def test_verification_is_mostly_in_time_and_sometimes_late(complaints: list[regency.Complaint]) -> None:
    waits = [
        working_days(one.received_at.date(), one.turns[0].at.date())
        for one in complaints
        if one.turns and one.turns[0].kind == "disposed"
    ]
    late = sum(days > 3 for days in waits)
    assert 0 < late < len(waits) / 8


def test_in_the_last_week_one_agency_is_without_a_blot(monday: date, complaints: list[regency.Complaint]) -> None:
    found = responses(complaints, "dinas-kependudukan-dan-pencatatan-sipil", monday)
    last = Week(monday).shift(-1).monday
    assert max(days for _, days in found) <= 4
    assert sum(end is not None and end >= last for end, _ in found) >= 2


def test_in_the_last_week_one_agency_has_answered_late_and_leaves_others_open(
    monday: date, complaints: list[regency.Complaint]
) -> None:
    last = Week(monday).shift(-1).monday
    standings = []
    for agency in ("disperkimtan", "dsdabmbk"):
        ends = [end for end, days in responses(complaints, agency, monday) if days > 5]
        standings.append((sum(end is None for end in ends), sum(end is not None and end >= last for end in ends)))
    assert any(still_open >= 3 and answered >= 2 for still_open, answered in standings), standings


def test_in_the_last_week_many_agencies_have_nothing(monday: date, complaints: list[regency.Complaint]) -> None:
    last = Week(monday).shift(-1).starts_at
    received = {turn.agency_id for one in complaints if one.received_at >= last for turn in one.turns}
    assert len(received) <= 20
