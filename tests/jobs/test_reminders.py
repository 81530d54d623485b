"""A morning's reminders over real files: who gets one, who does not, and what a second run changes."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from datetime import date, datetime
from pathlib import Path

import pandas as pd
import pytest

from include import jobs, mailroom, settings
from include.gateways.offices import Office
from include.gateways.warehouse import archive, checks, connect, control, ledger, offices
from include.jobs.reminders import deliver_reminders, write_reminders
from include.sla import tables
from include.sla.quality import Finding, gather
from tests.builders import day, moment
from tests.builders_exports import Row, a_row, write_export
from tests.jobs.houses import Model, living_in
from tests.jobs.stories import ANSWERED

TODAY = day("Tuesday 2026-02-10")
LATE, DUE, SOON = "dinas-sosial", "dinas-kesehatan", "dinas-perhubungan"


def now() -> datetime:
    return moment("Tuesday 2026-02-10 07:30")


def later() -> datetime:
    return moment("Tuesday 2026-02-10 14:00")


def report(number: str, received: str, agency: str, **other: str) -> Row:
    told = {"Tracking ID": number, "Tanggal Laporan Masuk": received, "Instansi Terdisposisi": agency}
    return a_row(**told | {"ID Instansi Terdisposisi": "-"} | other)


FIRST = report("11", "2 Feb 2026", "Dinas Sosial")
SECOND = report("12", "3 Feb 2026", "Dinas Kesehatan")
THIRD = report("13", "4 Feb 2026", "Dinas Perhubungan")
FOURTH = report("14", "9 Feb 2026", "Dinas Pendidikan")


def bring(house: Path, generated: str, *rows: Row) -> None:
    write_export(house / "inbox" / f"{generated}.xlsx", rows, generated=generated)
    jobs.read_inbox(), jobs.update_tickets()


@pytest.fixture
def morning(model: Model, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """One report is late by a day, one due today, one tomorrow, one next week; known as of six o'clock."""
    with living_in(tmp_path, monkeypatch, model(dawn)) as house:
        yield house


def dawn(house: Path) -> None:
    bring(house, "2 Feb 2026 15:30", FIRST)
    bring(house, "3 Feb 2026 15:30", FIRST, SECOND)
    bring(house, "4 Feb 2026 15:30", FIRST, SECOND, THIRD)
    bring(house, "10 Feb 2026 06:00", FIRST, SECOND, THIRD, FOURTH)


def remind(now: Callable[[], datetime] = now) -> dict[str, int]:
    return deliver_reminders(TODAY, write_reminders(TODAY, now), now)


def sent() -> dict[str, tuple[str, str]]:
    """State and subject of what stands in the ledger, by mailbox."""
    with connect(settings.settings().warehouse_url) as connection:
        listed = ledger.list_deliveries(connection)
    assert {(entry.period, entry.kind) for entry in listed} <= {("2026-02-10", "pengingat")}
    return {entry.recipient: (entry.state, entry.subject) for entry in listed}


def texts() -> dict[str, str]:
    """What lies in the archive, by agency, on one line."""
    with connect(settings.settings().warehouse_url) as connection:
        letters = archive.read_letters(connection, str(TODAY), [LATE, DUE, SOON])
    return {letter.agency_id: " ".join(letter.text.split()) for letter in letters}


def end_liaison(agency_id: str) -> None:
    """Take the agency's liaison officer out of the register."""
    with connect(settings.settings().warehouse_url) as connection:
        left = [each for each in offices.list_valid(connection, TODAY) if not is_liaison(each, agency_id)]
        offices.register(connection, left, TODAY)


def is_liaison(office: Office, agency_id: str) -> bool:
    return (office.agency_id, office.role) == (agency_id, "liaison")


def find(severity: str, at: str) -> None:
    finding = Finding("export_age", severity, 3, 2, "The newest export is of last week; put a new one into the inbox.")
    with connect(settings.settings().warehouse_url) as connection:
        checks.file_checks(connection, gather(finding), moment(at))


def file_gap(agency_id: str) -> None:
    """A newest recap that counts one of this agency's tickets otherwise."""
    at = moment("Tuesday 2026-02-10 06:00")
    lines = pd.DataFrame({name: pd.Series(dtype=dtype) for name, dtype in tables.RECAP_LINES.items()})
    gap = pd.DataFrame([(agency_id, "closed", 0, 1, "")], columns=list(tables.CONTROL_GAPS))
    with connect(settings.settings().warehouse_url) as connection:
        control.file_recap(connection, control.Filed("1" * 64, "rekap.xlsx", at, None, None, at), lines)
        control.put_gaps(connection, "1" * 64, tables.shape(gap, tables.CONTROL_GAPS))


