"""`make letters`: every example on a phone and on a desk, by day and by night, on one page in `var/gallery`."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import NamedTuple

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from playwright.sync_api import Browser

from demo.letters import EXAMPLES
from demo.picture import SCHEMES, open_browser, show
from include.settings import ROOT, VAR

GALLERY = VAR / "gallery"
WIDTHS = {"phone": 375, "desk": 700}


class Exhibit(NamedTuple):
    name: str
    title: str
    subject: str
    files: list[str]  # the example's own, all beside one another


def hang(browser: Browser, letter: Path) -> Exhibit:
    """Photograph the letter on every screen, and tell what stands beside the pictures."""
    name = letter.stem
    with show(browser, letter, WIDTHS["phone"]) as page:
        for screen, width in WIDTHS.items():
            page.set_viewport_size({"width": width, "height": 600})
            for scheme in SCHEMES:
                page.emulate_media(color_scheme=scheme)
                picture = GALLERY / f"{name}-{screen}-{scheme}.jpg"
                page.screenshot(path=picture, type="jpeg", quality=85, full_page=True)
        title = name.replace("-", " ").capitalize()
        return Exhibit(name, title, page.title(), sorted(file.name for file in EXAMPLES.glob(f"{name}.*")))


def main() -> None:
    shutil.rmtree(GALLERY, ignore_errors=True)
    GALLERY.mkdir(parents=True)
    with open_browser() as browser:
        letters = [hang(browser, letter) for letter in sorted(EXAMPLES.glob("*.html"))]
    house = Environment(
        autoescape=True,
        undefined=StrictUndefined,
        loader=FileSystemLoader(Path(__file__).parent),
        trim_blocks=True,
    )
    page = house.get_template("gallery.html.j2").render(letters=letters, widths=WIDTHS)
    (GALLERY / "index.html").write_text(page, encoding="utf-8")
    print(f"{(GALLERY / 'index.html').relative_to(ROOT)}: {len(letters)} letters")


if __name__ == "__main__":
    main()
