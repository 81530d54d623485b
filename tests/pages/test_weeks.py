"""A week at a glance: what its letters wait for, who agreed to them, and where they are."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape
from typing import Any

import pytest

from include import mailroom
from include.gateways.warehouse import connect, ledger, messages, overview
from include.gateways.warehouse.ledger import Connection
from include.jobs.groups import LEADERSHIP
from include.jobs.week_state import read_state
from include.mailroom import now_in_utc
from include.settings import settings
from include.sla.week import Week
from tests.builders_scorecards import a_line
from tests.pages.conftest import TestClient
from tests.pages.test_letters import read
from tests.pages.told import (
    DIGEST,
    MONDAY,
    NEXT,
    WEEK,
    a_card,
    a_delivery,
    approve,
    cancel,
    count_otherwise,
    find,
    read_export,
    tell,
)  # fmt: skip
from tests.standins.postgres import WAREHOUSES, new_warehouse

PAGE = f"/rapor/pekan/{WEEK}"
OTHER: dict[str, Any] = {"agency_id": "dinas-kesehatan", "agency_name": "Dinas Kesehatan"}


def tile(viewer: TestClient, heading: str) -> str:
    """The words of one part of the page, below its heading."""
    part = viewer.get(PAGE).text.partition(f">{heading}</h2>")[2].partition("</section>")[0]
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", part)).split())


def test_our_first_page_is_the_last_week(viewer: TestClient) -> None:
    answer = viewer.get("/rapor/")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/rapor/pekan")


def test_before_the_first_week_the_page_says_what_will_come(viewer: TestClient, connection: Connection) -> None:
    read_export(connection)
    words = read(viewer.get("/rapor/pekan"))
    assert "Belum ada pekan yang dinilai" in words
    assert "Ekspor terbaru dibuat Senin, 9 Februari 2026 pukul 07.10 WIB" in words


def test_the_last_week_with_scorecards_is_shown(viewer: TestClient, connection: Connection) -> None:
    tell(connection, a_card(), a_card(week=NEXT))
    assert "Pekan 9–15 Februari 2026 (2026-W07)" in read(viewer.get("/rapor/pekan"))
    assert viewer.get(f"/rapor/pekan?pekan={WEEK}").headers["Location"] == PAGE


@pytest.mark.parametrize(
    "week", ["1", "2026-W60", "2026-47", "2026-W6", "0001-W01", "9999-W52", "2199-W01", "1999-W52", "%00", "é", "..%2f"]
)
def test_what_is_no_week_is_not_found(viewer: TestClient, connection: Connection, week: str) -> None:
    tell(connection, a_card())
    assert viewer.get(f"/rapor/pekan/{week}").status_code == 404
    assert viewer.get("/rapor/pekan", params={"pekan": week}).status_code == 404


def test_the_regencys_figures_are_those_of_its_agencies(viewer: TestClient, connection: Connection) -> None:
    """Of the national policy and of responses alone."""
    lines = (a_line(met=2, late=1), a_line(policy="regency", met=9, late=9), a_line("resolution", met=7))
    tell(connection, a_card(received=4), a_card(*lines, received=5, **OTHER))
    words = read(viewer.get(PAGE))
    assert "Sekabupaten: 5 dari 9 (55,6%) tindak lanjut tepat waktu" in words
    assert "Sebanyak 9 laporan masuk pada pekan ini; 2 laporan lewat tenggat" in words


def test_a_scorecard_says_by_which_rules_and_by_what_it_was_counted(viewer: TestClient, connection: Connection) -> None:
    tell(connection, a_card(rulebook_version="rules-7", calendar_version="days-9"))
    words = tile(viewer, "Penilaian")
    told = ("Sudah dinilai", "Senin, 9 Februari 2026 pukul 05.10 WIB", "pukul 07.10 WIB", "rules-7", "days-9")
    assert [one for one in told if one not in words] == []


def test_a_week_that_was_not_scored_says_so(viewer: TestClient, connection: Connection) -> None:
    tell(connection, a_card())
    assert "Pekan ini belum dinilai. Untuk menilainya" in read(viewer.get(f"/rapor/pekan/{NEXT}"))
    assert "Pekan ini belum berakhir." in read(viewer.get(f"/rapor/pekan/{Week.of(now_in_utc())}"))


def test_a_week_leads_to_those_beside_it_and_to_no_others(viewer: TestClient, connection: Connection) -> None:
    tell(connection, a_card(), a_card(week=NEXT))
    page = viewer.get(PAGE).text
    assert 'rel="prev"' not in page
    assert f'href="/rapor/pekan/{NEXT}" rel="next"' in page
    over, now = Week.before(now_in_utc()), Week.of(now_in_utc())
    assert f'href="/rapor/pekan/{over}" rel="next"' in viewer.get(f"/rapor/pekan/{over.shift(-1)}").text
    assert f'href="/rapor/pekan/{now}" rel="next"' not in viewer.get(f"/rapor/pekan/{over}").text


def test_what_is_odd_is_told_with_what_to_do(viewer: TestClient, connection: Connection) -> None:
    tell(connection, a_card())
    find(connection, "unknown_words", "odd", 0.042, MONDAY - timedelta(days=1))
    find(connection, "api", "ok", 0.0)
    find(connection, "quarantined", "odd", 0.0001)
    words = read(viewer.get(PAGE))
    assert "Kurang dari 0,1% baris dari ekspor sepekan terakhir belum dapat dibaca. Perbaiki baris itu" in words
    assert "Kata yang belum dikenal" not in words  # an older finding
    assert "In English." not in words
    assert "Tidak ada surat pekan ini yang menunggu" in words


def test_stale_data_holds_every_letter_that_was_not_approved(viewer: TestClient, connection: Connection) -> None:
    tell(connection, a_card(), a_card(**OTHER))
    find(connection, "export_age", "stale", 4)
    a_delivery(connection)
    approve(connection, a_delivery(connection, "dinas-kesehatan"))
    words = tile(viewer, "Surat yang ditahan")
    assert words.startswith("2 surat ditahan")  # the leadership's, too
    assert "Ekspor terbaru berumur 4 hari kerja. Unggah ekspor baru" in words


def test_an_infinite_age_is_told_in_words(viewer: TestClient, connection: Connection) -> None:
    tell(connection, a_card())
    find(connection, "export_age", "stale", float("inf"))
    assert "Belum ada ekspor yang dibaca. Unggah ekspor baru" in tile(viewer, "Surat yang ditahan")


def test_a_gap_holds_its_agencys_letter_alone(viewer: TestClient, connection: Connection) -> None:
    tell(connection, a_card(), a_card(**OTHER))
    count_otherwise(connection, "dinas-sosial", "UNMAPPED")
    assert "1 surat ditahan" in tile(viewer, "Surat yang ditahan")
    page = viewer.get(f"{PAGE}?tampil=ditahan")
    assert "1 perangkat daerah" in read(page)
    assert "Dinas Sosial Belum ditindaklanjuti 3 5 Terbuka" in read(page)
    assert "Instansi yang belum dikenal Belum ditindaklanjuti 3 5 Terbuka Tidak menahan surat." in read(page)


def test_an_accepted_gap_holds_nothing_and_says_why(viewer: TestClient, connection: Connection) -> None:
    tell(connection, a_card())
    count_otherwise(connection, "dinas-sosial", accepted_at=MONDAY, accepted_because="Ditutup <b>pukul</b> 15.50")
    assert "Tidak ada" in tile(viewer, "Surat yang ditahan")
    assert "Satu selisih sudah diterima dengan alasan." in tile(viewer, "Selisih dengan rekap LAPOR!")
    assert "“Ditutup <b>pukul</b> 15.50”" in read(viewer.get(PAGE))


def test_what_left_or_is_not_to_leave_no_longer_waits(viewer: TestClient, connection: Connection) -> None:
    tell(connection, a_card(), a_card(**OTHER))
    count_otherwise(connection, "dinas-sosial", "dinas-kesehatan")
    approve(connection, a_delivery(connection))
    cancel(connection, a_delivery(connection, "dinas-kesehatan"), "left out: kepala berganti")
    assert "Tidak ada surat pekan ini yang menunggu" in tile(viewer, "Surat yang ditahan")


def test_a_letter_that_nobody_was_asked_about_says_so(viewer: TestClient, connection: Connection) -> None:
    tell(connection, a_card())
    assert "Belum ada surat yang diajukan." in tile(viewer, "Persetujuan")
    entry = a_delivery(connection)
    messages.keep_proposal(connection, "run", [(entry.delivery_id, "what it was before")], MONDAY)
    assert "Belum diajukan Satu surat belum diajukan" in tile(viewer, "Persetujuan")


def test_a_letter_that_was_shown_waits_until_the_time_is_up(viewer: TestClient, connection: Connection) -> None:
    tell(connection, a_card())
    entry = a_delivery(connection)
    messages.keep_proposal(connection, "run", [(entry.delivery_id, DIGEST)], now_in_utc())
    assert "Menunggu persetujuan Satu surat diajukan" in tile(viewer, "Persetujuan")
    assert "Putuskan di “Required Actions” Airflow." in tile(viewer, "Persetujuan")
    messages.keep_proposal(connection, "run", [(entry.delivery_id, DIGEST)], MONDAY)
    assert "Batas waktunya telah lewat" in tile(viewer, "Persetujuan")


def test_what_was_decided_stands_with_who_when_and_why(viewer: TestClient, connection: Connection) -> None:
    tell(connection, a_card(), a_card(**OTHER))
    approve(connection, a_delivery(connection), why="sudah diperiksa")
    approve(connection, a_delivery(connection, "dinas-kesehatan"), why="sudah diperiksa")
    cancel(connection, a_delivery(connection, "inspektorat"), "left out: <i>kepala</i> berganti", "budi")
    words = tile(viewer, "Persetujuan")
    assert words.startswith("Disetujui Sebanyak 2 surat disetujui oleh rini (Senin, 9 Februari 2026 pukul 07.10 WIB)")
    assert words.count("“sudah diperiksa”") == 1
    assert "Satu surat tidak dikirim oleh budi" in words
    assert "“<i>kepala</i> berganti”" in words


def test_a_week_that_was_rejected_says_so(viewer: TestClient, connection: Connection) -> None:
    tell(connection, a_card())
    cancel(connection, a_delivery(connection), "left out: angka belum benar")
    assert tile(viewer, "Persetujuan").startswith("Tidak disetujui")


def test_a_draft_written_anew_forgets_what_was_decided(viewer: TestClient, connection: Connection) -> None:
    tell(connection, a_card())
    cancel(connection, a_delivery(connection), "left out: angka belum benar")
    approve(connection, a_delivery(connection, "dinas-kesehatan"))
    for entry in ledger.list_entries(connection, period=str(WEEK)):
        ledger.move(connection, entry, "draft", "written anew", MONDAY)
    assert tile(viewer, "Persetujuan") == ("Belum diajukan Sebanyak 2 surat belum diajukan kepada pemberi persetujuan.")


def test_letting_a_letter_go_once_more_is_no_approval(viewer: TestClient, connection: Connection) -> None:
    tell(connection, a_card())
    entry = approve(connection, a_delivery(connection))
    for state in ("sending", "bounced"):
        ledger.move(connection, ledger.read(connection, entry.delivery_id), state, "test", MONDAY, attempts=1)
    assert mailroom.reopen(connection, entry.delivery_id, cause="alamat sudah benar", actor="budi", now=lambda: MONDAY)
    words = tile(viewer, "Persetujuan")
    assert "oleh rini" in words
    assert "budi" not in words


def test_without_approval_it_says_that_nobody_was_asked(viewer: TestClient, connection: Connection) -> None:
    tell(connection, a_card())
    entry = a_delivery(connection)
    off = "approval is switched off (RAPOR_APPROVAL)"
    mailroom.approve(connection, entry.delivery_id, DIGEST, actor="rapor", cause=off, at=MONDAY)
    assert "Satu surat disetujui otomatis, tanpa diminta persetujuannya" in tile(viewer, "Persetujuan")


def test_deliveries_are_counted_by_state_and_lead_to_their_list(viewer: TestClient, connection: Connection) -> None:
    """Neither those of other weeks nor other kinds of letters."""
    tell(connection, a_card(), a_card(**OTHER))
    approve(connection, a_delivery(connection))
    a_delivery(connection, "dinas-kesehatan")
    a_delivery(connection, LEADERSHIP, kind="ikhtisar")
    a_delivery(connection, "inspektorat", NEXT)
    a_delivery(connection, "staf", kind="persetujuan")
    words = tile(viewer, "Pengiriman")
    assert "Menunggu persetujuan 2 surat Disetujui 1 surat" in words
    assert "Ikhtisar pimpinan: Menunggu persetujuan Buka surat" in words
    there = f"/rapor/pengiriman?periode={WEEK}&amp;keadaan=approved"
    assert f'href="{there}"' in viewer.get(PAGE).text
    assert viewer.get(there.replace("&amp;", "&")).status_code == 200


def test_what_the_outbox_keeps_is_not_said_to_be_sent(viewer: TestClient, connection: Connection) -> None:
    tell(connection, a_card())
    a_delivery(connection, carrier="outbox", state="accepted")
    assert "Tersimpan 1 surat" in tile(viewer, "Pengiriman")


def test_each_agency_stands_with_its_figures_and_its_letter(viewer: TestClient, connection: Connection) -> None:
    tell(connection, a_card(received=4), a_card(a_line(), **OTHER))
    approve(connection, a_delivery(connection))
    page = viewer.get(PAGE)
    assert "Dinas Sosial 4 3 dari 6 (50%) 2 Tidak Disetujui" in read(page)
    assert f'href="/rapor/rapor/{WEEK}/dinas-sosial"' in page.text


@pytest.mark.parametrize(
    ("part", "shown"),
    [("", "Sosial"), ("semua", "Sosial Kesehatan"), ("ditahan", ""), ("belum-terkirim", "Kesehatan")],
)
def test_the_list_can_be_narrowed(viewer: TestClient, connection: Connection, part: str, shown: str) -> None:
    tell(connection, a_card(), a_card(a_line(), **OTHER))
    a_delivery(connection, state="delivered")
    page = viewer.get(f"{PAGE}?tampil={part}" if part else PAGE).text
    listed = [name for name in ("Sosial", "Kesehatan") if f">Dinas {name}</a></th>" in page]
    assert listed == shown.split()


def test_what_is_no_part_of_the_list_is_not_found(viewer: TestClient, connection: Connection) -> None:
    tell(connection, a_card())
    assert viewer.get(f"{PAGE}?tampil=<b>").status_code == 404


@pytest.fixture(params=WAREHOUSES)
def url(request, tmp_path) -> str:
    return new_warehouse(request, tmp_path)


def test_both_kinds_of_warehouse_tell_the_same(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RAPOR_WAREHOUSE_URL", url)
    with connect(url) as connection:
        tell(connection, a_card(), a_card(**OTHER), a_card(week=NEXT))
        read_export(connection)
        read_export(connection, "later.xlsx", now_in_utc() + timedelta(days=1))
        find(connection, "api", "odd", 0.5)
        count_otherwise(connection, "dinas-sosial")
        approve(connection, a_delivery(connection), why="a: b")
        messages.keep_proposal(connection, "run", [(a_delivery(connection, "inspektorat").delivery_id, DIGEST)], MONDAY)
        state = read_state(connection, WEEK)
        history = overview.list_history(connection, "dinas-sosial", 9)
        weeks = overview.list_weeks(connection, 9)
    assert [one.told.agency_name for one in state.agencies] == ["Dinas Kesehatan", "Dinas Sosial"]
    assert state.health.export == overview.Export("ekspor.xlsx", MONDAY, MONDAY)
    assert (state.approval.waiting, state.approval.shown_at, state.approval.unasked) == (1, MONDAY, 0)
    assert [(one.actor, one.reason, one.at) for one in state.approval.rulings] == [("rini", "a: b", MONDAY)]
    assert [(one.check, one.checked_at) for one in state.health.findings] == [("api", MONDAY)]
    assert [one.week for one in history] == weeks == [str(NEXT), str(WEEK)]
    settings.cache_clear()
