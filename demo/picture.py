"""`make picture`: a letter as a phone shows it, photographed for the README by Chromium."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

from playwright.sync_api import Browser, Page, sync_playwright

from demo.letters import EXAMPLES

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--hide-scrollbars",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip
Scheme = Literal["light", "dark"]
SCHEMES: tuple[Scheme, ...] = ("light", "dark")
SHARPNESS = 2  # a phone shows a length of one with two of its pixels
DESK = (500, 1098)
PHONE = """
html { background: #dfe3df; overflow: hidden; }
body { height: 1018px; margin: 40px !important; overflow: hidden; border-radius: 18px;
       box-shadow: 0 8px 30px rgba(20, 40, 36, .28); }
"""


@contextmanager
def open_browser() -> Iterator[Browser]:
    """A browser without a window; FileNotFoundError where there is no Chromium."""
    if CHROMIUM is None:
        raise FileNotFoundError("There is no Chromium: apt-get install chromium fonts-liberation")
    with sync_playwright() as player, player.chromium.launch(executable_path=CHROMIUM, args=FLAGS) as browser:
        yield browser


@contextmanager
def show(browser: Browser, letter: Path, width: int, height: int = 600, scheme: Scheme = "light") -> Iterator[Page]:
    """The letter on a screen of this size, by day or by night."""
    context = browser.new_context(device_scale_factor=SHARPNESS, color_scheme=scheme, offline=True)
    with context, context.new_page() as page:
        page.set_viewport_size({"width": width, "height": height})
        page.goto(letter.resolve().as_uri())
        yield page


def main() -> None:
    picture = EXAMPLES / "rapor.png"
    with open_browser() as browser, show(browser, EXAMPLES / "pekan-terlambat.html", *DESK) as page:
        page.add_style_tag(content=PHONE)
        page.screenshot(path=picture)
    print(f"reports/examples/{picture.name}: {picture.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
