"""Every colour of a letter can be read on the ground it stands on, by day and by night."""

import re

import pytest

from include.letters.wording import REPORTS

RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
TEMPLATES = REPORTS / "templates"
LIGHT, DARK = ("#ffffff", "#f6f5ef"), ("#182120", "#1f2a28")


def luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def pairs(css: str, grounds: tuple[str, ...]) -> list[tuple[str, str, str]]:
    found = []
    for names, body in RULE.findall(css):
        colour = re.search(r"(?<!-)color: (#\w{6})", body)
        ground = re.search(r"background-color: (#\w{6})", body)
        if colour and not re.search(r"brand|period|preheader", names):
            found += [(names.strip(), colour[1], each) for each in ([ground[1]] if ground else grounds)]
    return found


LIGHT_PAIRS = pairs((TEMPLATES / "letter.css").read_text(), LIGHT)
DARK_PAIRS = pairs((TEMPLATES / "screen.css").read_text().split("prefers-color-scheme: dark")[1], DARK)
BANNER = [("brand", "#ffffff", "#163f37"), ("period", "#d5e3de", "#163f37"), ("period", "#d5e3de", "#123a32")]


@pytest.mark.parametrize(("name", "colour", "ground"), LIGHT_PAIRS + DARK_PAIRS + BANNER)
def test_text_reaches_the_contrast_of_wcag_aa(name, colour, ground):
    needed = 3.0 if name.startswith((".key", "/* key")) else 4.5  # the little squares are graphics, not text
    assert contrast(colour, ground) >= needed
