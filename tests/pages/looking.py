"""Pages in a real browser, by day and by night, on a phone and at a desk."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from fastapi import FastAPI
from playwright.sync_api import Page

from demo.picture import CHROMIUM, SCHEMES, open_browser
from include.pages import build_app
from tests.letters.form.looks import AXE, FINDINGS, OVERHANG
from tests.pages.people import COOKIE, a_token
from tests.pages.serving import serving

UNFOLD = "for (const each of document.querySelectorAll('details')) each.open = true"


@contextmanager
def looking(role: str = "op") -> Iterator[Page]:
    """A browser in which somebody with this role has logged in; skips where there is none."""
    if CHROMIUM is None:
        pytest.skip("there is no Chromium")
    airflow = FastAPI()
    airflow.mount("/rapor", build_app())
    with serving(airflow) as url, open_browser() as browser, browser.new_context(base_url=url) as context:
        context.add_cookies([{"name": COOKIE, "value": a_token(role), "url": url}])
        yield context.new_page()


def find_flaws(page: Page, path: str) -> list[str]:
    page.goto(path)
    return find_flaws_here(page)


def find_flaws_here(page: Page) -> list[str]:
    """What axe-core finds on this page with everything unfolded, and what lies beyond the screen."""
    page.evaluate(UNFOLD)
    page.evaluate(AXE)
    flaws = []
    for scheme in SCHEMES:
        page.emulate_media(color_scheme=scheme)
        flaws += [f"{page.url}, {scheme}: {one}" for one in page.evaluate(FINDINGS)]
    for width in (1400, 320):
        page.set_viewport_size({"width": width, "height": 800})
        if page.evaluate(OVERHANG):
            flaws.append(f"{page.url}: too wide at {width} pixels")
    return flaws
