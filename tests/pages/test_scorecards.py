"""One agency's week as its letter told it, and what it would tell by now."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from fastapi import FastAPI

from demo.picture import CHROMIUM, SCHEMES, open_browser
from include import jobs
from include.gateways.warehouse import connect, messages, migrate
from include.gateways.warehouse.ledger import Connection
from include.gateways.warehouse.schema import CLOCKS, RULEBOOKS
from include.jobs.differences import list_differences
from include.pages import build_app
from include.settings import settings
from tests.builders_scorecards import a_line, a_listed
from tests.jobs.houses import living_in
from tests.jobs.stories import ANSWERED, bring
from tests.letters.form.looks import AXE, FINDINGS, OVERHANG
from tests.pages.conftest import TestClient
from tests.pages.people import COOKIE, a_token
from tests.pages.serving import serving
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
    differ,
    find,
    tell,
)

PAGE = f"/rapor/rapor/{WEEK}/dinas-sosial"


def test_an_agency_and_a_week_are_chosen_from_those_there_are(viewer: TestClient, connection: Connection) -> None:
    tell(connection, a_card(), a_card(week=NEXT))
    page = viewer.get("/rapor/rapor", params={"pekan": str(WEEK)}).text
    assert '<optgroup label="Kecamatan">' in page
    assert '<option value="dinas-sosial">Dinas Sosial</option>' in page
    assert f'<option value="{WEEK}" selected>2–8 Februari 2026 ({WEEK})</option>' in page
    assert page.count(" selected") == 1
    answer = viewer.get("/rapor/rapor", params={"pekan": str(WEEK), "perangkat": "dinas-sosial"})
    assert (answer.status_code, answer.headers["Location"]) == (303, PAGE)


def test_what_has_no_scorecard_is_asked_for_again(viewer: TestClient, connection: Connection) -> None:
    tell(connection, a_card())
    answer = viewer.get("/rapor/rapor", params={"pekan": str(NEXT), "perangkat": "dinas-kesehatan"})
    assert answer.status_code == 422
    assert "tidak memiliki rapor pada pekan tersebut" in answer.text
    assert '<option value="dinas-kesehatan" selected>' in answer.text


def test_before_the_first_scorecard_there_is_nothing_to_choose(viewer: TestClient, connection: Connection) -> None:
    page = viewer.get("/rapor/rapor").text
    assert "Belum ada rapor." in page
    assert "<select" not in page


@pytest.mark.parametrize(
    "place",
    [f"{WEEK}/nobody", f"{NEXT}/dinas-sosial", "2026-W60/dinas-sosial", "9999-W52/dinas-sosial", f"{WEEK}/%00",
     f"{WEEK}/é", f"{WEEK}/DINAS-SOSIAL", f"{WEEK}/"],
)  # fmt: skip
def test_what_is_no_scorecard_is_not_found(viewer: TestClient, connection: Connection, place: str) -> None:
    tell(connection, a_card())
    assert viewer.get(f"/rapor/rapor/{place}").status_code == 404
    assert viewer.get(f"/rapor/rapor/{place}?sekarang=1").status_code == 404


def test_only_a_yes_or_no_asks_for_newer_figures(viewer: TestClient, connection: Connection) -> None:
    tell(connection, a_card())
    assert viewer.get(f"{PAGE}?sekarang=<b>").status_code == 404


def test_the_figures_are_those_that_were_told(viewer: TestClient, connection: Connection) -> None:
    lines = (a_line(met=3, late=1, overdue=2, running=4), a_line("resolution", met=7), a_line(policy="regency", met=91))
    tell(connection, a_card(*lines, received=5, followed_up=2), a_card(a_line(met=77), agency_id="dinas-kesehatan"))
    words = read(viewer.get(PAGE))
    assert "Sebanyak 3 dari 6 laporan ditindaklanjuti tepat waktu" in words
    assert "Tepat waktu 3 Terlambat, sudah dilakukan 1 Lewat tenggat, belum dilakukan 2" in words
    assert "Ketepatan waktu 3 dari 6 (50%)" in words
    assert "Ketepatan waktu 7 dari 7 (100%)" in words
    assert "91" not in words
    assert "77" not in words
    assert "Selisih" not in words


def test_what_became_known_later_stands_beside_it(viewer: TestClient, connection: Connection) -> None:
    """As kept when the next week was scored, after this one had been told."""
    tell(connection, a_card(), a_card(week=NEXT, known_at=MONDAY + timedelta(days=7)))
    approve(connection, a_delivery(connection))
    rows = ({"ticket_id": "7000001", "was": "late", "became": "met"},
            {"ticket_id": "7000002", "was": "", "became": "overdue", "reason": "reassigned"},
            {"ticket_id": "7000003", "was": "met", "became": "late", "policy": "regency"})  # fmt: skip
    tell_later = {"stage": "resolution", "ticket_id": "7000004", "was": "met", "became": "", "reason": "calendar"}
    differ(connection, *rows, tell_later)
    differ(connection, {"ticket_id": "7000009", "was": "met", "became": "late"}, agency_id="dinas-kesehatan")
    page = viewer.get(PAGE)
    words = read(page)
    assert "Tepat waktu 3 4 +1 Terlambat, sudah dilakukan 1 0 −1 Lewat tenggat, belum dilakukan 2 3 +1" in words
    assert "Masih berjalan 4 4 – Jumlah 10 11 +1 Ketepatan waktu 3 dari 6 (50%) 4 dari 7 (57,1%) berubah" in words
    assert "7000001 : tindak lanjut: semula terlambat, kini tepat waktu, karena data LAPOR! kemudian lebih" in words
    assert "7000002 : tindak lanjut: semula tidak dihitung, kini lewat tenggat, karena di LAPOR! laporan itu" in words
    assert "7000004 : penyelesaian: semula tepat waktu, kini tidak dihitung, karena hari libur" in words
    assert "Sebanyak 3 tenggat kemudian ternyata lain" in words
    assert 'href="/rapor/laporan/7000001"' in page.text
    assert [one for one in ("7000003", "7000009") if one in words] == []


def test_where_nothing_became_known_later_it_says_so(viewer: TestClient, connection: Connection) -> None:
    tell(connection, a_card(), a_card(week=NEXT))
    approve(connection, a_delivery(connection))
    assert "Tidak ada: semua tenggat waktu itu masih sama seperti dalam rapor." in read(viewer.get(PAGE))


def test_what_was_not_told_yet_was_not_compared_either(viewer: TestClient, connection: Connection) -> None:
    """It was approved only once the next week had been scored."""
    tell(connection, a_card(), a_card(week=NEXT))
    approve(connection, a_delivery(connection), at=MONDAY + timedelta(hours=1))
    assert "Yang berbeda" not in read(viewer.get(PAGE))


def test_a_letter_that_has_left_is_shown_as_it_is(viewer: TestClient, connection: Connection) -> None:
    tell(connection, a_card())
    entry = a_delivery(connection, delivery_id="00000000-0000-4000-8000-000000000001")
    assert "Menunggu persetujuan Buka surat" in read(viewer.get(PAGE))
    assert "<iframe" not in viewer.get(PAGE).text  # no message is kept of it
    messages.keep_message(connection, entry.delivery_id, DIGEST, "{}")
    approve(connection, entry, why="sudah diperiksa")
    page = viewer.get(PAGE)
    assert f'<iframe src="/rapor/surat/{entry.delivery_id}/html"' in page.text
    assert f'href="/rapor/surat/{entry.delivery_id}"' in page.text
    assert "Satu surat disetujui oleh rini (Senin, 9 Februari 2026 pukul 07.10 WIB): “sudah diperiksa”" in read(page)


def test_a_letter_that_is_not_there_yet_says_so(viewer: TestClient, connection: Connection) -> None:
    tell(connection, a_card())
    a_delivery(connection, "dinas-kesehatan")
    assert "Belum ada surat yang disiapkan untuk dikirim." in read(viewer.get(PAGE))


def test_a_letter_that_waits_says_for_what(viewer: TestClient, connection: Connection) -> None:
    tell(connection, a_card())
    a_delivery(connection)
    find(connection, "export_age", "stale", 4)
    count_otherwise(connection, "dinas-sosial")
    words = read(viewer.get(PAGE))
    assert "Ditahan Ekspor terbaru berumur 4 hari kerja. Unggah ekspor baru, lalu jalankan sinkronisasi." in words
    assert "rekap.xlsx (belum ditindaklanjuti: 3 menurut Rapor, 5 menurut LAPOR!). Unggah ekspor" in words


def test_a_letter_that_is_not_to_leave_says_who_said_so_and_why(viewer: TestClient, connection: Connection) -> None:
    tell(connection, a_card())
    cancel(connection, a_delivery(connection), "left out: <script>hurt()</script>")
    page = viewer.get(PAGE)
    assert "Satu surat tidak dikirim oleh rini" in read(page)
    assert "<script" not in page.text


def test_late_reports_are_listed_and_lead_to_their_pages(viewer: TestClient, connection: Connection) -> None:
    late = (
        a_listed("7000001", due_on=date(2026, 2, 4), started_on=date(2026, 1, 28)),
        a_listed("7000002", confidential=True, category="Rahasia sekali", district="Setu", stopped_on=date(2026, 2, 6)),
    )
    tell(connection, a_card(late=late))
    page = viewer.get(PAGE)
    words = read(page)
    assert "Laporan yang terlambat (2)" in words
    assert "7000001 Tindak lanjut, 5 hari kerja · Persampahan · Kec. Setu 4 hari kerja belum dijawab" in words
    assert "7000002 Tindak lanjut, 5 hari kerja · Rincian dirahasiakan 4 hari kerja dijawab" in words
    assert "Rahasia sekali" not in words
    assert 'href="/rapor/laporan/7000002"' in page.text


def test_only_the_first_of_many_are_listed_and_it_says_so(viewer: TestClient, connection: Connection) -> None:
    tell(connection, a_card(late=tuple(a_listed(str(7000000 + number)) for number in range(101))))
    words = read(viewer.get(PAGE))
    assert "Laporan yang terlambat (100 dari 101)" in words
    assert "7000099" in words
    assert "7000100" not in words


def test_the_agencys_weeks_stand_one_below_the_other(viewer: TestClient, connection: Connection) -> None:
    tell(connection, a_card(received=4), a_card(a_line(), week=NEXT), a_card(week=NEXT, agency_id="inspektorat"))
    page = viewer.get(PAGE)
    assert "9–15 Februari 2026 0 – 2–8 Februari 2026 (pekan ini) 4 3 dari 6 (50%)" in read(page)
    assert 'aria-current="true"' in page.text
    assert f'href="/rapor/rapor/{NEXT}/dinas-sosial" rel="next"' in page.text
    assert 'rel="prev"' not in page.text


def test_of_many_weeks_the_last_half_year_is_shown(viewer: TestClient, connection: Connection) -> None:
    tell(connection, *(a_card(week=WEEK.shift(-back)) for back in range(27)))
    words = read(viewer.get(PAGE))
    assert "26 pekan terakhir dari 27" in words
    assert "11–17 Agustus 2025" in words
    assert "4–10 Agustus 2025" not in words


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A week that was scored from real exports, after which others came; made once, copied for each test."""
    with pytest.MonkeyPatch.context() as environment, living_in(tmp_path_factory.mktemp("lived"), environment) as house:
        (house / "inbox").mkdir()
        migrate(settings().warehouse_url)
        bring(house, "30 Jan", "2", "4")
        bring(house, "9 Feb", "1", "2", "3", "4", r4=ANSWERED)
        jobs.run_clocks(), jobs.score_agencies(WEEK)
        bring(house, "4 Feb", "1", "2", "3", "4", r2=ANSWERED, r4=ANSWERED)
        bring(house, "16 Feb", "1", "2", "3", "4", r1={"Instansi Terdisposisi": "Dinas Kesehatan"})
        jobs.run_clocks()
    return house


