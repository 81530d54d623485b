"""What is known about one report, and which reports need somebody's attention next."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape
from pathlib import Path

import pytest
import sqlalchemy as sa

from include.gateways.warehouse import connect, migrate
from include.gateways.warehouse.connection import engine
from include.gateways.warehouse.schema import ACTS, CALLS, DATA_FAULTS, DEADLINE_MOVES, SCORECARD_TICKETS, SCORECARDS
from include.jobs.agenda import list_agenda
from include.mailroom import now_in_utc
from include.settings import settings
from tests.builders import day, moment
from tests.pages.looking import find_flaws, looking
from tests.pages.people import COOKIE, a_token
from tests.pages.reports import a_saying, bring, work_out

TUESDAY, FRIDAY, MONDAY = "Tuesday 2026-09-08 15:00", "Friday 2026-09-11 15:00", "Monday 2026-09-21 15:00"
ANSWERED, SECRET, OPEN, TOLD, NEW, UNREAD, FRESH = (f"700000{number}" for number in range(1, 8))
MANY = [f"71000{number:02}" for number in range(30)]
TITLE = {"ticket_id": OPEN, "title": "Lampu <jalan> padam", "text": "Sudah dua pekan."}


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A warehouse that all these tests read and none changes."""
    path: Path = tmp_path_factory.mktemp("told") / "warehouse.db"
    url = f"sqlite:///{path}"
    migrate(url)
    with pytest.MonkeyPatch.context() as environment, connect(url) as connection:
        environment.setenv("RAPOR_WAREHOUSE_URL", url)
        settings.cache_clear()
        tell(connection)
    settings.cache_clear()
    return url


def tell(connection) -> None:
    """Reports of all sorts, by four exports and LAPOR's own history."""
    secret = {
        "category": "Perkara rahasia",
        "district": "Setu",
        "channel": "SMS",
        "kind": "Rahasia",
        "ticket_id": SECRET,
    }
    lost = {"row": 8, "column": "Waktu Laporan Masuk", "reason": "jamnya tidak terbaca", "cells": "{}"}
    many = [a_saying(ticket_id=number, agency_name="Dinas Perhubungan") for number in MANY]
    titles = [
        TITLE,
        {"ticket_id": SECRET, "title": "Judul lama", "text": ""},
        {"ticket_id": ANSWERED, "title": "Jalan", "text": ""},
    ]
    first = [a_saying(ticket_id=number) for number in (ANSWERED, SECRET, OPEN)]
    bring(connection, TUESDAY, *first, *many, titles=titles)
    bring(connection, FRIDAY, a_saying(), a_saying(**secret), unread=[lost | {"ticket_id": f"{UNREAD}.0"}])
    bring(connection, MONDAY, a_saying("Proses", row=9), a_saying("Proses", ticket_id=TOLD), *many)
    acts = [
        an_act("Tuesday 2026-09-08 10:00", to_name="Dinas Pendidikan", template="disposition"),
        an_act("Thursday 2026-09-10 11:30", from_name="Dinas Pendidikan"),
    ]
    call = {"ticket_id": TOLD, "fetched_at": moment(MONDAY), "outcome": "told", "requests": 2}
    put(connection, {ACTS: acts, CALLS: [call]})
    now = now_in_utc()
    fresh = a_saying(ticket_id=FRESH, received_at=now - timedelta(minutes=5), agency_name="Dinas Sosial")
    bring(connection, now, fresh, a_saying(ticket_id=OPEN))
    work_out()
    bring(
        connection,
        now + timedelta(seconds=1),
        a_saying(ticket_id=NEW),
        titles=[{"ticket_id": NEW, "title": "Baru", "text": ""}],
    )
    remark(connection)


def an_act(at: str, **said: str) -> dict[str, object]:
    names = ("from_lapor_id", "from_name", "to_lapor_id", "to_name", "status_old", "status_new", "template", "rating")
    told = dict.fromkeys(names, "") | {"ticket_id": TOLD, "list": "follow_up", "at": moment(at)}
    return told | said | {"fetched_at": moment(MONDAY)}


