"""The committed examples, and what a browser finds in them."""

from __future__ import annotations

from pathlib import Path

import pytest

from demo.letters import EXAMPLES
from demo.picture import CHROMIUM, open_browser, show
from tests.letters.form.looks import WIDTHS, Looks, look

LETTERS = sorted(EXAMPLES.glob("*.html"))


@pytest.fixture(scope="session")
def looks_of_all() -> dict[str, Looks]:
    """Measured while the browser is open, so that its event loop is gone before another test wants one."""
    if CHROMIUM is None:
        pytest.skip("there is no Chromium")
    with open_browser() as browser, show(browser, LETTERS[0], WIDTHS[1]) as page:
        return {letter.stem: look(page, letter) for letter in LETTERS}


@pytest.fixture(params=LETTERS, ids=lambda letter: letter.stem)
def letter(request) -> Path:
    return request.param


@pytest.fixture
def looks(letter, looks_of_all) -> Looks:
    return looks_of_all[letter.stem]
