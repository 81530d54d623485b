"""After the run: what became of the letters, what a person decides, whether all have one, and the proof."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
import sqlalchemy as sa

from demo.offices import DOMAIN
from include import jobs, mailroom
from include.answers import LEAVE, NOT_SENT, RESEND, SENT
from include.gateways.warehouse import ledger
from include.gateways.warehouse.ledger import Connection
from include.gateways.warehouse.schema import DELIVERIES, DELIVERY_MOVES, LETTERS, MESSAGES, SCORECARDS
from include.gateways.warehouse.schema import OFFICES as REGISTER
from include.jobs import following
from include.jobs.decisions import NothingToDecide
from include.jobs.groups import groups
from include.jobs.proof import NotProven
from include.jobs.watch import LettersMissing
from tests.jobs.mail.week import EVERY_OFFICE, OFFICES, WEEK, answer, ask, hold_all, of, states
from tests.standins import sendgrid as standins
from tests.standins.sendgrid import SendGrid, fail

UI = "https://rapor.example"


def in_an_hour() -> datetime:
    return datetime.now(UTC) + timedelta(hours=1)


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """The logs are asked at once, by the same clock by which a person decides afterwards."""
    monkeypatch.setattr(following, "UNDER_WAY", timedelta())


def agree_and_deliver() -> None:
    run_id = str(uuid4())
    ask(run_id), answer(run_id=run_id)
    for group in groups(WEEK):
        with suppress(mailroom.DoNotRetry, mailroom.TryAgain):  # what the tests are about
            jobs.deliver(WEEK, group)


def fate(sendgrid: SendGrid, connection: Connection, agency_id: str, fate: str) -> str:
    """Ask, so that there is a delivery, and let SendGrid do this to its mailbox."""
    ask()
    sendgrid.sorting.fates[of(connection, agency_id).recipient] = fate
    return of(connection, agency_id).delivery_id


@pytest.mark.usefixtures("everybody")
def test_where_sendgrid_posts_no_receipts_its_logs_are_asked(connection: Connection, sendgrid: SendGrid) -> None:
    fate(sendgrid, connection, "dinas-sosial", "bounce")
    agree_and_deliver()
    assert states(connection) == {"accepted": EVERY_OFFICE}
    assert jobs.follow_deliveries(UI) == {}  # not yet: nobody need wonder
    assert jobs.follow_deliveries(UI, now=in_an_hour) == {"told": EVERY_OFFICE}
    assert states(connection) == {"delivered": EVERY_OFFICE - 1, "bounced": 1}
    with pytest.raises(LettersMissing, match=r"dinas-sosial \(tidak sampai ke kotak surat\)"):
        jobs.check_letters(WEEK, UI)


def test_an_unknown_letter_that_sendgrid_has_is_settled(connection: Connection, sendgrid: SendGrid) -> None:
    sendgrid.faults.append(standins.take_and_reset)
    agree_and_deliver()
    assert states(connection)["unknown"] == 1
    assert jobs.follow_deliveries(UI)["settled"] == 1
    assert states(connection) == {"accepted": OFFICES - 1, "delivered": 1}
    assert len(sendgrid.accepted) == OFFICES


def test_an_unknown_letter_that_sendgrid_does_not_have_waits_and_the_staff_is_told_once(
    connection: Connection, sendgrid: SendGrid
) -> None:
    sendgrid.faults.append(standins.reset)
    agree_and_deliver()
    for _ in range(2):
        jobs.follow_deliveries(UI, now=in_an_hour)
    assert states(connection)["unknown"] == 1
    notices = [one["body"] for one in sendgrid.accepted if "Perlu dipastikan" in one["body"]["subject"]]
    assert len(notices) == 1
    unknown = ledger.list_entries(connection, states=["unknown"])[0]
    assert unknown.delivery_id in notices[0]["content"][0]["value"]
    assert len(sendgrid.accepted) == OFFICES


def test_logs_that_cannot_be_read_are_asked_again_and_settle_nothing(
    connection: Connection, sendgrid: SendGrid
) -> None:
    sendgrid.faults.append(standins.take_and_reset)
    agree_and_deliver()
    sendgrid.reading_faults.append(fail(500))
    with pytest.raises(mailroom.TryAgain):
        jobs.follow_deliveries(UI)
    assert states(connection)["unknown"] == 1
    assert jobs.follow_deliveries(UI)["settled"] == 1


def test_what_did_not_arrive_is_sent_once_more_with_the_same_bytes(
    connection: Connection, sendgrid: SendGrid, impatient: None
) -> None:
    bounced = fate(sendgrid, connection, "dinas-sosial", "bounce")
    agree_and_deliver()
    jobs.follow_deliveries(UI)
    sendgrid.sorting.fates.clear(), sendgrid.sorting.lists.entries["bounces"].clear()
    assert jobs.decide(str(WEEK), RESEND, [], "kotak surat sudah dibetulkan", "rini") == {"sent": 1}
    again = [one["body"] for one in sendgrid.accepted if one["body"]["custom_args"]["delivery_id"] == bounced]
    assert len(again) == 2
    assert again[0] == again[1]
    reopened = [move for move in ledger.read_moves(connection, bounced) if move.actor == "rini"][-1]
    assert (reopened.to_state, reopened.cause) == ("approved", "send once more: kotak surat sudah dibetulkan")
    jobs.follow_deliveries(UI)
    assert ledger.read(connection, bounced).state == "delivered"
    with pytest.raises(NothingToDecide):
        jobs.decide(str(WEEK), RESEND, [], "sekali lagi", "rini")
    assert len(sendgrid.accepted) == OFFICES + 1


@pytest.mark.parametrize(("action", "mails", "result"), [(SENT, 0, {SENT: 1}), (NOT_SENT, 1, {"sent": 1})])
def test_a_person_settles_what_is_unknown(
    connection: Connection, sendgrid: SendGrid, action: str, mails: int, result: dict[str, int]
) -> None:
    sendgrid.faults.append(standins.reset)
    agree_and_deliver()
    before = len(sendgrid.accepted)
    unknown = ledger.list_entries(connection, states=["unknown"])[0].delivery_id
    with pytest.raises(NothingToDecide):
        jobs.decide(str(WEEK), action, [], "lupa menyebut yang mana", "rini")
    assert jobs.decide(str(WEEK), action, [unknown], "kantornya ditanya", "rini") == result
    assert len(sendgrid.accepted) == before + mails
    assert states(connection) == {"accepted": OFFICES}


def test_a_letter_that_has_left_cannot_be_sent_once_more_by_name(connection: Connection, sendgrid: SendGrid) -> None:
    agree_and_deliver()
    with pytest.raises(NothingToDecide):
        jobs.decide(str(WEEK), RESEND, [of(connection, "dinas-kesehatan").delivery_id], "coba", "rini")
    assert len(sendgrid.accepted) == OFFICES


@pytest.mark.usefixtures("everybody")
def test_an_agency_without_letter_and_reason_raises_an_alarm_once(connection: Connection, sendgrid: SendGrid) -> None:
    ask()
    assert jobs.check_letters(WEEK, UI) == {"asked": 77}
    for _ in range(2):
        with pytest.raises(LettersMissing, match=r"dinas-sosial \(menunggu persetujuan\)"):
            jobs.check_letters(WEEK, UI, now=lambda: in_an_hour() + timedelta(hours=8))
    assert [one["body"]["subject"] for one in sendgrid.accepted] == [
        "Perlu ditangani: 77 rapor pekan 2–8 Februari 2026 belum sampai"
    ]


def test_a_notice_that_cannot_be_sent_keeps_nothing_from_going_on(connection: Connection, sendgrid: SendGrid) -> None:
    sendgrid.faults.append(fail(401))
    assert not jobs.notify(str(WEEK), "lewat-persetujuan", UI)
    assert jobs.notify(str(WEEK), "lewat-persetujuan", UI)
    assert len(sendgrid.accepted) == 1


def test_the_approver_is_reminded_once(
    connection: Connection, sendgrid: SendGrid, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask()
    assert jobs.remind_approver(UI) == 0
    monkeypatch.setattr("include.jobs.watch.PATIENCE", timedelta())
    assert [jobs.remind_approver(UI) for _ in range(2)] == [1, 1]
    assert [one["body"]["subject"] for one in sendgrid.accepted] == [
        f"Masih menunggu persetujuan: {OFFICES} surat rapor pekan 2–8 Februari 2026"
    ]


@pytest.mark.usefixtures("everybody")
def test_a_week_that_went_well_is_proven(connection: Connection) -> None:
    agree_and_deliver()
    assert jobs.verify(WEEK) == {"letters": 77, "deliveries": EVERY_OFFICE, "moves": 4 * EVERY_OFFICE}
    assert jobs.check_letters(WEEK, UI) == {"sent": 77}


def test_what_was_never_handed_over_cannot_be_sent_once_more(connection: Connection, sendgrid: SendGrid) -> None:
    """A suppressed draft was shown to nobody, so nobody has agreed to it."""
    ask()
    one = of(connection, "dinas-sosial")
    sendgrid.sorting.lists.put("bounces", one.recipient, 1, reason="550 full")
    agree_and_deliver()
    assert ledger.read(connection, one.delivery_id).state == "suppressed"
    for named in ([], [one.delivery_id]):
        with pytest.raises(NothingToDecide):
            jobs.decide(str(WEEK), RESEND, named, "coba", "rini")
    assert not mailroom.reopen(connection, one.delivery_id, cause="coba", actor="rini")
    assert len(sendgrid.accepted) == OFFICES - 1


@pytest.mark.usefixtures("everybody")
def test_a_letter_that_need_not_leave_closes_its_week(connection: Connection, sendgrid: SendGrid) -> None:
    bounced = fate(sendgrid, connection, "dinas-sosial", "bounce")
    agree_and_deliver()
    jobs.follow_deliveries(UI, now=in_an_hour)
    with pytest.raises(LettersMissing):
        jobs.check_letters(WEEK, UI)
    assert jobs.decide(str(WEEK), LEAVE, [bounced], "kotak suratnya sudah ditutup", "rini") == {LEAVE: 1}
    assert jobs.check_letters(WEEK, UI) == {"sent": 76, "left out": 1}
    ask("another run")
    assert ledger.read(connection, bounced).state == "cancelled"


def test_what_was_let_go_and_did_not_leave_is_sent_by_saying_so_again(
    connection: Connection, sendgrid: SendGrid, impatient: None
) -> None:
    bounced = fate(sendgrid, connection, "dinas-sosial", "bounce")
    agree_and_deliver()
    jobs.follow_deliveries(UI)
    sendgrid.faults.append(fail(429))
    with pytest.raises(mailroom.TryAgain):
        jobs.decide(str(WEEK), RESEND, [], "sudah dibetulkan", "rini")
    assert jobs.decide(str(WEEK), RESEND, [bounced], "sudah dibetulkan", "rini") == {"sent": 1}


@pytest.mark.usefixtures("everybody")
def test_a_mailbox_that_bounced_gives_way_to_the_new_one(connection: Connection, sendgrid: SendGrid) -> None:
    bounced = fate(sendgrid, connection, "dinas-sosial", "bounce")
    agree_and_deliver()
    jobs.follow_deliveries(UI, now=in_an_hour)
    move_office(connection, "dinas-sosial")
    agree_and_deliver()
    assert ledger.read(connection, bounced).state == "cancelled"
    jobs.close_week(WEEK)
    assert jobs.check_letters(WEEK, UI) == {"sent": 77}


def test_a_mailbox_that_changes_after_its_letter_left_gets_no_second_one(
    connection: Connection, sendgrid: SendGrid
) -> None:
    agree_and_deliver()
    move_office(connection, "dinas-kesehatan")
    assert ask("another run") is None
    assert len(sendgrid.accepted) == OFFICES


def move_office(connection: Connection, agency_id: str) -> None:
    head = (REGISTER.c.agency_id == agency_id, REGISTER.c.role == "head")
    with connection.begin():
        connection.execute(sa.update(REGISTER).where(*head).values(email=f"baru-{agency_id}@{DOMAIN}"))


def test_nothing_is_missed_before_the_first_week(connection: Connection) -> None:
    assert jobs.check_letters(WEEK, UI) == {}


@pytest.mark.usefixtures("everybody")
def test_a_hold_of_today_does_not_hide_what_bounced(connection: Connection, sendgrid: SendGrid) -> None:
    fate(sendgrid, connection, "dinas-sosial", "bounce")
    agree_and_deliver()
    jobs.follow_deliveries(UI, now=in_an_hour)
    hold_all(connection)
    with pytest.raises(LettersMissing, match="dinas-sosial"):
        jobs.check_letters(WEEK, UI)


SPOILED = {
    "the letter": (
        sa.update(LETTERS).where(LETTERS.c.agency_id == "dinas-kesehatan").values(html="<p>lain</p>"),
        "archived",
    ),
    "the message": (sa.update(MESSAGES).values(body=MESSAGES.c.body + " "), "not what was approved"),
    "a lost message": (sa.delete(MESSAGES), "lost"),
    "the scorecard": (
        sa.update(SCORECARDS).where(SCORECARDS.c.agency_id == "dinas-kesehatan").values(received=99),
        "tells other figures",
    ),
    "a move": (sa.delete(DELIVERY_MOVES).where(DELIVERY_MOVES.c.to_state == "sending"), "do not lead to"),
    "the approval": (
        sa.update(DELIVERY_MOVES).where(DELIVERY_MOVES.c.to_state == "approved").values(to_state="draft"),
        "before anybody had approved",
    ),
    "the state": (sa.update(DELIVERIES).values(state="delivered"), "do not lead to delivered"),
}


@pytest.mark.parametrize(("change", "said"), SPOILED.values(), ids=SPOILED)
def test_what_somebody_changed_afterwards_is_found(connection: Connection, change: sa.Update, said: str) -> None:
    agree_and_deliver()
    with connection.begin():
        connection.execute(change)
    with pytest.raises(NotProven, match=said):
        jobs.verify(WEEK)


def test_nothing_is_asked_where_letters_are_files(week: Path) -> None:
    agree_and_deliver()
    assert jobs.follow_deliveries(UI, now=in_an_hour) == {}
