"""What a browser finds in a letter: measured once for each letter, in one visit."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import NamedTuple

from playwright.sync_api import Page, Request

from demo.picture import SCHEMES

WIDTHS = (320, 375, 640)
AXE = (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")
FINDINGS = """async () => {
  const found = await axe.run({resultTypes: ["violations", "incomplete"]});
  const told = (rules, doubt) => rules.flatMap(rule =>
    rule.nodes.map(node => `${doubt}${rule.id}: ${node.html.slice(0, 120)}`));
  return [...told(found.violations, ""), ...told(found.incomplete, "in doubt: ")];
}"""
INKS = """() => {
  const ground = element => {
    const colour = getComputedStyle(element).backgroundColor;
    return colour === "rgba(0, 0, 0, 0)" ? ground(element.parentElement) : colour;
  };
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), inks = new Map();
  while (texts.nextNode()) {
    const text = texts.currentNode.textContent.trim(), element = texts.currentNode.parentElement;
    if (!text || !element.checkVisibility()) continue;
    const ink = [/^\\p{S}+$/u.test(text), getComputedStyle(element).color, ground(element)];
    if (!inks.has(String(ink))) inks.set(String(ink), [text.slice(0, 60), ...ink]);
  }
  return [...inks.values()];
}"""
OVERHANG = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
STRIP_STYLES = "document.querySelectorAll('style').forEach(style => style.remove())"


class Ink(NamedTuple):
    """A colour of visible text on the ground it stands on, with the first text that has it."""

    text: str
    graphic: bool  # a sign instead of words, such as the squares of a legend
    colour: str
    ground: str


@dataclass(frozen=True)
class Looks:
    requests: list[str]  # addresses beside the letter's own
    findings: dict[str, list[str]]  # of axe-core, by scheme
    inks: dict[str, list[Ink]]  # by scheme
    overhang: dict[str, dict[int, int]]  # pixels beyond the screen by its width, "with" and "without" style elements


def look(page: Page, letter: Path) -> Looks:
    """Everything about one letter; the style elements are taken away at the end."""
    requests: list[str] = []

    def note(request: Request) -> None:
        requests.append(request.url)

    page.on("request", note)
    page.set_viewport_size({"width": WIDTHS[1], "height": 600})
    page.goto(letter.resolve().as_uri())
    page.evaluate(AXE)
    findings, inks = {}, {}
    for scheme in SCHEMES:
        page.emulate_media(color_scheme=scheme)
        findings[scheme] = page.evaluate(FINDINGS)
        inks[scheme] = [Ink(*ink) for ink in page.evaluate(INKS)]
    overhang = {"with": _overhang(page)}
    page.evaluate(STRIP_STYLES)
    overhang["without"] = _overhang(page)
    page.remove_listener("request", note)
    return Looks(requests[1:], findings, inks, overhang)


def _overhang(page: Page) -> dict[int, int]:
    found = {}
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 600})
        found[width] = page.evaluate(OVERHANG)
    return found
