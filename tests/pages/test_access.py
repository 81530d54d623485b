"""A letter is shown to whoever may see the DAG it comes from, and to nobody else."""

from __future__ import annotations

import re
from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import pytest
import sqlalchemy as sa

from include.gateways.warehouse.schema import MESSAGES
from include.letters.letter import Attachment
from tests.pages.letters import PAGE, PARTS, SHEET, WRITTEN, a_draft, another_draft, path
from tests.pages.people import COOKIE, a_token


@pytest.mark.parametrize("part", [*PARTS, "/lampiran/9"])
@pytest.mark.parametrize("token", ["none", "forged", "expired"])
def test_whoever_is_not_logged_in_is_sent_to_log_in_and_comes_back(client, connection, part, token):
    tokens = {"none": "", "forged": a_token()[:-4] + "AAAA", "expired": a_token(seconds=-600)}
    client.cookies.set(COOKIE, tokens[token])
    asked = path(a_draft(connection), part)
    answer = client.get(asked)
    assert (answer.status_code, answer.content) == (303, b"")
    there = urlsplit(answer.headers["Location"])
    assert (there.netloc, there.path, parse_qs(there.query)) == ("", "/api/v2/auth/login", {"next": [asked]})


@pytest.mark.parametrize("part", PARTS)
def test_a_user_without_a_role_sees_nothing(client, connection, part):
    client.cookies.set(COOKIE, a_token(role=None))
    answer = client.get(path(a_draft(connection), part))
    assert answer.status_code == 403
    assert "belum dapat dibuka" in answer.text
    assert "pekan 47" not in answer.text


@pytest.mark.parametrize("role", ["viewer", "user", "op", "admin"])
def test_every_role_that_may_see_dags_may_read(client, connection, role):
    client.cookies.set(COOKIE, a_token(role))
    assert client.get(path(a_draft(connection))).status_code == 200


NOBODYS = "00000000-0000-4000-8000-000000000000"
NOWHERE = (
    NOBODYS, f"{NOBODYS}/html", f"{NOBODYS}/teks", f"{NOBODYS}/lampiran/1", "1", "%00", "{}", "é",
    "../../settings.py", "..%2f..%2fsettings.py", "%2e%2e/%2e%2e/etc/passwd", "..\\..\\settings.py", "",
)  # fmt: skip


@pytest.mark.parametrize("place", NOWHERE)
def test_what_is_no_delivery_is_not_found(viewer, connection, place):
    a_draft(connection)
    answer = viewer.get(f"/rapor/surat/{place}")
    assert answer.status_code == 404
    assert place.startswith("..") or "Halaman tidak ditemukan" in answer.text


@pytest.mark.parametrize("number", ["0", "2", "-1", "1.5", "satu", "", "..%2f1", "1/1", str(10**30)])
def test_a_file_is_asked_for_by_its_number_and_by_nothing_else(viewer, connection, number):
    assert viewer.get(path(a_draft(connection), f"/lampiran/{number}")).status_code == 404


def test_a_letter_has_no_more_files_than_its_own(viewer, connection):
    one, two = a_draft(connection), another_draft(connection)
    assert viewer.get(path(two, "/lampiran/2")).content == PAGE.content
    assert viewer.get(path(one, "/lampiran/2")).status_code == 404


def test_a_delivery_of_which_no_message_is_kept_is_not_found(viewer, connection):
    entry = a_draft(connection)
    with connection.begin():
        connection.execute(sa.delete(MESSAGES))
    assert viewer.get(path(entry)).status_code == 404


@pytest.mark.parametrize("name", ['a".xlsx', "rapor – Dinas.xlsx", "a\r\nSet-Cookie: x=1", "../../a.xlsx"])
def test_the_name_of_a_file_is_told_safely(viewer, connection, name):
    entry = a_draft(connection, replace(WRITTEN, attachments=(Attachment(name, SHEET.media_type, b"x"),)))
    headers = viewer.get(path(entry, "/lampiran/1")).headers
    assert re.fullmatch(r"attachment; filename\*=utf-8''[\w.%-]+", headers["Content-Disposition"])
    assert "Set-Cookie" not in headers