def test_each_liaison_officer_with_anything_to_do_gets_one_letter_and_nobody_else(morning: Path) -> None:
    assert remind() == {"sent": 3, "without a liaison": 0}
    assert sent() == {
        f"penghubung@{LATE}.bekasikab.example": (
            "accepted", "1 laporan terlambat: Dinas Sosial, Selasa, 10 Februari 2026"),
        f"penghubung@{DUE}.bekasikab.example": (
            "accepted", "1 laporan jatuh tempo hari ini: Dinas Kesehatan, Selasa, 10 Februari 2026"),
        f"penghubung@{SOON}.bekasikab.example": (
            "accepted",
            "1 laporan jatuh tempo dalam dua hari kerja ke depan: Dinas Perhubungan, Selasa, 10 Februari 2026"),
    }  # fmt: skip
    assert "Tindak lanjut, tenggat Senin, 9 Februari 2026: terlambat sedikitnya 1 hari kerja" in texts()[LATE]
    assert "diambil dari LAPOR! pada Selasa, 10 Februari 2026 pukul 06.00 WIB" in texts()[LATE]
    assert (morning / "outbox/index.html").read_text(encoding="utf-8").count("Selasa, 10 Februari 2026") >= 3


def test_a_second_run_of_the_day_sends_nothing_also_when_the_data_has_changed(morning: Path) -> None:
    remind()
    before, letters = sent(), texts()
    bring(morning, "10 Feb 2026 12:00", FIRST | ANSWERED, SECOND, THIRD, report("15", "2 Feb 2026", "Dinas Kesehatan"))
    assert remind(later) == {"already sent": 2, "without a liaison": 0}  # one agency has nothing left to do
    assert (sent(), texts()) == (before, letters)


def test_a_morning_with_nothing_to_say_has_no_letter(house: Path) -> None:
    bring(house, "10 Feb 2026 06:00", FOURTH)
    assert write_reminders(TODAY, now) == []
    assert deliver_reminders(TODAY, [], now) == {"without a liaison": 0}
    assert not sent()


def test_the_reminder_of_an_agency_without_a_liaison_officer_goes_to_nobody_and_is_counted(
    morning: Path, caplog: pytest.LogCaptureFixture
) -> None:
    end_liaison(LATE)
    with caplog.at_level(logging.WARNING):
        assert remind() == {"sent": 2, "without a liaison": 1}
    assert "No reminder leaves for want of a liaison officer: dinas-sosial." in caplog.text
    assert not [mailbox for mailbox in sent() if LATE in mailbox]


def test_while_the_data_is_stale_no_reminder_leaves_and_the_reason_says_what_to_do(morning: Path) -> None:
    find("stale", "Tuesday 2026-02-10 07:29")
    told = "No letter of 2026-02-10 leaves: The newest export is of last week; put a new one into the inbox"
    with pytest.raises(mailroom.DoNotRetry, match=told):
        remind()
    assert not sent()
    find("ok", "Tuesday 2026-02-10 08:30")
    assert remind(later)["sent"] == 3


def test_after_a_hold_only_what_the_new_data_still_calls_for_leaves(morning: Path) -> None:
    find("stale", "Tuesday 2026-02-10 07:29")
    with pytest.raises(mailroom.DoNotRetry):
        remind()
    find("ok", "Tuesday 2026-02-10 08:30")
    bring(morning, "10 Feb 2026 12:00", FIRST | ANSWERED, SECOND, THIRD, FOURTH)
    assert remind(later)["sent"] == 2
    assert not [mailbox for mailbox in sent() if LATE in mailbox]
    assert "pukul 12.00 WIB" in texts()[DUE]


def test_an_agency_that_lapor_counts_otherwise_waits_alone(morning: Path) -> None:
    file_gap(DUE)
    with pytest.raises(mailroom.DoNotRetry, match="The letter of 2026-02-10 to dinas-kesehatan waits: we and LAPOR's"):
        remind()
    assert {mailbox.split("@")[1].split(".")[0] for mailbox in sent()} == {LATE, SOON}


def test_one_without_a_liaison_officer_holds_nothing_up_when_it_would_have_to_wait(morning: Path) -> None:
    file_gap(DUE)
    end_liaison(DUE)
    assert remind() == {"sent": 2, "without a liaison": 1}


def test_a_letter_that_was_not_written_is_told_and_keeps_no_other_from_leaving(morning: Path) -> None:
    agency_ids = write_reminders(TODAY, now)
    with pytest.raises(
        mailroom.DoNotRetry, match="dinas-pendidikan has no reminder of 2026-02-10: see write_reminders"
    ):
        deliver_reminders(TODAY, [*agency_ids, "dinas-pendidikan"], now)
    assert len(sent()) == 3


@pytest.mark.parametrize("other", [date(2026, 2, 9), date(2026, 2, 11)])
def test_a_day_that_is_not_today_is_refused_and_nothing_is_sent(morning: Path, other: date) -> None:
    agency_ids = write_reminders(TODAY, now)
    told = f"{other} is not today, 2026-02-10: nothing is sent. Trigger a new run."
    with pytest.raises(mailroom.DoNotRetry, match=told):
        write_reminders(other, now)
    with pytest.raises(mailroom.DoNotRetry, match=told):
        deliver_reminders(other, agency_ids, now)
    assert not sent()


def test_before_the_first_export_there_is_nothing_to_write_from(house: Path) -> None:
    with pytest.raises(mailroom.DoNotRetry, match="No export has been read yet"):
        write_reminders(TODAY, now)
