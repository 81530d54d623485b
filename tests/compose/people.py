"""People of the running set, each with a role and a browser of their own."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from playwright.sync_api import Browser, Page

from tests.compose.house import HTTPS, House
from tests.letters.form.looks import AXE, FINDINGS, OVERHANG

ROLES = {"vera": "Viewer", "dina": "User"}
ROOT = f"https://localhost:{HTTPS}"
DESK, PHONE = {"width": 1400, "height": 900}, {"width": 375, "height": 800}
SLOW = 30_000  # milliseconds
KNOWN = ("in doubt: frame-tested: ",)  # nothing runs in a letter's frame, axe-core neither


@dataclass(frozen=True)
class Person:
    """Somebody before a browser."""

    name: str
    page: Page

    def open(self, place: str) -> Page:
        self.page.goto(f"{ROOT}{place}")
        return self.page

    def look(self, place: str) -> list[str]:
        """What axe-core finds, and what hangs over on a phone."""
        self.open(place)
        self.page.evaluate(AXE)
        found = [f"{place}: {each}" for each in self.page.evaluate(FINDINGS) if not each.startswith(KNOWN)]
        self.page.set_viewport_size(PHONE)
        over = self.page.evaluate(OVERHANG)
        self.page.set_viewport_size(DESK)
        return found + ([f"{place}: {over} pixels hang over at {PHONE['width']}"] if over else [])


def let_in(house: House) -> dict[str, str]:
    """Make the people in Airflow; their passwords by name, the admin's too."""
    passwords = {name: secrets.token_urlsafe(12) for name in ROLES}
    for name, role in ROLES.items():
        known = ("--username", name, "--email", f"{name}@bekasikab.example", "--firstname", name, "--lastname", role)
        said = ("--role", role, "--password", passwords[name])
        house.compose("exec", "-T", "scheduler", "airflow", "users", "create", *known, *said)
    return passwords | {"admin": (house.folder / "secrets/admin_password").read_text()}


@contextmanager
def person(browser: Browser, name: str, password: str = "") -> Iterator[Person]:
    """Logged in by Airflow's own page where there is a password; else nobody knows them."""
    with browser.new_context(viewport=DESK, ignore_https_errors=True) as context:
        context.set_default_timeout(SLOW)
        page = context.new_page()
        if password:
            page.goto(f"{ROOT}/auth/login/")
            page.fill("input[name=username]", name)
            page.fill("input[name=password]", password)
            page.press("input[name=password]", "Enter")
            page.wait_for_url(lambda url: "/auth/login" not in url)
        yield Person(name, page)
