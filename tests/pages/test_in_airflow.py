"""The pages inside Airflow's own API server, which finds them by itself, and in a real browser."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page

from demo.picture import CHROMIUM, SCHEMES, open_browser
from demo.scorecards import late_week
from include.letters import write_scorecard_letter
from tests.letters.form.looks import AXE, FINDINGS, OVERHANG
from tests.pages.conftest import TestClient
from tests.pages.letters import WRITTEN, a_draft
from tests.pages.people import COOKIE, a_token
from tests.pages.serving import serving

ROOT = Path(__file__).parents[2]
HEAVY = ("fastapi", "pandas", "include.pages", "include.gateways", "include.mailroom", "include.letters")
LOAD = """
import sys
from airflow.plugins_manager import get_import_errors, get_timetables_plugins
assert get_timetables_plugins()
assert not get_import_errors()
print(*(module for module in sys.argv if module in sys.modules))
"""
HURT = "document.body.dataset.hurt = document.title = 'hurt'; parent.hurt = top.hurt = 'hurt'; fetch('/rapor/hurt')"
HOSTILE = f"""<!doctype html><html><head><base href="/hurt/"><meta http-equiv="refresh" content="0;url=/rapor/hurt">
<link rel="stylesheet" href="/rapor/hurt.css"></head><body onload="{HURT}"><p>Rapor</p><script>{HURT}</script>
<img src="/rapor/hurt.png" onerror="{HURT}"><svg onload="{HURT}"></svg>
<iframe srcdoc="<script>{HURT}</script>"></iframe>
<form action="/rapor/hurt"><button autofocus onfocus="{HURT}">Kirim</button></form></body></html>"""
LOOKED_AT = "in doubt: frame-tested: "  # nothing runs in the letter's frame, axe-core neither
READ = "() => [window.hurt, document.body.dataset.hurt, document.title === 'hurt'].filter(Boolean)"


def test_airflow_sends_people_to_its_login_page_and_back(airflow, house):
    with TestClient(airflow, base_url="http://localhost:8080") as client:
        answer = client.get("/rapor/surat/1")
    assert [each.status_code for each in answer.history] == [303, 307]
    assert answer.status_code == 200
    assert urlsplit(str(answer.url)).path == "/auth/login"
    assert parse_qs(urlsplit(str(answer.url)).query) == {"next": ["/rapor/surat/1"]}


def test_airflow_lets_sendgrid_in_without_a_login(airflow, house):
    with TestClient(airflow) as client:
        assert client.post("/rapor/receipts", content=b"[]").status_code == 403


def test_loading_plugins_builds_no_page():
    """Each task's process loads them."""
    loaded = subprocess.run([sys.executable, "-c", LOAD, *HEAVY], cwd=ROOT, capture_output=True, text=True, check=True)
    assert loaded.stdout.splitlines()[-1].split() == []


@pytest.fixture
def page(airflow, house) -> Iterator[Page]:
    """A browser in which somebody has logged in, at the address of the API server."""
    if CHROMIUM is None:
        pytest.skip("there is no Chromium")
    with serving(airflow) as url, open_browser() as browser, browser.new_context(base_url=url) as context:
        context.add_cookies([{"name": COOKIE, "value": a_token(), "url": url, "sameSite": "Lax", "httpOnly": True}])
        yield context.new_page()


def test_a_hostile_letter_can_do_nothing(page, connection):
    entry = a_draft(connection, replace(WRITTEN, html=HOSTILE, subject=f'"><img src=x onerror="{HURT}">'))
    answered = []
    page.on("requestfinished", lambda request: answered.append(urlsplit(request.url).path))
    for part, frame in (("", 1), ("/html", 0)):
        page.goto(f"/rapor/surat/{entry.delivery_id}{part}", wait_until="networkidle")
        page.wait_for_timeout(500)
        assert [each.evaluate(READ) for each in page.frames] == [[]] * len(page.frames)
        assert page.frames[frame].evaluate("document.body.innerText").startswith("Rapor")
    framed = f"/rapor/surat/{entry.delivery_id}"
    assert sorted(answered) == [framed, f"{framed}/html", f"{framed}/html"]


def test_the_page_can_be_read_by_day_and_by_night_on_a_phone_and_at_a_desk(page, connection):
    entry = a_draft(connection, write_scorecard_letter(late_week(), sample=True))
    page.goto(f"/rapor/surat/{entry.delivery_id}", wait_until="networkidle")
    assert "Rapor LAPOR" in page.frames[1].evaluate("document.body.innerText")
    page.get_by_text("Pengirim dan sidik isi").click()
    page.evaluate(AXE)
    for scheme in SCHEMES:
        page.emulate_media(color_scheme=scheme)
        for width in (320, 375, 1200):
            page.set_viewport_size({"width": width, "height": 800})
            assert page.evaluate(OVERHANG) == 0
            assert [one for one in page.evaluate(FINDINGS) if not one.startswith(LOOKED_AT)] == []
