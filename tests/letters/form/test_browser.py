"""Every example in a real browser: on phones and desks, by day and by night, read aloud, and cut off from the net."""

import pytest

from demo.picture import SCHEMES
from tests.letters.form.colours import channels, contrast, invert, invert_ground, invert_text
from tests.letters.form.looks import WIDTHS

# axe-core only asks to look: signs have no contrast of text, and a table of headings alone has no other cells.
LOOKED_AT = ('in doubt: color-contrast: <span class="key-', "in doubt: th-has-data-cells: ")
DARK_MODES = {"as written": (lambda colour: colour,) * 2, "all": (invert, invert), "some": (invert_text, invert_ground)}


@pytest.mark.parametrize("scheme", SCHEMES)
def test_axe_core_finds_nothing(looks, scheme):
    assert [finding for finding in looks.findings[scheme] if not finding.startswith(LOOKED_AT)] == []


@pytest.mark.parametrize("styles", ["with", "without"])
def test_nothing_hangs_over_the_edge_of_the_screen(looks, styles):
    """The Gmail app takes the style element away where the account is not Google's."""
    assert looks.overhang[styles] == dict.fromkeys(WIDTHS, 0)


def test_nothing_is_asked_of_the_net(looks):
    assert looks.requests == []


@pytest.mark.parametrize(("scheme", "forced"), [("light", mode) for mode in DARK_MODES] + [("dark", "as written")])
def test_every_text_stands_out_from_its_ground(looks, scheme, forced):
    """WCAG's AA, in both schemes of ours, and where a client turns all colours round or only what looks bright."""
    text, ground = DARK_MODES[forced]
    seen = [(ink, contrast(text(channels(ink.colour)), ground(channels(ink.ground)))) for ink in looks.inks[scheme]]
    assert len(seen) > 5
    assert [(ink, ratio) for ink, ratio in seen if ratio < (3.0 if ink.graphic else 4.5)] == []
