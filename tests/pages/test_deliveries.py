"""The ledger on a page, and the decisions that people take about it."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from html import unescape

import pytest
import sqlalchemy as sa

from include import mailroom
from include.answers import LEAVE, NOT_SENT, RESEND, SENT
from include.gateways.warehouse import audit, ledger
from include.gateways.warehouse.ledger import Search
from include.gateways.warehouse.schema import DELIVERIES
from include.gateways.warehouse.schema.sent import STATES
from include.letters import Letter
from tests.builders_mail import HEAD, LIAISON, MONDAY, OFFICE, a_receipt
from tests.pages.letters import Road, a_draft, another_draft
from tests.pages.looking import find_flaws, find_flaws_here, looking
from tests.pages.people import COOKIE, a_token

HERE = {"Sec-Fetch-Site": "same-origin"}
REASON = "Kotak suratnya sudah diperbaiki."


def read(answer) -> str:
    """The words on a page."""
    body = answer.text.partition('<main id="isi-halaman">')[2]
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", body)).split())


def settle(connection, entry, **values: object) -> None:
    """As if the delivery had come so far."""
    with connection.begin():
        connection.execute(sa.update(DELIVERIES).filter_by(delivery_id=entry.delivery_id).values(**values))


def send(connection, entry) -> None:
    mailroom.approve(connection, entry.delivery_id, entry.digest, actor="rini", cause="approved, abc", at=MONDAY)
    mailroom.send(connection, Road(), entry.delivery_id, office=OFFICE, now=lambda: MONDAY)


def path(entry) -> str:
    return f"/rapor/pengiriman/{entry.delivery_id}"


@pytest.fixture
def operator(client):
    client.cookies.set(COOKIE, a_token("op"))
    return client


@pytest.fixture
def bounced(connection):
    """A letter that left and came back."""
    entry = a_draft(connection)
    send(connection, entry)
    receipts = [a_receipt("processed"), replace(a_receipt("bounce", 2), reason="550 no such user")]
    mailroom.receive(connection, [*receipts, a_receipt("delivered", 3, recipient=LIAISON.email)], MONDAY)
    return ledger.read(connection, entry.delivery_id)


def test_the_page_tells_the_whole_story_of_a_delivery(viewer, bounced):
    page = read(viewer.get(path(bounced)))
    told = ["Tidak sampai Rapor, Pekan 16–22 November 2026", HEAD.email, "Disetujui dengan sidik isi abc rini"]
    told += [
        "Diserahkan kepada layanan pengirim Rapor LAPOR",
        "Tanda terima: Ditolak server penerima: 550 no such user SendGrid",
    ]
    told += ["Ditolak server penerima Penerima 550 no such user", "Sampai di kotak surat Tembusan"]
    assert [one for one in told if one not in page] == []
    assert LIAISON.email not in page
    assert f'href="/rapor/surat/{bounced.delivery_id}"' in viewer.get(path(bounced)).text


def test_a_letter_that_came_back_says_why_on_its_own_page(viewer, bounced):
    page = viewer.get(f"/rapor/surat/{bounced.delivery_id}")
    assert "Alasan: Ditolak server penerima: 550 no such user" in read(page)
    assert f'href="{path(bounced)}"' in page.text


def test_the_newest_stands_first_and_each_can_be_found(viewer, connection):
    first, second = a_draft(connection), another_draft(connection)
    send(connection, first)
    mailroom.cancel(connection, second.delivery_id, actor="rini", cause="left out: x", at=MONDAY + timedelta(hours=1))
    listed = re.findall(r'href="/rapor/pengiriman/([0-9a-f-]{36})"', viewer.get("/rapor/pengiriman").text)
    assert listed == [second.delivery_id, first.delivery_id]
    for wanted, found in (
        ({"keadaan": "cancelled"}, [second]), ({"perangkat": "dinkes"}, [first]), ({"jenis": "rapor"}, [second, first]),
        ({"periode": "2026-W47"}, [second, first]), ({"periode": "2026-W46"}, []), ({"jenis": "lain"}, []),
    ):  # fmt: skip
        listed = re.findall(
            r'href="/rapor/pengiriman/([0-9a-f-]{36})"', viewer.get("/rapor/pengiriman", params=wanted).text
        )
        assert listed == [entry.delivery_id for entry in found], wanted


def test_the_states_are_counted_whichever_of_them_is_shown(viewer, connection):
    send(connection, a_draft(connection))
    another_draft(connection)
    page = read(viewer.get("/rapor/pengiriman", params={"keadaan": "draft"}))
    assert "Semua 2 Menunggu persetujuan 1 Sudah dikirim 1" in page
    assert "Jumlah: 1 pengiriman" in page


def test_only_so_many_are_shown_and_it_says_how_many_there_are(viewer, connection):
    for number in range(201):
        letter = Letter("2026-W47", f"dinas-{number}", "rapor", "x", "<p>x</p>", "x")
        entry = ledger.Entry(f"d-{number}", letter.period, letter.agency_id, "rapor", HEAD.email, "x", "sendgrid")
        ledger.open_entry(connection, entry, "the letter is ready", MONDAY)
    page = viewer.get("/rapor/pengiriman")
    assert "Ditampilkan 200 dari 201 pengiriman" in read(page)
    assert len(re.findall(r'<th scope="row">', page.text)) == 200


def test_notices_are_looked_for_as_one_kind(connection):
    notice = ledger.Entry("d-1", "2026-11-23", "staf", "tak-pasti, 2026-W47", HEAD.email, "x", "sendgrid")
    ledger.open_entry(connection, notice, "the letter is ready", MONDAY)
    a_draft(connection)
    assert [one.delivery_id for one in ledger.search(connection, Search(kind="lain"), 9)] == ["d-1"]


@pytest.mark.parametrize("wanted", [{"keadaan": "terkirim"}, {"jenis": "surat"}, {"keadaan": "draft'--"}])
def test_there_is_no_list_of_a_state_or_kind_that_there_is_not(viewer, connection, wanted):
    assert viewer.get("/rapor/pengiriman", params=wanted).status_code == 404


@pytest.mark.parametrize("place", ["1", "00000000-0000-4000-8000-000000000000", "%00", "{}"])
def test_what_is_no_delivery_is_not_found(viewer, operator, connection, place):
    assert viewer.get(f"/rapor/pengiriman/{place}").status_code == 404
    assert operator.post(f"/rapor/pengiriman/{place}", headers=HERE).status_code == 404


CHOICES = {
    "draft": [], "approved": [LEAVE], "sending": [], "accepted": [], "delivered": [], "refused": [RESEND, LEAVE],
    "bounced": [RESEND, LEAVE], "suppressed": [RESEND, LEAVE], "unknown": [SENT, NOT_SENT], "cancelled": [],
}  # fmt: skip


@pytest.mark.parametrize("state", STATES)
def test_only_what_the_state_allows_can_be_decided(operator, connection, state):
    entry = a_draft(connection)
    settle(connection, entry, state=state, attempts=0 if state == "approved" else 1)
    page = operator.get(path(entry)).text
    assert re.findall(r'name="keputusan" value="([^"]*)"', page) == CHOICES[state]
    assert ('<form method="post"' in page) is bool(CHOICES[state])


def test_who_may_only_look_is_not_asked_to_decide(viewer, bounced):
    assert "<form method" not in viewer.get(path(bounced)).text
    assert 'method="post"' not in viewer.get("/rapor/pengiriman").text


@pytest.mark.parametrize(
    ("form", "fault"),
    [
        ({"keputusan": RESEND, "alasan": " ab "}, "Tuliskan alasan"),
        ({"keputusan": RESEND, "alasan": "x" * 301}, "Tuliskan alasan"),
        ({"keputusan": SENT, "alasan": REASON}, "Pilih salah satu"),
        ({"alasan": "<b>Sudah ditanyakan</b>"}, "Pilih salah satu"),
        ({}, "Pilih salah satu"),
    ],
)
def test_what_is_not_filled_in_is_asked_for_again_and_nothing_is_lost(operator, bounced, connection, form, fault):
    answer = operator.post(path(bounced), data=form, headers=HERE)
    assert answer.status_code == 422
    assert fault in read(answer)
    assert f">{form.get('alasan', '')}</textarea>" in unescape(answer.text)
    assert (f'value="{RESEND}" required checked' in answer.text) is (form.get("keputusan") == RESEND)
    assert audit.list_actions(connection, 9) == []


def test_all_of_a_week_that_did_not_arrive_can_be_let_go_again(operator, bounced, connection):
    other = another_draft(connection)
    settle(connection, other, state="suppressed")  # never handed over, so nobody has approved it
    assert 'value="2026-W47">Pekan 16–22 November 2026 (1 surat)' in operator.get("/rapor/pengiriman").text
    answer = operator.post("/rapor/pengiriman", data={"periode": "2026-W46", "alasan": REASON}, headers=HERE)
    assert (answer.status_code, "Pilih pekan" in read(answer), REASON in read(answer)) == (422, True, True)


def test_where_all_has_arrived_nothing_is_offered(operator, connection):
    send(connection, a_draft(connection))
    assert 'method="post"' not in operator.get("/rapor/pengiriman").text


def test_everybody_can_read_the_pages_and_fill_in_their_forms(bounced, guarded):
    with looking() as page:
        assert [flaw for each in ("/rapor/pengiriman", path(bounced)) for flaw in find_flaws(page, each)] == []
        page.get_by_label("Kirim sekali lagi").check()
        page.get_by_label("Alasan").fill("  ab  ")
        page.get_by_role("button", name="Putuskan").click()
        assert page.get_by_label("Alasan").input_value() == "  ab  "
        assert page.get_by_label("Kirim sekali lagi").is_checked()
        assert find_flaws_here(page) == []