@pytest.fixture
def told(lived: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, guarded: None) -> Iterator[TestClient]:
    """Somebody looks at that week."""
    airflow = FastAPI()
    airflow.mount("/rapor", build_app())
    with living_in(tmp_path, monkeypatch, lived), TestClient(airflow, follow_redirects=False) as client:
        client.cookies.set(COOKIE, a_token())
        yield client


def test_with_the_newest_data_it_is_worked_out_when_asked(told: TestClient) -> None:
    assert "bandingkan dengan data terbaru" in read(told.get(PAGE)).lower()
    words = read(told.get(f"{PAGE}?sekarang=1"))
    assert "dihitung kembali dengan data LAPOR! terbaru, keadaan Senin, 16 Februari 2026 pukul 15.30 WIB" in words
    assert "2 : tindak lanjut: semula lewat tenggat, kini tepat waktu" in words


def test_of_one_agency_the_differences_are_those_among_all(told: TestClient) -> None:
    every = list_differences(WEEK)
    assert len(every) > 0
    for agency_id in ("dinas-sosial", "dinas-kesehatan"):
        mine = every[every["agency_id"] == agency_id].reset_index(drop=True)
        assert mine.equals(list_differences(WEEK, agency_id).reset_index(drop=True))


def test_what_an_agency_was_told_of_counts_even_where_its_clocks_are_gone(told: TestClient) -> None:
    """As those of a ticket are that an agency never had, by a word taught since."""
    with connect(settings().warehouse_url) as connection, connection.begin():
        connection.execute(sa.delete(CLOCKS))
    assert set(list_differences(WEEK, "dinas-sosial")["ticket_id"]) == {"2"}


