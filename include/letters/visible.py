"""What a person sees of a letter's HTML."""

from __future__ import annotations

from html.parser import HTMLParser


def visible_text(html: str) -> str:
    """The text outside head, comments and hidden elements; a space stands for every tag."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return " ".join(reader.pieces)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.pieces: list[str] = []
        self.hidden_by = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if not self.hidden_by and (tag in ("head", "style") or ("aria-hidden", "true") in attrs):
            self.hidden_by = tag

    def handle_endtag(self, tag: str) -> None:
        if tag == self.hidden_by:
            self.hidden_by = ""

    def handle_data(self, data: str) -> None:
        if not self.hidden_by:
            self.pieces.append(data)
