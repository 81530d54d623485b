"""A letter as it would be sent, or was, and what its page tells of it."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape

import pytest
import sqlalchemy as sa

from include import mailroom
from include.gateways.warehouse.schema import DELIVERIES
from include.gateways.warehouse.schema.sent import STATES
from include.mailroom import Address
from tests.builders_mail import HEAD, MONDAY, OFFICE
from tests.pages.letters import HTML, PARTS, SHEET, WRITTEN, Road, a_draft, path


def read(answer) -> str:
    """The words on a page."""
    assert answer.status_code == 200
    body = answer.text.partition('<main id="isi-halaman">')[2]
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", body)).split())


def settle(connection, **values: str) -> None:
    """As if the delivery had come so far."""
    with connection.begin():
        connection.execute(sa.update(DELIVERIES).values(**values))


def test_the_page_tells_to_whom_what_and_how_it_stands(viewer, connection):
    entry = a_draft(connection)
    words = read(viewer.get(path(entry)))
    told = ["Menunggu persetujuan", "Rapor pekan 47", "Kepala Dinas Contoh kepala@dinas.example"]
    told += ["Tembusan penghubung@dinas.example", f"{entry.digest[:12]}…", "rapor-dinkes-2026-W47.xlsx (1 kB)"]
    assert [one for one in told if one not in words] == []


def test_the_page_can_be_read_aloud(viewer, connection):
    page = viewer.get(path(a_draft(connection))).text
    assert '<html lang="id">' in page
    assert re.findall(r"<h[1-6]", page) == ["<h1", "<h2", "<h2", "<h2"]
    assert 'title="Isi surat: Rapor pekan 47"' in page


def test_the_letter_is_shown_to_the_byte(viewer, connection):
    entry = a_draft(connection)
    parts = {part: viewer.get(path(entry, part)) for part in PARTS[1:]}
    assert {part: answer.content for part, answer in parts.items()} == {
        "/html": HTML.encode(), "/teks": WRITTEN.text.encode(), "/lampiran/1": SHEET.content,
    }  # fmt: skip
    kinds = [answer.headers["Content-Type"] for answer in parts.values()]
    assert kinds == ["text/html; charset=utf-8", "text/plain; charset=utf-8", SHEET.media_type]


def test_a_letter_written_anew_is_shown_as_it_is_now(viewer, connection):
    first = a_draft(connection)
    second = a_draft(connection, replace(WRITTEN, html="<p>Diralat</p>"))
    assert viewer.get(path(first, "/html")).text == "<p>Diralat</p>"
    assert second.digest[:12] in viewer.get(path(first)).text


def test_what_was_sent_is_shown_as_it_was(viewer, connection):
    entry = a_draft(connection)
    mailroom.approve(connection, entry.delivery_id, entry.digest, actor="contoh", cause="approved", at=MONDAY)
    mailroom.send(connection, Road(), entry.delivery_id, office=OFFICE)
    a_draft(connection, replace(WRITTEN, html="<p>Diralat</p>"))
    assert viewer.get(path(entry, "/html")).text == HTML
    assert "Sudah dikirim" in read(viewer.get(path(entry)))


@pytest.mark.parametrize("part", PARTS)
def test_nothing_is_kept_guessed_or_told_to_others(viewer, connection, part):
    headers = viewer.get(path(a_draft(connection), part)).headers
    assert headers["Cache-Control"] == "no-store"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"


@pytest.mark.parametrize(
    ("part", "forms", "more"),
    [
        ("", "'self'", "style-src 'unsafe-inline'; frame-src 'self'"),
        ("/html", "'none'", "style-src 'unsafe-inline'; img-src data:; sandbox"),
        ("/teks", "'none'", "sandbox"),
        ("/lampiran/1", "'none'", "sandbox"),
    ],
)
def test_each_part_may_do_what_it_must_and_no_more(viewer, connection, part, forms, more):
    policy = viewer.get(path(a_draft(connection), part)).headers["Content-Security-Policy"]
    assert policy == f"default-src 'none'; base-uri 'none'; form-action {forms}; frame-ancestors 'self'; {more}"


def test_a_letter_without_files_and_copies_says_so(viewer, connection):
    entry = a_draft(connection, replace(WRITTEN, attachments=()), copies=[])
    words = read(viewer.get(path(entry)))
    assert "Tembusan Tidak ada" in words
    assert "Tidak ada lampiran." in words


def test_every_state_has_words_of_its_own(viewer, connection):
    entry = a_draft(connection)
    words = set()
    for state in STATES:
        settle(connection, state=state)
        words.add(read(viewer.get(path(entry))).partition(" Rapor pekan 47")[0])
    assert len(words) == len(STATES)
    assert words.isdisjoint(STATES)


def test_what_the_outbox_keeps_is_not_said_to_be_sent(viewer, connection):
    entry = a_draft(connection, carrier="outbox")
    settle(connection, state="accepted")
    words = read(viewer.get(path(entry)))
    assert "Tersimpan" in words
    assert "Sudah dikirim" not in words


def test_a_redirected_letter_names_both_mailboxes(viewer, connection):
    office = replace(OFFICE, redirect_to=Address("uji@bekasikab.example"))
    words = read(viewer.get(path(a_draft(connection, carrier="redirect", office=office))))
    assert f"ditujukan kepada {HEAD.email}" in words
    assert "Kepada uji@bekasikab.example" in words


def test_what_stands_in_a_letter_is_text_on_the_page(viewer, connection):
    hostile = '"><script>hurt()</script>{{ 7*7 }}'
    entry = a_draft(connection, replace(WRITTEN, subject=hostile), to=Address(HEAD.email, hostile))
    page = viewer.get(path(entry))
    assert "<script" not in page.text
    assert hostile in read(page)