def test_where_the_rules_are_lost_it_says_so(told: TestClient) -> None:
    with connect(settings().warehouse_url) as connection, connection.begin():
        connection.execute(sa.delete(RULEBOOKS))
    words = read(told.get(f"{PAGE}?sekarang=1"))
    assert "Angka ini tidak dapat dihitung kembali" in words
    assert "Tindak lanjut, batas 5 hari kerja" in words


def test_the_pages_can_be_read_by_day_and_by_night_on_a_phone_and_at_a_desk(
    house: str, guarded: None, connection: Connection
) -> None:
    if CHROMIUM is None:
        pytest.skip("there is no Chromium")
    furnish(connection)
    airflow = FastAPI()
    airflow.mount("/rapor", build_app())
    with serving(airflow) as url, open_browser() as browser, browser.new_context(base_url=url) as context:
        context.add_cookies([{"name": COOKIE, "value": a_token(), "url": url}])
        page = context.new_page()
        for place in ("/rapor/pekan", "/rapor/rapor", PAGE):
            page.goto(place)
            page.evaluate(AXE)
            for scheme in SCHEMES:
                page.emulate_media(color_scheme=scheme)
                for width in (320, 1400):
                    page.set_viewport_size({"width": width, "height": 800})
                    assert page.evaluate(OVERHANG) == 0
                assert page.evaluate(FINDINGS) == []


def furnish(connection: Connection) -> None:
    """Something of everything that the pages show."""
    tell(connection, a_card(received=4))
    tell(connection, a_card(week=NEXT), scored_at=MONDAY + timedelta(days=7))
    approve(connection, a_delivery(connection))
    differ(connection, {"ticket_id": "7000001", "was": "late", "became": "met"})
    count_otherwise(connection, "dinas-sosial")
    find(connection, "export_age", "stale", 4)