def remark(connection) -> None:
    """A fault, a due date that moved, and a week in whose scorecard a report stood."""
    ours, week = {"ticket_id": ANSWERED, "agency_id": "dinas-pendidikan"}, {"week": "2026-W39"}
    clock = ours | {"stage": "response", "policy": "national", "round": 1}
    moved = {
        "was_due_on": day("Monday 2026-09-14"),
        "due_on": day("Tuesday 2026-09-15"),
        "because": "+2026-09-14 Libur",
    }
    listed = clock | week | {"list": "late", "outcome": "late"}
    rows = {
        DATA_FAULTS: ours | {"fault": "receipt_changed", "at": moment(FRIDAY), "note": "x"},
        DEADLINE_MOVES: clock | moved | {"seen_at": moment(FRIDAY)},
        SCORECARDS: filled(SCORECARDS) | ours | week | {"agency_name": "Disdik"},
        SCORECARD_TICKETS: filled(SCORECARD_TICKETS) | listed,
    }
    put(connection, {table: [{name: row[name] for name in row if name in table.c}] for table, row in rows.items()})


def filled(table: sa.Table) -> dict[str, object]:
    """A row with something in each column that must have something."""
    kinds = {column.name: column.type.python_type for column in table.columns if not column.nullable}
    days = {name: day("Tuesday 2026-09-15") for name in kinds if name.endswith("_on")}
    return (
        {name: kind() for name, kind in kinds.items() if kind in (str, int, bool)} | days | {"known_at": moment(MONDAY)}
    )


def put(connection, rows: dict[sa.Table, list[dict[str, object]]]) -> None:
    with connection.begin():
        for table, added in rows.items():
            connection.execute(sa.insert(table), added)


@pytest.fixture
def house(told, monkeypatch):
    monkeypatch.setenv("RAPOR_WAREHOUSE_URL", told)
    settings.cache_clear()
    yield told
    settings.cache_clear()


@pytest.fixture
def operator(client):
    client.cookies.set(COOKIE, a_token("op"))
    return client


def read(answer) -> str:
    """The words on a page."""
    assert answer.status_code == 200
    body = answer.text.partition('<main id="isi-halaman">')[2]
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", body)).split())


def test_the_page_tells_what_is_known_and_what_said_so(viewer):
    page = read(viewer.get(f"/rapor/laporan/{ANSWERED}"))
    told = ["Senin, 7 September 2026 pukul 09.00 WIB", "Dinas Pendidikan", "Jalan berlubang", "Babelan", "Website"]
    told += [
        "Didisposisikan Dinas Pendidikan",
        "Ekspor ekspor-08-09.xlsx, baris 5",
        "Ekspor ekspor-21-09.xlsx, baris 9",
    ]
    told += ["antara Jumat, 11 September 2026 pukul 15.00 WIB dan Senin, 21 September 2026 pukul 15.00 WIB"]
    told += ["Status: Terverifikasi → Proses", "2 kali, sampai dengan Jumat, 11 September 2026 pukul 15.00 WIB"]
    assert [one for one in told if one not in page] == []


def test_days_are_counted_one_by_one(viewer):
    page = read(viewer.get(f"/rapor/laporan/{ANSWERED}"))
    told = ["Selasa, 8 September 2026 Didisposisikan; tidak dihitung", "Rabu, 9 September 2026 Hari kerja ke-1"]
    told += ["Sabtu, 12 September 2026 Akhir pekan", "Selasa, 15 September 2026 Hari kerja ke-5 – tenggat"]
    assert [one for one in told if one not in page] == []


def test_of_a_confidential_report_no_more_is_told_than_in_letters(operator):
    page = operator.get(f"/rapor/laporan/{SECRET}").text
    assert "Rincian laporan ini dirahasiakan" in page
    assert "Didisposisikan" in page
    hidden = ("Perkara rahasia", "Jalan berlubang", "Setu", "Babelan", "SMS", "Website", "Berkadar", "Judul lama")
    assert [word for word in hidden if word in page] == []


def test_a_report_that_has_not_been_worked_out_is_not_taken_for_open(operator):
    page = operator.get(f"/rapor/laporan/{NEW}").text
    assert "belum diolah" in page
    assert [word for word in ("Jalan berlubang", "Babelan", "Baru") if word in page] == []


@pytest.mark.parametrize(("role", "shown"), [("viewer", False), ("op", True)])
def test_only_who_may_act_reads_what_a_report_is_about(client, role, shown):
    client.cookies.set(COOKIE, a_token(role))
    page = read(client.get(f"/rapor/laporan/{OPEN}"))
    assert (TITLE["title"] in page, TITLE["text"] in page) == (shown, shown)


def test_a_text_that_is_not_kept_is_not_offered(operator):
    assert "Isi laporan" in read(operator.get(f"/rapor/laporan/{OPEN}"))
    assert "Isi laporan" not in read(operator.get(f"/rapor/laporan/{ANSWERED}"))


