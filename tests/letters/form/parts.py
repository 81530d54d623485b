"""What a letter is made of, in the names of `support.toml`: elements, attributes, properties, values, rules."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import NamedTuple

DECLARATION = re.compile(r"([\w-]+)\s*:\s*([^;{}]+)")
SIDE = re.compile(r"^(border|margin|padding)-(?:top|right|bottom|left)$")
UNIT = re.compile(r"(?<![#\w])[\d.]+([a-z%]+)|([\w-]+\()|(!important)")


class Part(NamedTuple):
    kind: str
    names: tuple[str, ...]  # the narrowest first


class Parts(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: set[Part] = set()
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.found.add(Part("elements", (tag,)))
        for name, value in attrs:
            self.found.add(Part("attributes", (f"{name}: {value}", f"{name} on {tag}", name)))
            if name == "style":
                self.found.update(declared(value, tag))

    def handle_data(self, data):
        if self.lasttag == "style":
            self.found.update(ruled(data), declared(data, "style"))


def declared(css: str, element: str) -> Iterator[Part]:
    """The properties that this element is given, and the units, functions and words in their values."""
    for name, value in DECLARATION.findall(re.sub(r"@media[^{]*|[^{};]*(?={)", "", css)):
        whole = SIDE.sub(r"\1", name)
        words = [re.sub(r"^-[\d.]+\w*$", "negative", word) for word in value.split()]
        yield Part("properties", (*(f"{whole}: {word}" for word in words), f"{whole} on {element}", whole))
        for unit in map("".join, UNIT.findall(value)):
            yield Part("values", (f"{unit} on {element}", unit))


def ruled(css: str) -> Iterator[Part]:
    """At-rules by what they ask for, and the selectors that not every client knows."""
    for head in re.findall(r"([^{};]+)\{", css):
        if "@" in head:
            yield Part("rules", (re.sub(r":[^)]*", "", head.strip()),))
        else:
            yield from (Part("rules", (name,)) for name in re.findall(r":[\w-]+|\[[^\]]*\]|[>+~*]", head))
