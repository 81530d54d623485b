"""A week's letters are put before a person: what is shown, what can be answered, and what leaves then."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from include import jobs, mailroom, settings
from include.answers import ALL_OF_THEM, NONE, SOME
from include.gateways.warehouse import archive, ledger
from include.gateways.warehouse.ledger import Connection
from include.gateways.warehouse.schema import OFFICES as REGISTER
from include.jobs.answering import IncompleteAnswer, Rejected
from include.jobs.approval import list_overdue
from tests.jobs.mail.week import EVERY_OFFICE, OFFICES, PAGES, WEEK, answer, ask, deliver, hold_all, of, states
from tests.standins.sendgrid import SendGrid, fail


@pytest.mark.usefixtures("everybody")
def test_the_request_counts_the_letters_and_links_each(connection: Connection) -> None:
    request = ask()
    assert request is not None
    assert f"{EVERY_OFFICE} surat" in request.subject
    entries = ledger.list_entries(connection, period=str(WEEK))
    assert all(f"]({PAGES}/{entry.delivery_id})" in request.body for entry in entries)
    assert len(entries) == EVERY_OFFICE == request.body.count(PAGES)
    assert len(request.agencies) == 77
    assert states(connection) == {"draft": EVERY_OFFICE}


def test_a_request_names_no_mailbox(connection: Connection) -> None:
    request = ask()
    assert request is not None
    assert "@" not in request.body


def test_nothing_leaves_before_somebody_has_agreed(connection: Connection, week: Path) -> None:
    ask()
    with pytest.raises(mailroom.DoNotRetry, match="waits for its approval"):
        jobs.deliver(WEEK, "Pimpinan")
    assert states(connection) == {"draft": OFFICES}
    assert not list(week.glob("outbox/*.eml"))


@pytest.mark.usefixtures("everybody")
def test_what_was_agreed_to_leaves_and_the_ledger_says_who_agreed(connection: Connection, week: Path) -> None:
    ask()
    assert answer() == {"approved": EVERY_OFFICE}
    assert deliver() == {"sent": EVERY_OFFICE}
    assert jobs.close_week(WEEK) == {"accepted": EVERY_OFFICE, "letters": 77}
    approved = ledger.read_moves(connection, of(connection, "dinas-sosial").delivery_id)[1]
    assert (approved.to_state, approved.actor) == ("approved", "rini")
    assert len(list(week.glob("outbox/*.eml"))) == EVERY_OFFICE


@pytest.mark.usefixtures("everybody")
def test_agencies_can_be_left_out_with_a_reason(connection: Connection) -> None:
    ask()
    counts = answer(SOME, without=["dinas-sosial", "dinas-kesehatan"], reason="angkanya sedang diperiksa")
    assert counts == {"approved": EVERY_OFFICE - 2, "cancelled": 2}
    assert deliver() == {"sent": EVERY_OFFICE - 2, "cancelled": 2}
    assert of(connection, "dinas-sosial").reason == "left out: angkanya sedang diperiksa"
    assert jobs.close_week(WEEK) == {"accepted": EVERY_OFFICE - 2, "cancelled": 2, "letters": 77}
    assert jobs.check_letters(WEEK, "") == {"sent": 75, "left out": 2}


def test_what_was_left_out_is_asked_for_again(connection: Connection) -> None:
    ask()
    answer(SOME, without=["dinas-sosial"], reason="diperiksa")
    again = ask("another run")
    assert again is not None
    assert list(again.agencies) == ["dinas-sosial"]
    assert answer(run_id="another run") == {"approved": 1}


def test_letters_that_are_rejected_do_not_leave(connection: Connection) -> None:
    ask()
    with pytest.raises(Rejected):
        answer(NONE, reason="data belum lengkap")
    assert states(connection) == {"cancelled": OFFICES}
    assert deliver() == {"cancelled": OFFICES}


@pytest.mark.parametrize(
    "said",
    [
        {"choice": ALL_OF_THEM, "without": ["dinas-sosial"]},
        {"choice": SOME, "reason": "diperiksa"},
        {"choice": SOME, "without": ["dinas-sosial"], "reason": " "},
        {"choice": SOME, "without": ["dinas-lain"], "reason": "diperiksa"},
        {"choice": NONE},
    ],
    ids=["all, but some", "some, but all", "some without a reason", "one that has no letter", "none without a reason"],
)
def test_an_answer_that_is_not_whole_files_nothing(connection: Connection, said: dict[str, object]) -> None:
    ask()
    with pytest.raises(IncompleteAnswer):
        answer(**said)
    assert states(connection) == {"draft": OFFICES}


def test_only_who_is_named_may_approve_whatever_airflow_let_through(
    connection: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RAPOR_APPROVERS", "sari, tono")
    settings.settings.cache_clear()
    ask()
    with pytest.raises(IncompleteAnswer, match="rini tidak termasuk"):
        answer()
    assert set(states(connection)) == {"draft"}
    assert set(answer(actor="tono")) == {"approved"}


def test_what_was_written_anew_after_it_was_shown_is_not_approved(connection: Connection) -> None:
    ask()
    kept = archive.read_letter(connection, str(WEEK), "dinas-sosial", "rapor")
    assert kept is not None
    archive.archive_letter(connection, replace(kept, text=f"{kept.text}\nlain", digest="1" * 64))
    ask("another run")
    with pytest.raises(IncompleteAnswer, match="ditulis ulang"):
        answer()
    assert states(connection) == {"draft": OFFICES}
    assert answer(run_id="another run")["approved"] == OFFICES


def test_a_letter_written_otherwise_after_its_approval_leaves_as_it_was_approved(
    connection: Connection, sendgrid: SendGrid
) -> None:
    ask()
    answer()
    kept = archive.read_letter(connection, str(WEEK), "dinas-sosial", "rapor")
    assert kept is not None
    assert not archive.archive_letter(connection, replace(kept, text="lain"))
    assert deliver() == {"sent": OFFICES}
    sent = [one["body"]["content"][0]["value"] for one in sendgrid.accepted]
    assert kept.text in sent
    assert "lain" not in sent


def test_nobody_is_asked_when_everything_was_answered(connection: Connection) -> None:
    ask()
    answer()
    assert ask("another run") is None
    assert states(connection) == {"approved": OFFICES}


def test_switched_off_nobody_is_asked_and_letters_leave(
    connection: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RAPOR_APPROVAL", "false")
    settings.settings.cache_clear()
    assert ask() is None
    assert deliver() == {"sent": OFFICES}
    cause = ledger.read_moves(connection, of(connection, "dinas-sosial").delivery_id)[1].cause
    assert cause == "approval is switched off (RAPOR_APPROVAL)"


def test_a_mailbox_that_sendgrid_drops_letters_for_is_named_and_gets_none(
    connection: Connection, sendgrid: SendGrid
) -> None:
    ask()
    mailbox = of(connection, "dinas-sosial").recipient
    sendgrid.sorting.lists.put("bounces", mailbox, 1, reason="550 full")
    request = ask("another run")
    assert request is not None
    assert "Tidak dapat dikirim ke alamatnya" in request.body
    assert "Dinas Sosial: sendgrid would drop it" in request.body
    assert "dinas-sosial" not in request.agencies
    answer(run_id="another run")
    assert deliver() == {"sent": OFFICES - 1, "suppressed": 1}
    assert mailbox not in {one["body"]["personalizations"][0]["to"][0]["email"] for one in sendgrid.accepted}


def test_lists_that_cannot_be_read_are_said_to_be_unread(sendgrid: SendGrid, connection: Connection) -> None:
    sendgrid.reading_faults.extend([fail(500)] * 4)
    request = ask()
    assert request is not None
    assert "Daftar penolakan SendGrid tidak dapat dibaca" in request.body


def test_a_mailbox_in_an_unusual_domain_is_flagged(connection: Connection) -> None:
    with connection.begin():
        where = (REGISTER.c.agency_id == "dinas-sosial", REGISTER.c.role == "head")
        connection.execute(sa.update(REGISTER).where(*where).values(email="dinsos@surat.example"))
    request = ask()
    assert request is not None
    assert "Mohon diperiksa: alamat di luar domain yang biasa" in request.body
    assert "surat.example" in request.body


def test_a_week_that_waits_is_found_after_a_while(connection: Connection) -> None:
    ask()
    assert list_overdue(timedelta(hours=2)) == []
    assert list_overdue(timedelta()) == [(str(WEEK), OFFICES)]
    answer()
    assert list_overdue(timedelta()) == []


def test_what_is_held_since_it_was_shown_is_not_approved(connection: Connection) -> None:
    ask()
    hold_all(connection)
    with pytest.raises(IncompleteAnswer, match="perlu diperiksa"):
        answer()
    assert states(connection) == {"draft": OFFICES}


def test_a_run_shows_one_list_only(connection: Connection) -> None:
    """Airflow keeps showing the first one, whatever a cleared task gives it."""
    assert ask() == ask()
    kept = archive.read_letter(connection, str(WEEK), "dinas-sosial", "rapor")
    assert kept is not None
    archive.archive_letter(connection, replace(kept, text=f"{kept.text}\nlain", digest="1" * 64))
    with pytest.raises(mailroom.DoNotRetry, match="trigger weekly_scorecards with the week 2026-W06"):
        ask()
    assert ask("another run") is not None


def test_an_office_that_is_gone_before_its_letter_left_gets_none(connection: Connection) -> None:
    ask()
    before = of(connection, "dinas-sosial")
    with connection.begin():
        where = (REGISTER.c.agency_id == "dinas-sosial", REGISTER.c.role == "head")
        connection.execute(sa.update(REGISTER).where(*where).values(email=f"baru@{before.recipient.partition('@')[2]}"))
    ask("another run")
    assert ledger.read(connection, before.delivery_id).state == "cancelled"
    assert states(connection) == {"draft": OFFICES, "cancelled": 1}