def test_what_lapors_history_tells_stands_at_its_own_moment(viewer):
    page = read(viewer.get(f"/rapor/laporan/{TOLD}"))
    told = ["Ditindaklanjuti Dinas Pendidikan Kamis, 10 September 2026 pukul 11.30 WIB Riwayat LAPOR! (tindak lanjut)"]
    told += ["Riwayat terakhir ditanyakan Senin, 21 September 2026 pukul 15.00 WIB: riwayat diberikan.", "Tepat waktu"]
    assert [one for one in told if one not in page] == []


def test_faults_moved_deadlines_and_weeks_are_told(viewer):
    page = viewer.get(f"/rapor/laporan/{ANSWERED}")
    told = ["Waktu diterima berubah; yang terakhir dihitung.", "+2026-09-14 Libur", "2026-W39 Disdik Tindak lanjut"]
    assert [one for one in told if one not in read(page)] == []
    assert 'href="/rapor/rapor/2026-W39/dinas-pendidikan"' in page.text


def test_a_report_of_which_no_row_could_be_read_has_a_page(viewer):
    page = read(viewer.get(f"/rapor/laporan/{UNREAD}"))
    assert "ekspor-11-09.xlsx, baris 8 Waktu Laporan Masuk jamnya tidak terbaca Menunggu perbaikan" in page


@pytest.mark.parametrize("number", ["7999999", "70000010000", "-1", "x", "%00", "7000001'--", "%EF%BC%91"])
def test_what_is_no_report_is_not_found(viewer, number):
    assert viewer.get(f"/rapor/laporan/{number}").status_code == 404


def test_a_number_leads_to_its_report(viewer):
    answer = viewer.get("/rapor/laporan", params={"nomor": f" {ANSWERED} "})
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/rapor/laporan/{ANSWERED}")


@pytest.mark.parametrize(("typed", "status"), [("7999999", 404), ('"><b>', 422), ("70000010000", 422), ("１２", 422)])
def test_a_number_that_leads_nowhere_is_shown_with_the_reason(viewer, typed, status):
    answer = viewer.get("/rapor/laporan", params={"nomor": typed})
    assert answer.status_code == status
    assert 'aria-invalid="true"' in answer.text
    assert f'value="{typed}"' in unescape(answer.text)
    assert "<b>" not in answer.text


def test_the_list_tells_what_is_overdue_and_what_falls_due(viewer):
    overdue, soon = read(viewer.get("/rapor/laporan", params={"perangkat": "dinas-pendidikan"})).split("Segera", 1)
    assert f"{OPEN} Tindak lanjut Dinas Pendidikan Selasa, 15 September 2026" in overdue
    assert FRESH not in overdue + soon
    assert f"{FRESH} Tindak lanjut Dinas Sosial" in read(
        viewer.get("/rapor/laporan", params={"perangkat": "dinas-sosial"})
    )
    assert viewer.get("/rapor/laporan", params={"perangkat": "dinas-tiada"}).status_code == 404


def test_a_list_is_limited_and_says_how_many_there_are(viewer):
    page = read(viewer.get("/rapor/laporan", params={"perangkat": "dinas-perhubungan"}))
    assert "Ditampilkan 25 dari 30 tenggat yang sudah lewat." in page
    assert (MANY[24] in page, MANY[25] in page) == (True, False)


def test_the_list_reads_as_of_a_moment(house):
    then = list_agenda("dinas-perhubungan", moment("Monday 2026-09-21 18:00"), 2)
    assert [(item.ticket_id, item.stage, item.days) for item in then.overdue] == [
        (MANY[0], "response", 4), (MANY[1], "response", 4)
    ]  # fmt: skip
    assert [(item.ticket_id, item.stage, item.days) for item in then.soon] == [
        (MANY[0], "resolution", 4), (MANY[1], "resolution", 4)
    ]  # fmt: skip
    assert then.counts == {"overdue": 30, "soon": 30, "undecided": 0}
    assert then.known_at == moment(MONDAY)


def test_one_report_is_read_without_reading_the_others(viewer, house):
    """Ten thousand tickets must not be worked out anew to look at one."""
    statements: list[str] = []
    sa.event.listen(engine(house), "before_cursor_execute", lambda *said: statements.append(said[2]))
    read(viewer.get(f"/rapor/laporan/{ANSWERED}"))
    asked = [one for one in statements if re.search(r"FROM (tickets|events|snapshots|acts|clocks)\b", one)]
    assert asked
    assert [one for one in asked if "ticket_id = ?" not in one] == []


def test_everybody_can_read_the_pages(house, guarded):
    with looking() as page:
        pages = ["/rapor/laporan?nomor=x&perangkat=dinas-sosial", f"/rapor/laporan/{ANSWERED}"]
        assert [flaw for path in pages for flaw in find_flaws(page, path)] == []
